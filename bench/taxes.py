"""Takes rows and the reference's dated rates, gives the monthly taxes in whole fen, half up. No float on the way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl

TURNOVER = "月核定营业额"
_MILLION = 1_000_000


@dataclass(frozen=True)
class Rates:
    """The rates and thresholds of the reference. `items`: the taxes in the order of their columns."""

    table: pl.DataFrame
    thresholds: pl.DataFrame
    items: tuple[str, ...]

    @classmethod
    def read(cls, reference: Path) -> Rates:
        table = pl.read_csv(reference / "tax_items.csv", infer_schema=False)
        thresholds = pl.read_csv(reference / "thresholds.csv", infer_schema=False)
        return cls(table, thresholds, tuple(table["name"].unique(maintain_order=True)))

    def on(self, day: date) -> pl.DataFrame:
        return _valid(self.table, day)

    def threshold_fen(self, item: str, day: date) -> int | None:
        found = _valid(self.thresholds, day).filter(pl.col("tax_item") == item)["monthly_turnover"]
        return int(Decimal(found[0]) * 100) if len(found) else None


def with_taxes(rows: pl.DataFrame, rates: Rates, starts_on: date) -> pl.DataFrame:
    """The rows with one column of fen for each tax, named as the tax; from `industry_code` and `turnover_fen`."""
    for item in rates.items:
        rows = rows.with_columns(_tax(rows, item, rates, starts_on).alias(item))
    return rows


def rate_of(item: str, industry: str, rates: pl.DataFrame) -> Decimal:
    """The rate of one tax for one trade; zero where no row of the table covers it."""
    found = rates.filter(pl.col("name") == item).select("industries", "rate").iter_rows()
    return next(
        (Decimal(rate) for prefixes, rate in found if industry.startswith(tuple((prefixes or "").split(";")))),
        Decimal(0),
    )


def times(base_fen: pl.Expr, rate: Decimal) -> pl.Expr:
    """A rate of an amount, to the fen, half up."""
    return (base_fen * int(rate * _MILLION) + _MILLION // 2) // _MILLION


def _tax(rows: pl.DataFrame, item: str, rates: Rates, day: date) -> pl.Expr:
    valid = rates.on(day)
    name = valid.filter(pl.col("name") == item)["base"][0]
    base = pl.col("turnover_fen" if name == TURNOVER else name)
    millionths = {code: int(rate_of(item, code, valid) * _MILLION) for code in sorted(set(rows["industry_code"]))}
    rate = (
        pl.col("industry_code").replace_strict(millionths, return_dtype=pl.Int64) if millionths else pl.lit(0, pl.Int64)
    )
    tax = (base * rate + _MILLION // 2) // _MILLION
    threshold = rates.threshold_fen(item, day)
    return tax if threshold is None else pl.when(pl.col("turnover_fen") < threshold).then(0).otherwise(tax)


def _valid(table: pl.DataFrame, day: date) -> pl.DataFrame:
    text = day.isoformat()
    return table.filter((pl.col("valid_from").fill_null("") <= text) & (pl.col("valid_to").fill_null("9999") >= text))
