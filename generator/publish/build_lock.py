"""Takes the folder of a site's builds, gives a lock that one build holds at a time. Nothing of a build stands in it."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from types import TracebackType

from generator.model.problem import GeneratorError


class BuildLock:
    """Held from the first file of a build until the swap is done; the system releases it when the process dies.

    Raises: GeneratorError when another build of the same site is running.
    """

    def __init__(self, builds: Path) -> None:
        builds.mkdir(parents=True, exist_ok=True)
        self._descriptor = os.open(builds / "lock", os.O_CREAT | os.O_RDWR, 0o644)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._descriptor)
            raise GeneratorError(f"另一次生成正在写入 {builds}，请等它结束 "
                                 f"(another build is writing to {builds}; wait for it to end)") from None
        self._held = True
        # A worker forked from this process must not keep the lock when the process itself is gone.
        os.register_at_fork(after_in_child=self._forget)

    def _forget(self) -> None:
        if self._held:
            os.close(self._descriptor)
            self._held = False

    def release(self) -> None:
        """Closing the file releases the lock; a second call does nothing."""
        self._forget()

    def __enter__(self) -> BuildLock:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self.release()
