"""read and validate: takes a project, gives everything in it and everything that is wrong with it. Derives nothing.

A posting's table is read and checked once; what is found is kept by the digest of its file.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import polars as pl

from generator.as_of import resolve_as_of
from generator.code_version import code_digest
from generator.model.document import Document
from generator.model.part import Cache, Memory, key_of
from generator.model.posted_table import PostedTable, group_digests, kept_rows
from generator.model.posting import Posting, PostingKind
from generator.model.problem import GeneratorError, Problem, in_order
from generator.model.project import AsOf, Project
from generator.model.reference import Reference
from generator.progress import Progress, watched
from generator.read.document import read_documents
from generator.read.posting import posting_folders, read_postings
from generator.read.published import read_published
from generator.read.quota_table import QuotaTable, read_quota_table
from generator.read.reference import read_reference
from generator.read.settings import read_project
from generator.report.report import Report
from generator.stopwatch import Stopwatch
from generator.validate.document import check_documents
from generator.validate.posting import check_postings
from generator.validate.privacy import Text, check_extra_columns, check_rows, check_texts
from generator.validate.published import check_published
from generator.validate.quota_table import check_against_original, check_quota_table
from generator.validate.reference import check_reference

_FEW_BYTES = 3_000_000  # of tables; below, other processes cost more than they save
CONFIG_UNREADABLE = ("empty-file", "wrong-encoding", "yaml-broken", "yaml-not-a-mapping")  # then nothing else can be read


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

    def report(self, language: str, problems: Iterable[Problem] | None = None) -> Report:
        """What is shown of it: all problems, or those given."""
        return Report.of(self.problems if problems is None else problems, rows_read=self.rows_read, rows_refused=self.rows_refused,
                         root=self.project.root, language=language, bureau=self.project.settings.bureau.name,
                         day=self.as_of.day.isoformat())


def examine(config_file: Path, as_of_option: str | None = None, stopwatch: Stopwatch | None = None,
            cache: Cache | None = None, executor: Executor | None = None) -> Examined:
    """All problems of the whole project in one run. What was examined before is taken from the cache.

    Shape: `executor` reads tables in other processes; `cache` must then be one that processes share.
    """
    watch, cache = stopwatch or Stopwatch(), cache or Memory()
    with watch.stage("read"):
        project, problems = read_project(config_file)
        if any(problem.rule in CONFIG_UNREADABLE for problem in problems):
            raise GeneratorError(problems[0])
        as_of = resolve_as_of(as_of_option, project.settings.as_of, project.root)
        reference, found = read_reference(project)
        problems += found
        postings, found = read_postings(project)
        problems += found
        documents, found = read_documents(project.content, project.root, cache, code_digest(), executor)
        problems += found
        published, found = read_published(project)
        problems += found
        reference_digest = key_of(*((path.name, path.read_bytes()) for path in _files(project.reference, "*.csv")))
    with watch.stage("tables", len(postings)):
        tables, found = _posted_tables(_Ground(project, reference, reference_digest, published.present, cache), postings,
                                       executor, watch.progress)
        problems += found
    with watch.stage("validate"):
        problems += check_reference(reference, project)
        unreadable = {folder.name for folder in posting_folders(project.postings)} - tables.keys()
        problems += check_postings(postings, unreadable, reference, project.settings, as_of.day)
        problems += [problem for posting in postings for problem in _beside_original(posting, tables)]
        problems += check_documents(documents, project.content, as_of.day)
        problems += check_published(dict(published.recorded), dict(published.present), project.name(project.data),
                                    project.name(project.published))
        problems += check_texts(_texts(project, documents), project.settings.public_phones, cache, code_digest(),
                                executor)
    return Examined(project, as_of, reference, reference_digest, tuple(postings), tables, tuple(documents),
                    dict(published.present), tuple(in_order(problems)))


@dataclass(frozen=True)
class _Ground:
    """What the tables of postings are read against."""

    project: Project
    reference: Reference
    reference_digest: str
    digests: Mapping[str, str]
    cache: Cache

    def path_of(self, posting: Posting) -> Path:
        return self.project.postings / posting.id / "households.csv"

    def size_of(self, posting: Posting) -> int:
        path = self.path_of(posting)
        return path.stat().st_size if path.is_file() else 0

    def key_of(self, posting: Posting) -> str:
        """Changes with the file of a posting's table and with everything by which it is checked."""
        settings = self.project.settings
        return key_of(code_digest(), posting.id, posting.kind, self.project.name(self.path_of(posting)),
                      self.digests.get(f"postings/{posting.id}/households.csv", ""), self.reference_digest,
                      settings.public_phones, settings.household_buckets)


def _posted_tables(ground: _Ground, postings: Sequence[Posting],
                   executor: Executor | None, progress: Progress) -> tuple[dict[str, PostedTable], list[Problem]]:
    """The table of each posting and its own problems, from the cache where its file was examined before."""
    cache, keys = ground.cache, [ground.key_of(posting) for posting in postings]
    known = [cache.get("posting", key) if cache.has_frame("posting", key) else None for key in keys]
    missing = [at for at, facts in enumerate(known) if facts is None]
    arguments = [ground] * len(missing), [postings[at] for at in missing], [keys[at] for at in missing]
    is_worth_it = executor is not None and sum(map(ground.size_of, arguments[1])) > _FEW_BYTES
    progress.advance(len(known) - len(missing))
    for at, facts in watched(zip(missing, (executor.map if is_worth_it else map)(_put_table, *arguments)), progress):
        known[at] = facts
        cache.adopt_frame("posting", keys[at])
    tables, problems = {}, []
    for posting, key, kept in zip(postings, keys, known):
        facts, found = pickle.loads(kept or b"")  # the cache gives what was put, or nothing
        tables[posting.id] = PostedTable(**facts, load=partial(cache.load, "posting", key))
        problems += found
    return tables, problems


def _put_table(ground: _Ground, posting: Posting, key: str) -> bytes:
    """Read and check one table and keep it; gives its facts and problems."""
    path, settings = ground.path_of(posting), ground.project.settings
    table, problems = read_quota_table(posting, path, ground.project.name(path))
    problems += _in_table(posting, table, ground.reference, settings.public_phones)
    kept = kept_rows(table.rows, table.taxes, settings.household_buckets)
    found = pickle.dumps((_facts(posting, table, kept), problems))
    ground.cache.put_frame("posting", key, kept)
    ground.cache.put("posting", key, found)
    return found


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


def _texts(project: Project, documents: Iterable[Document]) -> Iterator[Text]:
    """Every text file from which something reaches the site: Markdown, posting headers, reference tables, the configuration.

    A document that was read is known by its digest and is not read again.
    """
    known = {document.file: document.digest for document in documents}
    folders = ((project.content, "*.md"), (project.postings, "posting.yml"), (project.reference, "*.csv"))
    for path in (*(path for folder, pattern in folders for path in _files(folder, pattern)), project.config_file):
        file = project.name(path)
        yield Text(file, known.get(file) or key_of(file, path.read_bytes()),
                   partial(path.read_text, encoding="utf-8", errors="replace"))
