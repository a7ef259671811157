"""Takes problems, gives a workbook: a copy of the table with the bad cells coloured and commented, and a sheet with the list.

    annotated   a copy of a clerk's own workbook; its formats, widths and formulas stay as they are, pictures and charts go
    written     a workbook made from the tables of a project, every cell as text, so that no code loses its zeros

A comment never repeats a number or a name of a person. A cell made here is text even where it begins with `=`: what was
typed into a table is never run. The file is readable for its owner only: a clerk's own copy holds what her table holds.
"""

from __future__ import annotations

import os
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, MergedCell, WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.hyperlink import Hyperlink

from generator.model.messages import say
from generator.model.problem import GeneratorError, Problem
from generator.report.blotted import blotted_rows
from generator.report.report import Report
from generator.report.source import Excerpt, letters, records
from generator.report.width import visible

Marks = Mapping[tuple[int, int], str]
"""What is wrong with cells of one sheet, by row and column, both from 1."""

_BAD = PatternFill("solid", start_color="FFFFC7CE", end_color="FFFFC7CE")
_HEAD = PatternFill("solid", start_color="FFE8EDF2", end_color="FFE8EDF2")
_LINK = Font(color="FF0B5394", underline="single")
_MOST_COMMENTS = 5_000      # of a sheet: each is a drawing, and a spreadsheet with more of them opens slowly
_MOST_LISTED = 100_000
_MOST_LINKS = 60_000        # a spreadsheet takes 65,530 of them on a sheet
_LONGEST_CELL = 32_000      # a spreadsheet takes 32,767 characters
_BATCH = 5_000
_TOLD_BY = "=+-@#\t\r\n"      # by such a beginning a spreadsheet takes a text for a formula or an error
_UNREADABLE = (BadZipFile, InvalidFileException, ParseError, zlib.error, OSError, EOFError, LookupError, ValueError, TypeError,
               AttributeError, ArithmeticError)  # what openpyxl is known to end in with a file that breaks the format


def written(report: Report, out: Path) -> None:
    """A workbook of every table of the project that has a problem, after a sheet with all problems."""
    book = Workbook(write_only=True)
    by_file: dict[str, list[Problem]] = {}
    for problem in report.problems:
        by_file.setdefault(problem.file, []).append(problem)
    tables = [file for file in by_file if file.endswith(".csv") and (report.root / file).is_file()]
    names = dict(zip(tables, _sheet_names(tables, report.say("sheet-problems"))))
    targets: dict[int, str] = {}
    listing = book.create_sheet(report.say("sheet-problems"))  # it comes first and is filled last: links need the columns
    for file in tables:
        _table_sheet(book, names[file], report, file, by_file[file], targets)
    _list_problems(listing, report, names, targets)
    _save(book, out)


def annotated(source: Path, marks: Mapping[str, Marks], out: Path, language: str) -> None:
    """A copy of a workbook with cells marked, by the name of its sheet, and a sheet that lists them with links.

    Raises: GeneratorError where the workbook cannot be taken over; nothing is written then.
    """
    try:
        book = load_workbook(source)
        for name, cells in marks.items():
            _mark_sheet(book[name], cells)
        _list_marks(book, marks, language)
        _save(book, out)
    except _UNREADABLE as error:
        if isinstance(error, OSError) and error.filename is not None:
            raise
        raise GeneratorError(f"{source.name}：这个工作簿不能复制批注 (cannot be copied with comments): {type(error).__name__}") from None


def _save(book: Workbook, out: Path) -> None:
    """Whole or not at all, and for its owner only."""
    temporary = out.with_name(out.name + ".part")
    try:
        os.close(os.open(temporary, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600))
        book.save(temporary)
        temporary.replace(out)
    except OSError as error:
        raise GeneratorError(f"{out}：写不进去 (cannot be written): {error.strerror}") from None
    finally:
        temporary.unlink(missing_ok=True)


# ---- a workbook made from tables

