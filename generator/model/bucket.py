"""Takes a disclosure number, gives the bucket of its page. The rule is public and never changes for a site.

FNV-1a, 32 bits, over the ASCII bytes of the number, modulo the count set at the site's birth; written in lower-case
hexadecimal, zero-padded to the width of the largest bucket.
"""

from __future__ import annotations

import polars as pl

FNV_OFFSET, FNV_PRIME, _MASK = 0x811C9DC5, 0x01000193, 0xFFFFFFFF


def width(count: int) -> int:
    return max(1, len(f"{count - 1:x}"))


def bucket_of(disclosure_no: str, count: int) -> str:
    """The bucket of one number, such as `0a` of 256."""
    value = FNV_OFFSET
    for byte in disclosure_no.encode():
        value = ((value ^ byte) * FNV_PRIME) & _MASK
    return f"{value % count:0{width(count)}x}"


def bucket_column(disclosure_no: pl.Series, count: int) -> pl.Series:
    """`bucket_of` for a whole column, without a loop over its rows."""
    return bucket_names(count).gather(bucket_numbers(disclosure_no, count)).alias("bucket")


def bucket_names(count: int) -> pl.Series:
    """The name of every bucket, in order."""
    return pl.Series([f"{n:0{width(count)}x}" for n in range(count)], dtype=pl.String)


def bucket_numbers(disclosure_no: pl.Series, count: int) -> pl.Series:
    """The bucket of each number as a number from 0."""
    lengths = disclosure_no.str.len_bytes()
    begins, inside = lengths.cum_sum() - lengths, disclosure_no.filter(lengths > 0).cast(pl.Binary)
    signs = inside.cast(pl.List(pl.UInt8)).explode().cast(pl.UInt64)
    value = pl.Series(pl.repeat(FNV_OFFSET, len(lengths), dtype=pl.UInt64, eager=True))
    longest = int(lengths.max() or 0)
    if lengths.min() == longest:  # as the register gives them
        for position in range(longest):
            value = ((value ^ signs.gather_every(longest, position)) * FNV_PRIME) & _MASK
        return (value % count).cast(pl.UInt32)
    for position in range(longest):
        number = signs.gather((begins + position).clip(0, signs.len() - 1))
        value = (((value ^ number) * FNV_PRIME) & _MASK).zip_with(lengths > position, value)
    return (value % count).cast(pl.UInt32)
