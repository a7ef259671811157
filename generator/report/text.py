"""Takes a report, gives it as text for a terminal: by file, each mistake once, with the row as the spreadsheet shows it."""

from __future__ import annotations

from collections.abc import Iterator

from generator.model.problem import Problem
from generator.report.grouping import Mistake, Section, Wording
from generator.report.report import Report
from generator.report.row_view import row_view
from generator.report.style import Style
from generator.report.width import visible, wrapped

_MOST_WORDINGS = 4
_MOST_STRETCHES = 8
_MOST_FILES = 8
_INDENT = "    "


def text(report: Report, style: Style) -> str:
    """Every section; empty where there is no problem. The counts are not in it: they are `report.counted()`."""
    return "\n".join(line for section in report.sections for line in (*_section(report, section, style), ""))


def _section(report: Report, section: Section, style: Style) -> Iterator[str]:
    if section.file is not None:
        yield style.bold(visible(section.file)) + "  " + style.quiet(_counts(report, section))
    else:
        files = len(section.mistakes[0].rows_by_file)
        yield style.bold(report.say("in-many-files", count=files)) + "  " + style.quiet(_counts(report, section))
    for mistake in section.mistakes:
        yield from ("", *_mistake(report, mistake, style))


def _counts(report: Report, section: Section) -> str:
    counts = (("to-mend", section.errors), ("to-look-at", section.warnings))
    return report.say("comma").join(report.say(name, count=f"{count:,}") for name, count in counts if count)


def _mistake(report: Report, mistake: Mistake, style: Style) -> Iterator[str]:
    """What is wrong, where, what was typed, what to type, and the row itself."""
    label = report.severity(mistake)
    paint = style.error if mistake.first.is_error else style.warning
    wordings, is_one = mistake.wordings, len(mistake.wordings) == 1
    headline = mistake.first.message(report.language) if is_one else mistake.first.definition.what.of(report.language)
    lines = wrapped(visible(f"{label}  {headline}"), style.width - 2, _INDENT)
    yield "  " + paint(lines[0])
    yield from ("  " + paint(line) for line in lines[1:])
    yield from _where(report, mistake, style)
    if is_one:
        yield from _typed_and_fix(report, mistake.first, style)
    else:
        yield from _several(report, mistake, wordings, style)
    if mistake.first.definition.law:
        yield from style.pair(_INDENT, report.say("source"), mistake.first.law(report.language))
    yield from row_view(report, [wording.first for wording in wordings[:_MOST_WORDINGS]], style)


def _where(report: Report, mistake: Mistake, style: Style) -> Iterator[str]:
    """The column, how often, the rows; in many files, the rows of the first few of them below one another."""
    files = list(mistake.rows_by_file.items())
    file, rows = files[0]
    words = [report.column(mistake.first)] if mistake.first.column else []
    words += [report.say("times", count=f"{mistake.count:,}")] if mistake.count > 1 else []
    words += [report.where(file, rows, _MOST_STRETCHES)] if rows and len(files) == 1 else []
    rule = f"[{mistake.first.rule}]"
    yield from style.lines(_INDENT, visible(report.say("comma").join(words)) + "  " + rule if words else rule)
    if len(files) == 1:
        return
    for file, rows in files[:_MOST_FILES]:
        place = report.say("comma").join([file, *([report.where(file, rows, _MOST_STRETCHES)] if rows else [])])
        yield from style.lines(_INDENT + "  ", visible(place))
    if len(files) > _MOST_FILES:
        rest = sum(mistake.counts_by_file[file] for file, _ in files[_MOST_FILES:])
        yield from style.lines(_INDENT + "  ", report.say("more-files", count=len(files) - _MOST_FILES, places=f"{rest:,}"))


def _typed_and_fix(report: Report, problem: Problem, style: Style) -> Iterator[str]:
    if problem.value is not None:
        yield from style.pair(_INDENT, report.say("typed"), visible(problem.value) or report.say("empty"))
    yield from style.pair(_INDENT, report.say("to-type"), visible(problem.fix(report.language)), style.good)


def _several(report: Report, mistake: Mistake, wordings: tuple[Wording, ...], style: Style) -> Iterator[str]:
    """The commonest wordings with their rows, then how many others there are."""
    same_words, are_many = mistake.says_only_what_was_typed, len(mistake.rows_by_file) > 1
    for wording in wordings[:_MOST_WORDINGS]:
        problem = wording.first
        said = problem.value if same_words and problem.value is not None else problem.message(report.language)
        is_here = len({each.file for each in wording.problems}) == 1
        where = report.where(problem.file, wording.rows, _MOST_STRETCHES) if wording.rows and is_here else ""
        times = report.say("times", count=f"{len(wording.problems):,}") if len(wording.problems) > 1 else ""
        tail = report.say("comma").join(filter(None, (times, problem.file if are_many and is_here else "", where)))
        yield from style.pair(_INDENT, report.say("typed") if same_words else "·",
                              f"{visible(said) or report.say('empty')}   {tail}".rstrip())
        if not same_words:
            yield from style.pair(_INDENT + "  ", report.say("to-type"), visible(problem.fix(report.language)), style.good)
    rest = wordings[_MOST_WORDINGS:]
    if rest:
        places = sum(len(wording.problems) for wording in rest)
        yield from style.lines(_INDENT, report.say("more-wordings", count=f"{len(rest):,}", places=f"{places:,}"))
    if same_words:
        yield from style.pair(_INDENT, report.say("to-type"), visible(mistake.first.fix(report.language)), style.good)
