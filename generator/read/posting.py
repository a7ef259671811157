"""Takes quota_data/postings/, gives the header of each posting, or problems. Rows are `read/quota_table.py`."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from generator.model.day import parse_day
from generator.model.posting import Posting, PostingKind
from generator.model.problem import Problem
from generator.model.project import Project
from generator.read.remembered import FileMemory, remembered
from generator.read.text_file import read_text
from generator.read.yaml_mapping import Mapping, read_mapping

REQUIRED = ("id", "kind", "office", "posted_on")
TEXT_KEYS = ("id", "of", "office", "place", "scope", "document_number", "contact", "source")
DAY_KEYS = ("posted_on", "approved_on")
KEYS = ("id", "kind", "of", "office", "posted_on", "place", "scope", "document_number", "approved_on", "contact",
        "source")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}")


def read_postings(project: Project, memory: FileMemory | None = None) -> tuple[list[Posting], list[Problem]]:
    """The headers of all postings in the order of the fold."""
    postings: list[Posting] = []
    problems: list[Problem] = []
    for folder in posting_folders(project.postings):
        posting, found = remembered(memory, ("posting", str(project.root)), (folder / "posting.yml",),
                                    partial(_read_posting, folder, project))
        problems += found
        if posting is not None:
            postings.append(posting)
    return sorted(postings, key=lambda posting: posting.sort_key), problems


def posting_folders(postings: Path) -> list[Path]:
    if not postings.is_dir():
        return []
    return sorted(path for path in postings.iterdir() if path.is_dir() and not path.name.startswith("."))


def _read_posting(folder: Path, project: Project) -> tuple[Posting | None, list[Problem]]:
    path = folder / "posting.yml"
    name = project.name(path)
    if not path.is_file():
        return None, [Problem.of("posting-without-header", project.name(folder))]
    text = read_text(path, name)
    if isinstance(text, Problem):
        return None, [text]
    mapping, problems = read_mapping(text, name)
    if problems:
        return None, problems
    header = _Header(mapping, name)
    posting = header.posting(folder.name, project.name(folder))
    return posting, header.problems


@dataclass
class _Header:
    """posting.yml being read: each look-up notes what is wrong with the key, so that one run reports them all."""

    mapping: Mapping
    name: str

    def __post_init__(self) -> None:
        self.problems: list[Problem] = []

    def posting(self, folder_name: str, folder: str) -> Posting | None:
        self._unknown_keys()
        texts = {key: self._text(key) for key in TEXT_KEYS}
        days = {key: self._day(key) for key in DAY_KEYS}
        kind = self._kind()
        self._missing_keys(texts | days | {"kind": kind})
        self._identifier(texts["id"], folder_name)
        if self.problems:
            return None
        assert kind is not None and texts["id"] and texts["office"] and days["posted_on"]
        return Posting(kind=kind, folder=folder, lines=self.mapping.lines, **texts, **days)

    def _note(self, rule: str, key: str, **facts: Any) -> None:
        value = self.mapping.values.get(key)
        self.problems.append(Problem.of(rule, self.name, self.mapping.lines.get(key), key,
                                        None if value is None else str(value), **facts))

    def _unknown_keys(self) -> None:
        for key in self.mapping.values:
            if key not in KEYS:
                near = difflib.get_close_matches(key, KEYS, 1)
                self._note("unknown-posting-key", key, known="、".join(near or KEYS))

    def _text(self, key: str) -> str | None:
        value = self.mapping.values.get(key)
        if isinstance(value, (dict, list, bool)):
            self._note("posting-value-not-text", key)
            return None
        return None if value is None or not str(value).strip() else str(value).strip()

    def _parsed(self, key: str, parse: Callable[[str], Any], rule: str) -> Any:
        text = self._text(key)
        if text is None:
            return None
        parsed = parse(text)
        if parsed is None:
            self._note(rule, key)
        return parsed

    def _day(self, key: str) -> date | None:
        return self._parsed(key, parse_day, "bad-date")

    def _kind(self) -> PostingKind | None:
        kinds = {kind.value: kind for kind in PostingKind} | {kind.zh: kind for kind in PostingKind}
        return self._parsed("kind", kinds.get, "unknown-posting-kind")

    def _missing_keys(self, found: dict[str, Any]) -> None:
        named = {problem.column for problem in self.problems}
        for key in REQUIRED:
            if found[key] is None and key not in named:
                self.problems.append(Problem.of("posting-key-missing", self.name, column=key))
        if found["kind"] not in (None, PostingKind.PROVISIONAL) and found["of"] is None:
            self.problems.append(Problem.of("posting-refers-to-nothing", self.name, column="of"))

    def _identifier(self, identifier: str | None, folder_name: str) -> None:
        if identifier is None:
            return
        if not _ID.fullmatch(identifier):
            self._note("bad-posting-id", "id")
        elif identifier != folder_name:
            self._note("posting-id-not-folder", "id", folder=folder_name)
