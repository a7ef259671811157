"""Takes a clerk's own workbook and what is wrong with its cells, gives a copy with these marked, and a sheet with the list.

Formats, widths, merged and hidden cells and formulas stay as they are; pictures and charts are not taken over. A copy
holds what the table holds, so it is readable for its owner only; in comments nobody's number is repeated.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.styles import Alignment
from openpyxl.utils.exceptions import InvalidFileException

from generator.model.messages import say
from generator.model.personal_data import redact
from generator.model.problem import GeneratorError
from generator.report.source import letters
from generator.report.width import visible
from generator.report.workbook_cell import BAD, MOST_COMMENTS, MOST_LINKS, MOST_LISTED, begin_list, comment, new_file, place_cell, text, text_cell

Marks = Mapping[tuple[int, int], str]
"""What is wrong with cells of one sheet, by row and column, both from 1."""

_UNREADABLE = (BadZipFile, InvalidFileException, ParseError, zlib.error, OSError, EOFError, LookupError, ValueError, TypeError,
               AttributeError, ArithmeticError)  # what openpyxl is known to end in with a file that breaks the format


def annotated(source: Path, marks: Mapping[str, Marks], out: Path, language: str) -> None:
    """A copy of an XLSX with cells marked, by the name of its sheet, and a sheet that lists them with links.

    Raises: GeneratorError where the workbook cannot be taken over; nothing is written then.
    """
    with new_file(out) as temporary:
        try:
            book = load_workbook(io.BytesIO(source.read_bytes()))  # by its content: the name may say .xls
            for name, cells in marks.items():
                _mark_sheet(book[name], cells)
        except _UNREADABLE as error:
            raise _not_copied(source, error) from None
        _list_marks(book, marks, language)
        try:
            book.save(temporary)
        except _UNREADABLE as error:
            raise _not_copied(source, error) from None


def made(sheets: Mapping[str, Iterable[Sequence[str]]], marks: Mapping[str, Marks], out: Path, language: str) -> None:
    """The same where the table is no XLSX: a workbook of its rows as they were read, the first being row 1."""
    with new_file(out) as temporary:
        book = Workbook(write_only=True)
        for name, rows in sheets.items():
            sheet, of_row = book.create_sheet(name), _by_row(marks.get(name, {}))
            for number, cells in enumerate(rows, start=1):
                shown = [text(sheet, value) for value in cells]
                for column, words in of_row.get(number, {}).items():
                    shown += [None] * (column - len(shown))
                    cell = shown[column - 1] = text_cell(sheet, cells[column - 1] if column <= len(cells) else "", BAD)
                    cell.comment = comment(redact(words))
                sheet.append(shown)
        _list_marks(book, marks, language)
        book.save(temporary)


def _by_row(marks: Marks) -> dict[int, dict[int, str]]:
    """By row and column; of very many only the first, since each is a drawing."""
    rows: dict[int, dict[int, str]] = {}
    for (row, column), words in sorted(marks.items())[:MOST_COMMENTS]:
        rows.setdefault(row, {})[column] = words
    return rows


def _not_copied(source: Path, error: Exception) -> GeneratorError:
    return GeneratorError(f"{source.name}：这个工作簿不能复制加批注 (cannot be copied with comments): {type(error).__name__}")


def _mark_sheet(sheet: Any, marks: Marks) -> None:
    for number, ((row, column), words) in enumerate(sorted(marks.items())):
        cell = _top_left(sheet, row, column)
        cell.fill = copy(BAD)
        if number < MOST_COMMENTS:
            before = f"{cell.comment.text}\n\n" if cell.comment else ""
            cell.comment = comment(before + redact(words))


def _top_left(sheet: Any, row: int, column: int) -> Any:
    """The cell, or the one that is shown in its place where cells are merged."""
    cell = sheet.cell(row, column)
    if isinstance(cell, MergedCell):
        for merged in sheet.merged_cells.ranges:
            if cell.coordinate in merged:
                return sheet.cell(merged.min_row, merged.min_col)
    return cell


def _list_marks(book: Workbook, marks: Mapping[str, Marks], language: str) -> None:
    title = say("sheet-problems", language)
    sheet = book.create_sheet(title)  # openpyxl adds a number where the clerk has a sheet of that name
    begin_list(sheet, [(say("sheet-where", language), 24), (say("sheet-message", language), 100)])
    listed = [(name, row, column, words) for name, cells in marks.items() for (row, column), words in sorted(cells.items())]
    for number, (name, row, column, words) in enumerate(listed[:MOST_LISTED], start=2):
        place = f"{letters(column - 1)}{row}"
        link = "'" + name.replace("'", "''") + f"'!{place}" if number < MOST_LINKS else None
        said = text_cell(sheet, "\n".join(map(visible, redact(words).split("\n"))))
        said.alignment = Alignment(wrap_text=True, vertical="top")
        cell = place_cell(sheet, f"{name}!{place}", link, number)
        sheet.append([cell, said])
        if cell.hyperlink is not None:
            cell.hyperlink.ref = cell.coordinate  # only now does the cell know its place
    if not listed:
        sheet.append([text_cell(sheet, say("sheet-clean", language))])
