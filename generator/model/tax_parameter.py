"""Takes tax_items, gives the rate in force for a tax, a trade, a period and a place; and the arithmetic with it.

The one place where a tax is computed: the check and the pages use the same rates and the same rounding.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from generator.model.parameter import number_of, prefixes, sample_name
from generator.model.reference import Reference

TURNOVER = "月核定营业额"  # the base of a tax that is levied on the turnover itself
_RATE = 1_000_000


@dataclass(frozen=True)
class Rate:
    """One rate in force. Shape: `base` is TURNOVER or another tax; `sample` names the row where it was never verified;
    `place`: of the row in the table, from 0."""

    rate: str
    base: str | None
    millionths: int
    verified: bool
    source: str | None
    sample: str | None
    place: int


class TaxParameters:
    """The rows of tax_items by name. What was asked once is remembered: there are few trades, periods and places."""

    def __init__(self, reference: Reference) -> None:
        self._rows: dict[str, list[dict]] = {}
        for number, row in enumerate(reference["tax_items"].iter_rows(named=True), start=2):
            self._rows.setdefault(row["name"], []).append(row | {"number": number})
        self._areas = sorted({area for rows in self._rows.values() for row in rows for area in prefixes(row["areas"])},
                             key=lambda area: (-len(area), area))
        self._found: dict[tuple, Rate | None] = {}

    def __contains__(self, tax_item: str) -> bool:
        return tax_item in self._rows

    @property
    def has_areas(self) -> bool:
        """Whether any rate holds for some places only."""
        return bool(self._areas)

    def area(self, street_code: pl.Expr) -> pl.Expr:
        """The longest area of the table a street lies in, or an empty text: as fine as the rates need it."""
        found = pl.lit("")
        for area in reversed(self._areas):
            found = pl.when(street_code.str.starts_with(area)).then(pl.lit(area)).otherwise(found)
        return found

    def rate(self, tax_item: str, industry_code: str, starts_on: date | None, area: str = "") -> Rate | None:
        """The first row with a rate that fits, or None."""
        key = (tax_item, industry_code, starts_on, area)
        if key not in self._found:
            self._found[key] = self._find(*key)
        return self._found[key]

    def is_levied(self, tax_item: str, day: pl.Expr) -> pl.Expr:
        """Whether the tax exists on a day, for whatever trade and place."""
        levied = pl.lit(False)
        for row in self._rows.get(tax_item, ()):
            began = pl.lit(True) if row["valid_from"] is None else day >= row["valid_from"]
            lasts = pl.lit(True) if row["valid_to"] is None else day <= row["valid_to"]
            levied |= began & lasts
        return levied

    def is_recomputed(self, tax_item: str) -> bool:
        """Whether any row gives a rate: a tax without one is never recomputed."""
        return any(row["rate"] for row in self._rows.get(tax_item, ()))

    def samples(self, tax_item: str) -> str | None:
        """The rows of a tax that were never verified, named, or None."""
        names = [sample_name("tax_items", row["number"]) for row in self._rows.get(tax_item, ()) if not row["verified"]]
        return "、".join(names) or None

    def _find(self, tax_item: str, industry_code: str, starts_on: date | None, area: str) -> Rate | None:
        for row in self._rows.get(tax_item, ()):
            millionths = number_of(row["rate"], _RATE)
            if millionths is not None and starts_on is not None and _is_dated(row, starts_on) \
                    and _is_among(industry_code, row["industries"]) and _is_among(area, row["areas"]):
                sample = None if row["verified"] else sample_name("tax_items", row["number"])
                return Rate(row["rate"], row["base"], millionths, bool(row["verified"]), row["source"], sample, row["number"] - 2)
        return None


def recomputed(base_fen: pl.Expr, millionths: pl.Expr) -> pl.Expr:
    """Base times rate in fen, rounded half up."""
    return (base_fen * millionths + _RATE // 2) // _RATE


def _is_dated(row: dict, day: date) -> bool:
    return (row["valid_from"] is None or row["valid_from"] <= day) and (row["valid_to"] is None or day <= row["valid_to"])


def _is_among(code: str, cell: str | None) -> bool:
    listed = prefixes(cell)
    return not listed or code.startswith(tuple(listed))
