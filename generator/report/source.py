"""Takes a project's folder, gives the rows and lines a problem is about, as a spreadsheet or an editor shows them.

Nothing here is checked again, and what cannot be read is simply not shown. Cells come out blotted.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from generator.model.personal_data import redact
from generator.model.quota_table import fold_heading
from generator.report.blotted import blotted_rows

_LONGEST_LINE = 2_000


@dataclass(frozen=True)
class Excerpt:
    """Some rows of a table. Shape: `headings` is row 1; `rows` the cells by row; `lines` on which line of the file each begins."""

    headings: tuple[str, ...]
    rows: dict[int, tuple[str, ...]] = field(default_factory=dict)
    lines: dict[int, int] = field(default_factory=dict)

    def position_of(self, column: str | None) -> int | None:
        """Where a column stands, from 0, by its heading."""
        wanted = fold_heading(column or "")
        folded = [fold_heading(heading) for heading in self.headings]
        return folded.index(wanted) if column and wanted in folded else None


class Source(Protocol):
    """Where reports take rows from. An importer has its own, over the clerk's workbook."""

    def table(self, file: str, rows: Collection[int]) -> Excerpt | None:
        """Those rows of a table, or None where there is no such table."""

    def text(self, file: str, lines: Collection[int]) -> dict[int, str]:
        """Those lines of a text file, as many of them as there are."""


class ProjectSource:
    """The files of a bureau's folder."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def table(self, file: str, rows: Collection[int]) -> Excerpt | None:
        path = self._root / file
        if not file.endswith(".csv") or not path.is_file():
            return None
        wanted, last = {1, *rows}, max(rows, default=1)
        found: dict[int, list[str]] = {}
        lines: dict[int, int] = {}
        for row, line, cells in records(path):
            if row > last:
                break
            if row in wanted:
                found[row], lines[row] = cells, line
        if 1 not in found:
            return None
        headings = tuple(redact(heading) for heading in found[1])
        safe = blotted_rows(headings, list(found.values()))
        return Excerpt(headings, dict(zip(found, [headings, *safe[1:]])), lines)

    def text(self, file: str, lines: Collection[int]) -> dict[int, str]:
        path, last = self._root / file, max(lines, default=0)
        if not path.is_file() or file.endswith(".csv"):
            return {}
        found = {}
        with path.open(encoding="utf-8-sig", errors="replace") as opened:
            for number, line in enumerate(opened, start=1):
                if number > last:
                    break
                if number in lines:
                    found[number] = redact(line.rstrip("\n")[:_LONGEST_LINE])
        return found


def records(path: Path) -> Iterator[tuple[int, int, list[str]]]:
    """Every row of a CSV file: its number, the line it begins on, its cells as typed. Ends where it cannot be read."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(line.replace("\0", "") for line in file)
        line = 1
        try:
            for row, cells in enumerate(reader, start=1):
                yield row, line, cells
                line = reader.line_num + 1
        except (csv.Error, UnicodeDecodeError):
            return


def letters(position: int) -> str:
    """The letters a spreadsheet puts over a column, from 0: A, B, … Z, AA."""
    name = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
