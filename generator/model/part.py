"""A part of the site: some files and everything they depend on, as one key; and what is kept between builds."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import polars as pl

File = tuple[str, bytes]
"""A path inside the site, with forward slashes, and its content."""


@dataclass(frozen=True)
class Part:
    """One part by itself. `make` is pure and can be sent to another process."""

    name: str
    key: str
    make: Callable[[], Iterable[File]]


@dataclass(frozen=True)
class Batch:
    """Parts of the site that are made together, such as the pages of a thousand households.

    Shape: a part is some files that depend on the same things. Its name is unique in the site and the same in every
        build; its key changes whenever a file of it would. `make` takes the names that are wanted and gives each file
        with the name of its part: it is pure, and a part whose key is that of the last build is not asked for.
        `is_sent`: it is worth being made in another process, and `make` can be pickled; `is_long`: in a small site too.
    """

    keys: Mapping[str, str]
    make: Callable[[frozenset[str]], Iterable[tuple[str, File]]]
    is_sent: bool = False
    is_long: bool = False


@dataclass(frozen=True)
class Pieces:
    """Many small contents that are kept together and read one by one.

    Shape: `digests` names each content; `read` gives one by its number, or None where it was damaged or is gone.
    """

    digests: tuple[bytes, ...]
    read: Callable[[int], bytes | None]

    @classmethod
    def of(cls, contents: Sequence[bytes]) -> Pieces:
        return cls(tuple(map(piece_digest, contents)), contents.__getitem__)


def piece_digest(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


class Cache(Protocol):
    """Results that are kept from one build to the next. What it gives is what was put, or nothing."""

    def get(self, kind: str, key: str) -> bytes | None:
        """The content put under that key, or None where there is none any more or it was damaged."""

    def put(self, kind: str, key: str, content: bytes) -> None:
        """Keep the content under that key. Nothing is promised: it may be gone the next time."""

    def value(self, kind: str, key: str) -> Any:
        """The value put under that key, or None. Whoever gets it must not change it."""

    def put_value(self, kind: str, key: str, value: object) -> None:
        """Keep a value that can be pickled. Nothing is promised."""

    def has_frame(self, kind: str, key: str) -> bool:
        """Whether the table put under that key is there, undamaged."""

    def put_frame(self, kind: str, key: str, frame: pl.DataFrame, is_whole: bool = False) -> None:
        """Keep the table. `is_whole`: nobody will want a few of its rows, so it is loaded as one piece."""

    def adopt_frame(self, kind: str, key: str) -> None:
        """A table was put under that key by another process of this build."""

    def load(self, kind: str, key: str, start: int = 0, rows: int | None = None) -> pl.DataFrame:
        """Some rows of a table that was there when this build began or was put since. Raises GeneratorError where it is
        gone."""

    def put_pieces(self, kind: str, key: str, pieces: Pieces) -> None:
        """Keep the pieces under that key. Nothing is promised."""

    def pieces(self, kind: str, key: str) -> Pieces | None:
        """The pieces put under that key, or None where they are gone."""

    def keep(self, kind: str, key: str) -> None:
        """What lies under that key will be wanted again, though not by this build."""


class Memory:
    """A cache that lasts as long as the process, for tests and for looking without writing."""

    def __init__(self) -> None:
        self._contents: dict[tuple[str, str], Any] = {}
        self._frames: dict[tuple[str, str], pl.DataFrame] = {}
        self._pieces: dict[tuple[str, str], Pieces] = {}

    def get(self, kind: str, key: str) -> bytes | None:
        return self._contents.get((kind, key))

    def put(self, kind: str, key: str, content: bytes) -> None:
        self._contents[kind, key] = content

    def value(self, kind: str, key: str) -> Any:
        return self.get(kind, key)

    def put_value(self, kind: str, key: str, value: object) -> None:
        self.put(kind, key, value)

    def has_frame(self, kind: str, key: str) -> bool:
        return (kind, key) in self._frames

    def put_frame(self, kind: str, key: str, frame: pl.DataFrame, is_whole: bool = False) -> None:
        self._frames[kind, key] = frame

    def adopt_frame(self, kind: str, key: str) -> None:
        """Nothing to do: no other process puts anything here."""

    def load(self, kind: str, key: str, start: int = 0, rows: int | None = None) -> pl.DataFrame:
        return self._frames[kind, key].slice(start, rows)

    def put_pieces(self, kind: str, key: str, pieces: Pieces) -> None:
        self._pieces[kind, key] = pieces

    def pieces(self, kind: str, key: str) -> Pieces | None:
        return self._pieces.get((kind, key))

    def keep(self, kind: str, key: str) -> None:
        pass


def files_of(batches: Iterable[Batch]) -> Iterator[File]:
    """Every file of every part."""
    for batch in batches:
        yield from (file for _, file in batch.make(frozenset(batch.keys)))


def key_of(*facts: object) -> str:
    """One key for many facts: strings, bytes, numbers, dates, None, and tuples or lists of them.

    Two different lists of facts have different keys: every fact is written with its type and length.
    """
    written: list[bytes] = []
    _write(written, facts)
    return hashlib.sha256(b"".join(written)).hexdigest()


def _write(written: list[bytes], facts: Iterable[object]) -> None:
    for fact in facts:
        if isinstance(fact, (tuple, list)):
            written.append(b"(%d" % len(fact))
            _write(written, fact)
            continue
        content = fact if isinstance(fact, bytes) else repr(fact).encode()
        written += (b"%s:%d:" % (type(fact).__name__.encode(), len(content)), content)
