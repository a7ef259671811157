"""Takes a report, gives a workbook of the tables that have problems: the bad cells coloured and commented, and a list of all.

Every cell is text, so that no code loses its zeros. Numbers and names of persons are blotted out, in the cells too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from generator.model.messages import say
from generator.model.problem import Problem
from generator.report.blotted import blotted_rows
from generator.report.report import Report
from generator.report.source import Excerpt, letters, records
from generator.report.workbook_cell import (BAD, HEAD, MOST_COMMENTS, MOST_LINKS, MOST_LISTED, begin_list, comment, new_file, place_cell, text,
                                            text_cell, unique_tabs)

_MOST_ROWS = 1_048_576      # of a sheet of any spreadsheet
_BATCH = 5_000


def written(report: Report, out: Path) -> None:
    """A workbook of every table of the project that has a problem, after a sheet with all problems."""
    with new_file(out) as temporary:
        book = Workbook(write_only=True)
        _fill(book, report)
        book.save(temporary)


def _fill(book: Workbook, report: Report) -> None:
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
    for number, cells in islice(chain([(1, headings)], rows), _MOST_ROWS):
        found = by_row.get(number, {})
        shown = [text_cell(sheet, value, HEAD) for value in cells] if number == 1 else [text(sheet, value) for value in cells]
        for position, wrong in found.items():
            shown += [None] * (position + 1 - len(shown))
            cell = shown[position] = text_cell(sheet, cells[position] if position < len(cells) else "", BAD)
            if comments < MOST_COMMENTS:
                cell.comment = comment(_words(wrong, report.language))
                comments += 1
            for problem in wrong:
                targets[id(problem)] = f"{letters(position)}{number}"
        sheet.append(shown)


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


def _widths(headings: tuple[str, ...]) -> list[int]:
    return [min(40, max(10, 2 * len(heading) + 2)) for heading in headings]


def _words(problems: Iterable[Problem], language: str) -> str:
    return "\n\n".join(f"{problem.message(language)}\n{say('fix', language)}{problem.fix(language)}" for problem in problems)


def _sheet_names(files: list[str], taken: str) -> list[str]:
    """A name a table, after its folder."""
    parts = [file.split("/") for file in files]
    wholes = [each[-2] if each[-1] == "households.csv" and len(each) > 1 else each[-1].removesuffix(".csv") for each in parts]
    return unique_tabs(wholes, taken)


_LISTED = (("sheet-where", 14), ("sheet-severity", 8), ("sheet-file", 44), ("sheet-row", 8), ("sheet-column", 20), ("sheet-value", 24),
           ("sheet-message", 60), ("sheet-fix", 60), ("sheet-rule", 24))


def _list_problems(sheet: Any, report: Report, names: Mapping[str, str], targets: Mapping[int, str]) -> None:
    """A line a problem, singly, so that the sheet can be sorted and filtered; each leads to its cell."""
    begin_list(sheet, [(report.say(name), wide) for name, wide in _LISTED])
    if not report.problems:
        sheet.append([text_cell(sheet, report.say("sheet-clean"))])
    links = 0
    for number, problem in enumerate(report.problems[:MOST_LISTED], start=2):
        target = targets.get(id(problem))
        link = None
        if target and links < MOST_LINKS:
            links += 1
            link = f"'{names[problem.file]}'!{target}"
        sheet.append([place_cell(sheet, target or "", link, number), *_problem_cells(sheet, report, problem)])
    for words in _left_out(report):
        sheet.append([text_cell(sheet, words)])
    sheet.auto_filter.ref = f"A1:{letters(len(_LISTED) - 1)}{min(len(report.problems), MOST_LISTED) + 1}"


def _left_out(report: Report) -> Iterator[str]:
    if len(report.problems) > MOST_COMMENTS:
        yield report.say("sheet-more-comments", count=f"{MOST_COMMENTS:,}")
    if len(report.problems) > MOST_LISTED:
        yield report.say("sheet-more-rows", count=f"{MOST_LISTED:,}")


def _problem_cells(sheet: Any, report: Report, problem: Problem) -> list[Any]:
    language = report.language
    cells = [text_cell(sheet, words) if words else None for words in (
        report.say("error" if problem.is_error else "warning"), problem.file)]
    rest = [text_cell(sheet, words) if words else None for words in (
        problem.column or "", problem.value or "", problem.message(language), problem.fix(language), problem.rule)]
    return [*cells, problem.row, *rest]
