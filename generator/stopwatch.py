"""Measures how long each stage takes and how much memory the build needed. Never part of what is published."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from generator.progress import Progress, Silent


class Stopwatch:
    """Seconds per stage, in the order in which the stages ran; who watches is told through `progress`."""

    def __init__(self, progress: Progress | None = None, clock: Callable[[], float] = time.perf_counter) -> None:
        self.seconds: dict[str, float] = {}
        self._clock = clock
        self.progress: Progress = progress or Silent()

    @contextmanager
    def stage(self, name: str, steps: int | None = None) -> Iterator[None]:
        """A stage, and how many steps it has where that is known: `progress.advance` counts them."""
        started = self._clock()
        self.progress.begin(name, steps)
        try:
            yield
        finally:
            self.progress.end()
            self.seconds[name] = self.seconds.get(name, 0.0) + self._clock() - started


def peak_memory_mb() -> float:
    """The most memory this process or one of its children ever held, in MB (10^6 bytes)."""
    unit = 1 if sys.platform == "darwin" else 1024
    most = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return most * unit / 1e6
