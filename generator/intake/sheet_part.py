"""What a workbook says of a sheet besides its values. Holds facts; reads nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Merged(NamedTuple):
    """Cells that are one. Shape: rows and columns from 1, the last ones included."""

    top: int
    bottom: int
    left: int
    right: int


@dataclass(frozen=True)
class SheetPart:
    """One sheet.

    Shape: rows and columns from 1; `merged` those over several rows; `unsaved` (row, column, formula) of the cells whose value
        was not saved; `errors` the same of the cells that hold #REF! and its like.
    """

    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    formulas: int = 0
    unsaved: tuple[tuple[int, int, str], ...] = ()
    merged: tuple[Merged, ...] = ()
    errors: tuple[tuple[int, int, str], ...] = ()


@dataclass(frozen=True)
class Parts:
    """A workbook: its sheets by their names, whether it links to other files, how many of its sheets are charts."""

    sheets: dict[str, SheetPart]
    has_links: bool = False
    charts: int = 0
