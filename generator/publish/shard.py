"""Takes the paths of the staged files, gives shards of about the same number of bytes. Reads no file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

SHARD_BYTES = 8_000_000


def by_size(root: Path, files: Sequence[str], size: int = SHARD_BYTES) -> Iterator[list[str]]:
    """The files in their order, cut whenever a shard has reached that size."""
    shard: list[str] = []
    total = 0
    for file in files:
        shard.append(file)
        total += (root / file).stat().st_size
        if total >= size:
            yield shard
            shard, total = [], 0
    if shard:
        yield shard
