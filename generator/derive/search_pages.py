"""Takes the search records, gives the index a part at a time: groups and heads with the page on which each stands.

A page is cut where it is full. What its lines weigh is reckoned from texts and counts alone, so that another amount or
status moves no line to another page.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from generator.derive.search_heads import big_texts, crossing, heads, shared, span_of
from generator.derive.search_index import search_parts
from generator.model.search import ADDRESS, BIG, SHOWN, SearchPages, range_of

_PAGE = 40_000               # bytes a page may weigh
_LINE, _ROW, _CARD, _HEAD = 5, 7, 44, 1200   # bytes a line, a record in it, a card beside it, a head weigh, about
_TOP = 2**32                 # above every amount in fen that can be posted


def search_pages(records: pl.DataFrame) -> Iterator[SearchPages]:
    """The whole index; pages are numbered from 0 in each run."""
    facts, last = _facts(records), ""
    for part in search_parts(records):
        spans = big_texts(part.groups)
        lines = _cut(part.groups, spans)
        keys, pages = lines["key"], lines["page"]
        more = span_of(part.groups, sorted(set(crossing(keys, pages)) - set(spans["key"])))
        spans = pl.concat([spans, more.join(spans, on=["first", "last"], how="anti", maintain_order="left")])
        found = heads(spans, part.groups, part.rows, facts)
        page_of = lines.filter(pl.col("is_group")).select("group", "page")
        starts = [0, *(pages.diff().fill_null(0) != 0).arg_true()]
        fences = [_fence(keys[at - 1] if at else last, keys[at]) for at in starts]
        last = keys[-1]
        small = part.groups.join(page_of, on="group", how="inner", maintain_order="left").filter(pl.col("size") <= BIG)
        is_small = (part.groups["size"] <= BIG).gather(part.rows["group"])
        yield SearchPages(small, part.rows.filter(is_small), _on_pages(found, lines), fences)


def _cut(groups: pl.DataFrame, spans: pl.DataFrame) -> pl.DataFrame:
    """key, group, is_group, page: every line in order, a head before the groups that begin with its text."""
    is_small = pl.col("size") <= BIG
    weight = (pl.col("key").str.len_bytes() + _LINE
              + is_small * (_ROW * pl.col("size") + (pl.col("fit") != ADDRESS) * _CARD * pl.col("size").clip(0, SHOWN)))
    lines = pl.concat([
        spans.select("key", group="first", is_group=pl.lit(False), weight=pl.lit(_HEAD, pl.Int64)),
        groups.select("key", "group", is_group=pl.lit(True), weight=weight.cast(pl.Int64)),
    ]).sort("group", "is_group", pl.col("key").str.len_chars())
    cut = lines.with_columns((pl.col("weight").cum_sum() // _PAGE).alias("page"))
    return cut.with_columns(pl.col("page").min().over("key").rle_id()).drop("weight")   # equal keys stay together


def _on_pages(found: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """The heads, each on the page where its first group stands, or would."""
    first = lines.group_by("group").agg(pl.col("page").min())
    return found.join(first, left_on="first", right_on="group", how="left", maintain_order="left")


def _fence(before: str, first: str) -> str:
    """The shortest beginning of a page's first key that no earlier key has."""
    return first[:shared(before, first) + 1]


def _facts(records: pl.DataFrame) -> pl.DataFrame:
    """By record number: what is counted, as positions in the order of their codes; what the quota sorts by."""
    quota = pl.col("monthly_turnover_fen")
    number = pl.col("record").cast(pl.UInt64)
    known = records.select(
        "record", *((pl.col(name).fill_null("").rank("dense") - 1).alias(short) for name, short in (
            ("street_code", "street"), ("industry_code", "trade"), ("status", "status"))),
        range_of(quota).alias("range"),
        ((_TOP - quota.fill_null(0).cast(pl.UInt64)) * 2**28 + number).alias("high"),
        (quota.fill_null(_TOP).cast(pl.UInt64) * 2**28 + number).alias("low"))
    every = pl.DataFrame({"record": pl.int_range(int(records["record"].max() or 0) + 1, eager=True, dtype=pl.UInt32)})
    return every.join(known, on="record", how="left", maintain_order="left").drop("record")
