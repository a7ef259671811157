"""Takes quota_data/reference/, gives the dated reference tables, or problems. Resolves no code."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from generator.model.problem import Problem
from generator.model.project import Project
from generator.model.reference import REQUIRED, SCHEMAS, Reference
from generator.read.csv_table import read_csv

_OPTIONAL = ("valid_from", "valid_to", "source", "verified", "tile_row", "tile_column", "parent", "edition", "streets",
             "hall", "industries", "areas", "article", "rate", "base", "compare", "authority", "document", "inclusive", "months",
             "area", "surveyed_on", "decided_on", "outcome")


def read_reference(project: Project) -> tuple[Reference, list[Problem]]:
    """Every table of `SCHEMAS`; one that is required and not there is a problem."""
    tables: dict[str, pl.DataFrame] = {}
    problems: list[Problem] = []
    for name, schema in SCHEMAS.items():
        path = project.reference / f"{name}.csv"
        tables[name], found = _read_table(path, project.name(path), schema, required=name in REQUIRED)
        problems += found
    return Reference(tables), problems


def _read_table(path: Path, name: str, schema: pl.Schema, required: bool) -> tuple[pl.DataFrame, list[Problem]]:
    if not path.is_file():
        return schema.to_frame(), [Problem.of("reference-table-missing", name)] if required else []
    cells, problems = read_csv(path, name)
    if not cells.width:
        return schema.to_frame(), problems
    problems += [Problem.of("missing-column", name, 1, column) for column in schema
                 if column not in cells.columns and column not in _OPTIONAL]
    if problems:
        return schema.to_frame(), problems
    raw = cells.with_columns(pl.lit("").alias(column) for column in schema if column not in cells.columns)
    typed = raw.select(_typed(column, kind) for column, kind in schema.items())
    return typed, _bad_cells(raw, typed, schema, name)


def _typed(column: str, kind: pl.DataType) -> pl.Expr:
    text = pl.col(column)
    if kind == pl.Date:
        return text.str.to_date("%Y-%m-%d", strict=False)
    if kind == pl.Boolean:
        return text.str.to_lowercase().replace_strict({"true": True, "false": False, "是": True, "否": False},
                                                      default=None, return_dtype=pl.Boolean)
    return text.cast(kind, strict=False)


def _bad_cells(raw: pl.DataFrame, typed: pl.DataFrame, schema: pl.Schema, name: str) -> list[Problem]:
    problems = []
    for column, kind in schema.items():
        needed = kind == pl.String and column not in _OPTIONAL
        is_empty = raw[column] == ""
        marks = (typed[column].is_null() & ~is_empty) | is_empty if needed else typed[column].is_null() & ~is_empty
        if not marks.any():
            continue
        bad = raw.select("row", column).filter(marks)
        rule = "bad-date" if kind == pl.Date else "bad-reference-value"
        problems += [Problem.of(rule if value else "cell-missing", name, row, column, value or None)
                     for row, value in bad.iter_rows()]
    return problems
