"""Takes a report, gives workflow commands by which GitHub marks the lines of a change. Ten a kind, since it shows no more."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from generator.report.grouping import Mistake
from generator.report.place import Place, places_of
from generator.report.report import Report
from generator.report.width import visible

_MOST = 10  # annotations of one kind that GitHub shows for one step


def github(report: Report) -> str:
    """`::error file=…,line=…,title=…::…`, a line each; the last one says how many were left out."""
    lines = [line for kind, is_error in (("error", True), ("warning", False))
             for line in _of_kind(report, kind, [mistake for section in report.sections for mistake in section.mistakes
                                                 if mistake.first.is_error is is_error])]
    return "".join(line + "\n" for line in lines)


def stopped(words: str) -> str:
    """Words for the log in which GitHub obeys nothing: what was typed into a table may look like a command."""
    token = hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()
    return f"::stop-commands::{token}\n{words}\n::{token}::"


def _of_kind(report: Report, kind: str, mistakes: list[Mistake]) -> Iterator[str]:
    places = places_of(report, mistakes, _MOST)
    shown = places if len(places) <= _MOST else places[:_MOST - 1]
    for place in shown:
        yield _command(kind, in_repository(report.root, place.problem.file), place)
    if len(shown) < len(places):
        title = report.say("ci-more", count=len(places) - len(shown))
        yield f"::{kind} title={_property(title)}::{_data(report.say('ci-more-where'))}"


def _command(kind: str, file: str, place: Place) -> str:
    where = {"file": file, "line": place.line, "title": f"{place.title} [{place.problem.rule}]"}
    properties = ",".join(f"{name}={_property(str(value))}" for name, value in where.items() if value)
    return f"::{kind} {properties}::{_data(place.words)}"


def _data(words: str) -> str:
    return words.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(words: str) -> str:
    return _data(visible(words)).replace(":", "%3A").replace(",", "%2C")


def in_repository(root: Path, file: str) -> str:
    """The file as the repository names it: a bureau's folder may lie below the repository's."""
    folder = root.resolve()
    for above in (folder, *folder.parents):
        if (above / ".git").exists():
            return (folder / file).relative_to(above).as_posix()
    return file
