"""Takes the groups and rows of a part, gives its heads: for each text that stands in many records, or whose keys lie on
more than one page, everything a search for it shows. Worked out column by column for many texts at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import polars as pl

from generator.model.search import BEGINS, BIG, SEARCH_HEADS, SHOWN, WHOLE

FACETS = ("trade", "status", "range")
_ROOM = 2**28               # record numbers are below
_COMMON_BY_EAR = 100_000    # up to three letters in more records than this have no list: they cannot be combined
_PER_CHARACTER = 6          # records that one character of a list stands for
_BATCH_ROWS = 2_000_000     # rows of heads that are worked out together: a bound for memory


def big_texts(groups: pl.DataFrame) -> pl.DataFrame:
    """key, `first` and `last` group of each text with more than BIG rows. Of texts with the same rows the longest, and
    the one before it where the longest is itself a name, since only then do they rank differently."""
    name = pl.when(pl.col("fit") == BEGINS).then(pl.col("key").str.len_chars()).otherwise(0).alias("name")
    spans, level, length = [], groups.select("group", "key", "size", name), 0
    while level.height:
        length += 1
        level = level.with_columns(pl.col("key").str.slice(0, length).alias("start"))
        span = level.group_by("start", maintain_order=True).agg(
            pl.col("group").first().alias("first"), pl.col("group").last().alias("last"), pl.col("size").sum(),
            (pl.col("name") == length).any().alias("is_name"))
        span = span.filter(pl.col("size") > BIG).drop("size")
        level = level.join(span.select("start"), on="start", how="semi", maintain_order="left").filter(
            pl.col("key").str.len_bytes() > pl.col("start").str.len_bytes())
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
    ends = groups["size"].cum_sum()
    placed = spans.with_columns((ends - groups["size"]).gather(spans["first"]).alias("from"), ends.gather(spans["last"]).alias("to"))
    whole = groups.filter(pl.col("fit") == BEGINS).select("key", pl.col("group").alias("whole"))
    placed = placed.join(whole, on="key", how="left", maintain_order="left")
    batch = (pl.col("to") - pl.col("from")).cum_sum() // _BATCH_ROWS
    fitted = rows.with_columns(groups["fit"].gather(rows["group"]).alias("fit"))
    found = [_heads(some, fitted, facts)
             for some in placed.with_columns(batch.alias("batch")).partition_by("batch", maintain_order=True)]
    return pl.concat([SEARCH_HEADS.to_frame(), *found])


def _heads(spans: pl.DataFrame, rows: pl.DataFrame, facts: pl.DataFrame) -> pl.DataFrame:
    by_record = _by_record(spans, rows)
    best = by_record // 16
    packed = (best // _ROOM * (16 * _ROOM) + by_record % 16 * _ROOM + best % _ROOM).sort()     # text, fit, record
    ranked = pl.DataFrame({"node": packed // (_ROOM * 16), "fit": packed // _ROOM % 16, "record": packed % _ROOM}).cast(
        {"node": pl.UInt32, "fit": pl.UInt8, "record": pl.UInt32})
    totals = ranked.group_by("node", maintain_order=True).agg(
        pl.len().alias("total"), pl.col("record").head(SHOWN).alias("shown"), pl.col("fit").head(SHOWN).alias("fits"))
    described = ranked.select("node", *(facts[name].gather(ranked["record"]).alias(name) for name in FACETS + ("high", "low")))
    counts = [_streets(best, facts["street"]), *_facets(described)]
    extremes = described.lazy().group_by("node").agg(
        pl.col("high").bottom_k(SHOWN).sort(), pl.col("low").bottom_k(SHOWN).sort()).sort("node").collect()
    shown = extremes.select(pl.col("high", "low").list.eval(pl.element() % _ROOM))
    has_list = pl.col("key").str.contains("[^a-z]|....") | (pl.col("total") <= _COMMON_BY_EAR)
    listed = spans.select("key").hstack(totals).select(has_list).to_series()
    lists = _lists(packed if listed.all() else packed.filter(listed.gather(ranked["node"])), facts.height)
    full = totals.join(lists, on="node", how="left", maintain_order="left").with_columns(pl.col("list").fill_null(""))
    return spans.select("key", "first").hstack(full.drop("node")).hstack(counts).hstack(shown).select(
        SEARCH_HEADS.names()).cast(dict(SEARCH_HEADS))


def _by_record(spans: pl.DataFrame, rows: pl.DataFrame) -> pl.Series:
    """Text, record and best fit in one number, sorted; each record once a text."""
    node = pl.int_range(pl.len(), dtype=pl.UInt64).alias("node")
    members = spans.select(node, "whole", pl.int_ranges("from", "to", dtype=pl.UInt32).alias("at")).explode("at", empty_as_null=True)
    found = rows[members["at"]].hstack(members.select("node", "whole"))
    is_whole = (pl.col("group") == pl.col("whole")).fill_null(False)
    code = (pl.col("node") * _ROOM + pl.col("record")) * 16 + pl.when(is_whole).then(WHOLE).otherwise("fit")
    by_record = found.select(code.alias("code")).to_series().sort()      # of a record the best fit comes first
    return by_record.filter((by_record // 16).diff().fill_null(1) != 0)


def _streets(best: pl.Series, street: pl.Series) -> pl.Series:
    """How many records of each text each street has: of records in order, a street's follow one another."""
    slots = (best // _ROOM * 2**32 + street.gather(best % _ROOM)).rle().struct.unnest()
    return _counts(slots.select((pl.col("value") // 2**32).alias("node"), (pl.col("value") % 2**32).alias("street"), n="len"), "street")


def _facets(described: pl.DataFrame) -> list[pl.Series]:
    """The same for trade, status and range: first for the three together, which are few."""
    code, room, places = pl.col("node").cast(pl.UInt64), 1, {}
    for name in FACETS:
        size = int(described[name].max() or 0) + 1
        code, room = code * size + pl.col(name), room * size
        places[name] = room, size
    together = described.select(code.alias("code")).group_by("code").agg(pl.len().alias("n"))
    one = pl.col("code")
    each = [together.lazy().group_by((one // room).alias("node"), (one % room // (room // before) % size).alias(name)).agg(
        pl.col("n").sum()).sort("node", name) for name, (before, size) in places.items()]
    return [_counts(counted, name) for counted, name in zip(pl.collect_all(each), FACETS)]


def _counts(counted: pl.DataFrame, name: str) -> pl.Series:
    """How many records of each text have each value, as text: `12,,3` are 12 of value 0, none of 1, 3 of 2."""
    value = counted[name].cast(pl.Int64)
    is_first = counted["node"].diff().fill_null(1) != 0
    commas = _commas(int(value.max() or 0) + 1).gather((value - value.shift(1).fill_null(0)).zip_with(~is_first, value))
    texts = counted.select("node", (commas + pl.col("n").cast(pl.String)).alias(name)).group_by(
        "node", maintain_order=True).agg(pl.col(name).str.join(""))
    return texts[name]


@cache
def _commas(most: int) -> pl.Series:
    return pl.Series(["," * count for count in range(most + 1)])


def _lists(packed: pl.Series, records: int) -> pl.DataFrame:
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
    skips = _skips(records // _PER_CHARACTER + 1).gather(empty)
    text = pl.DataFrame({"code": code, "text": skips + signs}).group_by("code", maintain_order=True).agg(
        pl.col("text").str.join(""))
    return text.select((pl.col("code") // 16).alias("node"), (pl.col("code") % 16).cast(pl.String) + pl.col("text")).group_by(
        "node", maintain_order=True).agg(pl.col("code").str.join(" ").alias("list")).cast({"node": pl.UInt32})


@cache
def _skips(count: int) -> pl.Series:
    """How the numbers below `count` are written: base 31, highest digit first, in the 31 characters from the grave accent;
    nothing for 0."""
    number, digits = pl.int_range(count, eager=True), pl.Series([chr(96 + digit) for digit in range(31)])
    text = pl.repeat("", count, eager=True)
    for place in range(6):
        if 31**place < count:
            text = digits.gather(number // 31**place % 31).zip_with(number >= 31**place, pl.Series([""])) + text
    return text


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
