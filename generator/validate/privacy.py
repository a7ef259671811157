"""Takes accepted rows and texts, gives the problem of every id, phone, bank number and full name in them.

What was found is never repeated: a problem shows the first three characters and the length, so that no log holds more.
"""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Callable, Collection, Iterable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial

import polars as pl

from generator.model.distinct import where
from generator.model.part import Cache, key_of
from generator.model.personal_data import BANK, IDENTITY, PHONE, column_has_personal_data, find, owner_is_masked, redact
from generator.model.problem import Problem
from generator.model.quota_table import HEADING_OF

_GROUPS = 64
_FEW = 300  # texts; below, other processes cost more than they save
RULE_OF = {IDENTITY: "personal-id-found", PHONE: "phone-found", BANK: "bank-number-found"}


def check_rows(rows: pl.DataFrame, file_of: Mapping[str, str], public_phones: Collection[str]) -> list[Problem]:
    """What must not be published in any text column, and owners whose name is not masked.

    Shape: `rows` is QUOTA_ROWS; `file_of` gives the table of each posting id.
    """
    problems = [problem for column in _text_columns(rows)
                for problem in _in_column(rows, column, file_of, public_phones)]
    return problems + _full_owners(rows, file_of)


def check_extra_columns(file: str, extra: pl.DataFrame, public_phones: Collection[str]) -> list[Problem]:
    """The same for columns the format does not know: they are not published, but the file is kept in the repository.

    Shape: `extra` has `row` and text columns by their own headings.
    """
    problems = []
    for heading in extra.columns:
        if heading != "row" and extra.schema[heading] == pl.String:
            suspects = extra.filter(column_has_personal_data(pl.col(heading))).select("row", heading)
            problems += [Problem.of(RULE_OF[finding.kind], file, row, redact(heading), finding.shown)
                         for row, text in suspects.iter_rows() for finding in find(text, public_phones)]
    return problems


def check_text(file: str, text: str, public_phones: Collection[str], first_row: int = 1) -> list[Problem]:
    """What must not be published in a document, a YAML file or a table as text, with its line; and in the file's name."""
    problems, row, counted = check_name(file, public_phones), first_row, 0
    for finding in find(text, public_phones):
        row, counted = row + text.count("\n", counted, finding.start), finding.start
        problems.append(Problem.of(RULE_OF[finding.kind], redact(file, public_phones), row, value=finding.shown))
    return problems


@dataclass(frozen=True)
class Text:
    """One text file by its name. `digest` changes with the name or the content; `read` is asked only where it is new."""

    file: str
    digest: str
    read: Callable[[], str]


def check_texts(texts: Iterable[Text], public_phones: Collection[str], cache: Cache | None = None,
                code: str = "", executor: Executor | None = None) -> list[Problem]:
    """`check_text` for many files, in other processes where there are some. Groups of which nothing changed are not
    searched again."""
    groups: dict[int, list[Text]] = {}
    for text in texts:
        groups.setdefault(zlib.crc32(text.file.encode("utf-8", "replace")) % _GROUPS, []).append(text)
    check = partial(_check_group, public_phones=tuple(public_phones), cache=cache, code=code)
    known = {key: check(group, is_kept=True) for key, group in groups.items()} if cache else {}
    new = {key: group for key, group in groups.items() if known.get(key) is None}
    is_worth_it = executor is not None and sum(map(len, new.values())) > _FEW
    known.update(zip(new, (executor.map if is_worth_it else map)(check, new.values())))
    return [problem for key in groups for problem in known[key] or ()]


def _check_group(group: list[Text], public_phones: Collection[str], cache: Cache | None,
                 code: str, is_kept: bool = False) -> list[Problem] | None:
    """What is wrong in some texts. `is_kept`: only where they were searched before."""
    key = key_of(code, tuple(public_phones), [text.digest for text in group])
    kept = cache.get("texts checked", key) if cache else None
    if kept is not None:
        return pickle.loads(kept)
    if is_kept:
        return None
    problems = [problem for text in group for problem in check_text(text.file, text.read(), public_phones)]
    if cache:
        cache.put("texts checked", key, pickle.dumps(problems))
    return problems


def check_name(file: str, public_phones: Collection[str]) -> list[Problem]:
    """What must not stand in the name of a file or folder."""
    return [Problem.of(RULE_OF[finding.kind], redact(file, public_phones), value=finding.shown)
            for finding in find(file, public_phones)]


def _text_columns(rows: pl.DataFrame) -> list[str]:
    return [name for name, kind in rows.schema.items() if kind == pl.String and name != "posting_id"]


def _in_column(rows: pl.DataFrame, column: str, file_of: Mapping[str, str],
               public_phones: Collection[str]) -> list[Problem]:
    marks = where(rows[column], lambda texts: texts.to_frame().select(column_has_personal_data(pl.first())).to_series())
    if marks is None:
        return []
    suspects = rows.filter(marks).select("posting_id", "row", column)
    return [Problem.of(RULE_OF[finding.kind], file_of[posting_id], row, HEADING_OF.get(column, column), finding.shown)
            for posting_id, row, text in suspects.iter_rows() for finding in find(text, public_phones)]


def _full_owners(rows: pl.DataFrame, file_of: Mapping[str, str]) -> list[Problem]:
    marks = where(rows["owner_masked"], lambda names: names.to_frame().select(~owner_is_masked(pl.first())).to_series())
    if marks is None:
        return []
    hits = rows.filter(marks).select("posting_id", "row", "owner_masked")
    return [Problem.of("owner-not-masked", file_of[posting_id], row, HEADING_OF["owner_masked"],
                       f"{name.strip()[:1]}…({len(name.strip())})") for posting_id, row, name in hits.iter_rows()]
