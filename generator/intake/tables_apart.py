"""Takes a sheet that holds more than one table, gives each table as a sheet of its own. A row is read under its own heading only."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

import polars as pl

from generator.intake.heading import Aliases, Meaning
from generator.intake.layout import Column, Layout, is_figure, score_of
from generator.intake.sheet import Sheet

_ALIKE = 4  # headings that come again, one after the other, make a second table beside the first


def is_heading(cells: Mapping[str, str], aliases: Aliases) -> bool:
    """Whether a row below a table is the heading of another one."""
    if len(cells) < _ALIKE or any(map(is_figure, cells.values())):
        return False
    return score_of([Column(place, text, aliases.meaning(text)) for place, text in cells.items()]) >= 3


def differs(cells: Mapping[str, str], layout: Layout, aliases: Aliases) -> bool:
    """Whether a heading further down gives a column another meaning, or another unit, than the one at the top."""
    columns = {column.place: column for column in layout.columns}
    for place, text in cells.items():
        column = columns.get(place)
        meaning = aliases.meaning(text)
        if meaning and (column is None or text not in column.parts and not _same(meaning, column.meaning)):
            return True
    return False


def _same(meaning: Meaning, other: Meaning | None) -> bool:
    return other is not None and meaning.kind == other.kind and (meaning.scale or 1) == (other.scale or 1) \
        and (meaning.months or 1) == (other.months or 1)


def under_another(sheet: Sheet, row: int, layout: Layout) -> tuple[Sheet, Sheet]:
    """The sheet up to a row, and from it on; the title, unit and labels of the first hold for the next."""
    above, below = sheet.cells.filter(pl.col("row") < row), sheet.cells.filter(pl.col("row") >= row)
    return dataclasses.replace(sheet, cells=above), dataclasses.replace(sheet, cells=below, said=layout.lines)


def beside_another(sheet: Sheet, layout: Layout) -> tuple[Sheet, ...]:
    """The two halves of a sheet in which the same headings stand twice; nothing where they do not."""
    headings = [column.heading for column in layout.columns]
    for at in range(_ALIKE, len(headings) - _ALIKE + 1):
        again = headings[at:at + at]
        if again[:_ALIKE] == headings[:_ALIKE] and again == headings[:len(again)]:
            place = layout.columns[at].place
            return _half(sheet, layout, [each for each in sheet.columns if int(each[1:]) < int(place[1:])]), \
                _half(sheet, layout, [each for each in sheet.columns if int(each[1:]) >= int(place[1:])])
    return ()


def _half(sheet: Sheet, layout: Layout, places: Sequence[str]) -> Sheet:
    """Some columns of a sheet. What stands above the heading, title and unit, is for both halves."""
    cells = sheet.cells.select("row", *(pl.col(place).alias(f"c{number}") for number, place in enumerate(places)))
    cells = cells.filter(pl.any_horizontal(pl.exclude("row").is_not_null()))
    origin = dataclasses.replace(sheet.origin, columns=tuple(sheet.origin.columns[int(place[1:])] for place in places)) if sheet.origin else None
    return dataclasses.replace(sheet, cells=cells, origin=origin, said=layout.lines)
