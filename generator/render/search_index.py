"""Takes the search records and pages, gives the files under `search/households/`. Computes no count and no order.

The manifest `index.json` names the folder of all other files. Its name is made of the texts by which households are found,
so that a page loaded before a release never reads two indexes at once. All bytes are described in docs/formats/search-index.md.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator

import polars as pl

from generator.model.answers import STATES
from generator.model.part import File
from generator.model.search import (BIG, FOLDER, FORMAT, RANGES_FEN, SHOWN, SIMPLIFIED, SearchPages,
                                    folded)
from generator.render.search_lists import ListFiles
from generator.render.search_rows import Written, digits, written

_LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")
_NUMBERS = 2048                             # numbers in one file
_SMALLEST_BLOCK, _MOST_BLOCKS = 128, 2048


def pages(records: pl.DataFrame, parts: Iterable[SearchPages], buckets: int) -> Iterator[File]:
    """Every file of the household search. Shape: `records` is SEARCH_RECORDS; `parts` in the order of their fences."""
    folder, block = _folder(records), _block_size(records.height)
    said = written(records)
    fences, lists = [], ListFiles()
    for part in parts:
        for number, text in _pages(part, said, lists):
            yield f"{FOLDER}/{folder}/pages/{len(fences) + number}.txt", text.encode()
        fences += part.fences
        for number, text in lists.full():
            yield f"{FOLDER}/{folder}/lists/{number}.txt", text.encode()
    for number, text in lists.rest():
        yield f"{FOLDER}/{folder}/lists/{number}.txt", text.encode()
    for number, text in _cards(records, said, block):
        yield f"{FOLDER}/{folder}/cards/{number}.txt", text.encode()
    numbers = []
    for first, text in _number_pages(records, said):
        yield f"{FOLDER}/{folder}/numbers/{len(numbers)}.txt", text.encode()
        numbers.append(first)
    manifest = {"format": FORMAT, "folder": folder, "records": records.height, "big": BIG, "shown": SHOWN, "block": block,
                "buckets": buckets, "digits": said.digits, "unit": said.unit, "numbers_in_file": _NUMBERS,
                **_tables(records), "pages": _folded_fences(fences),
                "numbers": _folded_fences(numbers)}
    yield f"{FOLDER}/index.json", json.dumps(manifest, ensure_ascii=False, separators=(",", ":")).encode()


def _folder(records: pl.DataFrame) -> str:
    """Sixteen letters made of the SHA-256 over the texts and their order: equal texts, equal addresses.

    Letters a to p for the hexadecimal digits, lest an address be taken for an identity or bank number.
    """
    digest = hashlib.sha256(f"{FORMAT} {BIG} {SHOWN}".encode())
    for name in ("disclosure_no", "shop_name", "address", "street_code", "street_name", "division_code",
                 "division_name", "industry_code", "industry_name"):
        column = records[name].fill_null("")
        digest.update(column.str.len_bytes().cast(pl.String).str.join(" ").item().encode())
        digest.update(column.str.join("").item().encode())
    return digest.hexdigest()[:16].translate(_LETTERS)


def _folded_fences(fences: list[str]) -> str:
    """Each fence without what it shares with the one before: a character for how much that is (`0` none), then the rest."""
    folded_fences, before = [], ""
    for fence in fences:
        same = len(os.path.commonprefix([before, fence]))
        folded_fences.append(chr(48 + min(same, 63)) + fence[min(same, 63):])
        before = fence
    return "\n".join(folded_fences)


def _pages(part: SearchPages, said: Written, lists: ListFiles) -> Iterator[tuple[int, str]]:
    """A page: its lines by key, a head before the groups that begin with its text."""
    lines = pl.concat([_head_lines(part.heads, said, lists), _group_lines(part, said)])
    ordered = lines.sort("page", "key", "order")
    texts = ordered.group_by("page", maintain_order=True).agg(pl.col("line").str.join("\n"))
    yield from texts.iter_rows()


def _group_lines(part: SearchPages, said: Written) -> pl.DataFrame:
    """key, fit, postings, then a card for each of the first records."""
    rows = part.rows.with_columns(pl.int_range(pl.len()).over("group").alias("nth"))
    postings = rows.lazy().select("group", said.postings.gather(rows["record"]).alias("posting")).group_by(
        "group", maintain_order=True).agg(pl.col("posting").str.join("")).collect()
    beside = rows.filter(pl.col("nth") < part.groups["cards"].gather(part.groups["group"].search_sorted(rows["group"])))
    cards = beside.lazy().select("group", said.cards.gather(beside["record"]).alias("card")).group_by(
        "group", maintain_order=True).agg(pl.col("card").str.join("\t")).collect()
    line = pl.concat_str("key", "fit", "posting", "card", separator="\t", ignore_nulls=True)
    return part.groups.hstack([postings["posting"]]).join(cards, on="group", how="left", maintain_order="left").select(
        pl.col("page").cast(pl.UInt32), "key", pl.col("fit").cast(pl.Int8).alias("order"), line.alias("line"))


def _head_lines(heads: pl.DataFrame, said: Written, lists: ListFiles) -> pl.DataFrame:
    """key, `*`, total, counts, the records by quota, the list or where it is, the best records and their cards."""
    placed = heads.with_columns(pl.Series("list", [lists.place(*one) for one in heads.select("key", "list").iter_rows()],
                                          dtype=pl.String))
    by_quota = [pl.col(name).list.eval(digits(pl.element(), said.digits[0])).list.join("") for name in ("high", "low")]
    shown = placed.select(pl.int_range(pl.len()).alias("head"), record="shown").explode("record")
    texts = shown.select("head", said.postings.gather(shown["record"]).alias("posting"),
                         said.cards.gather(shown["record"]).alias("card")).group_by("head", maintain_order=True).agg(
        pl.col("posting").str.join(""), pl.col("card").str.join("\t"))
    line = pl.concat_str("key", pl.lit("*"), pl.col("total").cast(pl.String), "street", "trade", "status", "range",
                         *by_quota, "list", pl.col("fits").list.eval(pl.element().cast(pl.String)).list.join(""),
                         "posting", "card", separator="\t")
    return placed.hstack(texts.drop("head")).select(
        pl.col("page").cast(pl.UInt32), "key", pl.lit(-1, pl.Int8).alias("order"), line.alias("line"))


def _cards(records: pl.DataFrame, said: Written, block: int) -> Iterator[tuple[int, str]]:
    """`cards/<n>.txt`: one line a record, posting and card."""
    numbers = records["record"]
    lines = pl.DataFrame({"block": numbers // block, "posting": said.postings.gather(numbers),
                          "card": said.cards.gather(numbers)})
    texts = lines.group_by("block", maintain_order=True).agg(
        pl.concat_str("posting", "card", separator="\t").str.join("\n"))
    yield from texts.iter_rows()


def _number_pages(records: pl.DataFrame, said: Written) -> Iterator[tuple[str, str]]:
    """`numbers/<n>.txt`: one line a record, its folded number and its record, by number; with the first number."""
    ordered = records.select("number_text", "record").sort("number_text", "record").with_row_index()
    lines = ordered.select((pl.col("index") // _NUMBERS).min().over("number_text"), "number_text",
                           (pl.col("number_text") + digits(pl.col("record"), said.digits[0])).alias("line"))
    texts = lines.group_by("index", maintain_order=True).agg(
        pl.col("number_text").first().alias("first"), pl.col("number_text").last().alias("last"), pl.col("line").str.join("\n"))
    before = ""
    for first, last, text in texts.select("first", "last", "line").iter_rows():
        yield first[:len(os.path.commonprefix([before, first])) + 1], text
        before = last


def _tables(records: pl.DataFrame) -> dict[str, object]:
    """Names and what else a reader must know before the first look-up."""
    divisions, trades = (_names(records, kind) for kind in ("division", "industry"))
    positions = {code: at for at, (code, _) in enumerate(divisions)}
    places = records.select("record", *(pl.col(name).fill_null("") for name in (
        "street_code", "street_name", "division_code"))).group_by("street_code", maintain_order=True).agg(
        pl.col("street_name").first(), pl.col("division_code").first(), pl.col("record").min(), pl.len())
    streets = [[code, name, positions[division], first, count] for code, name, division, first, count in places.iter_rows()]
    used = set(records.select(pl.concat_list("name_text", "address_text", *(folded(pl.col(name)) for name in (
        "street_name", "division_name", "industry_name"))).list.join("").str.split("")).to_series().explode().unique())
    return {"divisions": divisions, "streets": streets, "trades": trades,
            "statuses": records["status"].fill_null("").unique().sort().to_list(),
            "states": list(map(list, STATES.items())), "ranges": list(RANGES_FEN),
            "number_signs": "".join(sorted(set(records["number_text"].str.join("").item() or ""))),
            "simplified": "".join(old + new for old, new in SIMPLIFIED.items() if new in used)}


def _names(records: pl.DataFrame, kind: str) -> list[list[str]]:
    """`[code, name]` of each value that occurs, by code."""
    known = records.select(pl.col(f"{kind}_code").fill_null(""), pl.col(f"{kind}_name").fill_null(""))
    return list(map(list, known.unique(f"{kind}_code", keep="first", maintain_order=True).sort(f"{kind}_code").iter_rows()))


def _block_size(count: int) -> int:
    """The smallest power of two from 128 that needs at most 2,048 files."""
    size = _SMALLEST_BLOCK
    while size * _MOST_BLOCKS < count:
        size *= 2
    return size
