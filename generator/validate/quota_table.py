"""Takes typed rows, gives what the reference tables and the law find wrong with them. Column-wise; changes nothing."""

from __future__ import annotations

import polars as pl

from generator.model.posting import Posting, PostingKind
from generator.model.problem import Problem
from generator.model.quota_table import BELOW_THRESHOLD, HEADING_OF, TAX_SUFFIX
from generator.model.reference import Reference


def check_quota_table(file: str, rows: pl.DataFrame, taxes: pl.DataFrame, reference: Reference) -> list[Problem]:
    """What is wrong with one posting's rows: codes nobody knows, periods, doubles, taxes below the threshold."""
    return [*_unknown_codes(file, rows, reference), *_periods(file, rows), *_doubles(file, rows),
            *_unknown_tax_items(file, taxes, reference), *_taxed_below_threshold(file, rows, taxes, reference)]


def _problems(rule: str, file: str, column: str, hits: pl.DataFrame, **facts: object) -> list[Problem]:
    """One problem a row of `hits`, whose columns are row and the value."""
    return [Problem.of(rule, file, row, HEADING_OF[column], value, **facts) for row, value in hits.iter_rows()]


def _unknown_codes(file: str, rows: pl.DataFrame, reference: Reference) -> list[Problem]:
    problems = []
    for column, table, rule in (("street_code", "streets", "unknown-street"),
                                ("industry_code", "industries", "unknown-industry")):
        known = reference[table]["code"].implode()
        hits = rows.filter((pl.col(column) != "") & ~pl.col(column).is_in(known))
        problems += _problems(rule, file, column, hits.select("row", column))
    if reference["methods"].height:
        known = reference["methods"]["code"].implode()
        parts = pl.col("method").str.split(";").list.eval(pl.element().str.strip_chars())
        hits = rows.filter((pl.col("method") != "") & ~parts.list.eval(pl.element().is_in(known)).list.all())
        problems += _problems("unknown-method", file, "method", hits.select("row", "method"))
    return problems


def _periods(file: str, rows: pl.DataFrame) -> list[Problem]:
    """A period ends after it starts and lasts at most twelve months (令第16号, art. 6)."""
    backwards = rows.filter(pl.col("ends_on") < pl.col("starts_on")).select("row", "ends_on")
    too_long = rows.filter(pl.col("ends_on") >= pl.col("starts_on").dt.offset_by("12mo")).select("row", "ends_on")
    return [*_problems("period-backwards", file, "ends_on", backwards),
            *_problems("period-too-long", file, "ends_on", too_long)]


def _doubles(file: str, rows: pl.DataFrame) -> list[Problem]:
    key = ("disclosure_no", "starts_on")
    later = rows.filter((pl.col("disclosure_no") != "") & ~pl.struct(key).is_first_distinct())
    firsts = rows.unique(key, keep="first", maintain_order=True).select(*key, pl.col("row").alias("first"))
    hits = later.join(firsts, on=list(key), nulls_equal=True, maintain_order="left")
    return [Problem.of("household-twice", file, row, HEADING_OF["disclosure_no"], number, first=first)
            for row, number, first in hits.select("row", "disclosure_no", "first").iter_rows()]


def _unknown_tax_items(file: str, taxes: pl.DataFrame, reference: Reference) -> list[Problem]:
    known = set(reference["tax_items"]["name"])
    return [Problem.of("unknown-tax-item", file, 1, f"{item}{TAX_SUFFIX}", known="、".join(sorted(known)))
            for item in taxes["tax_item"].unique(maintain_order=True) if known and item not in known]


def _taxed_below_threshold(file: str, rows: pl.DataFrame, taxes: pl.DataFrame, reference: Reference) -> list[Problem]:
    """Below the threshold the taxes that have one are not due at all."""
    spared = reference["thresholds"]["tax_item"].implode()
    taxed = taxes.filter(pl.col("tax_item").is_in(spared) & (pl.col("tax_fen") > 0)).select("row")
    hits = rows.filter(pl.col("status") == BELOW_THRESHOLD).join(taxed, on="row", how="semi", maintain_order="left")
    return _problems("taxed-below-threshold", file, "status", hits.select("row", "status"))


def check_against_original(posting: Posting, file: str, rows: pl.DataFrame, original: pl.DataFrame) -> list[Problem]:
    """Households a correction or withdrawal names that its original does not have: it would correct nothing."""
    if posting.kind not in (PostingKind.CORRECTION, PostingKind.WITHDRAWAL) or not original.height:
        return []  # an original that cannot be read has problems of its own
    strangers = rows.join(original, on="disclosure_no", how="anti", maintain_order="left")
    return _problems("household-not-in-original", file, "disclosure_no",
                     strangers.filter(pl.col("disclosure_no") != "").select("row", "disclosure_no"), of=posting.of)