def _table_sheet(book: Workbook, name: str, report: Report, file: str, problems: list[Problem], targets: dict[int, str]) -> None:
    """One table, row by row, so that a long one takes no memory. `targets` learns where each problem's cell is."""
    sheet = book.create_sheet(name)
    sheet.freeze_panes = "C2"
    rows = _blotted(report.root / file)
    headings = next(rows, (1, ()))[1]
    by_row = _positions(problems, headings)
    for column, wide in enumerate(_widths(headings), start=1):
        sheet.column_dimensions[letters(column - 1)].width = wide
    comments = 0
    for number, cells in _with_heading(headings, rows):
        found = by_row.get(number, {})
        shown = [_text_cell(sheet, value, _HEAD) for value in cells] if number == 1 else [_text(sheet, value) for value in cells]
        for position, wrong in found.items():
            shown += [None] * (position + 1 - len(shown))
            cell = shown[position] = _text_cell(sheet, cells[position] if position < len(cells) else "", _BAD)
            if comments < _MOST_COMMENTS:
                cell.comment = _comment(_words(wrong, report.language))
                comments += 1
            for problem in wrong:
                targets[id(problem)] = f"{letters(position)}{number}"
        sheet.append(shown)


def _with_heading(headings: tuple[str, ...], rows: Iterable[tuple[int, tuple[str, ...]]]) -> Iterator[tuple[int, tuple[str, ...]]]:
    yield 1, headings
    yield from rows


