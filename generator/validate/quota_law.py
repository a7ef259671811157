"""Takes the rows of one posting, gives what the law finds wrong with period, place, trade, method and status. Column-wise."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from generator.model.parameter import in_force, number_of, prefixes
from generator.model.posting import Posting, PostingKind
from generator.model.problem import Problem
from generator.model.quota_table import ENDED, HEADING_OF, RESUMED, STATED_OF, SUSPENDED, TRADING
from generator.model.reference import Reference
from generator.model.working_days import Window
from generator.validate.row_check import VALUE, RowCheck, row_problems, yuan

LONGEST_MONTHS = 12  # 令第16号, art. 6 (5 since 2018): a province may set less in limits.csv
_STATUS, _TURNOVER = pl.col("status"), pl.col("monthly_turnover_fen")
_SIMILAR, _DISTRICT = 2, 6  # similar trades begin with the same two characters, streets of a district with the same six
_COMPARISON = "（六）"  # the method that compares with the same trade, scale and area


@dataclass(frozen=True)
class Surroundings:
    """What the rows of a posting are judged by besides themselves. Shape: `window` of a provisional posting."""

    posting: Posting
    reference: Reference
    window: Window | None
    streets: frozenset[str] = field(default_factory=frozenset)


def check_quota_law(file: str, rows: pl.DataFrame, stated: pl.DataFrame, around: Surroundings) -> list[Problem]:
    """What the law finds wrong with single rows. Shape: `rows` QUOTA_ROWS; `stated` what else the table states."""
    if around.posting.kind is PostingKind.WITHDRAWAL:
        return []  # its rows name households, they state no quota
    if stated.width > 1:
        rows = rows.join(stated, on="row", how="left", maintain_order="left")
    checks = [*_periods(around), *_suspensions(stated), *_statuses(), *_methods(around), *_books(around), *_places(around)]
    return [*row_problems(checks, rows, file, around.posting.posted_on), *_codes(file, rows, around)]


def _check(rule: str, column: str, broken: pl.Expr, **shown: Callable[[], pl.Expr]) -> RowCheck:
    """A check that shows what stands in its column, unless it is told another value."""
    return RowCheck(rule, HEADING_OF[column], broken,
                    lambda: {VALUE: pl.col(column), **{name: column() for name, column in shown.items()}})


def _words(text: object) -> Callable[[], pl.Expr]:
    return lambda: pl.lit(str(text))


def _periods(around: Surroundings) -> Iterator[RowCheck]:
    starts, ends, posting = pl.col("starts_on"), pl.col("ends_on"), around.posting
    yield from _longest(around.reference)
    yield _check("period-not-whole-months", "starts_on", starts.dt.day() != 1, edge_zh=_words("第一天"), edge_en=_words("first"))
    yield _check("period-not-whole-months", "ends_on", ends != ends.dt.month_end(), edge_zh=_words("最后一天"), edge_en=_words("last"))
    if posting.kind is PostingKind.FINAL and posting.approved_on:
        yield _check("period-starts-before-approval", "starts_on", starts <= posting.approved_on,
                     approved_on=_words(posting.approved_on))
    if around.window is not None:
        yield _check("period-starts-in-window", "starts_on", starts <= around.window.last, last=_words(around.window.last))
    if posting.kind is not PostingKind.CORRECTION:
        yield _check("period-over-when-posted", "ends_on", (ends < posting.posted_on) & (ends >= starts),
                     posted_on=_words(posting.posted_on))


def _longest(reference: Reference) -> Iterator[RowCheck]:
    """At most a year; less where the province says so, which is no law before it was verified."""
    starts, ends = pl.col("starts_on"), pl.col("ends_on")
    beyond = ends >= starts.dt.offset_by(f"{LONGEST_MONTHS}mo")
    yield _check("period-too-long", "ends_on", beyond, months=_words(LONGEST_MONTHS))
    limit = in_force(reference, "limits", lambda row: number_of(row["value"]), lambda row: row["name"] == "period_months")
    if limit is not None:
        months = limit.value.clip(1, LONGEST_MONTHS)
        yield _check("period-too-long", "ends_on", ~beyond & (ends >= starts.dt.offset_by(pl.format("{}mo", months))),
                     months=lambda: months, sample=lambda: limit.sample)


def _suspensions(stated: pl.DataFrame) -> Iterator[RowCheck]:
    if "suspended_from" not in stated.columns:
        return
    begins = pl.col("suspended_from")
    yield _outside("suspended_from", begins.is_not_null())
    yield RowCheck("suspension-without-dates", STATED_OF["suspended_from"], (_STATUS == SUSPENDED) & begins.is_null(), dict)
    yield RowCheck("suspension-not-marked", STATED_OF["suspended_from"],
                   begins.is_not_null() & ~_STATUS.is_in([SUSPENDED, RESUMED]), lambda: {VALUE: begins, "status": _STATUS})
    if "suspended_to" in stated.columns:
        ends = pl.col("suspended_to")
        yield _outside("suspended_to", ends >= begins)
        yield RowCheck("suspension-backwards", STATED_OF["suspended_to"], ends < begins, lambda: {VALUE: ends, "other": begins})


def _outside(column: str, where: pl.Expr) -> RowCheck:
    return RowCheck("suspension-outside-period", STATED_OF[column], where & ~pl.col(column).is_between("starts_on", "ends_on"),
                    lambda: {VALUE: pl.col(column), "starts_on": pl.col("starts_on"), "ends_on": pl.col("ends_on")})


def _statuses() -> Iterator[RowCheck]:
    yield _check("ended-but-assessed", "status", _STATUS.is_in(ENDED) & (_TURNOVER > 0), turnover=lambda: yuan(_TURNOVER))
    yield _check("trading-without-quota", "monthly_turnover_fen", _STATUS.is_in(TRADING) & (_TURNOVER == 0), value=lambda: _STATUS)


def _methods(around: Surroundings) -> Iterator[RowCheck]:
    method = pl.col("method")
    yield RowCheck("method-missing", HEADING_OF["method"], (method == "") & _STATUS.is_in(TRADING), dict)
    compared = around.reference["methods"].filter(pl.col("article").str.contains(_COMPARISON, literal=True))["code"].to_list()
    known = pl.col("industry_code").is_in(around.reference["industries"]["code"].implode())
    if compared and around.posting.kind is not PostingKind.CORRECTION:
        similar = pl.col("industry_code").str.slice(0, _SIMILAR).hash(seed=1) ^ pl.col("street_code").str.slice(0, _DISTRICT).hash(seed=2)
        alone = similar.is_unique()
        yield _check("method-without-peers", "method", method.is_in(compared) & alone & known & _STATUS.is_in(TRADING),
                     industry=lambda: pl.col("industry_code"))


def _books(around: Surroundings) -> Iterator[RowCheck]:
    limit = in_force(around.reference, "limits", lambda row: number_of(row["value"], 100),
                     lambda row: row["name"] == "books_monthly_turnover")
    if limit is not None:
        yield _check("books-required", "monthly_turnover_fen", (_TURNOVER >= limit.value) & (pl.col("remark") == ""),
                     value=lambda: yuan(_TURNOVER), turnover=lambda: yuan(_TURNOVER), limit=lambda: yuan(limit.value),
                     sample=lambda: limit.sample)


def _places(around: Surroundings) -> Iterator[RowCheck]:
    if around.streets:
        street, known = pl.col("street_code"), around.reference["streets"]["code"].implode()
        yield _check("office-not-competent", "street_code", ~street.is_in(list(around.streets)) & street.is_in(known),
                     office=_words(around.posting.office))
    shop = _together("street_code", "address", "owner_masked", "industry_code", "starts_on")
    named = (pl.col("address") != "") & (pl.col("owner_masked") != "")
    yield _check("same-place-twice", "address", named & ~shop.is_first_distinct()
                 & _together("disclosure_no", "starts_on").is_first_distinct(), first=lambda: pl.col("row").first().over(shop))


def _together(*columns: str) -> pl.Expr:
    """One number for several cells, which is fast to compare."""
    number = pl.col(columns[0]).hash(seed=0)
    for seed, column in enumerate(columns[1:], start=1):
        number ^= pl.col(column).hash(seed=seed)
    return number


def streets_of_office(reference: Reference, office: str, day: date) -> frozenset[str]:
    """The streets an office covers by its rows in force: those it lists, or all of its division where it lists none."""
    rows = reference["offices"].filter(
        (pl.col("code") == office) & (pl.col("valid_from").is_null() | (pl.col("valid_from") <= day))
        & (pl.col("valid_to").is_null() | (pl.col("valid_to") >= day)))
    listed = {street for cell in rows["streets"] for street in prefixes(cell)}
    within = reference["streets"].filter(pl.col("division_code").is_in(rows["division_code"].implode()))["code"]
    return frozenset(listed or within)


def _codes(file: str, rows: pl.DataFrame, around: Surroundings) -> list[Problem]:
    """Codes that are in their table, but not for the first day of the period."""
    problems = []
    for column, table, rule in (("industry_code", "industries", "industry-not-in-force"),
                                ("street_code", "streets", "street-not-in-force")):
        dated = pl.any_horizontal(pl.col("valid_from", "valid_to").is_not_null())
        if not around.reference[table].select(dated.any()).item():
            continue
        gone = _not_in_force(rows.select(column, "starts_on").unique(), around.reference[table], column)
        if gone.height:
            hits = rows.join(gone, on=[column, "starts_on"], how="semi").with_columns(
                pl.col("starts_on").cast(pl.String).alias("day"))
            checks = [_check(rule, column, pl.col("row") > 0, starts_on=lambda: pl.col("day"))]
            problems += row_problems(checks, hits, file, around.posting.posted_on)
    return problems


def _not_in_force(pairs: pl.DataFrame, table: pl.DataFrame, column: str) -> pl.DataFrame:
    both = pairs.drop_nulls().join(table.select(pl.col("code").alias(column), "valid_from", "valid_to"), on=column)
    holds = ((pl.col("valid_from").is_null() | (pl.col("valid_from") <= pl.col("starts_on")))
             & (pl.col("valid_to").is_null() | (pl.col("starts_on") <= pl.col("valid_to"))))
    return both.group_by(column, "starts_on").agg(holds.any().alias("holds")).filter(~pl.col("holds"))
