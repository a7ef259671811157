"""Takes typed rows, gives what the reference tables and the law find wrong with them. Column-wise; changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

import polars as pl

from generator.model.distinct import where
from generator.model.money import format_yuan
from generator.model.posted_table import TAX
from generator.model.posting import Posting, PostingKind
from generator.model.problem import Problem
from generator.model.quota_table import HEADING_OF, TAX_SUFFIX
from generator.model.reference import Reference


def check_quota_table(posting: Posting, file: str, rows: pl.DataFrame, taxes: pl.DataFrame, reference: Reference) -> list[Problem]:
    """What is wrong with one posting's rows as a table: codes nobody knows, periods that run backwards, doubles."""
    on = posting.posted_on
    return [*_unknown_codes(file, rows, reference, on), *_periods(file, rows, on), *_doubles(file, rows, on),
            *_unknown_tax_items(file, taxes, reference)]


def _problems(rule: str, file: str, column: str, hits: pl.DataFrame, **facts: object) -> list[Problem]:
    """One problem a row of `hits`, whose columns are row and the value."""
    return [Problem.of(rule, file, row, HEADING_OF[column], value, **facts) for row, value in hits.iter_rows()]


def _unknown_codes(file: str, rows: pl.DataFrame, reference: Reference, on: date) -> list[Problem]:
    problems = []
    for column, table, rule in (("street_code", "streets", "unknown-street"),
                                ("industry_code", "industries", "unknown-industry")):
        problems += _unknown(rule, file, rows, column, partial(_is_unknown, reference[table]["code"].implode()), on)
    if reference["methods"].height:
        known = reference["methods"]["code"].implode()
        problems += _unknown("unknown-method", file, rows, "method", partial(_has_unknown, known), on)
    return problems


def _unknown(rule: str, file: str, rows: pl.DataFrame, column: str, test: Callable[[pl.Series], pl.Series], on: date) -> list[Problem]:
    marks = where(rows[column], test)
    return [] if marks is None else _problems(rule, file, column, rows.filter(marks).select("row", column), on=on)


def _is_unknown(known: pl.Series, codes: pl.Series) -> pl.Series:
    return (codes != "") & ~codes.is_in(known)


def _has_unknown(known: pl.Series, methods: pl.Series) -> pl.Series:
    """Of several codes in one cell, joined by a semicolon."""
    parts = methods.str.split(";").list.eval(pl.element().str.strip_chars())
    return (methods != "") & ~parts.list.eval(pl.element().is_in(known)).list.all()


def _periods(file: str, rows: pl.DataFrame, on: date) -> list[Problem]:
    backwards = rows.filter(pl.col("ends_on") < pl.col("starts_on")).select("row", "ends_on")
    return _problems("period-backwards", file, "ends_on", backwards, on=on)


def _doubles(file: str, rows: pl.DataFrame, on: date) -> list[Problem]:
    key = ("disclosure_no", "starts_on")
    together = pl.col(key[0]).hash(seed=1) ^ pl.col(key[1]).hash(seed=2)
    if not rows.select(together.is_duplicated().any()).item():
        return []
    later = rows.filter((pl.col("disclosure_no") != "") & ~pl.struct(key).is_first_distinct())
    firsts = rows.unique(key, keep="first", maintain_order=True).select(*key, pl.col("row").alias("first"))
    hits = later.join(firsts, on=list(key), nulls_equal=True, maintain_order="left")
    return [Problem.of("household-twice", file, row, HEADING_OF["disclosure_no"], number, on=on, first=first)
            for row, number, first in hits.select("row", "disclosure_no", "first").iter_rows()]


def _unknown_tax_items(file: str, taxes: pl.DataFrame, reference: Reference) -> list[Problem]:
    known = set(reference["tax_items"]["name"])
    return [Problem.of("unknown-tax-item", file, 1, f"{item}{TAX_SUFFIX}", known="、".join(sorted(known)))
            for item in (name.removeprefix(TAX) for name in taxes.columns if name != "row") if known and item not in known]


def check_against_original(posting: Posting, file: str, rows: pl.DataFrame, original: pl.DataFrame, is_final: bool) -> list[Problem]:
    """A correction or withdrawal beside what it speaks of. Shape: both KEPT and their taxes; `is_final`: what is corrected is a
    final posting, or a correction of one."""
    if posting.kind not in (PostingKind.CORRECTION, PostingKind.WITHDRAWAL) or not original.height:
        return []  # an original that cannot be read has problems of its own
    strangers = rows.join(original, on="disclosure_no", how="anti", maintain_order="left")
    found = _problems("household-not-in-original", file, "disclosure_no",
                      strangers.filter(pl.col("disclosure_no") != "").select("row", "disclosure_no"), on=posting.posted_on,
                      of=posting.of)
    if posting.kind is PostingKind.CORRECTION:
        found += [*_unchanged(posting, file, rows, original), *(_raised(posting, file, rows, original) if is_final else ())]
    return found


def _unchanged(posting: Posting, file: str, rows: pl.DataFrame, original: pl.DataFrame) -> list[Problem]:
    """Rows that repeat what was posted, but for the remark."""
    own, there = (set(frame.columns) - {"row", "remark", "group"} for frame in (rows, original))
    if own != there:
        return []
    same = rows.select("row", *sorted(own)).join(original.select(pl.col("row").alias("of_row"), *sorted(own)), on=sorted(own),
                                                 nulls_equal=True).unique("row").sort("row")
    return [Problem.of("correction-changes-nothing", file, row, HEADING_OF["disclosure_no"], number, on=posting.posted_on,
                       of=posting.of, of_row=of_row) for row, number, of_row in same.select("row", "disclosure_no", "of_row").iter_rows()]


def _raised(posting: Posting, file: str, rows: pl.DataFrame, original: pl.DataFrame) -> list[Problem]:
    """Rows whose quota is above the one that was made final."""
    before = original.select("disclosure_no", "starts_on", pl.col("monthly_turnover_fen").alias("before"))
    higher = rows.join(before, on=["disclosure_no", "starts_on"]).filter(pl.col("monthly_turnover_fen") > pl.col("before"))
    return [Problem.of("correction-raises-quota", file, row, HEADING_OF["monthly_turnover_fen"], format_yuan(now),
                       on=posting.posted_on, other=format_yuan(then))
            for row, now, then in higher.select("row", "monthly_turnover_fen", "before").iter_rows()]
