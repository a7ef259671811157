"""Takes the id columns of a table, gives the keys by which the register knows a household, and the ids a spreadsheet spoiled.

A key never leaves the program but as a keyed digest in the register.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from generator.model import identifier

_NONE = ("", "无", "-", "--", "—", "/", "0", "暂无", "未办", "NULL", "NONE")
_SPOILED = r"E|^[0-9]{14,15}000$|^[0-9]{15}0{4,5}$"  # a spreadsheet keeps fifteen digits
_SCIENTIFIC = r"^[0-9](?:\.[0-9]+)?[E][+]?[0-9]{1,2}$"


@dataclass(frozen=True)
class Keys:
    """The keys of each row, null where there is none. Shape: `damaged` marks ids whose last digits a spreadsheet lost."""

    taxpayer_id: pl.Series
    computer_code: pl.Series
    damaged: pl.Series


def household_keys(ids: pl.Series, codes: pl.Series) -> Keys:
    """Ids and codes as they are compared: plain digits and capitals, no blanks; a spoiled one is none."""
    ids, codes = _plain(ids), _plain(codes)
    damaged, spoiled_code = _damaged(ids), _damaged(codes)
    return Keys(_without(ids, damaged), _without(codes, spoiled_code), damaged | spoiled_code)


def _without(texts: pl.Series, marks: pl.Series) -> pl.Series:
    return texts.to_frame().select(pl.when(~pl.lit(marks)).then(pl.first())).to_series() if marks.any() else texts


def _plain(texts: pl.Series) -> pl.Series:
    """Most are nothing but digits and stay as they are; only the others are looked at more closely."""
    marks = ~texts.str.contains(r"^[0-9]{2,}$").fill_null(True)
    if not marks.any():
        return texts
    text = pl.col("text")
    odd = text.str.contains(r"[^0-9A-Z]").fill_null(False)
    folded = text.str.normalize("NFKC").str.to_uppercase().str.replace_all(r"[×✕Ｘ]", "X").str.replace_all(r"[\s\-'`’‘]", "")
    found = texts.filter(marks).to_frame("text").with_columns(pl.when(odd).then(folded).otherwise("text").alias("text"))
    return texts.clone().scatter(marks.arg_true(), found.select(pl.when(~text.is_in(_NONE)).then("text"))["text"])


def _damaged(ids: pl.Series) -> pl.Series:
    """2.10103E+17, and eighteen digits that end in 000 or twenty in 00000 without being an id."""
    marks = (ids.str.ends_with("000") | ids.str.contains("E", literal=True)).fill_null(False)
    places = marks.arg_true()
    few = ids.gather(places)
    zeros = few.str.contains(r"^[0-9]{14,17}000$")
    found = zeros | few.str.contains(_SCIENTIFIC)
    if not found.any():
        return pl.repeat(False, len(ids), eager=True, dtype=pl.Boolean)
    places, few = places.filter(found), few.filter(found)
    likely = few.str.contains(_SPOILED)
    sure = [_is_spoiled(each) for each in few.filter(likely).to_list()]
    is_sure = likely.scatter(likely.arg_true(), pl.Series(sure, dtype=pl.Boolean))
    if sum(sure) > 1:
        is_sure = found.filter(found)  # a spreadsheet spoils a whole column: one that passes the check does so by chance
    return pl.repeat(False, len(ids), eager=True, dtype=pl.Boolean).scatter(places, is_sure)


def _is_spoiled(number: str) -> bool:
    return "E" in number or not (identifier.is_citizen_id(number[:18]) or identifier.is_old_citizen_id(number[:15]))
