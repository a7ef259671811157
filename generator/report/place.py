"""Takes mistakes, gives the places at which a change under review is marked: each singly, or once for many of the same."""

from __future__ import annotations

from dataclasses import dataclass

from generator.model.problem import Problem
from generator.report.grouping import Mistake
from generator.report.report import Report, is_table
from generator.report.width import visible

_MOST_FILES = _MOST_STRETCHES = 20  # named in one annotation


@dataclass(frozen=True)
class Place:
    """Shape: `line` is a line of the file, which is not the row where a cell holds line breaks; `words` may have lines."""

    problem: Problem
    title: str
    words: str
    line: int | None
    count: int = 1


def places_of(report: Report, mistakes: list[Mistake], most: int) -> list[Place]:
    """A place a problem where there are at most `most` in all; else one a mistake, with its count and rows."""
    singly = sum(mistake.count for mistake in mistakes) <= most
    told = [problem for mistake in mistakes for problem in (mistake.problems if singly else [mistake.first])]
    lines = _lines(report, told)
    if singly:
        return [_single(report, problem, lines[id(problem)]) for problem in told]
    return [_together(report, mistake, lines[id(mistake.first)]) for mistake in mistakes]


def _single(report: Report, problem: Problem, line: int | None) -> Place:
    column = f"{report.column(problem)}{report.say('colon')}" if problem.column else ""
    words = (visible(column + problem.message(report.language)), visible(report.say("fix") + problem.fix(report.language)))
    return Place(problem, problem.definition.what.of(report.language), "\n".join(words), line)


def _together(report: Report, mistake: Mistake, line: int | None) -> Place:
    """The place of the first, with the count and the rows of all."""
    single = _single(report, mistake.first, line)
    if mistake.count == 1:
        return single
    files = list(mistake.rows_by_file.items())[:_MOST_FILES]
    where = [report.say("comma").join([*([file] if len(files) > 1 else []), *([report.where(file, rows, _MOST_STRETCHES)] if rows else [])])
             for file, rows in files]
    head = [report.say("times", count=f"{mistake.count:,}"), *where]
    lines = [report.say("comma").join(filter(None, head))] if len(files) == 1 else head
    return Place(mistake.first, single.title, "\n".join([*map(visible, lines), single.words]), line, mistake.count)


def _lines(report: Report, problems: list[Problem]) -> dict[int, int | None]:
    """The line of each problem. A table is read once for all of its own."""
    rows: dict[str, set[int]] = {}
    for problem in problems:
        if problem.row is not None and is_table(problem.file):
            rows.setdefault(problem.file, set()).add(problem.row)
    tables = {file: report.source.table(file, wanted) for file, wanted in rows.items()}

    def line(problem: Problem) -> int | None:
        table = tables.get(problem.file)
        return problem.row if table is None or problem.row is None else table.lines.get(problem.row, problem.row)
    return {id(problem): line(problem) for problem in problems}
