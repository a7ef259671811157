"""One sheet of a clerk's file as cells of text. Knows rows and columns, and nothing of what they mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from generator.model.distinct import distinct

MOST_COLUMNS = 512
MOST_CELLS = 30_000_000  # a city of a million households with thirty columns
MOST_BYTES = 1_000_000_000


@dataclass(frozen=True)
class Origin:
    """Where a sheet stands in its workbook. Shape: `columns` are the spreadsheet's columns, from 1, of c0, c1, …"""

    title: str
    columns: tuple[int, ...]


@dataclass(frozen=True)
class Sheet:
    """The cells of one sheet.

    Shape: `name` is how problems call it (`table.xlsx#公示`, `table.csv`); `cells` has `row`, counted as a spreadsheet
        does, and text columns c0, c1, …; rows with nothing in them are left out, an empty cell is null;
        `hidden_columns` are the spreadsheet's, from 1; `errors` (row, column, text) of cells with #REF! and its like; `said` what stood above the first table, for the next ones; `unsaved` are the rows and texts of formulas whose value was not saved.
    """

    name: str
    cells: pl.DataFrame
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    formulas: int = 0
    unsaved: frozenset[tuple[int, str]] = frozenset()
    origin: Origin | None = None
    hidden_columns: frozenset[int] = frozenset()
    errors: tuple[tuple[int, int, str], ...] = ()
    said: tuple[str, ...] = ()

    @property
    def columns(self) -> list[str]:
        return [column for column in self.cells.columns if column != "row"]


def sheet_of(name: str, frame: pl.DataFrame, first_row: int = 1) -> Sheet:
    """The sheet of a frame of text that is no workbook's."""
    cells, places = cells_and_places(frame, first_row)
    return Sheet(name, cells, origin=Origin(name.rpartition("#")[2], tuple(place + 1 for place in places)))


def cells_and_places(frame: pl.DataFrame, first_row: int = 1) -> tuple[pl.DataFrame, tuple[int, ...]]:
    """A frame of text as the cells of a sheet: stripped, numbered, without what is empty.

    Shape: also which columns of the frame, from 0, have become c0, c1, …
    """
    columns = frame.columns
    if not columns:
        return frame.with_row_index("row", offset=first_row), ()
    named = frame.with_columns(*map(_stripped, frame)).with_row_index("row", offset=first_row)
    used = [column for column in columns if named[column].null_count() < named.height]
    kept = named.select("row", *used).rename({column: f"c{place}" for place, column in enumerate(used)})
    kept = kept.filter(pl.any_horizontal(pl.exclude("row").is_not_null())) if used else kept.clear()
    return kept, tuple(map(columns.index, used))


def _stripped(texts: pl.Series) -> pl.Series:
    """Without blanks around, nothing for what is empty then. Where few differ, each is looked at once."""
    found = distinct(texts)
    stripped = found.str.strip_chars()
    is_empty = (stripped == "").any()
    if found is not texts:
        if not is_empty and not (stripped != found).any():
            return texts
        stripped = texts.str.strip_chars()
    return stripped.to_frame().select(pl.when(pl.first() != "").then(pl.first())).to_series() if is_empty else stripped


def sheet_of_rows(name: str, rows: Sequence[Sequence[str]]) -> Sheet:
    """The same of rows of text of any length."""
    width = max(map(len, rows), default=0)
    columns = {f"c{place}": [row[place] if place < len(row) else None for row in rows] for place in range(width)}
    return sheet_of(name, pl.DataFrame(columns, schema={name: pl.String for name in columns}))
