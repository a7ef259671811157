"""Takes the inverted lists of one segment of documents, gives its part of every shard. Computes no gram, writes no file.

A gram is at home in one shard, by its first characters, so that a reader knows where to look. How many shards there
are, and which starts are so heavy that their grams are spread further, follows from the weights of all segments together.
All bytes are described in docs/formats/document-search.md.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from generator.model.bucket import bucket_column
from generator.model.document_search import LONGEST_GRAM
from generator.model.varint import varint_hex

_SHARD_BYTES, _MOST_FILES = 16_384, 8192
_HEAVY = 8192  # bytes of lists that begin alike; above it they are at home one character further
_LITTLE = 128  # bytes in one segment that do not count towards it
_ENTRY = 5     # bytes a key takes, about


def weights(lists: pl.DataFrame) -> pl.DataFrame:
    """start, bytes: how much begins with the same characters, which decides where it is at home.

    Shape: all single characters; longer starts where it is more than a little; "" for all together.
    """
    size = lists.select("key", (pl.col("list").bin.size() + _ENTRY).cast(pl.Int64).alias("bytes"))
    starts = [size.filter(pl.col("key").str.len_chars() >= length)
              .group_by(pl.col("key").str.slice(0, length).alias("start")).agg(pl.col("bytes").sum())
              .filter((length == 1) | (pl.col("bytes") >= _LITTLE)) for length in range(1, LONGEST_GRAM)]
    return pl.concat([*starts, size.select(pl.lit("").alias("start"), pl.col("bytes").sum())])


def plan(all_weights: Sequence[pl.DataFrame]) -> tuple[tuple[str, ...], int, str]:
    """The starts whose longer grams are at home elsewhere, the number of shards, and every character that is listed."""
    total = pl.concat(all_weights).group_by("start").agg(pl.col("bytes").sum()).with_columns(
        pl.col("start").str.len_chars().alias("length"))
    size, count = int(total.filter(pl.col("length") == 0)["bytes"].sum()), 1
    while count * _SHARD_BYTES < size and count < _MOST_FILES:
        count *= 2
    heavy = total.filter((pl.col("length") > 1) & (pl.col("bytes") > _HEAVY))["start"].sort()
    return tuple(heavy), count, "".join(total.filter(pl.col("length") == 1)["start"].sort())


def segment_shards(lists: pl.DataFrame, heavy: Sequence[str], count: int) -> list[bytes]:
    """One segment's part of every shard, each with its length before it."""
    homes = lists.select(_home(heavy)).to_series().rle().struct.unnest()  # keys of one home mostly stand together
    shards = bucket_column(homes["value"], count).str.to_integer(base=16, dtype=pl.UInt32)
    shard = pl.select(shards.repeat_by(homes["len"]).explode(empty_as_null=False)).to_series()
    placed = lists.with_columns(shard.alias("shard")).sort("shard", maintain_order=True)
    parts = placed.select("shard", _entry(placed)).group_by("shard").agg(pl.col("entry").str.join("").str.decode("hex"))
    found: dict[int, bytes] = dict(parts.iter_rows())
    return [_with_length(found.get(shard, b"")) for shard in range(count)]


def _home(heavy: Sequence[str]) -> pl.Expr:
    """The first two characters; while those are heavy, and there are more, one more."""
    key, listed = pl.col("key"), pl.Series(list(heavy), dtype=pl.String).implode()
    home = key
    for size in range(LONGEST_GRAM - 1, 1, -1):
        start = key.str.slice(0, size)
        home = pl.when((key.str.len_chars() > size) & start.is_in(listed)).then(home).otherwise(start)
    return home.alias("home")


def _entry(placed: pl.DataFrame) -> pl.Series:
    """Hexadecimal: eight times the characters shared with the key before plus the new ones less one; those; the list."""
    key, length = placed["key"], placed["key"].str.len_chars().cast(pl.Int64)
    before = key.shift(1, fill_value="").zip_with((placed["shard"] == placed["shard"].shift(1)).fill_null(False), pl.Series([""]))
    shared = pl.zeros(placed.height, dtype=pl.Int64, eager=True)
    rows = pl.int_range(placed.height, eager=True)
    for size in range(1, LONGEST_GRAM):
        now, then = key.gather(rows), before.gather(rows)
        alike = (now.str.len_chars() > size) & (now.str.slice(0, size) == then.str.slice(0, size)) & (then.str.len_chars() >= size)
        rows = rows.filter(alike)
        shared = shared.scatter(rows, size)
    new = pl.DataFrame({"key": key, "shared": shared}).select(pl.col("key").str.slice(pl.col("shared"))).to_series()
    return (varint_hex(shared * 8 + length - shared - 1) + new.cast(pl.Binary).bin.encode("hex")
            + placed["list"].bin.encode("hex")).alias("entry")


def _with_length(part: bytes) -> bytes:
    length, head = len(part), bytearray()
    while length > 127:
        head.append(length & 127 | 128)
        length >>= 7
    return bytes((*head, length)) + part
