"""Takes a posting's households.csv, gives typed rows and taxes with problems for every cell that is not what it must be.

Column-wise throughout: a bad cell is found by a filter on its column, never by a loop over rows.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from generator.model.money import fen_from_yuan
from generator.model.posting import Posting
from generator.model.problem import Problem
from generator.model.quota_table import (DISCLOSURE_NO, HEADING_OF, HEADINGS, QUOTA_ROWS, QUOTA_TAXES, STATED_OF, STATUSES,
                                         TAX_SUFFIX, fold_heading)
from generator.read.csv_table import read_csv

_NEEDED = ("disclosure_no", "shop_name", "industry_code", "street_code", "monthly_turnover_fen", "starts_on", "ends_on",
           "status")


@dataclass(frozen=True)
class QuotaTable:
    """The rows and taxes of one posting, as read: rows with a bad cell are still in, with that cell null.

    Shape: `rows` QUOTA_ROWS, `taxes` QUOTA_TAXES; `file` for problems; `rows_read` counts every row with anything in it;
        `extra`: `row` and the columns the format does not know, as text: never published, but never a hiding place;
        `stated`: `row` and those columns of STATED_OF the table has: never published, checked against the others.
    """

    file: str
    rows: pl.DataFrame
    taxes: pl.DataFrame
    rows_read: int
    extra: pl.DataFrame = field(default_factory=pl.DataFrame)
    stated: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema={"row": pl.UInt32}))


def read_quota_table(posting: Posting, path: Path, name: str) -> tuple[QuotaTable, list[Problem]]:
    """The table of one posting. A withdrawal of a whole posting has none; every other posting must have one."""
    if not path.is_file():
        missing = [] if posting.kind.value == "withdrawal" else [Problem.of("table-missing", posting.folder)]
        return _empty(name), missing
    cells, problems = read_csv(path, name)
    ragged = sum(problem.rule == "ragged-row" for problem in problems)
    if not cells.width:
        return _empty(name), problems
    missing = [Problem.of("missing-column", name, 1, heading) for heading in HEADINGS
               if fold_heading(heading) not in cells.columns]
    if missing:
        return QuotaTable(name, QUOTA_ROWS.to_frame(), QUOTA_TAXES.to_frame(), cells.height + ragged), problems + missing
    if not cells.height and not problems:
        problems.append(Problem.of("table-without-rows", name, 2))
    table, found = _typed(posting.id, cells, name, ragged)
    return table, problems + found


def _empty(name: str) -> QuotaTable:
    return QuotaTable(name, QUOTA_ROWS.to_frame(), QUOTA_TAXES.to_frame(), 0)


def _typed(posting_id: str, cells: pl.DataFrame, name: str, ragged: int) -> tuple[QuotaTable, list[Problem]]:
    raw = cells.rename({fold_heading(heading): column for column, heading in HEADING_OF.items()})
    taxes, tax_problems = _taxes(posting_id, cells, name)
    rows = raw.select(pl.lit(posting_id).alias("posting_id"), pl.col("row").cast(pl.UInt32), *_columns())
    stated, stated_problems = _stated(cells, name)
    problems = [*_missing_cells(raw, name), *_bad_cells(raw, rows, name), *tax_problems, *stated_problems]
    known = {fold_heading(heading) for heading in HEADINGS} | set(_TYPED_STATED)
    extra = cells.select(column for column in cells.columns if column not in known and not column.endswith(TAX_SUFFIX))
    return QuotaTable(name, rows.select(QUOTA_ROWS.names()).cast(QUOTA_ROWS), taxes, cells.height + ragged, extra, stated), problems


def _stated(cells: pl.DataFrame, name: str) -> tuple[pl.DataFrame, list[Problem]]:
    """The optional columns that are there, typed; the capitals stay text, and stay among the columns searched for personal data."""
    there = [column for column, heading in STATED_OF.items() if fold_heading(heading) in cells.columns]
    stated = cells.select(pl.col("row").cast(pl.UInt32), *(_stated_column(column) for column in there))
    problems = [problem for column in there if column != "capitals"
                for problem in _cells("amount-not-a-number" if column == "total_fen" else "bad-date", cells,
                                      fold_heading(STATED_OF[column]), stated[column].is_null(), name, STATED_OF[column])]
    return stated, problems


def _stated_column(column: str) -> pl.Expr:
    text = pl.col(fold_heading(STATED_OF[column]))
    day = pl.when(text.str.contains(r"^\d{4}-\d{2}-\d{2}$")).then(text.str.to_date("%Y-%m-%d", strict=False))
    return {"total_fen": fen_from_yuan(text), "capitals": text}.get(column, day).alias(column)


_TYPED_STATED = [fold_heading(heading) for column, heading in STATED_OF.items() if column != "capitals"]


def _columns() -> list[pl.Expr]:
    text = [pl.col(name) for name in ("disclosure_no", "shop_name", "owner_masked", "industry_code", "street_code",
                                      "address", "method", "status", "remark")]
    day = [pl.col(name).str.to_date("%Y-%m-%d", strict=False) for name in ("starts_on", "ends_on")]
    return [*text, *day, pl.col("floor_area_m2").cast(pl.Float64, strict=False),
            pl.col("staff").cast(pl.UInt32, strict=False),
            fen_from_yuan(pl.col("monthly_turnover_fen")).alias("monthly_turnover_fen")]


def _missing_cells(raw: pl.DataFrame, name: str) -> list[Problem]:
    empty = raw.select((pl.col(column) == "").any() for column in _NEEDED)
    return [Problem.of("cell-missing", name, row, HEADING_OF[column])
            for column in _NEEDED if empty[column][0] for row in raw.filter(pl.col(column) == "")["row"]]


def _bad_cells(raw: pl.DataFrame, rows: pl.DataFrame, name: str) -> list[Problem]:
    unreadable = {column: pl.Series(rows[column].is_null()) for column in
                  ("floor_area_m2", "staff", "monthly_turnover_fen", "starts_on", "ends_on")}
    bad = {
        **unreadable,
        "starts_on": unreadable["starts_on"] | ~raw["starts_on"].str.contains(r"^\d{4}-\d{2}-\d{2}$"),
        "ends_on": unreadable["ends_on"] | ~raw["ends_on"].str.contains(r"^\d{4}-\d{2}-\d{2}$"),
        "floor_area_m2": unreadable["floor_area_m2"] | ~raw["floor_area_m2"].str.contains(r"^[0-9]{1,7}(\.[0-9]{1,2})?$"),
        "disclosure_no": ~raw["disclosure_no"].str.contains(DISCLOSURE_NO),
        "status": ~raw["status"].is_in(STATUSES),
    }
    return [problem for column, mask in bad.items() for problem in _cells(_RULE_OF[column], raw, column, mask, name)]


_RULE_OF = {"floor_area_m2": "area-not-a-number", "staff": "staff-not-a-number", "disclosure_no": "bad-disclosure-no",
            "monthly_turnover_fen": "amount-not-a-number", "starts_on": "bad-date", "ends_on": "bad-date",
            "status": "unknown-status"}


def _cells(rule: str, raw: pl.DataFrame, column: str, bad: pl.Series, name: str, heading: str | None = None) -> list[Problem]:
    """One problem for each cell of `column` that is filled in and marked bad."""
    if not bad.any():
        return []
    hits = raw.select("row", column).filter(bad & (raw[column] != ""))
    return [Problem.of(rule, name, row, heading or HEADING_OF[column], value) for row, value in hits.iter_rows()]


def _taxes(posting_id: str, cells: pl.DataFrame, name: str) -> tuple[pl.DataFrame, list[Problem]]:
    fixed = {fold_heading(heading) for heading in (*HEADINGS, *STATED_OF.values())}
    columns = [column for column in cells.columns if column.endswith(TAX_SUFFIX) and column not in fixed]
    problems: list[Problem] = []
    for column in columns:
        bad = cells.select(fen_from_yuan(pl.col(column)).is_null()).to_series()
        problems += _cells("amount-not-a-number", cells, column, bad, name, column)
    if not columns:
        return QUOTA_TAXES.to_frame(), problems
    long = cells.select("row", *columns).unpivot(columns, index="row", variable_name="tax_item", value_name="text")
    order = pl.Enum(columns)
    taxes = (long.filter(pl.col("text") != "").sort("row", pl.col("tax_item").cast(order))
             .select(pl.lit(posting_id).alias("posting_id"), pl.col("row").cast(pl.UInt32),
                     pl.col("tax_item").str.strip_suffix(TAX_SUFFIX), fen_from_yuan(pl.col("text")).alias("tax_fen")))
    return taxes.cast(QUOTA_TAXES), problems
