"""Takes the households' frames, gives the search records and every text under which each can be found.

A *text* is a shop name, an address, the name of a street, division or trade. It can be entered at any of its
characters: each place gives a key, the text from there to its end, so that a search for any part of a text is a search
for keys that begin with it. Texts are worked on once, however many households share them. Never reads an owner's name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import polars as pl

from generator.derive.pinyin import sounds
from generator.model.answers import HOUSEHOLDS
from generator.model.search import (ADDRESS, BEGINS, NAME, OTHER, SEARCH_GROUPS, SEARCH_RECORDS, SEARCH_ROWS, SEARCH_TEXTS,
                                    SEARCHED, SOUND, SOUND_BEGINS, STREET, STREET_STEP, folded, range_of)

_LONGEST_TEXT = 200          # characters beyond are not indexed
_PART_ROWS = 3_000_000       # so many rows are sorted at a time: a bound for memory


@dataclass(frozen=True)
class SearchPart:
    """The keys that begin with some characters: no search needs two parts."""

    groups: pl.DataFrame     # SEARCH_GROUPS
    rows: pl.DataFrame       # SEARCH_ROWS


def search_records(households: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """One record a household, in the order of the index.

    Shape: SEARCH_RECORDS. As many rows as `households` have together.
    """
    number = folded(pl.col("disclosure_no")).str.replace_all(r"[-._]", "")
    schema = {name: HOUSEHOLDS[name] for name in SEARCHED}
    chunks = (chunk.select(SEARCHED).cast(schema) for chunk in households)
    texts = pl.concat([pl.DataFrame(schema=schema), *chunks]).with_columns(
        folded(pl.col("shop_name")).alias("name_text"), folded(pl.col("address")).alias("address_text"),
        number.alias("number_text"), pl.col("street_code").fill_null(""))
    ordered = texts.sort("street_code", "address_text", "name_text", "disclosure_no")
    return ordered.with_columns(_numbers(ordered)).select(SEARCH_RECORDS.names()).cast(dict(SEARCH_RECORDS))


def _numbers(ordered: pl.DataFrame) -> pl.Series:
    """Rising numbers; each street begins at a multiple of STREET_STEP."""
    streets = ordered.group_by("street_code", maintain_order=True).agg(pl.len().alias("count"))
    room = (pl.col("count") + STREET_STEP - 1) // STREET_STEP * STREET_STEP
    starts = streets.select("street_code", (room.cum_sum() - room - pl.col("count").cum_sum() + pl.col("count")).alias("gap"))
    gaps = ordered.select("street_code").join(starts, on="street_code", how="left", maintain_order="left")["gap"]
    return (pl.int_range(ordered.height, eager=True) + gaps.cast(pl.Int64)).alias("record")


def search_parts(records: pl.DataFrame) -> Iterator[SearchPart]:
    """All groups and their records, in the order of keys, a part at a time."""
    texts, members = _texts(records)
    if not texts.height:
        return
    for part in _parts(texts, members):
        keyed = part.sort("key", "fit").with_columns(pl.struct("key", "fit").rle_id().alias("group"))
        found = keyed.lazy().select("group", "text").join(members.lazy(), on="text").select("group", "record")
        spots = found.explode("record").select(pl.col("group").cast(pl.UInt64) * 2**32 + pl.col("record")).collect()
        spots = spots.to_series().sort()
        spots = spots.filter(spots.diff().fill_null(1) != 0)
        rows = pl.DataFrame({"group": spots // 2**32, "record": spots % 2**32}).cast(dict(SEARCH_ROWS))
        sizes = rows.group_by("group", maintain_order=True).agg(pl.len().alias("size"))
        keys = keyed.unique("group", keep="first", maintain_order=True).select("key", "fit")
        yield SearchPart(sizes.hstack(keys).select(SEARCH_GROUPS.names()).cast(dict(SEARCH_GROUPS)), rows)


def _texts(records: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """SEARCH_TEXTS, and for each text the list of its records."""
    texts, members, before = [], [], 0
    for column, begins, inside in (("name_text", BEGINS, NAME), ("address_text", ADDRESS, ADDRESS),
                                   ("street_name", STREET, STREET), ("division_name", OTHER, OTHER),
                                   ("industry_name", OTHER, OTHER)):
        value = pl.col(column) if column.endswith("_text") else folded(pl.col(column))
        known = (records.lazy().select(value.alias("value"), "record").filter(pl.col("value") != "")
                 .group_by("value").agg("record").sort("value").collect().with_row_index("text", before))
        before += known.height
        members.append(known.select("text", "record"))
        texts.append(_entries(known.select("text", key="value"), begins, inside))
        if column == "name_text":
            texts.append(_by_ear(known))
    for known in _marks(records, before):
        members.append(known.select("text", "record"))
        texts.append(known.select("key", pl.lit(OTHER, pl.UInt8).alias("fit"), pl.col("text").cast(pl.UInt32)))
    return pl.concat(texts).unique(), pl.concat(members).cast({"text": pl.UInt32})


def _marks(records: pl.DataFrame, before: int) -> Iterator[pl.DataFrame]:
    """What nobody types but a choice on the page asks for: each trade, status and range as a text of its own."""
    for letter, value in (("t", pl.col("industry_code").fill_null("")), ("s", pl.col("status").fill_null("")),
                          ("r", range_of(pl.col("monthly_turnover_fen")).cast(pl.String))):
        key = pl.concat_str(pl.lit(f"\x01{letter}"), value).alias("key")
        known = records.select(key, "record").group_by("key").agg("record").sort("key").with_row_index("text", before)
        before += known.height
        yield known


def _entries(known: pl.DataFrame, begins: int, inside: int) -> pl.DataFrame:
    """A row for each place at which the texts can be entered."""
    length = pl.col("key").str.len_chars()
    longest = min(int(known.select(length.max()).item() or 0), _LONGEST_TEXT)
    parts = [known.lazy().filter(length > place).select(
        pl.col("key").str.slice(place, _LONGEST_TEXT), pl.lit(inside if place else begins, pl.UInt8).alias("fit"),
        pl.col("text").cast(pl.UInt32)) for place in range(longest)]
    return pl.concat(pl.collect_all(parts)) if parts else SEARCH_TEXTS.to_frame()


def _by_ear(known: pl.DataFrame) -> pl.DataFrame:
    """The same for initials and for syllables, which are entered at the beginning of a syllable."""
    heard = known.select("text").hstack(sounds(known["value"]))
    items = pl.col("sounds").list.len()
    longest = min(int(heard.select(items.max()).item() or 0), _LONGEST_TEXT)
    parts = [heard.lazy().filter(items > place).select(
        pl.col("sounds").list.slice(place).list.join("").alias("key"),
        pl.lit(SOUND if place else SOUND_BEGINS, pl.UInt8).alias("fit"), pl.col("text").cast(pl.UInt32))
        for place in range(longest)]
    initials = _entries(heard.select("text", key="initials"), SOUND_BEGINS, SOUND)
    return pl.concat([initials, *pl.collect_all(parts)])


def _parts(texts: pl.DataFrame, members: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """The texts by the first character of their keys, as many characters together as make a part."""
    sizes = members.select("text", pl.col("record").list.len().alias("size"))
    first = texts.with_columns(pl.col("key").str.slice(0, 1).alias("first"))
    rows = (first.lazy().join(sizes.lazy(), on="text").group_by("first").agg(pl.col("size").sum()).sort("first").collect())
    numbered = rows.select("first", (pl.col("size").cum_sum() // _PART_ROWS).alias("part"))
    marked = first.join(numbered, on="first").drop("first")
    for part in range(int(numbered["part"].max() or 0) + 1):
        here = marked.filter(pl.col("part") == part).drop("part")
        if here.height:
            yield here
