"""Takes a dated reference table, gives its value in force as a column, with the name of a row that was never verified.

A parameter is looked up by the quota's own dates, never by the build's. The first row of the table that fits wins.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

import polars as pl

from generator.model.reference import Reference

Row = Mapping[str, Any]


@dataclass(frozen=True)
class InForce:
    """A parameter as two columns. Shape: `value` is null where none is in force; `sample` names the row where it was
    never verified, and is null where it was."""

    value: pl.Expr
    sample: pl.Expr


def in_force(reference: Reference, table: str, value: Callable[[Row], int | None], wanted: Callable[[Row], bool] = lambda row: True,
             day: str = "starts_on") -> InForce | None:
    """The parameter by the row's period, trade and street; None where the table has no such row at all."""
    values, samples = [], []
    for number, row in enumerate(reference[table].iter_rows(named=True), start=2):
        amount = value(row) if wanted(row) else None
        if amount is None:
            continue
        fits = _fits(row, day)
        name = None if row["verified"] else sample_name(table, number)
        values.append((fits, pl.lit(amount, pl.Int64)))
        samples.append((fits, pl.lit(name, pl.String)))
    return InForce(_first(values), _first(samples)) if values else None


def sample_name(table: str, number: int) -> str:
    """How a row that was never verified is named in a message."""
    return f"{table}.csv:{number}"


def prefixes(cell: str | None) -> list[str]:
    """The beginnings of codes listed in a cell; none means all."""
    return [prefix.strip() for prefix in (cell or "").split(";") if prefix.strip()]


def begins(column: str, listed: list[str]) -> pl.Expr:
    return pl.col(column).str.contains("^(?:" + "|".join(map(re.escape, listed)) + ")")


def number_of(text: str | None, times: int = 1) -> int | None:
    """A plain decimal as a whole number of hundredths or millionths; None where it is not one."""
    try:
        number = Decimal(text or "") * times
        return int(number) if number.is_finite() and abs(number) < 1 << 62 else None
    except InvalidOperation:
        return None


def _fits(row: Row, day: str) -> pl.Expr:
    fits = pl.col(day).is_not_null()
    if row["valid_from"]:
        fits &= pl.col(day) >= row["valid_from"]
    if row["valid_to"]:
        fits &= pl.col(day) <= row["valid_to"]
    for column, key in (("industry_code", "industries"), ("street_code", "areas")):
        listed = prefixes(row.get(key))
        if listed:
            fits &= begins(column, listed)
    return fits


def _first(cases: list[tuple[pl.Expr, pl.Expr]]) -> pl.Expr:
    chosen = pl.when(cases[0][0]).then(cases[0][1])
    for fits, value in cases[1:]:
        chosen = chosen.when(fits).then(value)
    return chosen
