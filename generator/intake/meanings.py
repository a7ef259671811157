"""Takes the columns of a layout, gives each meaning to one of them; where two claim it and differ, it is asked which holds."""

from __future__ import annotations

import dataclasses
import re

import polars as pl

from generator.intake.amount import fen_column
from generator.intake.heading import TAX, Meaning
from generator.intake.layout import Column, Layout
from generator.intake.sheet import Sheet
from generator.model.problem import Problem

_ONE_OF = ("turnover", "starts_on", "ends_on", "period", "tax_item")
_IGNORE = Meaning("ignore")


def one_meaning_each(layout: Layout, sheet: Sheet, mapping: str) -> tuple[Layout, list[Problem]]:
    """Of two columns with one meaning the first holds, unless they are figures or dates that differ: then it is asked."""
    seen: dict[str, Column] = {}
    columns: list[Column] = []
    problems: list[Problem] = []
    for column in _preferred(layout.columns):
        kind = column.meaning.kind if column.meaning else ""
        first = seen.setdefault(kind, column) if kind and kind not in ("ignore", "private") else column
        if first is column:
            columns.append(column)
            continue
        asked = kind in _ONE_OF or kind.startswith(TAX) or kind == "tax_total" and not layout.taxes
        if asked and not _is_same(first, column, layout, sheet.cells.filter(pl.col("row") > layout.last)):
            problems.append(Problem.of("two-columns-one-meaning", sheet.name, layout.last, column.heading, other=first.heading,
                                       meaning=column.meaning.label if column.meaning else "", mapping=mapping))
        columns.append(Column(column.place, column.heading, _IGNORE))
    return dataclasses.replace(layout, columns=tuple(sorted(columns, key=lambda each: int(each.place[1:])))), problems


def _is_same(first: Column, second: Column, layout: Layout, cells: pl.DataFrame) -> bool:
    """Whether two columns say the same, as amounts perhaps one of a month and one of a year."""
    if cells[first.place].eq_missing(cells[second.place]).all():
        return True
    if not (first.meaning and second.meaning and first.meaning.is_amount):
        return False
    fen = [fen_column(cells[column.place], layout.scale_of(column.meaning), layout.months_of(column.meaning), empty_is_zero=True)[0]
           for column in (first, second) if column.meaning]
    return bool((fen[0].fill_null(0) == fen[1].fill_null(0)).all())


def _preferred(columns: tuple[Column, ...]) -> list[Column]:
    """字号 before 纳税人名称: where both stand, the second is the person. The amount of a month before that of a year."""
    return sorted(columns, key=lambda each: (0 if re.search("字号|店名|核定", each.heading) else 1,
                                             (each.meaning.months or 1) if each.meaning else 1))
