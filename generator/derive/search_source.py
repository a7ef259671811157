"""Takes the search records, gives every text under which they are found and where it is entered, cut into parts of work.

A *text* is a shop name, an address, the name of a street, division or trade. It can be entered at any of its
characters: each place gives a key, the text from there to its end, so that a search for any part of a text is a search
for keys that begin with it. Texts are worked on once, however many households share them. A part has the keys that
begin with some characters, so that no search needs two; it is made from its entries alone, in any process.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from generator.derive.pinyin import sounds, syllable_codes
from generator.derive.search_signs import SignFacts, sign_facts
from generator.model.search import (ADDRESS, BEGINS, LONGEST_TEXT, NAME, OTHER, PLAIN, SEARCH_ENTRIES, SEARCH_TEXTS, SOUND,
                                    SOUND_BEGINS, SPOKEN, STREET, WHOLE_TEXT, folded, range_of)

PART_ROWS = 100_000         # so many rows make a part: a bound for memory, and for what one changed name makes anew
_CHUNK = 100_000             # texts whose characters are looked at at a time


@dataclass(frozen=True)
class SearchSource:
    """Everything that the parts are made of. Shape: `texts` SEARCH_TEXTS, `members` the records of each text together,
    `entries` SEARCH_ENTRIES by part; `starts`: where each part begins in them, and the end; `signs`: all characters, and what
    is known of some."""

    texts: pl.DataFrame
    members: pl.Series
    entries: pl.DataFrame
    starts: list[int]
    signs: frozenset[str]
    facts: SignFacts

    @property
    def parts(self) -> Iterator[pl.DataFrame]:
        """The entries of each part."""
        return (self.entries.slice(start, end - start) for start, end in zip(self.starts, self.starts[1:]))


def search_source(records: pl.DataFrame) -> SearchSource:
    """The texts of all records and where they are entered."""
    texts, members, readings = _texts(records)
    if not texts.height:
        return SearchSource(texts, members, SEARCH_ENTRIES.to_frame(), [0], frozenset(), {})
    found = [_entries(texts.slice(at, _CHUNK), at) for at in range(0, texts.height, _CHUNK)]
    signs = _parts(pl.concat([leads for _, leads in found]))
    entries = _by_part(found, signs)
    ends = entries.group_by("part", maintain_order=True).len()["len"].cum_sum()
    return SearchSource(texts, members, entries, [0, *ends], frozenset(signs.filter(~pl.col("spoken"))["sign"]),
                        sign_facts(texts, readings))


def _by_part(found: list[tuple[pl.DataFrame, pl.DataFrame]], signs: pl.DataFrame) -> pl.DataFrame:
    """SEARCH_ENTRIES by part. What was found is used up: memory never holds it and the entries together."""
    shares: dict[int, list[pl.DataFrame]] = {}
    for _ in range(len(found)):
        entries, leads = found.pop(0)
        parts = leads.join(signs, on=["sign", "spoken"], how="left", maintain_order="left")["part"]
        placed = entries.with_columns(parts.gather(entries["lead"])).select(SEARCH_ENTRIES.names())
        for share in placed.partition_by("part"):
            shares.setdefault(share["part"][0], []).append(share)
    return pl.concat([pl.concat(shares.pop(part), rechunk=True) for part in sorted(shares)])


def part_digests(source: SearchSource, rows: pl.DataFrame) -> list[int]:
    """A number for each part that changes when anything it is made of does. `rows`: by record, all that is written of it."""
    texts = source.texts
    of_records = rows.hash_rows(seed=23).gather(source.members).cum_sum()
    before = pl.concat([pl.Series([0], dtype=pl.UInt64), of_records])
    held = before.gather(texts["first"] + texts["count"]) - before.gather(texts["first"])
    digest = (held ^ texts.select("value", "form", "begins", "inside").hash_rows(seed=29)).hash(seed=31)
    places = pl.int_range(LONGEST_TEXT, eager=True, dtype=pl.UInt64).hash(seed=37)
    each = (pl.lit(digest).gather("text") ^ pl.lit(places).gather("place")).hash(seed=41).sum()
    return [int(part.select(each).item()) for part in source.parts]


def _parts(signs: pl.DataFrame) -> pl.DataFrame:
    """The part of each character with which keys begin; a syllable goes where its first letter goes."""
    codes = syllable_codes()
    typed = pl.when("spoken").then(pl.col("sign").str.replace_many(list(codes.values()), [one[0] for one in codes])).otherwise("sign")
    lead = signs.group_by("sign", "spoken").agg(pl.col("rows").sum()).with_columns(typed.alias("lead"))
    sizes = lead.group_by("lead").agg(pl.col("rows").sum()).sort("lead")
    part = ((pl.col("rows").cum_sum() - 1) // PART_ROWS).rle_id().cast(pl.UInt16).alias("part")
    return lead.join(sizes.select("lead", part), on="lead").select("sign", "spoken", "part")


def _texts(records: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series, dict[str, list[str]]]:
    """SEARCH_TEXTS; the records of each text, one text after another; the readings of each character of the names."""
    texts: list[pl.DataFrame] = []
    members: list[pl.Series] = []
    readings: dict[str, list[str]] = {}
    first = 0
    for value, begins, inside, form in _kinds():
        known = records.lazy().select(value.alias("value"), "record").filter(pl.col("value") != "").group_by(
            "value", maintain_order=True).agg("record").collect()
        count = known["record"].list.len()
        shared = {"first": count.cum_sum() - count + first, "count": count}
        first += int(count.sum())
        members.append(known["record"].explode(empty_as_null=True))
        texts.append(_text_frame(known["value"], shared, begins, inside, form))
        if begins == BEGINS:
            heard = sounds(known["value"])
            by_ear, readings = heard.table, heard.readings
            signs = shared | {"heard": by_ear["sounds"].str.len_chars()}
            texts.append(_text_frame(by_ear["sounds"], signs, SOUND_BEGINS, SOUND, SPOKEN))
            texts.append(_text_frame(by_ear["initials"], signs, SOUND_BEGINS, SOUND, PLAIN))
    return pl.concat(texts).filter(pl.col("value") != ""), pl.concat(members), readings


def _kinds() -> list[tuple[pl.Expr, int, int, int]]:
    """What is searched: the text, its fit at the beginning and inside, its form. The last three nobody types, but a choice
    on the page asks for them: each trade, status and range as a text of its own."""
    marks = (("t", pl.col("industry_code").fill_null("")), ("s", pl.col("status").fill_null("")),
             ("r", range_of(pl.col("monthly_turnover_fen")).cast(pl.String)))
    return [(pl.col("name_text"), BEGINS, NAME, PLAIN), (pl.col("address_text"), ADDRESS, ADDRESS, PLAIN),
            (folded(pl.col("street_name")), STREET, STREET, PLAIN), (folded(pl.col("division_name")), OTHER, OTHER, PLAIN),
            (folded(pl.col("industry_name")), OTHER, OTHER, PLAIN),
            *((pl.concat_str(pl.lit(f"\x01{letter}"), value), OTHER, OTHER, WHOLE_TEXT) for letter, value in marks)]


def _text_frame(value: pl.Series, shared: dict[str, pl.Series], begins: int, inside: int, form: int) -> pl.DataFrame:
    fits = {"form": form, "begins": begins, "inside": inside}
    known = pl.DataFrame({"value": value, "heard": pl.repeat(0, value.len(), eager=True), **shared})
    return known.with_columns(pl.lit(fit).alias(name) for name, fit in fits.items()).select(SEARCH_TEXTS.names()).cast(
        dict(SEARCH_TEXTS))


def _entries(texts: pl.DataFrame, before: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """A row for each place at which the texts can be entered, and `lead`: the row, in the second table, of the character it
    begins with; that table says also to how many records each leads."""
    size = pl.when(pl.col("form") == WHOLE_TEXT).then(1).otherwise(LONGEST_TEXT)
    signs = texts.select(pl.int_range(before, before + pl.len(), dtype=pl.UInt32).alias("text"), "count",
                         (pl.col("form") == SPOKEN).alias("spoken"), pl.col("value").str.slice(0, size).str.split("").alias("sign"))
    place = pl.int_ranges(0, pl.col("sign").list.len(), dtype=pl.UInt8).alias("place")
    entries = signs.with_columns(place).explode("sign", "place", empty_as_null=True)
    leads = entries.group_by("sign", "spoken").agg(pl.col("count").sum().alias("rows"))
    numbered = leads.select("sign", "spoken", pl.int_range(pl.len(), dtype=pl.UInt32).alias("lead"))
    known = entries.lazy().join(numbered.lazy(), on=["sign", "spoken"], how="left", maintain_order="left")
    return known.select("text", "place", "lead").collect(), leads
