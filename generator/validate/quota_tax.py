"""Takes the rows of one posting with their taxes, gives what threshold, rates and totals find wrong. Corrects nothing.

Every tax is computed again with the rate that held on the first day of the quota's period; the figure that was posted
stays as it is, and the difference is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from generator.model.capital_amount import capitals, fen_from_capitals
from generator.model.parameter import in_force, number_of
from generator.model.posted_table import TAX
from generator.model.posting import Posting, PostingKind
from generator.model.problem import Problem
from generator.model.quota_table import BELOW_THRESHOLD, HEADING_OF, STATED_OF, SUSPENDED, TAX_SUFFIX, TRADING
from generator.model.reference import Reference
from generator.model.tax_parameter import TURNOVER, Rate, TaxParameters, recomputed
from generator.validate.row_check import SAMPLE, VALUE, RowCheck, row_problems, yuan

_STATUS, _TURNOVER = pl.col("status"), pl.col("monthly_turnover_fen")
_BELOW = _STATUS == BELOW_THRESHOLD
_PAYING = _STATUS.is_in(TRADING) & ~_BELOW


def check_quota_taxes(posting: Posting, file: str, rows: pl.DataFrame, stated: pl.DataFrame, reference: Reference,
                      parameters: TaxParameters) -> list[Problem]:
    """What is wrong with the amounts of single rows. Shape: `rows` KEPT and its taxes; `stated` what else the table states."""
    if posting.kind is PostingKind.WITHDRAWAL or not rows.height:
        return []  # its rows name households, they state no quota
    items = [name.removeprefix(TAX) for name in rows.columns if name.startswith(TAX)]
    key = ["industry_code", "starts_on"]
    if parameters.has_areas:
        rows, key = rows.with_columns(parameters.area(pl.col("street_code")).alias("area")), [*key, "area"]
    keys = rows.select(key).unique(maintain_order=True)
    rows = rows.join(keys.with_row_index("key"), on=key, how="left", nulls_equal=True, maintain_order="left")
    checks = list(_sums(items))
    for item in items:
        checks += _threshold(item, reference)
        if item in parameters:
            rates = [parameters.rate(item, *facts) for facts in keys.iter_rows()]
            checks += _amounts(_Rates(item, rates), items, reference, parameters)
    return [*row_problems(checks, rows, file, posting.posted_on), *_totals(posting, file, rows, items, stated)]


@dataclass(frozen=True)
class _Rates:
    """The rates of one tax by the `key` of a row, as columns."""

    item: str
    rates: Sequence[Rate | None]

    @property
    def bases(self) -> list[str]:
        return sorted({rate.base for rate in self.rates if rate and rate.base})

    def column(self, name: str, kind: type[pl.DataType] = pl.String) -> pl.Expr:
        values = pl.Series([getattr(rate, name) if rate else None for rate in self.rates], dtype=kind)
        return pl.lit(values).gather(pl.col("key"))

    def has_base(self, base: str) -> pl.Expr:
        if all(rate is None or rate.base == base for rate in self.rates):
            return pl.lit(True)
        return pl.lit(pl.Series([bool(rate and rate.base == base) for rate in self.rates])).gather(pl.col("key"))


def _sums(items: list[str]) -> Iterator[RowCheck]:
    tax = pl.sum_horizontal(pl.lit(0, pl.Int64), *(TAX + item for item in items))
    yield RowCheck("suspended-but-taxed", HEADING_OF["status"], (_STATUS == SUSPENDED) & (tax > 0),
                   lambda: {VALUE: _STATUS, "tax": yuan(tax)})
    yield RowCheck("tax-on-nothing", HEADING_OF["monthly_turnover_fen"], (_TURNOVER == 0) & (tax > 0),
                   lambda: {VALUE: yuan(_TURNOVER), "tax": yuan(tax)})


def _amounts(rates: _Rates, items: list[str], reference: Reference, parameters: TaxParameters) -> Iterator[RowCheck]:
    item = rates.item
    heading, tax, millionths = item + TAX_SUFFIX, pl.col(TAX + item), rates.column("millionths", pl.Int64)
    bases = {base: _TURNOVER if base == TURNOVER else pl.col(TAX + base) for base in rates.bases
             if base == TURNOVER or base in items}
    posted = pl.coalesce(*(pl.when(rates.has_base(base)).then(amount) for base, amount in bases.items()), pl.lit(None, pl.Int64))
    due, on_turnover = recomputed(posted, millionths), rates.has_base(TURNOVER)
    spared = (_BELOW | (tax == 0)) if item in _with_threshold(reference) else _BELOW & (tax == 0)
    differs = (_STATUS.is_in(TRADING) | (tax > 0)) & (posted > 0) & (tax != due) & ~spared

    def difference() -> dict[str, pl.Expr]:
        return {VALUE: yuan(tax), SAMPLE: rates.column("sample"), "item": pl.lit(item), "base": rates.column("base"),
                "base_yuan": yuan(posted), "rate": rates.column("rate"), "recomputed": yuan(due), "difference": yuan(tax - due),
                "source": rates.column("source")}

    if TURNOVER in bases:
        yield RowCheck("tax-differs", heading, on_turnover & differs, difference)
    if rates.bases != [TURNOVER] and rates.bases:
        yield RowCheck("surcharge-differs", heading, ~on_turnover & differs, difference)
        is_stated = all(base in bases or base in parameters and all(other in parameters for other in items) for base in rates.bases)
        baseless = pl.lit(is_stated) & ~on_turnover & (tax > 0) & (posted.fill_null(0) == 0) & millionths.is_not_null()
        yield RowCheck("surcharge-below-threshold", heading, baseless & _BELOW, lambda: {VALUE: yuan(tax), "item": pl.lit(item)})
        yield RowCheck("surcharge-without-tax", heading, baseless & ~_BELOW,
                       lambda: {VALUE: yuan(tax), "item": pl.lit(item), "base": rates.column("base")})
    if any(rate is None for rate in rates.rates):
        yield from _unrated(item, heading, tax, millionths, parameters)


def _unrated(item: str, heading: str, tax: pl.Expr, millionths: pl.Expr, parameters: TaxParameters) -> Iterator[RowCheck]:
    """A tax for which no rate was found: it did not exist then, or not for this trade and place."""
    levied = parameters.is_levied(item, pl.col("starts_on"))

    def said() -> dict[str, pl.Expr]:
        return {VALUE: yuan(tax), "item": pl.lit(item), "starts_on": pl.col("starts_on").cast(pl.String),
                "industry": pl.col("industry_code")}

    yield RowCheck("tax-not-in-force", heading, ~levied & (tax > 0), lambda: {**said(), SAMPLE: pl.lit(parameters.samples(item), pl.String)})
    if parameters.is_recomputed(item):
        yield RowCheck("tax-without-rate", heading, levied & millionths.is_null() & (tax > 0), said)


def _with_threshold(reference: Reference) -> frozenset[str]:
    return frozenset(reference["thresholds"]["tax_item"])


def _threshold(item: str, reference: Reference) -> Iterator[RowCheck]:
    """`lt`: below it no tax, exactly at it the whole; `le`: exactly at it none either."""
    least = in_force(reference, "thresholds", _least_taxed, lambda row: row["tax_item"] == item)
    limit = in_force(reference, "thresholds", lambda row: number_of(row["monthly_turnover"], 100),
                     lambda row: row["tax_item"] == item)
    if least is None or limit is None:
        return
    tax, sample = pl.col(TAX + item), limit.sample
    threshold = limit.value

    def said(value: pl.Expr) -> dict[str, pl.Expr]:
        return {VALUE: value, SAMPLE: sample, "item": pl.lit(item), "turnover": yuan(_TURNOVER), "threshold": yuan(threshold)}

    yield RowCheck("taxed-below-threshold", HEADING_OF["status"], _BELOW & (tax > 0), lambda: {VALUE: _STATUS})
    yield RowCheck("below-threshold-not-marked", HEADING_OF["status"], _PAYING & (_TURNOVER > 0) & (_TURNOVER < least.value),
                   lambda: said(_STATUS))
    yield RowCheck("threshold-reached", HEADING_OF["status"], _BELOW & (_TURNOVER >= least.value), lambda: said(_STATUS))
    yield RowCheck("threshold-reached-untaxed", item + TAX_SUFFIX, _PAYING & (_TURNOVER >= least.value) & (tax == 0)
                   & (pl.col("remark") == ""), lambda: said(yuan(tax)))


def _least_taxed(row) -> int | None:
    """The smallest turnover in fen that is taxed."""
    limit = number_of(row["monthly_turnover"], 100)
    return None if limit is None else limit + (row["compare"] == "le")


def _totals(posting: Posting, file: str, rows: pl.DataFrame, items: list[str], stated: pl.DataFrame) -> list[Problem]:
    """The total of the form, in digits and in capital numerals, against the sum of the taxes."""
    if not {"total_fen", "capitals"} & set(stated.columns):
        return []
    rows = rows.select("row", *(TAX + item for item in items)).join(stated, on="row", how="left", maintain_order="left")
    total = pl.sum_horizontal(pl.lit(0, pl.Int64), *(TAX + item for item in items))
    rows = rows.with_columns(total.alias("sum_fen"))
    checks = []
    if "total_fen" in stated.columns:
        checks.append(RowCheck("taxes-total-differs", STATED_OF["total_fen"], pl.col("total_fen") != pl.col("sum_fen"),
                               lambda: {VALUE: yuan("total_fen"), "sum": yuan("sum_fen")}))
    problems = row_problems(checks, rows, file, posting.posted_on)
    return problems + (_capitals(posting, file, rows) if "capitals" in stated.columns else [])


def _capitals(posting: Posting, file: str, rows: pl.DataFrame) -> list[Problem]:
    digits = pl.coalesce("total_fen", "sum_fen") if "total_fen" in rows.columns else pl.col("sum_fen")
    rows = rows.with_columns(digits.alias("digits"), fen_from_capitals(pl.col("capitals")).alias("said")).filter(
        pl.col("capitals").fill_null("") != "", pl.col("said").is_null() | (pl.col("said") != pl.col("digits")))
    shown = rows.select("row", "capitals", "said", "digits", yuan("said").alias("said yuan"), yuan("digits").alias("digits yuan"))
    return [Problem.of("capitals-not-readable" if said is None else "capitals-differ", file, row, STATED_OF["capitals"], text,
                       on=posting.posted_on, capitals=said_yuan, sum=digits_yuan, instead=capitals(digits))
            for row, text, said, digits, said_yuan, digits_yuan in shown.iter_rows()]
