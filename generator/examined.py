"""read and validate: takes a project, gives everything in it and everything that is wrong with it. Derives nothing.

A posting's table is read and checked once; what is found is kept by the digest of its file.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import polars as pl

from generator.as_of import resolve_as_of
from generator.code_version import code_digest
from generator.language import message_language
from generator.model.document import Document
from generator.model.part import Cache, Memory, key_of
from generator.model.posted_table import PostedTable, facts_of, group_digests, kept_rows
from generator.model.posting import Posting, PostingKind
from generator.model.problem import GeneratorError, Problem, in_order
from generator.model.project import AsOf, Project
from generator.model.reference import Reference
from generator.model.settings import Settings
from generator.model.tax_parameter import TaxParameters
from generator.model.working_days import Window, WorkingDays, posting_window
from generator.read.document import read_documents
from generator.read.posting import posting_folders, read_postings
from generator.read.published import read_published
from generator.read.quota_table import QuotaTable, read_quota_table
from generator.read.reference import read_reference
from generator.read.settings import read_project
from generator.stopwatch import Stopwatch
from generator.validate.between_postings import check_beside_originals, check_between, sound_acts
from generator.validate.document import check_documents
from generator.validate.posting import check_postings
from generator.validate.posting_law import check_limits, check_posting_law
from generator.validate.privacy import check_extra_columns, check_rows, check_texts
from generator.validate.published import check_published
from generator.validate.quota_law import Surroundings, check_quota_law, streets_of_office
from generator.validate.quota_table import check_quota_table
from generator.validate.quota_tax import check_quota_taxes
from generator.validate.reference import check_reference

CONFIG_UNREADABLE = ("empty-file", "wrong-encoding", "yaml-broken", "yaml-not-a-mapping")  # then nothing else can be read
_THREADS = 2


@dataclass(frozen=True)
class Examined:
    """Everything that was read, and everything that is wrong with it. Facts may be used only if there is no error."""

    project: Project
    as_of: AsOf
    reference: Reference
    reference_digest: str
    postings: tuple[Posting, ...]
    tables: Mapping[str, PostedTable]
    documents: tuple[Document, ...]
    digests: Mapping[str, str]
    problems: tuple[Problem, ...]

    @property
    def has_errors(self) -> bool:
        return any(problem.is_error for problem in self.problems)

    @property
    def posting_of(self) -> dict[str, str]:
        """The posting of each of its files."""
        headers = {f"{posting.folder}/posting.yml": posting.id for posting in self.postings}
        return headers | {table.file: name for name, table in self.tables.items()}

    @property
    def rows_read(self) -> int:
        return sum(table.rows_read for table in self.tables.values())

    @property
    def rows_refused(self) -> int:
        """Rows with at least one error; every other row is accepted. A table that cannot be used is refused whole."""
        tables = {table.file: table for table in self.tables.values()}
        errors = [problem for problem in self.problems if problem.is_error and problem.file in tables]
        whole = {problem.file for problem in errors if (problem.row or 1) < 2 or problem.rule == "csv-broken"}
        rows = {(problem.file, problem.row) for problem in errors if problem.file not in whole}
        return len(rows) + sum(tables[file].rows_read for file in whole)


def examine(config_file: Path, as_of_option: str | None = None, stopwatch: Stopwatch | None = None,
            cache: Cache | None = None) -> Examined:
    """All problems of the whole project in one run. What was examined before is taken from the cache."""
    watch, cache = stopwatch or Stopwatch(), cache or Memory()
    with watch.stage("read"):
        project, problems = read_project(config_file)
        if any(problem.rule in CONFIG_UNREADABLE for problem in problems):
            raise GeneratorError(problems[0].as_text(message_language()))
        as_of = resolve_as_of(as_of_option, project.settings.as_of, project.root)
        reference, found = read_reference(project)
        problems += found
        postings, found = read_postings(project)
        problems += found
        documents, found = read_documents(project.content, project.root, cache, code_digest())
        problems += found
        published, found = read_published(project)
        problems += found
        reference_digest = key_of(*((path.name, path.read_bytes()) for path in _files(project.reference, "*.csv")))
    with watch.stage("tables"):
        tables: dict[str, PostedTable] = {}
        problems += check_reference(reference, project)
        around = _around(project, reference, reference_digest, postings, problems, cache)
        with ThreadPoolExecutor(_THREADS) as pool:  # Polars works beside other threads; each holds one table
            posted = pool.map(lambda posting: _posted(posting, around, published.present.get(
                f"postings/{posting.id}/households.csv")), postings)
        for posting, (table, found) in zip(postings, posted):
            tables[posting.id] = table
            problems += found
    with watch.stage("validate"):
        unreadable = {folder.name for folder in posting_folders(project.postings)} - tables.keys()
        problems += check_postings(postings, unreadable, reference, around.windows, as_of.day)
        problems += _as_law(postings, tables, around, problems)
        problems += check_documents(documents, project.content, as_of.day)
        problems += check_published(dict(published.recorded), dict(published.present), project.name(project.data),
                                    project.name(project.published))
        problems += check_texts(_texts(project), project.settings.public_phones, cache, code_digest())
    return Examined(project, as_of, reference, reference_digest, tuple(postings), tables, tuple(documents),
                    dict(published.present), tuple(in_order(problems)))


@dataclass(frozen=True)
class _Around:
    """What every posting is examined with. The law is not judged by reference tables that have errors themselves."""

    project: Project
    reference: Reference
    reference_digest: str
    parameters: TaxParameters
    windows: Mapping[str, Window]
    cache: Cache
    can_judge: bool


def _windows(postings: Sequence[Posting], reference: Reference, settings: Settings) -> dict[str, Window]:
    calendar = WorkingDays(reference.calendar_overrides())
    return {posting.id: posting_window(posting.posted_on, calendar, settings.comment_days, settings.count_from)
            for posting in postings if posting.kind is PostingKind.PROVISIONAL}


def _around(project: Project, reference: Reference, reference_digest: str, postings: Sequence[Posting],
            known: Sequence[Problem], cache: Cache) -> _Around:
    folder = project.name(project.reference)
    can_judge = not any(problem.is_error and problem.file.startswith(folder) for problem in known)
    windows = _windows(postings, reference, project.settings)
    return _Around(project, reference, reference_digest, TaxParameters(reference), windows, cache, can_judge)


def _posted(posting: Posting, around: _Around, digest: str | None) -> tuple[PostedTable, list[Problem]]:
    """The table of one posting and its own problems, from the cache where its file was examined before."""
    project, cache, window = around.project, around.cache, around.windows.get(posting.id)
    path = project.postings / posting.id / "households.csv"
    key = key_of(code_digest(), repr(posting), project.name(path), digest or "", around.reference_digest,
                 project.settings.public_phones, project.settings.household_buckets, repr(window))
    loads = {"load": partial(cache.load, "posting", key), "load_facts": partial(cache.load, "posting facts", key)}
    known = cache.get("posting", key)
    if known is not None and cache.has_frame("posting", key) and cache.has_frame("posting facts", key):
        facts, problems = pickle.loads(known)  # the cache gives what was put, or nothing
        return PostedTable(**facts, **loads), problems
    table, problems = read_quota_table(posting, path, project.name(path))
    kept = kept_rows(table.rows, table.taxes, project.settings.household_buckets)
    problems += _in_table(posting, table, kept, around)
    facts = _facts(posting, table, kept)
    cache.put_frame("posting", key, kept)
    cache.put_frame("posting facts", key, facts_of(kept))
    cache.put("posting", key, pickle.dumps((facts, problems)))
    return PostedTable(**facts, **loads), problems


def _in_table(posting: Posting, table: QuotaTable, kept: pl.DataFrame, around: _Around) -> list[Problem]:
    reference, phones = around.reference, around.project.settings.public_phones
    return [*check_quota_table(posting, table.file, table.rows, table.taxes, reference),
            *(_rows_as_law(posting, table, kept, around) if around.can_judge else ()),
            *check_rows(table.rows, {posting.id: table.file}, phones),
            *check_extra_columns(table.file, table.extra, phones)]


def _rows_as_law(posting: Posting, table: QuotaTable, kept: pl.DataFrame, around: _Around) -> list[Problem]:
    reference, window = around.reference, around.windows.get(posting.id)
    judged_by = Surroundings(posting, reference, window, streets_of_office(reference, posting.office, posting.posted_on))
    return [*check_quota_law(table.file, table.rows, table.stated, judged_by),
            *check_quota_taxes(posting, table.file, kept, table.stated, reference, around.parameters)]


def _as_law(postings: Sequence[Posting], tables: Mapping[str, PostedTable], around: _Around,
            known: Sequence[Problem]) -> list[Problem]:
    """What the law finds wrong with the acts themselves and between them; a file that first needs other mending is left out."""
    project, reference = around.project, around.reference
    spoiled = {problem.file for problem in known if problem.is_error and (
        not problem.definition.law or problem.rule == "household-twice")}
    sound = sound_acts([posting for posting in postings if tables[posting.id].file not in spoiled
                        and posting.folder not in spoiled])
    emptied = {name: not tables[name].rows for name, act in sound.items() if act.posting.kind is PostingKind.WITHDRAWAL}
    common = key_of(code_digest(), around.reference_digest)
    return [*check_limits(project.settings, project.name(project.config_file)),
            *check_posting_law(postings, around.windows, sound, emptied, reference),
            *check_beside_originals(sound, tables),
            *check_between(sound, tables, reference, project.settings.household_buckets, common, around.cache)]


def _facts(posting: Posting, table: QuotaTable, kept: pl.DataFrame) -> dict[str, object]:
    rows = table.rows
    return {"posting_id": posting.id, "file": table.file, "rows_read": table.rows_read, "rows": rows.height,
            "households": rows["disclosure_no"].n_unique(), "last_row": int(rows["row"].max() or 1),
            "monthly_turnover_fen": int(rows["monthly_turnover_fen"].sum()),
            "tax_fen": int(table.taxes["tax_fen"].sum()), "digests": group_digests(kept), "counts": dict(kept.group_by("group").len().iter_rows())}


def _files(folder: Path, pattern: str) -> list[Path]:
    return list(filter(Path.is_file, sorted(folder.rglob(pattern))))


def _texts(project: Project) -> Iterator[tuple[str, str]]:
    """Every text file from which something reaches the site: Markdown, posting headers, reference tables, the configuration."""
    folders = ((project.content, "*.md"), (project.postings, "posting.yml"), (project.reference, "*.csv"))
    for folder, pattern in folders:
        for path in _files(folder, pattern):
            yield project.name(path), path.read_text(encoding="utf-8", errors="replace")
    yield project.name(project.config_file), project.config_file.read_text(encoding="utf-8", errors="replace")
