"""Keeps results from one build to the next, in files beside the site. What it gives is what was put, or nothing.

Every entry carries a digest over its name and content and is checked before it is used, so a damaged, cut, exchanged or
missing entry costs time and nothing else. A table that is still the very file that was checked before (same inode, size and times)
is not read through again. Trust: whoever may write here may also replace the site itself.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import struct
import threading
from itertools import accumulate
from pathlib import Path
from typing import Any

import polars as pl

from generator.model.part import Pieces, piece_digest
from generator.model.problem import GeneratorError

_DIGEST = 32
_ROWS = 4096  # of one batch of a table: who wants a few rows reads little more


class DiskCache:
    """A `Cache` in a folder. Safe in several threads, and for two builds at once: an entry is whole or absent."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._used: set[str] = set()
        self._sound: set[str] = set()
        self._guard = threading.Lock()

    def get(self, kind: str, key: str) -> bytes | None:
        """The content put under that key."""
        name = self._use(kind, key)
        try:
            stored = (self.folder / name).read_bytes()
        except OSError:
            return None
        return stored[_DIGEST:] if stored[:_DIGEST] == _digest(name, stored[_DIGEST:]) else None

    def put(self, kind: str, key: str, content: bytes) -> None:
        """Keep the content. A full disk is no error here: the build goes on without."""
        name = self._use(kind, key)
        self._write(name, _digest(name, content) + content)

    def value(self, kind: str, key: str) -> Any:
        """The value put under that key: what was put, or nothing."""
        stored = self.get(kind, key)
        return None if stored is None else pickle.loads(stored)

    def put_value(self, kind: str, key: str, value: object) -> None:
        """Keep a value."""
        self.put(kind, key, pickle.dumps(value))

    def has_frame(self, kind: str, key: str) -> bool:
        """Whether the table put under that key is there, undamaged; it is read through once a build."""
        return self._is_sound(self._use(kind, key))

    def adopt_frame(self, kind: str, key: str) -> None:
        """Another process of this build has put a table under that key, or found it undamaged."""
        name = self._use(kind, key)
        with self._guard:
            self._sound.add(name)

    def __getstate__(self) -> Path:
        return self.folder

    def __setstate__(self, folder: Path) -> None:
        self.__init__(folder)

    def put_frame(self, kind: str, key: str, frame: pl.DataFrame, is_whole: bool = False) -> None:
        """Keep the table; what cannot be written is an error, since the build itself will load it again. One that `is_whole` is
        stored as one piece, which its readers need not put together."""
        name = self._use(kind, key)
        target, unfinished = self.folder / f"{name}.arrow", self._unfinished(name)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            frame.write_ipc(unfinished, compression="uncompressed", record_batch_size=max(_ROWS, frame.height if is_whole else 0))
            digest = _file_digest(name, unfinished)
            os.replace(unfinished, target)
            self._write(f"{name}.sha256", digest + _seal(name, digest, os.stat(target)))
        except OSError as error:
            raise GeneratorError(f"{target.parent}：存不下算好的结果 (cannot keep what was worked out): {error.strerror}") from None
        with self._guard:
            self._sound.add(name)

    def load(self, kind: str, key: str, start: int = 0, rows: int | None = None) -> pl.DataFrame:
        """Some rows of a table that was there before. Raises GeneratorError when somebody took it away meanwhile."""
        path = self.folder / f"{self._use(kind, key)}.arrow"
        try:
            if rows is None and not start:
                return pl.read_ipc(path)
            return pl.scan_ipc(path, glob=False).slice(start, rows).collect()
        except (OSError, pl.exceptions.PolarsError):
            raise GeneratorError(f"{path}：缓存在生成途中被改动，请再生成一次 (the cache was changed meanwhile; build again)") from None

    def put_pieces(self, kind: str, key: str, pieces: Pieces) -> None:
        """Keep the pieces in one file, and beside it where each begins and its digest."""
        name = self._use(kind, key)
        contents = [content for content in map(pieces.read, range(len(pieces.digests))) if content is not None]
        self._write(f"{name}.pieces", b"".join(contents))
        table = struct.pack(f"<{len(contents)}Q", *map(len, contents)) + b"".join(pieces.digests)
        self._write(name, _digest(name, table) + table)

    def pieces(self, kind: str, key: str) -> Pieces | None:
        """The pieces; each is checked by its own digest when it is read, so that a few cost little."""
        table = self.get(kind, key)
        if table is None:
            return None
        count = len(table) // (8 + _DIGEST)
        ends = list(accumulate(struct.unpack(f"<{count}Q", table[:8 * count]), initial=0))
        digests = tuple(table[at:at + _DIGEST] for at in range(8 * count, len(table), _DIGEST))
        try:
            file = open(self.folder / f"{kind}/{key}.pieces", "rb", buffering=0)
        except OSError:
            return None

        def read(number: int) -> bytes | None:
            content = os.pread(file.fileno(), ends[number + 1] - ends[number], ends[number])
            return content if piece_digest(content) == digests[number] else None

        return Pieces(digests, read)

    def keep(self, kind: str, key: str) -> None:
        """It is not swept."""
        self._use(kind, key)

    def sweep(self) -> None:
        """Remove what this build did not use, of every kind that it used at all.

        A part that was taken over whole asked for nothing: what it was made from is kept, so that a small change after a
        build without any is not made from nothing.
        """
        kinds = {name.partition("/")[0] for name in self._used}
        for path in self.folder.rglob("*") if self.folder.is_dir() else ():
            name = path.relative_to(self.folder).as_posix().removesuffix(".arrow").removesuffix(".sha256")
            name = name.removesuffix(".pieces")
            if not path.is_dir() and name not in self._used and name.partition("/")[0] in kinds:
                path.unlink(missing_ok=True)

    def _use(self, kind: str, key: str) -> str:
        name = f"{kind}/{key}"
        with self._guard:
            self._used.add(name)
        return name

    def _is_sound(self, name: str) -> bool:
        """Whether the table is what was put; looked at once a build."""
        if name not in self._sound:
            path = self.folder / f"{name}.arrow"
            try:
                found, told = os.stat(path), (self.folder / f"{name}.sha256").read_bytes()
                digest, seal = told[:_DIGEST], told[_DIGEST:]
                if seal != _seal(name, digest, found):
                    if digest != _file_digest(name, path):
                        return False
                    self._write(f"{name}.sha256", digest + _seal(name, digest, found))
            except OSError:
                return False
            with self._guard:
                self._sound.add(name)
        return True

    def _unfinished(self, name: str) -> Path:
        return self.folder / f"{name}.{os.getpid()}-{threading.get_ident()}.tmp"

    def _write(self, name: str, content: bytes) -> None:
        unfinished = self._unfinished(name)
        try:
            unfinished.parent.mkdir(parents=True, exist_ok=True)
            unfinished.write_bytes(content)
            os.replace(unfinished, self.folder / name)
        except OSError:
            unfinished.unlink(missing_ok=True)


def _digest(name: str, content: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\0" + content).digest()


def _seal(name: str, digest: bytes, file: os.stat_result) -> bytes:
    """What says that a file with that name and content is still the one that was looked at: none of its facts has changed."""
    facts = file.st_ino, file.st_size, file.st_mtime_ns, file.st_ctime_ns
    return hashlib.sha256(struct.pack("<4q", *facts) + digest + name.encode()).digest()


def _file_digest(name: str, path: Path) -> bytes:
    with open(path, "rb") as file:
        return _digest(name, hashlib.file_digest(file, "sha256").digest())
