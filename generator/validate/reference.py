"""Takes the reference tables, gives codes that name nothing. Changes nothing."""

from __future__ import annotations

import polars as pl

from generator.model.problem import Problem
from generator.model.project import Project
from generator.model.reference import Reference

_LINKS = (("streets", "division_code", "divisions"), ("offices", "division_code", "divisions"))


def check_reference(reference: Reference, project: Project) -> list[Problem]:
    """Codes that stand twice with overlapping dates, and codes that point at no row of their table."""
    problems: list[Problem] = []
    for table, column, target in _LINKS:
        file = project.name(project.reference / f"{table}.csv")
        numbered = reference[table].with_row_index("row", offset=2)
        hits = numbered.filter(~pl.col(column).is_in(reference[target]["code"].implode()) & (pl.col(column) != ""))
        problems += [Problem.of("unknown-reference-code", file, row, column, value, table=target)
                     for row, value in hits.select("row", column).iter_rows()]
    for table in ("divisions", "streets", "industries", "offices"):
        file = project.name(project.reference / f"{table}.csv")
        numbered = reference[table].with_row_index("row", offset=2)
        doubles = numbered.filter(~pl.struct("code", "valid_from").is_first_distinct())
        problems += [Problem.of("reference-code-twice", file, row, "code", value)
                     for row, value in doubles.select("row", "code").iter_rows()]
    return problems + _tax_rates(reference, project)


def _tax_rates(reference: Reference, project: Project) -> list[Problem]:
    file = project.name(project.reference / "tax_items.csv")
    bad = reference["tax_items"].with_row_index("row", offset=2).filter(
        (pl.col("rate") != "") & ~pl.col("rate").str.contains(r"^0(\.[0-9]{1,6})?$|^1$"))
    return [Problem.of("bad-reference-value", file, row, "rate", value) for row, value in bad.select("row", "rate").iter_rows()]
