"""Takes a command, runs it, gives its wall time, its processor time and the peak memory of its whole process tree. Linux only."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path

_PAGE_MB = os.sysconf("SC_PAGE_SIZE") / 1e6 if hasattr(os, "sysconf") else 0.0
_EVERY = 0.02  # seconds between two looks at the tree
TIME, MEMORY = "time", "memory"


@dataclass(frozen=True)
class Limits:
    """What a run may take before it is ended. Unit: seconds of wall time, megabytes of the tree."""

    seconds: float = 3600
    mb: float = 16_000


@dataclass(frozen=True)
class Run:
    """One run. Unit: seconds; megabytes resident, summed over the tree at its fullest moment.

    `cpu_seconds`: user and system time of the tree, which others on the machine disturb less than the wall time;
    `stopped`: `time` or `memory` where a limit ended it, `error` where it ended itself, else empty.
    """

    name: str
    seconds: float
    cpu_seconds: float
    peak_mb: float
    stopped: str
    output: str


def run(name: str, command: list[str], cwd: Path, limits: Limits = Limits(), env: dict[str, str] | None = None) -> Run:
    """The command run to its end or a limit, in a session of its own so that its children can be found."""
    begun, before = time.perf_counter(), _cpu()
    process = subprocess.Popen(
        command, cwd=cwd, start_new_session=True, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        env=os.environ | (env or {}),
    )  # fmt: skip
    watch = _Watch(process.pid, limits)
    watch.start()
    try:
        output, _ = process.communicate()
    except BaseException:
        watch.kill("interrupted")  # nothing is left running when the bench itself is ended
        raise
    seconds = time.perf_counter() - begun
    watch.stop()
    stopped = watch.stopped or ("error" if process.returncode else "")
    return Run(name, seconds, _cpu() - before, watch.peak_mb, stopped, output)


def _cpu() -> float:
    """Of all children that have ended: runs follow each other, so the difference is one run's."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class _Watch(threading.Thread):
    """Looks at the memory of one session's processes until it is told to stop; ends them at a limit."""

    def __init__(self, session: int, limits: Limits) -> None:
        super().__init__(daemon=True)
        self.session, self.limits = session, limits
        self.peak_mb = 0.0
        self.stopped = ""
        self._end = threading.Event()
        self._begun = time.perf_counter()

    def run(self) -> None:
        while not self._end.wait(_EVERY):
            self.peak_mb = max(self.peak_mb, resident_mb(self.session))
            if self.peak_mb > self.limits.mb:
                self.kill(MEMORY)
            elif time.perf_counter() - self._begun > self.limits.seconds:
                self.kill(TIME)

    def kill(self, why: str) -> None:
        self.stopped = self.stopped or why
        try:
            os.killpg(self.session, signal.SIGKILL)
        except ProcessLookupError:
            pass  # it ended by itself between the look and the signal

    def stop(self) -> None:
        self._end.set()
        self.join()


def resident_mb(session: int) -> float:
    """Resident memory of all processes of a session; pages they share are counted once for each."""
    return sum(_resident_pages(entry, session) for entry in Path("/proc").iterdir() if entry.name.isdigit()) * _PAGE_MB


def _resident_pages(entry: Path, session: int) -> int:
    try:
        fields = (entry / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        return int(fields[21]) if int(fields[3]) == session else 0
    except (FileNotFoundError, ProcessLookupError):
        return 0  # it ended between the list and the look
