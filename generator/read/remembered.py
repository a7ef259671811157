"""What was made of files, kept as long as the files stay the same. Takes paths and a maker; reads no file itself.

For a process that looks at the same folder again and again, such as a preview: a file counts as the same while its size,
its times and its place on the disk are the same.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")
_Sign = tuple[int, ...] | None


class FileMemory:
    """Gives what was made of files before, or has it made. What it gives must not be changed by whoever gets it."""

    def __init__(self) -> None:
        self._found: dict[Hashable, _Kept] = {}
        self._signs: dict[str, _Sign] = {}

    def of(self, kind: Hashable, paths: Sequence[Path], make: Callable[[], T]) -> T:
        """What `make` gives, made again only where one of the files has changed.

        Shape: `kind` and the paths say what is made; everything else that `make` uses must be in `kind`.
        """
        return self._given((kind, *map(str, paths)), paths, None, make)

    def latest(self, kind: Hashable, paths: Sequence[Path], beside: object, make: Callable[[], T]) -> T:
        """The same of all files of a kind together, of which only the last is kept; `beside` is what else it depends on."""
        return self._given(kind, paths, beside, make)

    def _given(self, place: Hashable, paths: Sequence[Path], beside: object, make: Callable[[], T]) -> T:
        named = tuple(map(str, paths))
        signs = tuple(map(self._sign, named))  # before reading: a file that changes meanwhile is read again the next time
        kept = self._found.get(place)
        if kept is not None and (kept.named, kept.signs, kept.beside) == (named, signs, beside):
            return kept.made
        made = make()
        self._found[place] = _Kept(named, signs, beside, made)
        return made

    def _sign(self, path: str) -> _Sign:
        """Of this look at the project: several makers ask for the same file."""
        if path not in self._signs:
            self._signs[path] = _sign(path)
        return self._signs[path]

    def newest(self) -> str:
        """When the file that was saved last, of those looked at this time, was saved: day and time on this machine."""
        times = [sign[1] for sign in self._signs.values() if sign]
        return datetime.fromtimestamp(max(times) / 1e9).strftime("%Y-%m-%d %H:%M:%S") if times else ""

    def look(self, paths: Iterable[Path] = ()) -> None:
        """A new look begins. These files have changed, whatever their signs say: a clock of the disk may be too coarse."""
        self._signs = {}
        changed = set(map(str, paths))
        if changed:
            self._found = {place: kept for place, kept in self._found.items() if changed.isdisjoint(kept.named)}


@dataclass(frozen=True)
class _Kept:
    named: tuple[str, ...]
    signs: tuple[_Sign, ...]
    beside: object
    made: Any


def remembered(memory: FileMemory | None, kind: Hashable, paths: Sequence[Path], make: Callable[[], T]) -> T:
    """The same, where there may be no memory."""
    return make() if memory is None else memory.of(kind, paths, make)


def files_below(folder: Path, ending: str) -> list[Path]:
    """Every file below the folder whose name ends so, in capitals or not, in an order no file system decides.

    Shape: `/posting.yml` is the whole name, `.md` the end of one. A folder that is not there has no files.
    """
    return [_path(path) for path in sorted(_below(str(folder), ending))]


_path = lru_cache(maxsize=100_000)(Path)
"""A process that looks again and again asks for the same paths; taking one apart costs more than finding it."""


def _below(folder: str, ending: str) -> Iterator[str]:
    try:
        entries = list(os.scandir(folder))
    except (FileNotFoundError, NotADirectoryError):
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from _below(entry.path, ending)
        elif f"/{entry.name}".lower().endswith(ending) and entry.is_file():
            yield entry.path


def _sign(path: str) -> _Sign:
    try:
        known = os.stat(path)
    except OSError:
        return None
    return known.st_size, known.st_mtime_ns, known.st_ctime_ns, known.st_ino
