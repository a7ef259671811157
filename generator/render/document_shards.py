"""Takes the inverted lists of one segment of documents, gives its part of every shard. Computes no gram, writes no file.

A gram is at home in one shard, by its first characters, so that a reader knows where to look. How many shards there
are, and which starts are so heavy that their grams are spread further, follows from the weights of all segments together.
All bytes are described in docs/formats/document-search.md.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from generator.model.bucket import bucket_numbers
from generator.model.document_search import LONGEST_GRAM

_SHARD_BYTES, _MOST_FILES = 16_384, 8192
_HEAVY = 8192  # bytes of lists that begin alike; above it they are at home one character further
_LITTLE = 128  # bytes in one segment that do not count towards it
_ENTRY = 5     # bytes a key takes, about
_BYTES = pl.Series([bytes((number,)) for number in range(128)], dtype=pl.Binary)  # a varint of one byte


def weights(lists: pl.DataFrame) -> pl.DataFrame:
    """start, bytes: how much begins with the same characters, which decides where it is at home.

    Shape: all single characters; longer starts where it is more than a little; "" for all together.
    """
    size = lists.select("key", (pl.col("list").bin.size() + _ENTRY).cast(pl.Int64).alias("bytes"))
    starts = [_by_start(size, length).filter((length == 1) | (pl.col("bytes") >= _LITTLE)) for length in range(1, LONGEST_GRAM)]
    return pl.concat([*starts, size.select(pl.lit("").alias("start"), pl.col("bytes").sum())])


def _by_start(size: pl.DataFrame, length: int) -> pl.DataFrame:
    """The bytes of all keys that begin alike; they stand together, for keys are in order."""
    long = size.filter(pl.col("key").str.len_chars() >= length)
    runs = long["key"].str.head(length).rle().struct.unnest()
    until = long["bytes"].cum_sum().gather(runs["len"].cum_sum() - 1)
    return pl.DataFrame({"start": runs["value"], "bytes": until - until.shift(1, fill_value=0)})


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
    shard = _shard(lists["key"], heavy, count)
    placed = lists.with_columns(shard.alias("shard")).sort("shard", maintain_order=True)
    entry = _head(placed) + placed["list"]
    ends = pl.DataFrame({"shard": placed["shard"], "end": entry.bin.size().cum_sum()}).group_by("shard", maintain_order=True).last()
    whole = entry.cast(pl.List(pl.UInt8)).explode().implode().cast(pl.Binary)[0]
    found = {shard: whole[start:end] for shard, start, end in ends.with_columns(
        pl.col("end").shift(1, fill_value=0).alias("start")).select("shard", "start", "end").iter_rows()}
    return [_with_length(found.get(shard, b"")) for shard in range(count)]


def _shard(key: pl.Series, heavy: Sequence[str], count: int) -> pl.Series:
    """Where each key is at home: by its first two characters; while those are heavy, and there are more, by one more."""
    runs = _homes(key, heavy).rle().struct.unnest()  # keys of one home mostly stand together
    return bucket_numbers(runs["value"], count).repeat_by(runs["len"]).explode(empty_as_null=False)


def _homes(key: pl.Series, heavy: Sequence[str]) -> pl.Series:
    length, listed = key.str.len_chars(), pl.Series(list(heavy), dtype=pl.String)
    home, rows = key.str.slice(0, 2), pl.int_range(key.len(), dtype=pl.UInt32, eager=True)
    for size in range(2, LONGEST_GRAM):
        starts = home.gather(rows).rle().struct.unnest()
        is_heavy = starts["value"].is_in(listed.implode()).repeat_by(starts["len"]).explode(empty_as_null=False)
        rows = rows.filter(is_heavy & (length.gather(rows) > size))
        home = home.scatter(rows, key.gather(rows).str.slice(0, size + 1))
    return home


def _head(placed: pl.DataFrame) -> pl.Series:
    """Eight times the characters shared with the key before in the shard plus the new ones less one; those."""
    key, shard = placed["key"], placed["shard"]
    length, shared = key.str.len_chars(), _shared(key, shard)
    number = shared * 8 + length - shared - 1
    new = pl.DataFrame({"key": key, "shared": shared}).select(pl.col("key").str.slice(pl.col("shared"))).to_series()
    return _BYTES.gather(number) + new.cast(pl.Binary)


def _shared(key: pl.Series, shard: pl.Series) -> pl.Series:
    """How many characters each key begins with that the one before it in the same shard begins with too."""
    rows = (shard == shard.shift(1)).arg_true()
    shared = pl.zeros(key.len(), dtype=pl.UInt32, eager=True)
    for size in range(1, LONGEST_GRAM):  # neither of two keys is the beginning of the one before it: they are in order
        rows = rows.filter(key.gather(rows).str.head(size) == key.gather(rows - 1).str.head(size))
        shared = shared.scatter(rows, size)
    return shared


def _with_length(part: bytes) -> bytes:
    length, head = len(part), bytearray()
    while length > 127:
        head.append(length & 127 | 128)
        length >>= 7
    return bytes((*head, length)) + part
