"""Takes the folder of the staged files, gives their paths and shards of about the same number of bytes. Reads no file."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

SHARD_BYTES = 8_000_000


def files_below(root: Path) -> list[str]:
    """Every file of a folder as a path with forward slashes, sorted."""
    return sorted(_files(os.fspath(root), ""))


def _files(folder: str, prefix: str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _files(entry.path, f"{prefix}{entry.name}/")
            elif entry.is_file():
                yield f"{prefix}{entry.name}"


def by_size(root: Path, files: Sequence[str], size: int = SHARD_BYTES) -> Iterator[list[str]]:
    """The files in their order, cut whenever a shard has reached that size."""
    shard: list[str] = []
    total = 0
    for file in files:
        shard.append(file)
        total += os.stat(f"{root}/{file}").st_size
        if total >= size:
            yield shard
            shard, total = [], 0
    if shard:
        yield shard
