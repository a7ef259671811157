"""Takes an import and its problems, gives them grouped as `check` does, and a copy of the clerk's workbook with the cells marked.

The rows themselves are not shown: they hold ids. The copy holds them too, so it is written outside the repository only.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from generator.import_files import is_outside
from generator.importing import Imported
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
    """Where the marked copy goes. Raises GeneratorError where it may not, or the table is not one XLSX."""
    if len(files) != 1 or files[0].suffix.lower() not in (".xlsx", ".xlsm"):
        raise GeneratorError("--annotate: one XLSX file only / 只能给一个 XLSX 文件加批注")
    if not is_outside(project, annotate):
        raise GeneratorError(f"{annotate}: holds ids, so it must lie outside the repository / 里面有证件号，必须放在仓库之外")
    return annotate


def write_copy(imported: Imported, problems: Sequence[Problem], source: Path, out: Path, language: str) -> None:
    """A copy of the clerk's workbook, each row's problems on the cell they are about."""
    from generator.report.marked_copy import annotated  # only who wants one waits for it

    annotated(source, {sheet.origin.title: _marks(sheet, problems, language) for sheet in imported.sheets if sheet.origin}, out, language)


def _marks(sheet: Understood, problems: Sequence[Problem], language: str) -> dict[tuple[int, int], str]:
    found: dict[tuple[int, int], list[str]] = {}
    for problem in problems:
        if problem.file == sheet.name and problem.row is not None:
            words = f"{problem.message(language)}\n{say('fix', language)}{problem.fix(language)}"
            found.setdefault((problem.row, _column(sheet, problem.column)), []).append(words)
    return {place: "\n\n".join(words) for place, words in found.items()}


def _column(sheet: Understood, heading: str | None) -> int:
    """The spreadsheet's column with that heading, else its first with a heading."""
    assert sheet.origin is not None
    columns = sheet.layout.columns if sheet.layout else ()
    place = next((column.place for column in columns if column.heading == heading), columns[0].place if columns else "c0")
    return sheet.origin.columns[int(place[1:])]
