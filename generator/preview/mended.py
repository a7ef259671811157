"""Takes what was read with its errors, and what was shown last; gives the newest that can be shown. Guesses nothing.

What is wrong is shown as it was when it was last right, or not at all where it never was: a row, a document, a whole posting.
Everything else is as it stands now. What comes of that is checked as an act is; as long as it contradicts itself, the postings
that do are taken back too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from generator.examined import Examined, contradictions
from generator.model.document import COLUMNS, Document
from generator.model.part import Cache
from generator.model.posted_table import PostedTable
from generator.model.posting import Posting
from generator.model.problem import Problem
from generator.preview.mended_table import last_table, mended_table

_ROUNDS = 6  # in each, every posting that contradicts another goes back one step: to what it was last, then away


@dataclass(frozen=True)
class Mended:
    """What can be shown. Shape: `is_drawing_wrong`, where a hand-written page is wrong: those are then as they were drawn last."""

    examined: Examined
    is_drawing_wrong: bool


def mended(examined: Examined, shown: Examined | None, cache: Cache) -> Mended | None:
    """The newest state without an error.

    None where the settings or the reference tables are wrong, on which all depends; or where these were changed since what was
    shown last, and it would take rows of then, which were right by others.
    """
    errors = [problem for problem in examined.problems if problem.is_error]
    if any(_is_common(problem.file, examined) for problem in errors):
        return None
    takes_rows = any(problem.file.startswith(f"{examined.project.name(examined.project.postings)}/") for problem in errors)
    if takes_rows and shown is not None and _ground(shown) != _ground(examined):
        return None
    base, documents = shown, _documents(examined, shown, errors)
    back: dict[str, int] = {}
    for _ in range(_ROUNDS):
        postings, tables = _postings(examined, base, errors, back)
        good = replace(examined, postings=postings, tables=tables, documents=documents,
                       problems=tuple(problem for problem in examined.problems if not problem.is_error))
        wrong = {_posting_of(problem.file, good) for problem in contradictions(good, cache) if problem.is_error}
        if not wrong:
            return Mended(good, any(_is_hand_written(problem.file, examined) for problem in errors))
        for name in wrong:
            back[name] = back.get(name, 0) + 1
    return None


def _ground(examined: Examined) -> tuple[object, ...]:
    """What rows are right by."""
    return examined.reference_digest, examined.project.settings, examined.as_of.day


def _is_common(file: str, examined: Examined) -> bool:
    project = examined.project
    inside = (project.name(project.postings), project.name(project.content), project.name(project.data / "import"))
    return not any(file.startswith(f"{folder}/") for folder in inside) and file != project.name(project.published)


def _is_hand_written(file: str, examined: Examined) -> bool:
    content = f"{examined.project.name(examined.project.content)}/"
    return file.startswith(content) and file.removeprefix(content).partition("/")[0] not in COLUMNS


def _documents(examined: Examined, base: Examined | None, errors: Iterable[Problem]) -> tuple[Document, ...]:
    """The documents: a wrong one as it was last, unless another has its address by now."""
    wrong = {problem.file for problem in errors}
    now = {document.file: document for document in examined.documents if document.file not in wrong}
    taken = {document.path for document in now.values()}
    before = [document for document in (base.documents if base else ()) if document.file in wrong and document.path not in taken]
    return tuple(sorted([*now.values(), *before], key=lambda one: (COLUMNS.index(one.column), one.file)))


def _posting_of(file: str, examined: Examined) -> str:
    """The posting in whose folder a file is; the folder itself counts too."""
    return file.removeprefix(f"{examined.project.name(examined.project.postings)}/").partition("/")[0]


def _postings(examined: Examined, base: Examined | None, errors: Iterable[Problem],
              back: Mapping[str, int]) -> tuple[tuple[Posting, ...], dict[str, PostedTable]]:
    """The postings with their tables, in the order of the fold. Shape: `back` says how many steps each goes back beyond its errors."""
    folder = f"{examined.project.name(examined.project.postings)}/"
    wrong: dict[str, list[Problem]] = {}
    for problem in errors:
        if problem.file.startswith(folder):
            wrong.setdefault(_posting_of(problem.file, examined), []).append(problem)
    last = {posting.id: posting for posting in base.postings} if base else {}
    now = {posting.id: posting for posting in examined.postings}
    found: list[tuple[Posting, PostedTable]] = []
    for name in sorted({*now, *(name for name in wrong if name in last)}):
        rows = _wrong_rows(wrong.get(name, ()), examined.tables[name].file) if name in now else None
        steps = back.get(name, 0) + (rows is None)
        if steps == 0:
            table = examined.tables[name]
            found.append((now[name], mended_table(table, base.tables.get(name) if base else None, rows or set()) if rows else table))
        elif steps == 1 and base is not None and name in last:
            found.append((last[name], last_table(base.tables[name])))
    found.sort(key=lambda pair: pair[0].sort_key)
    return tuple(posting for posting, _ in found), {posting.id: table for posting, table in found}


def _wrong_rows(problems: Iterable[Problem], table: str) -> set[int] | None:
    """The rows of the table that are wrong; None where it is the posting or the table as a whole."""
    rows = {problem.row if problem.file == table and problem.rule != "csv-broken" else 1 for problem in problems}
    return None if any(row is None or row < 2 for row in rows) else {row for row in rows if row}
