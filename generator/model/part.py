"""A part of the site: some files and everything they depend on, as one key; and what is kept between builds."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

import polars as pl

File = tuple[str, bytes]
"""A path inside the site, with forward slashes, and its content."""


@dataclass(frozen=True)
class Part:
    """Some files of the site that are made together.

    Shape: `name` is unique in the site and the same in every build; `key` changes whenever a file of it would; `make`
        is pure and can be sent to another process. A part whose key is that of the last build is not made again.
    """

    name: str
    key: str
    make: Callable[[], Iterable[File]]


@dataclass(frozen=True)
class Batch:
    """Parts that are cheaper to make together, such as the pages of a thousand households.

    Shape: `keys` gives the key of each part by its name; `make` takes the names that are wanted and gives each file with
        the name of its part.
    """

    keys: Mapping[str, str]
    make: Callable[[frozenset[str]], Iterable[tuple[str, File]]]


class Cache(Protocol):
    """Results that are kept from one build to the next. What it gives is what was put, or nothing."""

    def get(self, kind: str, key: str) -> bytes | None:
        """The content put under that key, or None where there is none any more or it was damaged."""

    def put(self, kind: str, key: str, content: bytes) -> None:
        """Keep the content under that key. Nothing is promised: it may be gone the next time."""

    def frame(self, kind: str, key: str) -> pl.DataFrame | None:
        """The table put under that key, not necessarily in memory, or None."""

    def put_frame(self, kind: str, key: str, frame: pl.DataFrame) -> Callable[[], pl.DataFrame]:
        """Keep the table; what it gives loads it again, for as long as this build runs."""


class Memory:
    """A cache that lasts as long as the process, for tests and for looking without writing."""

    def __init__(self) -> None:
        self._contents: dict[tuple[str, str], bytes] = {}
        self._frames: dict[tuple[str, str], pl.DataFrame] = {}

    def get(self, kind: str, key: str) -> bytes | None:
        return self._contents.get((kind, key))

    def put(self, kind: str, key: str, content: bytes) -> None:
        self._contents[kind, key] = content

    def frame(self, kind: str, key: str) -> pl.DataFrame | None:
        return self._frames.get((kind, key))

    def put_frame(self, kind: str, key: str, frame: pl.DataFrame) -> Callable[[], pl.DataFrame]:
        self._frames[kind, key] = frame
        return lambda: frame


def key_of(*facts: object) -> str:
    """One key for many facts: strings, bytes, numbers, dates, None, and tuples or lists of them.

    Two different lists of facts have different keys: every fact is written with its type and length.
    """
    digest = hashlib.sha256()
    _feed(digest, facts)
    return digest.hexdigest()


def _feed(digest: "hashlib._Hash", facts: Iterable[object]) -> None:
    for fact in facts:
        if isinstance(fact, (tuple, list)):
            digest.update(f"({len(fact)}".encode())
            _feed(digest, fact)
            continue
        content = fact if isinstance(fact, bytes) else repr(fact).encode()
        digest.update(f"{type(fact).__name__}:{len(content)}:".encode())
        digest.update(content)
