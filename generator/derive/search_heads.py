"""Takes the groups and rows of a part, gives its heads: for each text that stands in many records, or whose keys lie on
more than one page, everything a search for it shows. Worked out column by column for all texts of one length at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import polars as pl

from generator.model.search import BEGINS, BIG, SEARCH_HEADS, SHOWN, WHOLE

_ROOM = 2**28               # record numbers are below
_COMMON_BY_EAR = 100_000    # up to three letters in more records than this have no list: they cannot be combined
_PER_CHARACTER = 6          # records that one character of a list stands for


def big_texts(groups: pl.DataFrame) -> pl.DataFrame:
    """key, `first` and `last` group of each text with more than BIG rows. Of texts with the same rows the longest, and
    the one before it where the longest is itself a name, since only then do they rank differently."""
    spans, level, length = [], groups.select("group", "key", "fit", "size"), 0
    while level.height:
        length += 1
        level = level.filter(pl.col("key").str.len_chars() >= length).with_columns(
            pl.col("key").str.slice(0, length).alias("start"))
        span = level.group_by("start", maintain_order=True).agg(
            pl.col("group").first().alias("first"), pl.col("group").last().alias("last"), pl.col("size").sum(),
            ((pl.col("fit") == BEGINS) & (pl.col("key") == pl.col("start"))).any().alias("is_name"))
        span = span.filter(pl.col("size") > BIG).drop("size")
        level = level.join(span.select("start"), on="start", how="semi", maintain_order="left")
        spans.append(span.rename({"start": "key"}))
    found = pl.concat(spans).with_columns(pl.col("key").str.len_chars().alias("length")) if spans else _no_spans()
    same = ["first", "last"]
    found = found.sort(*same, "length", descending=[False, False, True]).with_columns(
        pl.int_range(pl.len()).over(same).alias("nth"), pl.col("is_name").first().over(same).alias("after_name"))
    return found.filter((pl.col("nth") == 0) | ((pl.col("nth") == 1) & pl.col("after_name"))).select(
        "key", "first", "last", "length")


def span_of(groups: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """key, `first` and `last` group of the given texts."""
    known = groups["key"]
    first = known.search_sorted(pl.Series(keys, dtype=pl.String), "left")
    last = known.search_sorted(pl.Series([key + "\U0010ffff" for key in keys], dtype=pl.String), "left")
    return pl.DataFrame({"key": keys, "first": first, "last": last}, schema_overrides={"key": pl.String}).select(
        "key", pl.col("first").cast(pl.UInt32), (pl.col("last") - 1).cast(pl.UInt32),
        pl.col("key").str.len_chars().alias("length"))


def heads(spans: pl.DataFrame, groups: pl.DataFrame, rows: pl.DataFrame, facts: pl.DataFrame) -> pl.DataFrame:
    """The heads of the texts. Shape: SEARCH_HEADS. `facts`: by record, the numbers of its street and so on."""
    found = [_level(level.sort("first"), groups, rows, facts) for _, level in spans.group_by("length")]
    return pl.concat([SEARCH_HEADS.to_frame(), *found])


def _level(spans: pl.DataFrame, groups: pl.DataFrame, rows: pl.DataFrame, facts: pl.DataFrame) -> pl.DataFrame:
    """The heads of texts of one length, whose groups never overlap."""
    packed = _ranked(spans, groups, rows)
    ranked = pl.DataFrame({"node": packed // (_ROOM * 16), "fit": packed // _ROOM % 16, "record": packed % _ROOM}).cast(
        {"node": pl.UInt32, "fit": pl.UInt8, "record": pl.UInt32})
    by_node = ranked.group_by("node", maintain_order=True)
    totals = by_node.agg(pl.len().alias("total"), pl.col("record").head(SHOWN).alias("shown"),
                         pl.col("fit").head(SHOWN).alias("fits"))
    described = ranked.select("node", *(facts[name].gather(ranked["record"]).alias(name) for name in facts.columns))
    counts = [_counts(described, name, int(facts[name].max() or 0) + 1, spans.height)
              for name in ("street", "trade", "status", "range")]
    extremes = described.lazy().group_by("node").agg(
        pl.col("high").bottom_k(SHOWN).sort(), pl.col("low").bottom_k(SHOWN).sort()).sort("node").collect()
    shown = extremes.select(pl.col("high", "low").list.eval(pl.element() % _ROOM))
    has_list = pl.col("key").str.contains("[^a-z]|....") | (pl.col("total") <= _COMMON_BY_EAR)
    listed = spans.select("key").hstack(totals).filter(has_list).select("node")
    lists = listed.join(_lists(packed.filter(ranked["node"].is_in(listed["node"].implode()))), on="node", how="left")
    full = totals.join(lists, on="node", how="left", maintain_order="left").with_columns(pl.col("list").fill_null(""))
    return (spans.select("key", "first").hstack(full.drop("node")).hstack(counts).hstack(shown).select(SEARCH_HEADS.names()).cast(dict(SEARCH_HEADS)))


def _ranked(spans: pl.DataFrame, groups: pl.DataFrame, rows: pl.DataFrame) -> pl.Series:
    """Text, best fit and record in one number, sorted; each record once a text."""
    members = spans.with_row_index("node").select("node", pl.col("key").alias("text"),
                                                  pl.int_ranges("first", pl.col("last") + 1).alias("group")).explode("group")
    known = groups.join(members.cast({"group": pl.UInt32}), on="group", how="left", maintain_order="left")
    is_whole = (pl.col("key") == pl.col("text")) & (pl.col("fit") == BEGINS)
    code = known.select(pl.col("node").cast(pl.UInt64) * 16 + pl.when(is_whole).then(WHOLE).otherwise("fit")).to_series()
    codes = code.gather(rows["group"])
    inside = codes.is_not_null()
    codes, record = codes.filter(inside), rows["record"].filter(inside)
    by_record = ((codes // 16 * _ROOM + record) * 16 + codes % 16).sort()      # of a record the best fit comes first
    best = by_record.filter((by_record // 16).diff().fill_null(1) != 0)
    return (best // (16 * _ROOM) * (16 * _ROOM) + best % 16 * _ROOM + best // 16 % _ROOM).sort()


def _counts(described: pl.DataFrame, name: str, width: int, nodes: int) -> pl.Series:
    """How many records of each text have each value, as text: `12,,3` are 12 of value 0, none of 1, 3 of 2."""
    slot = pl.col("node").cast(pl.UInt64) * width + pl.col(name)
    counted = described.lazy().group_by(slot.alias("slot")).agg(pl.len().cast(pl.String).alias("n")).collect()
    every = pl.DataFrame({"slot": pl.int_range(nodes * width, eager=True, dtype=pl.UInt64)})
    full = every.join(counted, on="slot", how="left", maintain_order="left").select(
        (pl.col("slot") // width).alias("node"), pl.col("n").fill_null(""))
    return full.group_by("node", maintain_order=True).agg(pl.col("n").str.join(","))["n"].str.strip_chars_end(",").alias(name)


def _lists(packed: pl.Series) -> pl.DataFrame:
    """All records of each text: for each fit its digit, then their blocks of six, empty blocks counted together."""
    block = packed // _ROOM * _ROOM + packed % _ROOM // _PER_CHARACTER
    bits = pl.Series([2**place for place in range(_PER_CHARACTER)], dtype=pl.UInt64).gather(packed % _ROOM % _PER_CHARACTER)
    ends = (block.diff().shift(-1).fill_null(1) != 0).arg_true()
    sums = bits.cum_sum().gather(ends)
    bits = sums - sums.shift(1).fill_null(0)                 # of the records of each block together
    block = block.gather(ends)
    code, number = block // _ROOM, (block % _ROOM).cast(pl.Int64)
    is_first = code.diff().fill_null(1) != 0
    empty = (number - number.shift(1).fill_null(0) - 1).zip_with(~is_first, number)
    signs = pl.Series([chr(32 + bits) for bits in range(2**_PER_CHARACTER)]).gather(bits)
    skips = _skips(int(empty.max() or 0).bit_length()).gather(empty)
    text = pl.DataFrame({"code": code, "text": skips + signs}).group_by("code", maintain_order=True).agg(
        pl.col("text").str.join(""))
    return text.select((pl.col("code") // 16).alias("node"), (pl.col("code") % 16).cast(pl.String) + pl.col("text")).group_by(
        "node", maintain_order=True).agg(pl.col("code").str.join(" ").alias("list")).cast({"node": pl.UInt32})


@cache
def _skips(bits: int) -> pl.Series:
    """How numbers of so many bits are written, by number."""
    return pl.Series(list(map(_skip, range(2**bits))))


def _skip(empty: int) -> str:
    """A number in base 31, highest digit first, in the 31 characters from the grave accent; nothing for 0."""
    digits = ""
    while empty:
        empty, digit = divmod(empty, 31)
        digits = chr(96 + digit) + digits
    return digits


def crossing(keys: pl.Series, pages: pl.Series) -> Iterator[str]:
    """The texts whose keys lie on two pages: what the last key of a page and the first of the next begin with."""
    turns = (pages.diff().fill_null(0) != 0).arg_true().to_list()
    for turn in turns:
        before, after = keys[turn - 1], keys[turn]
        for length in range(1, shared(before, after) + 1):
            yield after[:length]


def shared(one: str, other: str) -> int:
    """How many characters two texts have in common at their beginning."""
    return next((place for place, (a, b) in enumerate(zip(one, other)) if a != b), min(len(one), len(other)))


def _no_spans() -> pl.DataFrame:
    return pl.DataFrame(schema={"key": pl.String, "first": pl.UInt32, "last": pl.UInt32, "is_name": pl.Boolean,
                                "length": pl.UInt32})
