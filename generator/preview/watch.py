"""Tells what changed below some folders, a moment after the last change. Reads no file."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from pathlib import Path

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver
from watchdog.observers.polling import PollingObserver

Folders = list[tuple[Path, bool]]

_WHOLE = ("closed", "moved", "deleted")  # after these a file is whole: closed by whoever wrote it, or moved into its place
_STEP = 0.015  # seconds without a change that end a save which made a file whole
_QUIET = round((0.3 if sys.platform == "linux" else 0.05) / _STEP)  # steps while one is being written; elsewhere nobody tells its end
_LONGEST = round(1.5 / _STEP)  # steps after which a save that does not end is looked at anyway
_LOOK = 2.0  # seconds between two looks whether the folders are still the same
_CHANGES = ("created", "modified", "moved", "deleted", "closed")  # a file that was only read is no change


class Watch(FileSystemEventHandler):
    """Watches the folders that `folders` names at the time, and hands what changed to `tell`, on the thread of `run`."""

    def __init__(self, folders: Callable[[], Folders], tell: Callable[[set[Path]], None]) -> None:
        self._folders, self._tell = folders, tell
        self._news = threading.Condition()
        self._changed: set[Path] = set()
        self._is_whole = self._is_stirred = False
        self._is_closed = False
        self._watched: dict[tuple[Path, bool], int] = {}
        self._observer: BaseObserver = Observer()
        self._observer.start()

    def start(self) -> None:
        """Begin to watch, before anything is read, so that no change falls between."""
        self._follow()

    def run(self) -> None:
        """Tell every change until `close`."""
        while True:
            changed = self._next()
            if self._is_closed:
                return
            changed |= self._follow()
            if changed:
                self._tell(changed)

    def close(self) -> None:
        """End `run` and the watching."""
        with self._news:
            self._is_closed = True
            self._news.notify_all()
        self._observer.stop()
        self._observer.join()

    def on_any_event(self, event: FileSystemEvent) -> None:
        """A change of a file, from the watching thread."""
        if event.event_type not in _CHANGES or event.is_directory and event.event_type == "modified":
            return
        paths = {Path(str(path)) for path in (event.src_path, event.dest_path) if path}
        paths = {path for path in paths if not (path.name.startswith(".") or path.name.endswith("~"))}
        if paths:
            with self._news:
                if not self._changed:
                    self._news.notify_all()
                self._changed |= paths
                self._is_whole, self._is_stirred = event.event_type in _WHOLE, True

    def _next(self) -> set[Path]:
        """What changed by the end of the next save; nothing, now and then."""
        with self._news:
            self._news.wait_for(lambda: self._changed or self._is_closed, _LOOK)
            quiet = 0
            for _ in range(_LONGEST):
                if not self._changed or self._is_closed or quiet >= (1 if self._is_whole else _QUIET):
                    break
                self._is_stirred = False
                self._news.wait(_STEP)
                quiet = 0 if self._is_stirred else quiet + 1
            changed, self._changed = self._changed, set()
        return changed

    def _follow(self) -> set[Path]:
        """Watch the folders as they are named and lie now; gives those that were not watched before."""
        wanted = {(path, deep): inode for path, deep in self._folders() if (inode := _inode(path))}
        if wanted == self._watched:
            return set()
        before, self._watched = self._watched, wanted
        self._observer.unschedule_all()
        try:
            self._schedule()
        except OSError:  # the system watches no more files: look at them every second instead
            self._observer.stop()
            self._observer = PollingObserver()
            self._observer.start()
            self._schedule()
        return {path for path, deep in wanted if wanted[path, deep] != before.get((path, deep))} if before else set()

    def _schedule(self) -> None:
        for path, deep in self._watched:
            self._observer.schedule(self, str(path), recursive=deep)


def _inode(path: Path) -> int | None:
    return path.stat().st_ino if path.is_dir() else None