def _blotted(path: Path) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The rows of a CSV with their numbers, fit to be handed on; the heading first."""
    headings: tuple[str, ...] = ()
    batch: list[list[str]] = []
    first = 1
    for number, _, cells in records(path):
        if number == 1:
            headings = tuple(blotted_rows((), [cells])[0])
            yield 1, headings
            first = 2
            continue
        batch.append(cells)
        if len(batch) == _BATCH:
            yield from enumerate(blotted_rows(headings, batch), start=first)
            first, batch = number + 1, []
    yield from enumerate(blotted_rows(headings, batch), start=first)


def _positions(problems: list[Problem], headings: tuple[str, ...]) -> dict[int, dict[int, list[Problem]]]:
    """The problems by row and column; one that names no column of the table is told at the first cell of its row."""
    columns = {column: Excerpt(headings).position_of(column) for column in {problem.column for problem in problems}}
    found: dict[int, dict[int, list[Problem]]] = {}
    for problem in problems:
        if problem.row is not None:
            found.setdefault(problem.row, {}).setdefault(columns[problem.column] or 0, []).append(problem)
    return found


def _text(sheet: Any, value: str) -> Any:
    """The words themselves where they could be nothing but text, which is quicker; else a cell that says so."""
    if not value:
        return None
    is_plain = value[0] not in _TOLD_BY and len(value) <= _LONGEST_CELL and not ILLEGAL_CHARACTERS_RE.search(value)
    return value if is_plain else _text_cell(sheet, value)


def _text_cell(sheet: Any, value: str, fill: PatternFill | None = None) -> Any:
    """A cell that is text and stays text, also when somebody edits it."""
    cell = WriteOnlyCell(sheet, _clean(value))
    cell.data_type = "s"
    if value[:1] and value[0] in _TOLD_BY:
        cell.quotePrefix = True
    if fill is not None:
        cell.fill = fill
    return cell


def _clean(words: str) -> str:
    return ILLEGAL_CHARACTERS_RE.sub("\ufffd", words)[:_LONGEST_CELL]


def _widths(headings: tuple[str, ...]) -> list[int]:
    return [min(40, max(10, 2 * len(heading) + 2)) for heading in headings]


def _words(problems: Iterable[Problem], language: str) -> str:
    return "\n\n".join(f"{problem.message(language)}\n{say('fix', language)}{problem.fix(language)}" for problem in problems)


def _comment(words: str) -> Comment:
    lines = sum(1 + len(line) // 22 for line in words.split("\n"))
    return Comment(_clean("\n".join(map(visible, words.split("\n")))), "gongshi", height=min(400, 24 + 20 * lines), width=320)


_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")


def _sheet_names(files: list[str], taken: str) -> list[str]:
    """A name a table, after its folder: at most 31 characters, none twice."""
    names: list[str] = []
    for file in files:
        parts = file.split("/")
        whole = parts[-2] if parts[-1] == "households.csv" and len(parts) > 1 else parts[-1].removesuffix(".csv")
        plain = _NOT_IN_A_NAME.sub("_", whole)[:31] or "_"
        name, number = plain, 1
        while name.lower() in {taken.lower(), "history", *(other.lower() for other in names)}:
            number += 1
            name = f"{plain[:31 - len(str(number)) - 1]}~{number}"
        names.append(name)
    return names


# ---- the list of problems

_LISTED = (("sheet-where", 14), ("sheet-severity", 8), ("sheet-file", 44), ("sheet-row", 8), ("sheet-column", 20), ("sheet-value", 24),
           ("sheet-message", 60), ("sheet-fix", 60), ("sheet-rule", 24))


def _list_problems(sheet: Any, report: Report, names: Mapping[str, str], targets: Mapping[int, str]) -> None:
    """A line a problem, singly, so that the sheet can be sorted and filtered; each leads to its cell."""
    _begin_list(sheet, [(report.say(name), wide) for name, wide in _LISTED])
    if not report.problems:
        sheet.append([_text_cell(sheet, report.say("sheet-clean"))])
    links = 0
    for number, problem in enumerate(report.problems[:_MOST_LISTED], start=2):
        target = targets.get(id(problem))
        link = None
        if target and links < _MOST_LINKS:
            links += 1
            link = f"'{names[problem.file]}'!{target}"
        sheet.append([_place_cell(sheet, target or "", link, number), *_problem_cells(sheet, report, problem)])
    for words in _left_out(report):
        sheet.append([_text_cell(sheet, words)])
    sheet.auto_filter.ref = f"A1:{letters(len(_LISTED) - 1)}{min(len(report.problems), _MOST_LISTED) + 1}"


def _left_out(report: Report) -> Iterator[str]:
    if len(report.problems) > _MOST_COMMENTS:
        yield report.say("sheet-more-comments", count=f"{_MOST_COMMENTS:,}")
    if len(report.problems) > _MOST_LISTED:
        yield report.say("sheet-more-rows", count=f"{_MOST_LISTED:,}")


def _problem_cells(sheet: Any, report: Report, problem: Problem) -> list[Any]:
    language = report.language
    cells = [_text_cell(sheet, words) if words else None for words in (
        report.say("error" if problem.is_error else "warning"), problem.file)]
    rest = [_text_cell(sheet, words) if words else None for words in (
        problem.column or "", problem.value or "", problem.message(language), problem.fix(language), problem.rule)]
    return [*cells, problem.row, *rest]


def _place_cell(sheet: Any, words: str, link: str | None, row: int) -> Any:
    cell = _text_cell(sheet, words)
    if link:
        cell.hyperlink = Hyperlink(ref=f"A{row}", location=link, display=words)
        cell.font = _LINK
    return cell


def _begin_list(sheet: Any, columns: list[tuple[str, int]]) -> None:
    sheet.freeze_panes = "A2"
    for position, (_, wide) in enumerate(columns):
        sheet.column_dimensions[letters(position)].width = wide
    head = [_text_cell(sheet, words, _HEAD) for words, _ in columns]
    for cell in head:
        cell.font = Font(bold=True)
    sheet.append(head)


# ---- a clerk's own workbook

def _mark_sheet(sheet: Any, marks: Marks) -> None:
    for number, ((row, column), words) in enumerate(sorted(marks.items())):
        cell = _top_left(sheet, row, column)
        cell.fill = copy(_BAD)
        if number < _MOST_COMMENTS:
            before = f"{cell.comment.text}\n\n" if cell.comment else ""
            cell.comment = _comment(before + words)


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
    _begin_list(sheet, [(say("sheet-where", language), 24), (say("sheet-message", language), 100)])
    listed = [(name, row, column, words) for name, cells in marks.items() for (row, column), words in sorted(cells.items())]
    for number, (name, row, column, words) in enumerate(listed[:_MOST_LISTED], start=2):
        place = f"{letters(column - 1)}{row}"
        link = "'" + name.replace("'", "''") + f"'!{place}" if number < _MOST_LINKS else None
        text = _text_cell(sheet, "\n".join(map(visible, words.split("\n"))))
        text.alignment = Alignment(wrap_text=True, vertical="top")
        cell = _place_cell(sheet, f"{name}!{place}", link, number)
        sheet.append([cell, text])
        if cell.hyperlink is not None:
            cell.hyperlink.ref = cell.coordinate  # only now does the cell know its place
    if not listed:
        sheet.append([_text_cell(sheet, say("sheet-clean", language))])
