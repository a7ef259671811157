"""Takes the pages of a part and how records are written, gives the part's files. Computes no count and no order.

The part's address is made of its bytes: an address names one content for ever, and what did not change keeps its address.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from generator.model.part import File
from generator.model.search import FOLDER, SearchPages
from generator.render.search_lists import ListFiles
from generator.render.search_rows import Written, digits

LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")
_GROUP_LAST = 255            # in a page's order: after every head that begins with the same group


@dataclass(frozen=True)
class Known:
    """What must be known of a part to find it; `fences`, `signs` and `seconds` as SearchPages has them, where it has pages."""

    address: str
    fences: list[str]
    signs: list[str]
    seconds: list[str]


def part_files(part: SearchPages, said: Written) -> tuple[Known, list[File]]:
    """All pages of a part and the lists of its heads."""
    lists = ListFiles()
    texts = _page_texts(part, said, lists)
    named = [(f"pages/{page}.txt", text) for page, text in texts.iter_rows()]
    named += [(f"lists/{number}.txt", text) for number, text in lists.all()]
    address, files = addressed(named)
    return Known(address, part.fences, part.signs, part.seconds), files


def addressed(named: Iterable[tuple[str, str]]) -> tuple[str, list[File]]:
    """Twelve letters made of the SHA-256 over the files, and the files below them.

    Letters a to p for the hexadecimal digits, lest an address be taken for an identity or bank number.
    """
    digest, contents = hashlib.sha256(), [(name, text.encode()) for name, text in named]
    for name, content in contents:
        digest.update(f"{name} {len(content)} ".encode())
        digest.update(content)
    address = digest.hexdigest()[:12].translate(LETTERS)
    return address, [(f"{FOLDER}/{address}/{name}", content) for name, content in contents]


def _page_texts(part: SearchPages, said: Written, lists: ListFiles) -> pl.DataFrame:
    """A page: its lines by key, a head before the groups that begin with its text."""
    lines = pl.concat([_head_lines(part.heads, said, lists), _group_lines(part, said)])
    ordered = lines.sort("order", maintain_order=True)
    return ordered.group_by("page", maintain_order=True).agg(pl.col("line").str.join("\n"))


def _order(first: str, last: pl.Expr) -> pl.Expr:
    """Page, first group, then how long the text is: the order of keys, without looking at texts again."""
    return (pl.col("page").cast(pl.UInt64) * 2**40 + pl.col(first).cast(pl.UInt64) * 2**8 + last.cast(pl.UInt64)).alias("order")


def _group_lines(part: SearchPages, said: Written) -> pl.DataFrame:
    """key, fit, postings, then a card for each of the first records; or an empty column and the name of all."""
    groups = part.groups.with_row_index("nth")
    starts = groups["size"].cum_sum() - groups["size"]
    alone = groups.filter(pl.col("size") == 1)
    record = part.rows["record"].gather(starts.gather(alone["nth"]))
    card = said.cards.gather(record).to_frame("card").select(pl.when(alone["cards"] > 0).then("card")).to_series()
    lines = [alone.with_columns(said.postings.gather(record).alias("posting"), card)]
    if alone.height < groups.height:
        lines.append(_together(groups.filter(pl.col("size") > 1), part.rows, starts, said))
    name = pl.lit("\t") + pl.col("name")
    line = pl.concat_str("key", "fit", "posting", "card", name, separator="\t", ignore_nulls=True).alias("line")
    return pl.concat(lines).select(pl.col("page").cast(pl.UInt32), _order("group", pl.lit(_GROUP_LAST)), line)


def _together(groups: pl.DataFrame, rows: pl.DataFrame, starts: pl.Series, said: Written) -> pl.DataFrame:
    """The groups of several records: all postings and the first cards, each as one text."""
    at = starts.gather(groups["nth"])
    spread = pl.DataFrame({"nth": groups["nth"], "from": at, "to": at + groups["size"], "cards_to": at + groups["cards"]})

    def joined(end: str, texts: pl.Series, name: str, between: str) -> pl.DataFrame:
        some = spread.filter(pl.col(end) > pl.col("from")).select("nth", pl.int_ranges("from", end, dtype=pl.UInt32).alias("at"))
        each = some.explode("at", empty_as_null=True)
        text = texts.gather(rows["record"].gather(each["at"])).alias(name)
        return each.select("nth", text).group_by("nth", maintain_order=True).agg(pl.col(name).str.join(between))

    postings = joined("to", said.postings, "posting", "")
    cards = joined("cards_to", said.cards, "card", "\t")
    return groups.join(postings, on="nth", how="left", maintain_order="left").join(
        cards, on="nth", how="left", maintain_order="left")


def _head_lines(heads: pl.DataFrame, said: Written, lists: ListFiles) -> pl.DataFrame:
    """key, `*`, total, counts, the records by quota, the list or where it is, the best records and their cards."""
    placed = heads.with_columns(pl.Series("list", [lists.place(*one) for one in heads.select("key", "list").iter_rows()],
                                          dtype=pl.String))
    by_quota = [_digits_joined(placed, name, said.digits[0]) for name in ("high", "low")]
    shown = placed.select(pl.int_range(pl.len()).alias("head"), record="shown").explode("record", empty_as_null=True)
    texts = shown.select("head", said.postings.gather(shown["record"]).alias("posting"),
                         said.cards.gather(shown["record"]).alias("card")).group_by("head", maintain_order=True).agg(
        pl.col("posting").str.join(""), pl.col("card").str.join("\t"))
    line = pl.concat_str("key", pl.lit("*"), pl.col("total").cast(pl.String), "street", "trade", "status", "range",
                         *by_quota, "list", pl.col("fits").cast(pl.List(pl.String)).list.join(""),
                         "posting", "card", separator="\t")
    return placed.hstack(texts.drop("head")).select(
        pl.col("page").cast(pl.UInt32), _order("first", pl.col("key").str.len_chars().clip(0, _GROUP_LAST - 1)), line.alias("line"))


def _digits_joined(heads: pl.DataFrame, name: str, width: int) -> pl.Series:
    """The record numbers of each head as one text."""
    each = heads.select(pl.int_range(pl.len()).alias("head"), name).explode(name, empty_as_null=True).select(
        "head", digits(pl.col(name), width).alias(name))
    return each.group_by("head", maintain_order=True).agg(pl.col(name).str.join(""))[name]
