"""Takes the reference tables, gives codes that name nothing. Changes nothing."""

from __future__ import annotations

import polars as pl

from generator.model.fairness import GROUNDS, OUTCOMES, ROUTES
from generator.model.problem import Problem
from generator.model.project import Project
from generator.model.reference import Reference

_LINKS = (("streets", "division_code", "divisions"), ("offices", "division_code", "divisions"), ("objections", "office", "offices"))
_WORDS = (("route", ROUTES), ("ground", GROUNDS), ("outcome", OUTCOMES))
MOST_TILES = 40  # rows or columns of the map: a province has fewer places than that beside each other


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
            *_surveys(reference, project), *_tiles(reference, project), *_objections(reference, project)]


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


def _tiles(reference: Reference, project: Project) -> list[Problem]:
    """Tiles of the map with half a place, off the map, or with two divisions on them. A division without a tile is not drawn."""
    file = project.name(project.reference / "divisions.csv")
    row, column = pl.col("tile_row"), pl.col("tile_column")
    numbered = reference["divisions"].with_row_index("row", offset=2)
    half = numbered.filter(row.is_null() != column.is_null())
    placed = numbered.filter(row.is_not_null() & column.is_not_null())
    found = [Problem.of("tile-without-place", file, at, "tile_row" if has else "tile_column", None, name=name)
             for at, has, name in half.select("row", row.is_null(), "name").iter_rows()]
    for name in ("tile_row", "tile_column"):
        off = placed.filter(~pl.col(name).is_between(1, MOST_TILES))
        found += [Problem.of("tile-off-the-map", file, at, name, str(value), most=MOST_TILES) for at, value in off.select("row", name).iter_rows()]
    newest = placed.unique("code", keep="last", maintain_order=True)
    first = newest.unique(["tile_row", "tile_column"], keep="first").select("tile_row", "tile_column", pl.col("name").alias("there"))
    taken = newest.filter(~pl.struct("tile_row", "tile_column").is_first_distinct()).join(first, on=["tile_row", "tile_column"])
    return found + [Problem.of("tile-taken", file, at, "tile_row", f"{r},{c}", name=name, other=there)
                    for at, r, c, name, there in taken.select("row", "tile_row", "tile_column", "name", "there").sort("row").iter_rows()]


def _objections(reference: Reference, project: Project) -> list[Problem]:
    """Words nobody knows, an outcome without its day or the other way round, an answer before its question."""
    file = project.name(project.reference / "objections.csv")
    numbered = reference["objections"].with_row_index("row", offset=2)
    found = []
    for name, words in _WORDS:
        unknown = numbered.filter(~pl.col(name).is_in(list(words)) & (pl.col(name) != ""))
        found += [Problem.of("unknown-word", file, row, name, value, known="、".join(words)) for row, value in unknown.select("row", name).iter_rows()]
    undated = numbered.filter((pl.col("outcome") != "") != pl.col("decided_on").is_not_null())
    found += [Problem.of("objection-half-decided", file, row, "decided_on", None) for row in undated["row"]]
    early = numbered.filter(pl.col("decided_on") < pl.col("received_on"))
    return found + [Problem.of("objection-decided-early", file, row, "decided_on", str(day), received=str(received))
                    for row, day, received in early.select("row", "decided_on", "received_on").iter_rows()]
