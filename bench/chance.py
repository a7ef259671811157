"""Takes row numbers, a seed and a stream's name, gives draws column-wise. No library's random numbers, no floats.

A draw is a hash of (seed, stream, row): the same row draws the same in any order, on any machine, with any version.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import polars as pl

_MASK = 0xFFFFFFFF
_TWO_32 = 1 << 32
T = TypeVar("T")


def mix(value: pl.Series) -> pl.Series:
    """The 32-bit finaliser `lowbias32`, a permutation; in 64 bits, so that no product overflows."""
    value = value ^ (value // (1 << 16))
    value = (value * 0x21F0AAAD) & _MASK
    value = value ^ (value // (1 << 15))
    value = (value * 0x735A2D97) & _MASK
    return value ^ (value // (1 << 15))


@dataclass(frozen=True)
class Chance:
    """The draws of a column of rows. `rows`: UInt64 below 2**32; the streams of one seed are independent."""

    rows: pl.Series
    seed: int

    @classmethod
    def of(cls, count: int, seed: int, first: int = 0) -> Chance:
        return cls(pl.int_range(first, first + count, dtype=pl.UInt64, eager=True), seed)

    def draw(self, stream: str) -> pl.Series:
        """One number below 2**32 for each row."""
        key = zlib.crc32(f"{self.seed}/{stream}".encode())
        return mix(mix(self.rows ^ (key & 0xFFFF0000) ^ 0x9E37) ^ key)

    def below(self, stream: str, limit: int | pl.Series) -> pl.Series:
        """A whole number from 0 up to, and without, `limit` (one for all rows, or a UInt64 column)."""
        return self.draw(stream) * limit // _TWO_32

    def share(self, stream: str, permille: int) -> pl.Series:
        """True for about `permille` in a thousand rows."""
        return self.below(stream, 1000) < permille

    def pick(self, stream: str, values: Sequence[T], weights: Sequence[int] | None = None) -> pl.Series:
        """One of `values` for each row, as often as its whole-number weight says."""
        return self.pick_from(stream, Urn.of(values, weights))

    def pick_from(self, stream: str, urn: Urn) -> pl.Series:
        """The same from an urn that was filled before: for thousands of values and many draws."""
        return urn.values.gather(urn.slots.gather(self.below(stream, len(urn.slots))))

    def pick_in_group(
        self,
        stream: str,
        group: pl.Series,
        values: Sequence[Sequence[T]],
        weights: Sequence[Sequence[int]] | None = None,
    ) -> pl.Series:
        """One of `values[group]` for each row: every group has its own list, of any length."""
        lists = [
            _repeated(items, weights[index] if weights else [1] * len(items)) for index, items in enumerate(values)
        ]
        sizes = pl.Series([len(items) for items in lists], dtype=pl.UInt64)
        starts = sizes.cum_sum() - sizes
        flat = pl.Series([value for items in lists for value in items])
        return flat.gather(starts.gather(group) + self.below(stream, sizes.gather(group)))


@dataclass(frozen=True)
class Urn:
    """Values, each as often in `slots` as its weight says."""

    values: pl.Series
    slots: pl.Series

    @classmethod
    def of(cls, values: Sequence[T], weights: Sequence[int] | None = None) -> Urn:
        return cls(pl.Series(list(values)), pl.Series(_slots(weights or [1] * len(values)), dtype=pl.UInt32))


def zipf(count: int, top: int = 1000) -> list[int]:
    """Weights that fall as one over the rank, each at least 1."""
    return [max(1, top // rank) for rank in range(1, count + 1)]


def stable_order(values: Sequence[str]) -> list[str]:
    """The values in an order that looks shuffled and is the same everywhere."""
    return sorted(values, key=lambda value: (zlib.crc32(value.encode()), value))


def _slots(weights: Sequence[int]) -> list[int]:
    return [index for index, weight in enumerate(weights) for _ in range(weight)]


def _repeated(items: Sequence[T], weights: Sequence[int]) -> list[T]:
    return [items[index] for index in _slots(weights)]
