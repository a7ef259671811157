"""What every explanation looks things up in: the examined project, what of it is accepted, and the rows of its tables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import polars as pl

from generator.accepted import Accepted, accepted
from generator.examined import Examined
from generator.model.address import Route
from generator.model.explanation import Explanation, Parameter, Source
from generator.model.personal_data import redact
from generator.model.problem import Problem
from generator.model.rules import RULES, document, intake, law_posting, posting, reference, settings, site
from generator.read.csv_table import read_csv
from generator.render.templates import with_included

FRAME = "site_templates/main.html"
_OTHERS = {rule.id for group in (document, intake, law_posting, posting, reference, settings, site) for rule in group.RULES} | {"published-personal-data"}
ROW_RULES = tuple(name for name in RULES if name not in _OTHERS)
"""The rules that look at the rows of a posting's table. Those of its headings hold for every row of it."""


@dataclass(frozen=True)
class Bureau:
    """One bureau's examined project."""

    examined: Examined

    @cached_property
    def usable(self) -> Accepted:
        return accepted(self.examined)

    @cached_property
    def codes(self) -> dict[str, pl.DataFrame]:
        """Trade and street of every row that has been read, by posting: row, disclosure_no, industry_code, street_code."""
        columns = ("row", "disclosure_no", "industry_code", "street_code")
        return {name: table.load().select(columns) for name, table in self.examined.tables.items()}

    def source(self, path: Path, row: int | None, zh: str, en: str) -> Source:
        return Source(self.examined.project.name(path), row, zh, en)

    def parameter(self, table: str, place: int, name: str, value: str) -> Parameter:
        """The line of a reference table at a place, as the value that was used."""
        facts = self.usable.reference[table].row(place, named=True)
        path = self.examined.project.reference / f"{table}.csv"
        return Parameter(name, value, self.examined.project.name(path), self._row(path, place), facts["source"],
                         bool(facts.get("verified")))

    def named(self, table: str, code: str | None, name: str) -> list[Parameter]:
        """The line of a reference table that names a code: the last one, which is the one the pages show."""
        codes = self.usable.reference[table]["code"].to_list()
        places = [place for place, other in enumerate(codes) if other == code]
        if not places:
            return []
        return [self.parameter(table, places[-1], name, f"{code} {self.usable.reference[table]['name'][places[-1]]}")]

    def _row(self, path: Path, place: int) -> int | None:
        cells, _ = read_csv(path, path.name)
        return int(cells["row"][place]) if place < cells.height else None

    def problems(self, file: str, row: int | None = None) -> tuple[Problem, ...]:
        """What the rules found in a file; on one row, what they found there or in the headings."""
        found = [problem for problem in self.examined.problems if problem.file == file]
        return tuple(problem for problem in found if row is None or problem.row in (None, 1, row))

    def problems_below(self, folder: str) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.examined.problems
                     if problem.file == folder or problem.file.startswith(f"{folder}/"))


def drawn(route: Route, asked: str, address: str, title: str, **rest: object) -> Explanation:
    """An explanation of what one route leads to."""
    return Explanation(asked=redact(asked), kind=route.kind, address=address, title=title, modules=route.modules,
                       templates=templates_of(route.templates, route.is_page), **rest)


def templates_of(names: Iterable[str], is_page: bool) -> tuple[str, ...]:
    """The files of the templates and of all they include; every page stands in the frame."""
    own = tuple(f"site_templates/pages/{name}" for name in with_included(tuple(names)))
    return (FRAME, *own) if is_page else own
