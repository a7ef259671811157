"""Takes a report, gives one page to open beside the spreadsheet: no script, no picture, nothing from anywhere else."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from generator.model.problem import Problem
from generator.report.grouping import Mistake, Section, Wording, row_ranges
from generator.report.report import EXAMPLES, Report, rows_of
from generator.report.row_view import columns_by_need
from generator.report.source import Excerpt, letters
from generator.report.width import visible

_FOLDER = Path(__file__).parent
_LANG = {"zh": "zh-CN", "en": "en"}
_WORDS = {"title": "report-title", "files": "report-files", "clean": "report-clean", "how": "report-how", "private": "report-private",
          "done": "report-done", "typed": "typed", "fix": "to-type", "why": "report-why", "source": "source", "example": "report-example",
          "all_rows": "report-all-rows"}
_COLUMNS = 9        # of a table, shown beside one another
_STRETCHES = 40     # of rows, shown without a click
_MOST_STRETCHES = 3_000
_LONGEST = 300      # characters of a cell


def html(report: Report) -> str:
    """The whole page."""
    style = (_FOLDER / "page.css").read_text(encoding="utf-8")
    words = {key: report.say(name) for key, name in _WORDS.items()}
    environment = Environment(loader=FileSystemLoader(_FOLDER), autoescape=True, undefined=StrictUndefined)
    title = f"{words['title']} · {report.bureau}" if report.bureau else words["title"]
    return environment.get_template("page.html").render(
        lang=_LANG[report.language], title=title, bureau=report.bureau, words=words, style_digest=_digest(style),
        style=SimpleNamespace(__html__=lambda: style), counts=_counts(report), counted=report.say("kinds", kinds=f"{report.kinds:,}") if report.problems else "",
        day=report.say("report-day", day=report.day) if report.day else "",
        files=[_section(report, number, section) for number, section in enumerate(report.sections, start=1)])


def _digest(style: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()


def _counts(report: Report) -> list[dict[str, str]]:
    figures = (("report-errors", report.errors, "error"), ("report-warnings", report.warnings, "warning"),
               ("report-read", report.rows_read, ""), ("report-accepted", report.rows_read - report.rows_refused, ""),
               ("report-refused", report.rows_refused, ""))
    return [{"name": report.say(name), "value": f"{value:,}", "kind": kind if value else ""} for name, value, kind in figures]


def _section(report: Report, number: int, section: Section) -> dict[str, Any]:
    counts = (("to-mend", section.errors), ("to-look-at", section.warnings))
    first = section.mistakes[0]
    many = f"{first.first.definition.what.of(report.language)} · {report.say('in-files', count=len(first.rows_by_file))}"
    return {"id": f"file-{number}", "mistakes": [_mistake(report, mistake) for mistake in section.mistakes],
            "name": visible(section.file) if section.file else many,
            "counts": report.say("comma").join(report.say(name, count=f"{count:,}") for name, count in counts if count)}


def _mistake(report: Report, mistake: Mistake) -> dict[str, Any]:
    first, rule, language = mistake.first, mistake.first.definition, report.language
    is_one = len(mistake.wordings) == 1
    same_words = not is_one and mistake.says_only_what_was_typed
    examples = mistake.examples(EXAMPLES)
    table = _table(report, examples)
    rest = mistake.wordings[EXAMPLES:]
    return {
        "kind": "error" if first.is_error else "warning", "severity": report.severity(mistake), "rule": rule.id,
        "headline": visible(first.message(language) if is_one else rule.what.of(language)),
        "where": _where(report, mistake), "places": _places(report, mistake), "all_rows": _all_rows(report, mistake),
        "wordings": [_wording(report, wording, is_one, same_words) for wording in mistake.wordings[:EXAMPLES]],
        "more": rest and report.say("more-wordings", count=f"{len(rest):,}",
                                    places=f"{sum(len(wording.problems) for wording in rest):,}"),
        "fix": visible(first.fix(language)) if same_words else "",
        "table": table, "lines": [] if table else _lines(report, first),
        "why": rule.why.of(language), "law": first.law(language), "example": visible(rule.example), "instead": visible(rule.instead),
    }


def _where(report: Report, mistake: Mistake) -> str:
    rows = mistake.rows_by_file[mistake.first.file] if len(mistake.rows_by_file) == 1 else []
    words = [report.column(mistake.first)] if mistake.first.column else []
    words += [report.say("times", count=f"{mistake.count:,}")] if mistake.count > 1 else []
    return visible(report.say("comma").join([*words, *([report.where(mistake.first.file, rows, _STRETCHES)] if rows else [])]))


def _places(report: Report, mistake: Mistake) -> list[str]:
    """The files of a mistake that is in many."""
    if len(mistake.rows_by_file) == 1:
        return []
    return [visible(report.say("comma").join([file, *([report.where(file, rows, _STRETCHES)] if rows else [])]))
            for file, rows in mistake.rows_by_file.items()]


def _all_rows(report: Report, mistake: Mistake) -> str:
    rows = mistake.rows_by_file[mistake.first.file]
    if len(mistake.rows_by_file) > 1 or len(row_ranges(rows)) <= _STRETCHES:
        return ""
    return report.where(mistake.first.file, rows, _MOST_STRETCHES)


def _wording(report: Report, wording: Wording, is_one: bool, same_words: bool) -> dict[str, Any]:
    problem = wording.first
    rows = wording.rows
    where = "" if is_one or not rows else report.where(problem.file, rows, EXAMPLES)
    if len(wording.problems) > 1 and not is_one:
        where = report.say("comma").join(filter(None, (report.say("times", count=f"{len(wording.problems):,}"), where)))
    typed = None if problem.value is None else visible(_cut(problem.value)) or report.say("empty")
    return {"typed": typed, "where": where, "fix": "" if same_words else visible(problem.fix(report.language)),
            "message": "" if is_one or same_words and typed is not None else visible(problem.message(report.language))}


def _table(report: Report, examples: list[Problem]) -> dict[str, Any] | None:
    """The rows of the examples with the columns that tell most, as a spreadsheet shows them."""
    file = examples[0].file
    excerpt = report.excerpt(file)
    rows = sorted({row for problem in examples if problem.file == file for row in rows_of(problem)})
    rows = [row for row in rows if excerpt and row in excerpt.rows]
    if excerpt is None or not rows:
        return None
    bad = excerpt.position_of(examples[0].column)
    count = max(len(excerpt.rows[row]) for row in {1, *rows})
    columns = sorted(columns_by_need(count, bad)[:_COLUMNS])
    return {"columns": [_letters(position, bad) for position in _with_gaps(columns, count)],
            "rows": [_row(report, excerpt, row, _with_gaps(columns, count), bad) for row in sorted({1, *rows})]}


def _with_gaps(columns: list[int], count: int) -> list[int | None]:
    """The columns, None where some are left out."""
    shown: list[int | None] = []
    for before, position in zip([-1, *columns], columns):
        shown += [None, position] if position > before + 1 else [position]
    return shown if columns[-1] + 1 == count else [*shown, None]


def _letters(position: int | None, bad: int | None) -> dict[str, Any]:
    return {"letters": "" if position is None else letters(position), "is_bad": position is not None and position == bad}


def _row(report: Report, excerpt: Excerpt, row: int, columns: list[int | None], bad: int | None) -> dict[str, Any]:
    return {"number": row, "is_heading": row == 1,
            "cells": [_cell(report, excerpt.rows[row], position, bad, row == 1) for position in columns]}


def _cell(report: Report, cells: tuple[str, ...], position: int | None, bad: int | None, is_heading: bool) -> dict[str, Any]:
    if position is None:
        return {"words": "…", "kind": "gap", "is_marked": False}
    is_bad = position == bad
    words = visible(_cut(cells[position])) if position < len(cells) else ""
    is_marked = is_bad and not is_heading
    return {"words": words if words.strip() or not is_marked else report.say("empty"), "kind": "bad" if is_bad else "",
            "is_marked": is_marked}


def _lines(report: Report, problem: Problem) -> list[dict[str, Any]]:
    """The line of a text with its neighbours."""
    if problem.row is None:
        return []
    lines = report.source.text(problem.file, set(range(problem.row - 1, problem.row + 2)))
    return [{"number": number, "words": visible(_cut(words)), "is_bad": number == problem.row}
            for number, words in sorted(lines.items())] if problem.row in lines else []


def _cut(words: str) -> str:
    return words if len(words) <= _LONGEST else words[:_LONGEST] + "…"
