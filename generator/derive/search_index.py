"""Takes the households' frame, gives the search records and the inverted lists over them. Never reads an owner's name.

A gram is one to three neighbouring characters of one folded text. Its list says in which records it stands and at which
place, so that a longer text is found exactly by laying grams end to end, without reading a record.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from generator.derive.pinyin import sounds
from generator.model.search import FIELDS, LONGEST_GRAM, SEARCH_LISTS, SEARCH_RECORDS, folded
from generator.model.varint import varint_hex

_PLACES, _RECORDS = 1 << 12, 1 << 28  # a sort key holds gram, place and record in one 64-bit number
_LONGEST_TEXT = _PLACES // 2         # characters beyond are not indexed, so that a place fits
_ENDED = ("name", "number")           # only here it matters that a gram ends the text: a whole name ranks first


def search_records(households: pl.DataFrame) -> pl.DataFrame:
    """One record a household, in the order of the index.

    Shape: SEARCH_RECORDS. As many rows as `households`.
    """
    ordered = households.sort("street_code", "industry_code", "shop_name", "disclosure_no", nulls_last=True)
    texts = ordered.with_row_index("record").with_columns(
        folded(pl.col("shop_name")).alias("name_text"), folded(pl.col("address")).alias("address_text"),
        folded(pl.col("disclosure_no")).alias("number_text"))
    return texts.hstack(sounds(texts["name_text"])).select(SEARCH_RECORDS.names()).cast(dict(SEARCH_RECORDS))


def search_lists(records: pl.DataFrame) -> pl.DataFrame:
    """The inverted lists of all records.

    Shape: SEARCH_LISTS.
    """
    frames = [_lists(field, occurrences) for field, occurrences in _all_occurrences(records)]
    return pl.concat(frames).select(SEARCH_LISTS.names()).cast(dict(SEARCH_LISTS)).sort(pl.col("key").cast(pl.Binary))


def _all_occurrences(records: pl.DataFrame) -> Iterator[tuple[str, pl.DataFrame]]:
    """Field by field and length by length, so that a million households need the memory of one such pass only."""
    for field, longest in LONGEST_GRAM.items():
        text = records[field if field == "initials" else f"{field}_text"]
        for size in range(1, longest + 1):
            yield field, _grams(text, size, field in _ENDED)
    for size in (1, 2):
        yield "sounds", _syllables(records["sounds"], size)
    yield "trade", _whole(records["industry_code"])
    yield "status", _whole(records["status"])


def _grams(text: pl.Series, size: int, ended: bool) -> pl.DataFrame:
    """Every gram of that size with its record and its `place`: twice the position, plus one if it ends the text.

    Of single characters only first and not first are told apart: they are never laid end to end.
    """
    rows = text.alias("text").to_frame().with_row_index("record").with_columns(
        pl.col("text").str.len_chars().alias("length"))
    parts = []
    for position in range(min(int(rows["length"].max() or 0), _LONGEST_TEXT) - size + 1):
        ends = pl.col("length") == position + size if ended else pl.lit(False)
        shown = min(position, 1) if size == 1 else position
        parts.append(rows.lazy().filter(pl.col("length") >= position + size).select(
            "record", pl.col("text").str.slice(position, size).alias("gram"),
            (ends.cast(pl.UInt16) + 2 * shown).cast(pl.UInt16).alias("place")))
    return pl.concat(pl.collect_all(parts)) if parts else _none()


def _syllables(heard: pl.Series, size: int) -> pl.DataFrame:
    """Every syllable, or pair of syllables joined by a space, with its record and place."""
    rows = heard.alias("sounds").to_frame().with_row_index("record").filter(pl.col("sounds").list.len() > 0)
    parts = []
    for position in range(min(int(rows["sounds"].list.len().max() or 0), _LONGEST_TEXT) - size + 1):
        pieces = [pl.col("sounds").list.get(position + step, null_on_oob=True) for step in range(size)]
        parts.append(rows.lazy().filter(pl.col("sounds").list.len() >= position + size).select(
            "record", pl.concat_str(pieces, separator=" ").alias("gram"),
            pl.lit(2 * (min(position, 1) if size == 1 else position), pl.UInt16).alias("place")))
    return pl.concat(pl.collect_all(parts)) if parts else _none()


def _whole(values: pl.Series) -> pl.DataFrame:
    """The value itself as the one gram of its record."""
    rows = values.alias("gram").to_frame().with_row_index("record")
    return rows.filter(pl.col("gram").fill_null("") != "").select(
        "record", "gram", pl.lit(0, pl.UInt16).alias("place"))


def _none() -> pl.DataFrame:
    return pl.DataFrame(schema={"record": pl.UInt32, "gram": pl.String, "place": pl.UInt16})


def _lists(field: str, occurrences: pl.DataFrame) -> pl.DataFrame:
    """Occurrences packed: key, home, list."""
    grams = occurrences["gram"].unique().sort()
    number = occurrences["gram"].cast(pl.Enum(grams)).to_physical().cast(pl.UInt64)
    place = occurrences["place"].cast(pl.UInt64)
    order = ((number * _PLACES + place) * _RECORDS + occurrences["record"].cast(pl.UInt64)).unique().sort()
    packed = _packed(_runs(order))
    named = packed.with_columns(grams.gather(packed["gram"]).alias("gram"))
    return named.select(pl.concat_str(pl.lit(FIELDS[field]), "gram").alias("key"), _home(field).alias("home"), "list")


def _home(field: str) -> pl.Expr:
    """A gram is at home with the same gram of other fields; a pair of syllables with all that begin alike."""
    return pl.col("gram").str.extract(r"^(\S+(?: \S)?)", 1) if field == "sounds" else pl.col("gram")


def _runs(order: pl.Series) -> pl.DataFrame:
    """Neighbouring records of one gram and place as runs: gram, place, `gap` from the run before, `length`."""
    starts = order.to_frame("key").with_row_index("at").filter(pl.col("key").diff().fill_null(2) != 1)
    length = pl.col("at").shift(-1, fill_value=len(order)) - pl.col("at")
    runs = starts.select((pl.col("key") // _RECORDS).alias("group"), length.cast(pl.Int64).alias("length"),
                         (pl.col("key") % _RECORDS).cast(pl.Int64).alias("first"))
    same = (pl.col("group") == pl.col("group").shift(1)).fill_null(False)
    before = (pl.col("first") + pl.col("length")).shift(1, fill_value=0)
    return runs.with_columns((pl.col("first") - pl.when(same).then(before).otherwise(0)).alias("gap"))


def _packed(runs: pl.DataFrame) -> pl.DataFrame:
    """One list a gram: for each place `place, number of runs, runs`; a run is `2·gap`, or `2·gap+1, length-2`."""
    longer = runs["length"] > 1
    step = varint_hex(runs["gap"] * 2 + longer.cast(pl.Int64))
    rest = varint_hex((runs["length"] - 2).clip(0))
    items = runs.select("group", (step + rest.zip_with(longer, pl.Series([""]))).alias("item"))
    groups = items.group_by("group", maintain_order=True).agg(pl.len().alias("runs"), pl.col("item").str.join(""))
    head = varint_hex(groups["group"] % _PLACES) + varint_hex(groups["runs"])
    lists = groups.select((pl.col("group") // _PLACES).alias("gram"), (head + pl.col("item")).alias("list"))
    return lists.group_by("gram", maintain_order=True).agg(pl.col("list").str.join("").str.decode("hex"))
