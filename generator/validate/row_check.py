"""One rule about the rows of a table, as columns: what breaks it, what to show. All rules of a table are tried in one pass."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from generator.model.money import yuan_plain
from generator.model.problem import Problem

VALUE, SAMPLE = "value", "sample"
_NOTHING = pl.lit(None, pl.String)
_PERIOD = ("starts_on", "ends_on")


@dataclass(frozen=True)
class RowCheck:
    """A rule, the heading it is about and the rows that break it.

    Shape: `shown` is asked only when there are such rows; it gives columns: `value` is what was typed, `sample` names a
        parameter that was never verified where the rule rests on one, the others are facts of the message.
    """

    rule: str
    heading: str
    broken: pl.Expr
    shown: Callable[[], Mapping[str, pl.Expr]]


def row_problems(checks: Sequence[RowCheck], rows: pl.DataFrame, file: str, on: date | None) -> list[Problem]:
    """A problem for each row of each check that is broken. Shape: `rows` has the number of each row in `row`."""
    if not checks or not rows.height:
        return []
    return [problem for check, is_broken in zip(checks, _are_broken(checks, rows)) if is_broken
            for problem in _broken(check, rows, file, on)]


def _are_broken(checks: Sequence[RowCheck], rows: pl.DataFrame) -> Iterator[bool]:
    """Whether any row breaks each check. Those of the period alone are tried on the different periods, which are few."""
    asked = [set(check.broken.meta.root_names()) for check in checks]
    asks_period = [bool(columns) and columns <= set(_PERIOD) for columns in asked]
    periods = rows.select(_PERIOD).unique() if any(asks_period) else rows
    kinds = {kind: frame.select(check.broken.any().alias(str(number)) for number, check in enumerate(checks) if asks_period[number] is kind)
             for kind, frame in ((True, periods), (False, rows))}
    return (bool(kinds[kind][str(number)][0]) for number, kind in enumerate(asks_period))


def _broken(check: RowCheck, rows: pl.DataFrame, file: str, on: date | None) -> list[Problem]:
    said = check.shown()
    facts = [name for name in said if name not in (VALUE, SAMPLE)]
    columns = [said.get(VALUE, _NOTHING), said.get(SAMPLE, _NOTHING), *(said[name] for name in facts)]
    hits = rows.select("row", check.broken.fill_null(False).alias("is broken"),
                       *(column.alias(f"said {number}") for number, column in enumerate(columns))).filter("is broken")
    return [Problem.of(check.rule, file, row, check.heading, value, on=on, sample=sample, **dict(zip(facts, words)))
            for row, value, sample, *words in hits.drop("is broken").iter_rows()]


def yuan(column: str | pl.Expr) -> pl.Expr:
    """Fen as they are shown in a message."""
    return yuan_plain(pl.col(column) if isinstance(column, str) else column)
