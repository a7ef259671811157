"""Takes the texts that are searched, gives what a reader must know of a character before it looks a word up: how it sounds in
names, and which letters stand beside it. Both ends of a word in which letters and characters are mixed need it.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from generator.model.search import PLAIN, SOUND_BEGINS

SILENT = "-"
SignFacts = dict[str, tuple[str, str, str]]
"""By character: its readings in names, parted by spaces, SILENT if it has none; the letters that stand before it in any
text; those behind it."""


def sign_facts(texts: pl.DataFrame, readings: Mapping[str, list[str]]) -> SignFacts:
    """The characters of which anything is to be said. Shape of `texts`: SEARCH_TEXTS; `readings`: see `pinyin.Heard`."""
    written = texts.filter((pl.col("form") == PLAIN) & (pl.col("begins") != SOUND_BEGINS))
    heard = {sign: " ".join(sounds) or SILENT for sign, sounds in readings.items()}
    mixed = written["value"].filter(written["value"].str.contains("[a-z][^!-~]|[^!-~][a-z]"))
    before, after = _beside(mixed, "[a-z][^!-~]", 1), _beside(mixed, "[^!-~][a-z]", 0)
    signs = sorted({*heard, *before, *after})
    return {sign: (heard.get(sign, ""), before.get(sign, ""), after.get(sign, "")) for sign in signs}


def heard_signs(names: pl.Expr, facts: SignFacts) -> pl.Expr:
    """The names without the signs that have no sound."""
    silent = [sign for sign, (sounds, *_) in facts.items() if sounds == SILENT]
    return names.str.replace_many(silent, [""] * len(silent)) if silent else names


def _beside(texts: pl.Series, pair: str, at: int) -> dict[str, str]:
    """The letters of all such pairs by their other character, which is at `at`."""
    found = texts.str.extract_all(pair).explode(empty_as_null=True).drop_nulls().unique().sort()
    letters: dict[str, str] = {}
    for one in found:
        letters[one[at]] = letters.get(one[at], "") + one[1 - at]
    return letters
