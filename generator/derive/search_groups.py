"""Takes the texts and the entries of a part, gives its groups: the records that have the same key and fit."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from generator.derive.pinyin import letters
from generator.model.search import LONGEST_TEXT, SEARCH_GROUPS, SEARCH_ROWS, SPOKEN

_SIGNS = 2**16          # more than a name has


@dataclass(frozen=True)
class SearchPart:
    """The keys that begin with some characters: no search needs two parts."""

    groups: pl.DataFrame     # SEARCH_GROUPS
    rows: pl.DataFrame       # SEARCH_ROWS


def part_groups(entries: pl.DataFrame, texts: pl.DataFrame, members: pl.Series) -> SearchPart:
    """All groups of the part in the order of keys, and their records."""
    keyed = _keyed(entries, texts).sort("key", "kind")
    is_first = ((keyed["key"] != keyed["key"].shift(1)) | (keyed["kind"] != keyed["kind"].shift(1))).fill_null(True)
    group = is_first.cast(pl.UInt32).cum_sum() - 1
    spots = _spots(keyed.select("first", "count", group.alias("group")), members)
    rows = pl.DataFrame({"group": spots // 2**32, "record": spots % 2**32}).cast(dict(SEARCH_ROWS))
    keys = keyed.filter(is_first).select("key", fit=pl.col("kind") // _SIGNS, heard=pl.col("kind") % _SIGNS).with_row_index("group")
    sizes = rows["group"].rle().struct.field("len").alias("size")
    return SearchPart(keys.hstack([sizes]).select(SEARCH_GROUPS.names()).cast(dict(SEARCH_GROUPS)), rows)


def _keyed(entries: pl.DataFrame, texts: pl.DataFrame) -> pl.DataFrame:
    """key of each entry, fit and how many signs it is by ear in one number, and where its records are."""
    found = texts[entries["text"]].with_columns(entries["place"])
    fit = pl.when(pl.col("place") == 0).then("begins").otherwise("inside").cast(pl.Int32)
    heard = (pl.col("heard").cast(pl.Int32) - pl.col("place")).clip(0)
    kind = (fit * _SIGNS + heard).alias("kind")
    columns = (pl.col("value").str.slice("place", LONGEST_TEXT).alias("key"), kind, "first", "count")
    spoken = found.filter(pl.col("form") == SPOKEN).select(columns).with_columns(letters(pl.col("key")))
    return pl.concat([found.filter(pl.col("form") != SPOKEN).select(columns), spoken])


def _spots(keyed: pl.DataFrame, members: pl.Series) -> pl.Series:
    """Group and record in one number, sorted, each once."""
    groups = keyed["group"].cast(pl.UInt64) * 2**32
    single = keyed["count"] == 1
    many = keyed.filter(~single).select(groups.filter(~single).alias("group"), pl.int_ranges(
        "first", pl.col("first") + pl.col("count"), dtype=pl.UInt32).alias("at")).explode("at", empty_as_null=True)
    spots = pl.concat([groups.filter(single) + members.gather(keyed["first"].filter(single)),
                       many["group"] + members.gather(many["at"])]).sort()
    return spots.filter(spots.diff().fill_null(1) != 0)
