"""Takes a posting's households.csv, gives typed rows and taxes with problems for every cell that is not what it must be.

Column-wise throughout: a bad cell is found by a filter on its column, never by a loop over rows.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import polars as pl

from generator.model.distinct import where
from generator.model.money import fen_from_yuan, fen_of_texts
from generator.model.posted_table import TAX
from generator.model.posting import Posting
from generator.model.problem import Problem
from generator.model.quota_table import (DISCLOSURE_NO, HEADING_OF, HEADINGS, QUOTA_ROWS, STATED_OF, STATUSES, TAX_SUFFIX,
                                         fold_heading)
from generator.read.csv_table import read_csv

_NEEDED = ("disclosure_no", "shop_name", "industry_code", "street_code", "monthly_turnover_fen", "starts_on", "ends_on",
           "status")
_NO_TAXES = pl.DataFrame(schema={"row": pl.UInt32})


@dataclass(frozen=True)
class QuotaTable:
    """The rows and taxes of one posting, as read: rows with a bad cell are still in, with that cell null.

    Shape: `rows` QUOTA_ROWS; `taxes` `row` and a column `tax/<item>` an item, for the same rows; `file` for problems; `rows_read` counts every row with anything in it;
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
        return QuotaTable(name, QUOTA_ROWS.to_frame(), _NO_TAXES, cells.height + ragged), problems + missing
    if not cells.height and not problems:
        problems.append(Problem.of("table-without-rows", name, 2))
    table, found = _typed(posting.id, cells, name, ragged)
    return table, problems + found


def _empty(name: str) -> QuotaTable:
    return QuotaTable(name, QUOTA_ROWS.to_frame(), _NO_TAXES, 0)


def _typed(posting_id: str, cells: pl.DataFrame, name: str, ragged: int) -> tuple[QuotaTable, list[Problem]]:
    raw = cells.rename({fold_heading(heading): column for column, heading in HEADING_OF.items()})
    taxes, tax_problems = _taxes(cells, name)
    stated, stated_problems = _stated(cells, name)
    rows = raw.select(pl.lit(posting_id).alias("posting_id"), pl.col("row").cast(pl.UInt32), *_columns(),
                      fen_of_texts(raw["monthly_turnover_fen"]), *_suspension(stated, raw.height))
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


def _suspension(stated: pl.DataFrame, height: int) -> list[pl.Series]:
    """The days of a suspension: no day where the table has no such column."""
    return [stated[name] if name in stated.columns else pl.Series(name, [None], pl.Date).new_from_index(0, height)
            for name in ("suspended_from", "suspended_to")]


def _stated_column(column: str) -> pl.Expr:
    text = pl.col(fold_heading(STATED_OF[column]))
    day = pl.when(text.str.contains(_DAY)).then(text.str.to_date("%Y-%m-%d", strict=False))
    return {"total_fen": fen_from_yuan(text), "capitals": text}.get(column, day).alias(column)


_TYPED_STATED = [fold_heading(heading) for column, heading in STATED_OF.items() if column != "capitals"]


def _columns() -> list[pl.Expr]:
    text = [pl.col(name) for name in ("disclosure_no", "shop_name", "owner_masked", "industry_code", "street_code",
                                      "address", "method", "status", "remark")]
    day = [pl.col(name).str.to_date("%Y-%m-%d", strict=False) for name in ("starts_on", "ends_on")]
    return [*text, *day, pl.col("floor_area_m2").cast(pl.Float64, strict=False),
            pl.col("staff").cast(pl.UInt32, strict=False)]


def _missing_cells(raw: pl.DataFrame, name: str) -> list[Problem]:
    empty = raw.select((pl.col(column) == "").any() for column in _NEEDED)
    return [Problem.of("cell-missing", name, row, HEADING_OF[column])
            for column in _NEEDED if empty[column][0] for row in raw.filter(pl.col(column) == "")["row"]]


def _bad_cells(raw: pl.DataFrame, rows: pl.DataFrame, name: str) -> list[Problem]:
    """The cells that were not read, and those that were but are written otherwise than the format says."""
    problems = []
    for column, rule in _RULE_OF.items():
        odd = where(raw[column], partial(_is_odd, column)) if column in _WRITTEN else None
        bad = rows[column].is_null() if column in _READ else None
        marks = odd if bad is None else bad if odd is None else bad | odd
        problems += _cells(rule, raw, column, marks, name) if marks is not None else []
    return problems


def _is_odd(column: str, texts: pl.Series) -> pl.Series:
    return ~(texts.is_in(STATUSES) if column == "status" else texts.str.contains(_WRITTEN[column]))


_DAY = r"^\d{4}-\d{2}-\d{2}$"
_READ = ("floor_area_m2", "staff", "monthly_turnover_fen", "starts_on", "ends_on")
_WRITTEN = {"starts_on": _DAY, "ends_on": _DAY, "floor_area_m2": r"^[0-9]{1,7}(\.[0-9]{1,2})?$", "disclosure_no": DISCLOSURE_NO,
            "status": "|".join(STATUSES)}
_RULE_OF = {"floor_area_m2": "area-not-a-number", "staff": "staff-not-a-number", "monthly_turnover_fen": "amount-not-a-number",
            "starts_on": "bad-date", "ends_on": "bad-date", "disclosure_no": "bad-disclosure-no", "status": "unknown-status"}


def _cells(rule: str, raw: pl.DataFrame, column: str, bad: pl.Series, name: str, heading: str | None = None) -> list[Problem]:
    """One problem for each cell of `column` that is filled in and marked bad."""
    if not bad.any():
        return []
    hits = raw.select("row", column).filter(bad & (raw[column] != ""))
    return [Problem.of(rule, name, row, heading or HEADING_OF[column], value) for row, value in hits.iter_rows()]


def _taxes(cells: pl.DataFrame, name: str) -> tuple[pl.DataFrame, list[Problem]]:
    """The taxes side by side; a column in which no row states one is left out."""
    fixed = {fold_heading(heading) for heading in (*HEADINGS, *STATED_OF.values())}
    columns = [column for column in cells.columns if column.endswith(TAX_SUFFIX) and column not in fixed]
    taxes: list[pl.Series] = []
    problems: list[Problem] = []
    for column in columns:
        fen = fen_of_texts(cells[column])
        problems += _cells("amount-not-a-number", cells, column, fen.is_null(), name, column)
        if fen.null_count() < len(fen) or (cells[column] != "").any():
            taxes.append(fen.alias(TAX + column.removesuffix(TAX_SUFFIX)))
    return cells.select(pl.col("row").cast(pl.UInt32), *taxes), problems
