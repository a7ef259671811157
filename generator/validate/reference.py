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
    return [*problems, *_tax_rates(reference, project), *_numbers(reference, project), *_limits(reference, project),
            *_surveys(reference, project)]


def _tax_rates(reference: Reference, project: Project) -> list[Problem]:
    file = project.name(project.reference / "tax_items.csv")
    bad = reference["tax_items"].with_row_index("row", offset=2).filter(
        (pl.col("rate") != "") & ~pl.col("rate").str.contains(r"^0(\.[0-9]{1,6})?$|^1$"))
    return [Problem.of("bad-reference-value", file, row, "rate", value) for row, value in bad.select("row", "rate").iter_rows()]


_AMOUNTS = (("thresholds", "monthly_turnover"), ("limits", "value"), ("margins", "percent"))
_MOST_MONTHS = 12   # 令第16号, art. 6 (5 since 2018)
_LEAST_SHARE = 20   # one in twenty: 令第16号, art. 5 (4 since 2018)


def _numbers(reference: Reference, project: Project) -> list[Problem]:
    problems = []
    for table, column in _AMOUNTS:
        bad = reference[table].with_row_index("row", offset=2).filter(
            ~pl.col(column).str.contains(r"^[0-9]{1,12}(\.[0-9]{1,2})?$") & (pl.col(column) != ""))
        file = project.name(project.reference / f"{table}.csv")
        problems += [Problem.of("bad-reference-value", file, row, column, value) for row, value in bad.select("row", column).iter_rows()]
    return problems


def _limits(reference: Reference, project: Project) -> list[Problem]:
    """Local limits beyond those of the law."""
    file = project.name(project.reference / "limits.csv")
    months = pl.col("value").cast(pl.Float64, strict=False)
    beyond = reference["limits"].with_row_index("row", offset=2).filter((pl.col("name") == "period_months") & (months > _MOST_MONTHS))
    return [Problem.of("limit-above-law", file, row, "value", value, name=name, most=_MOST_MONTHS)
            for row, value, name in beyond.select("row", "value", "name").iter_rows()]


def _surveys(reference: Reference, project: Project) -> list[Problem]:
    """Typical surveys of fewer than one household in twenty."""
    file = project.name(project.reference / "surveys.csv")
    few = reference["surveys"].with_row_index("row", offset=2).filter(
        pl.col("sampled").cast(pl.Int64) * _LEAST_SHARE < pl.col("households"))
    return [Problem.of("survey-too-small", file, row, "sampled", sampled, on=day, industry=industry, households=households)
            for row, sampled, day, industry, households in
            few.select("row", "sampled", "surveyed_on", "industry_code", "households").iter_rows()]
