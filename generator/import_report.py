"""Takes an import and its problems, gives them grouped as `check` does, and a copy of the clerk's table with the cells marked.

The rows themselves are not shown: they hold ids. The copy holds them too, so it is written outside the repository only.
"""

from __future__ import annotations

import zipfile
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from generator.import_files import is_outside
from generator.importing import Imported
from generator.intake.private import without_numbers
from generator.intake.sheet import Sheet
from generator.intake.source import read_source
from generator.intake.understood import Understood
from generator.model.messages import say
from generator.model.problem import GeneratorError, Problem
from generator.model.project import Project
from generator.report.report import Report
from generator.report.source import Excerpt


class _NoRows:
    """A source that shows nothing: what a clerk's table holds is not for a log."""

    def table(self, file: str, rows: Collection[int]) -> Excerpt | None:
        return None

    def text(self, file: str, lines: Collection[int]) -> dict[int, str]:
        return {}


def import_report(imported: Imported, problems: Sequence[Problem], language: str) -> Report:
    """The problems of an import, for any format a report has."""
    return Report.of(problems, rows_read=sum(sheet.rows_read for sheet in imported.sheets),
                     rows_refused=int(imported.rows["refused"].sum() or 0), root=imported.project.root, language=language, source=_NoRows())


def copy_to(annotate: Path, files: Sequence[Path], project: Project) -> Path:
    """Where the marked copy goes. Raises GeneratorError where it may not, or there are several tables to copy."""
    if len(files) != 1:
        raise GeneratorError("--annotate: one file only / 只能给一个文件加批注")
    if not is_outside(project, annotate):
        raise GeneratorError(f"{annotate}: holds ids, so it must lie outside the repository / 里面有证件号，必须放在仓库之外")
    return annotate


def write_copy(imported: Imported, problems: Sequence[Problem], source: Path, out: Path, language: str) -> None:
    """A copy of the clerk's table, each row's problems on the cell they are about.

    Of an XLSX a copy of the workbook itself; of anything else a workbook of the cells as they were read, in their rows and columns.
    """
    from generator.report.marked_copy import annotated, made  # only who wants one waits for it
    from generator.report.workbook_cell import tab_names

    marks = _all_marks(imported, problems, language)
    if _is_xlsx(source):
        annotated(source, marks, out, language)
        return
    sheets, _ = read_source(source, without_numbers(source.name))
    tabs = tab_names([sheet.origin.title for sheet in sheets if sheet.origin], say("sheet-problems", language))
    made({tabs[sheet.origin.title]: _as_they_stand(sheet) for sheet in sheets if sheet.origin},
         {tabs[title]: found for title, found in marks.items() if title in tabs}, out, language)


def _is_xlsx(source: Path) -> bool:
    try:
        with zipfile.ZipFile(source) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except (zipfile.BadZipFile, OSError):
        return source.suffix.lower() in (".xlsx", ".xlsm")


def _as_they_stand(sheet: Sheet) -> Iterator[list[str]]:
    """The rows from the first on, each cell in its own column, as text."""
    assert sheet.origin is not None
    width, number = max(sheet.origin.columns, default=0), 1
    for row, *cells in sheet.cells.iter_rows():
        yield from ([] for _ in range(row - number))
        line = [""] * width
        for column, cell in zip(sheet.origin.columns, cells):
            line[column - 1] = cell or ""
        yield line
        number = row + 1


def _all_marks(imported: Imported, problems: Sequence[Problem], language: str) -> dict[str, dict[tuple[int, int], str]]:
    """By the name of the sheet: a sheet may hold several tables, and each knows its own problems."""
    found: dict[str, dict[tuple[int, int], list[str]]] = {}
    owned = {id(problem): sheet for sheet in imported.sheets for problem in (*sheet.problems, *sheet.questions)}
    by_name = {sheet.name: sheet for sheet in reversed(imported.sheets)}
    for sheet in imported.sheets:
        if sheet.origin:
            found.setdefault(sheet.origin.title, {})
    for problem in problems:
        sheet = owned.get(id(problem)) or by_name.get(problem.file)
        if sheet and sheet.origin and problem.row is not None:
            words = f"{problem.message(language)}\n{say('fix', language)}{problem.fix(language)}"
            found[sheet.origin.title].setdefault((problem.row, _column(sheet, problem.column)), []).append(words)
    return {title: {place: "\n\n".join(words) for place, words in marks.items()} for title, marks in found.items()}


def _column(sheet: Understood, heading: str | None) -> int:
    """The spreadsheet's column with that heading, else its first with a heading."""
    assert sheet.origin is not None
    columns = sheet.layout.columns if sheet.layout else ()
    place = next((column.place for column in columns if column.heading == heading), columns[0].place if columns else "c0")
    return sheet.origin.columns[int(place[1:])]
