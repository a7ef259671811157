"""Takes a command, runs it, gives its wall time and the peak memory of its whole process tree. Linux only."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path

_PAGE_MB = os.sysconf("SC_PAGE_SIZE") / 1e6 if hasattr(os, "sysconf") else 0.0
_EVERY = 0.02  # seconds between two looks at the tree


@dataclass(frozen=True)
class Run:
    """One run. Unit: seconds of wall time; megabytes resident, summed over the tree at its fullest moment."""

    name: str
    seconds: float
    peak_mb: float
    exit_code: int
    output: str


def run(name: str, command: list[str], cwd: Path) -> Run:
    """The command run to its end, in a session of its own so that its children can be found."""
    begun = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=cwd, start_new_session=True, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    watch = _Watch(process.pid)
    watch.start()
    output, _ = process.communicate()
    seconds = time.perf_counter() - begun
    return Run(name, seconds, watch.stop(), process.returncode, output)


class _Watch(threading.Thread):
    """Looks at the memory of one session's processes until it is told to stop."""

    def __init__(self, session: int) -> None:
        super().__init__(daemon=True)
        self.session = session
        self.peak_mb = 0.0
        self._end = threading.Event()

    def run(self) -> None:
        while not self._end.wait(_EVERY):
            self.peak_mb = max(self.peak_mb, resident_mb(self.session))

    def stop(self) -> float:
        self._end.set()
        self.join()
        return self.peak_mb


def resident_mb(session: int) -> float:
    """Resident memory of all processes of a session; pages they share are counted once for each."""
    return sum(_resident_pages(entry, session) for entry in Path("/proc").iterdir() if entry.name.isdigit()) * _PAGE_MB


def _resident_pages(entry: Path, session: int) -> int:
    try:
        fields = (entry / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        return int(fields[21]) if int(fields[3]) == session else 0
    except (FileNotFoundError, ProcessLookupError):
        return 0  # it ended between the list and the look
