"""read and validate: takes a project, gives everything in it and everything that is wrong with it. Derives nothing.

A posting's table is read and checked once; what is found is kept by the digest of its file.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Mapping
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
from generator.model.posted_table import PostedTable, group_digests, kept_rows
from generator.model.posting import Posting, PostingKind
from generator.model.problem import GeneratorError, Problem, in_order
from generator.model.project import AsOf, Project
from generator.model.reference import Reference
from generator.read.document import read_documents
from generator.read.posting import posting_folders, read_postings
from generator.read.published import read_published
from generator.read.quota_table import QuotaTable, read_quota_table
from generator.read.reference import read_reference
from generator.read.settings import read_project
from generator.stopwatch import Stopwatch
from generator.validate.document import check_documents
from generator.validate.posting import check_postings
from generator.validate.privacy import check_extra_columns, check_rows, check_texts
from generator.validate.published import check_published
from generator.validate.quota_table import check_against_original, check_quota_table
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
        with ThreadPoolExecutor(_THREADS) as pool:  # Polars works beside other threads; each holds one table
            posted = pool.map(lambda posting: _posted(posting, project, reference, reference_digest, published.present.get(
                f"postings/{posting.id}/households.csv"), cache), postings)
        for posting, (table, found) in zip(postings, posted):
            tables[posting.id] = table
            problems += found
    with watch.stage("validate"):
        problems += check_reference(reference, project)
        unreadable = {folder.name for folder in posting_folders(project.postings)} - tables.keys()
        problems += check_postings(postings, unreadable, reference, project.settings, as_of.day)
        problems += [problem for posting in postings for problem in _beside_original(posting, tables)]
        problems += check_documents(documents, project.content, as_of.day)
        problems += check_published(dict(published.recorded), dict(published.present), project.name(project.data),
                                    project.name(project.published))
        problems += check_texts(_texts(project), project.settings.public_phones, cache, code_digest())
    return Examined(project, as_of, reference, reference_digest, tuple(postings), tables, tuple(documents),
                    dict(published.present), tuple(in_order(problems)))


def _posted(posting: Posting, project: Project, reference: Reference, reference_digest: str, digest: str | None,
            cache: Cache) -> tuple[PostedTable, list[Problem]]:
    """The table of one posting and its own problems, from the cache where its file was examined before."""
    settings = project.settings
    path = project.postings / posting.id / "households.csv"
    key = key_of(code_digest(), posting.id, posting.kind, project.name(path), digest or "", reference_digest,
                 settings.public_phones, settings.household_buckets)
    known = cache.get("posting", key)
    if known is not None and cache.has_frame("posting", key):
        facts, problems = pickle.loads(known)  # the cache gives what was put, or nothing
        return PostedTable(**facts, load=partial(cache.load, "posting", key)), problems
    table, problems = read_quota_table(posting, path, project.name(path))
    problems += _in_table(posting, table, reference, settings.public_phones)
    kept = kept_rows(table.rows, table.taxes, settings.household_buckets)
    facts = _facts(posting, table, kept)
    cache.put_frame("posting", key, kept)
    cache.put("posting", key, pickle.dumps((facts, problems)))
    return PostedTable(**facts, load=partial(cache.load, "posting", key)), problems


def _in_table(posting: Posting, table: QuotaTable, reference: Reference, public_phones: tuple[str, ...]) -> list[Problem]:
    return [*check_quota_table(table.file, table.rows, table.taxes, reference),
            *check_rows(table.rows, {posting.id: table.file}, public_phones),
            *check_extra_columns(table.file, table.extra, public_phones)]


def _facts(posting: Posting, table: QuotaTable, kept: pl.DataFrame) -> dict[str, object]:
    rows = table.rows
    return {"posting_id": posting.id, "file": table.file, "rows_read": table.rows_read, "rows": rows.height,
            "households": rows["disclosure_no"].n_unique(), "last_row": int(rows["row"].max() or 1),
            "monthly_turnover_fen": int(rows["monthly_turnover_fen"].sum()),
            "tax_fen": int(table.taxes["tax_fen"].sum()), "digests": group_digests(kept), "counts": dict(kept.group_by("group").len().iter_rows())}


def _beside_original(posting: Posting, tables: Mapping[str, PostedTable]) -> list[Problem]:
    if posting.kind not in (PostingKind.CORRECTION, PostingKind.WITHDRAWAL) or posting.of not in tables \
            or posting.of == posting.id:
        return []
    table = tables[posting.id]
    return check_against_original(posting, table.file, table.load().sort("row"), tables[posting.of].load())


def _files(folder: Path, pattern: str) -> list[Path]:
    return list(filter(Path.is_file, sorted(folder.rglob(pattern))))


def _texts(project: Project) -> Iterator[tuple[str, str]]:
    """Every text file of the bureau: Markdown, posting headers, reference tables, mapping files, the configuration."""
    folders = ((project.content, "*.md"), (project.postings, "posting.yml"), (project.reference, "*.csv"),
               (project.data / "import", "*.yml"))
    for folder, pattern in folders:
        for path in _files(folder, pattern):
            yield project.name(path), path.read_text(encoding="utf-8", errors="replace")
    yield project.name(project.config_file), project.config_file.read_text(encoding="utf-8", errors="replace")
