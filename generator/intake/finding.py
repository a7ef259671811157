"""Collects what is wrong with the rows of one sheet, by column. A row with an error is refused; the first error is its reason."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from generator.intake.private import sample
from generator.model.problem import Problem


@dataclass
class Findings:
    """The problems of a sheet's rows. Shape: `rows` is their numbers as the spreadsheet shows them; `refused` marks them."""

    file: str
    rows: pl.Series
    problems: list[Problem] = field(default_factory=list)
    refused: pl.Series = field(init=False)

    def __post_init__(self) -> None:
        self.refused = pl.repeat(False, len(self.rows), eager=True, dtype=pl.Boolean)

    def refuse(self, rule: str, mask: pl.Series, heading: str, values: pl.Series | None = None, **facts: object) -> None:
        """Marks rows; a row already refused keeps its reason and gets another."""
        self._note(rule, mask, heading, values, facts)
        self.refused = self.refused | mask.fill_null(False)

    def warn(self, rule: str, mask: pl.Series, heading: str, values: pl.Series | None = None, **facts: object) -> None:
        self._note(rule, mask, heading, values, facts)

    def _note(self, rule: str, mask: pl.Series, heading: str, values: pl.Series | None, facts: dict[str, object]) -> None:
        mask = mask.fill_null(False)
        if not mask.any():
            return
        rows = self.rows.filter(mask).to_list()
        given = values.filter(mask).to_list() if values is not None else [None] * len(rows)
        self.problems += [Problem.of(rule, self.file, row, heading, None if value is None else sample(str(value)), **facts)
                          for row, value in zip(rows, given)]
