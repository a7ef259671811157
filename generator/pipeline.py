"""The whole way of a build, in order. Whoever wants to know where something happens starts here.

    content/ quota_data/ -> read -> validate -> model -> derive -> render -> publish
                            rows    problems    facts    answers   files     site

Every stage is a function of what the one before gave; only this module knows their order.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from generator.as_of import resolve_as_of
from generator.code_version import code_digest
from generator.derive.answers import answer
from generator.derive.document_lists import document_lists
from generator.derive.search_index import search_lists, search_records
from generator.language import message_language
from generator.model.answers import Answers
from generator.model.document import Document
from generator.model.part import Cache
from generator.model.posting import Posting
from generator.model.problem import GeneratorError, Problem, in_order
from generator.model.project import AsOf, Project
from generator.model.quota_table import QUOTA_ROWS, QUOTA_TAXES
from generator.model.reference import Reference
from generator.read.document import read_documents
from generator.read.posting import posting_folders, read_postings
from generator.read.published import read_published
from generator.read.quota_table import QuotaTable, read_quota_table
from generator.read.reference import read_reference
from generator.read.settings import read_project
from generator.render import (document, document_list, document_search, household, industry, open_data, place,
                              posting, search_index, sitemap)
from generator.render.frame import File, Frames
from generator.stopwatch import Stopwatch
from generator.validate.document import check_documents
from generator.validate.posting import check_postings
from generator.validate.privacy import check_extra_columns, check_rows, check_texts
from generator.validate.published import check_published
from generator.validate.quota_table import check_against_original, check_quota_table
from generator.validate.reference import check_reference

CONFIG_UNREADABLE = ("empty-file", "wrong-encoding", "yaml-broken", "yaml-not-a-mapping")  # then nothing else can be read


@dataclass(frozen=True)
class Examined:
    """Everything that was read, and everything that is wrong with it. Facts may be used only if there is no error."""

    project: Project
    as_of: AsOf
    reference: Reference
    postings: tuple[Posting, ...]
    tables: dict[str, QuotaTable]
    documents: tuple[Document, ...]
    digests: dict[str, str]
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
    """read and validate: all problems of the whole project in one run."""
    watch = stopwatch or Stopwatch()
    with watch.stage("read"):
        project, problems = read_project(config_file)
        if any(problem.rule in CONFIG_UNREADABLE for problem in problems):
            raise GeneratorError(problems[0].as_text(message_language()))
        as_of = resolve_as_of(as_of_option, project.settings.as_of, project.root)
        reference, found = read_reference(project)
        problems += found
        postings, found = read_postings(project)
        problems += found
        tables: dict[str, QuotaTable] = {}
        for header in postings:
            path = project.postings / header.id / "households.csv"
            tables[header.id], found = read_quota_table(header, path, project.name(path))
            problems += found
        documents, found = read_documents(project.content, project.root, cache, code_digest())
        problems += found
        published, found = read_published(project)
        problems += found
    with watch.stage("validate"):
        settings = project.settings
        problems += check_reference(reference, project)
        unreadable = {folder.name for folder in posting_folders(project.postings)} - tables.keys()
        problems += check_postings(postings, unreadable, reference, settings, as_of.day)
        for header in postings:
            table = tables[header.id]
            problems += check_quota_table(table.file, table.rows, table.taxes, reference)
            if header.of in tables and header.of != header.id:
                problems += check_against_original(header, table.file, table.rows, tables[header.of].rows)
        problems += check_documents(documents, project.content, as_of.day)
        problems += check_published(dict(published.recorded), dict(published.present), project.name(project.data),
                                    project.name(project.published))
        problems += check_rows(_together([table.rows for table in tables.values()], QUOTA_ROWS),
                               {name: table.file for name, table in tables.items()}, settings.public_phones)
        for table in tables.values():
            problems += check_extra_columns(table.file, table.extra, settings.public_phones)
        problems += check_texts(_texts(project), settings.public_phones, cache, code_digest())
    return Examined(project, as_of, reference, tuple(postings), tables, tuple(documents), dict(published.present),
                    tuple(in_order(problems)))


def answers_of(examined: Examined) -> Answers:
    """model and derive: the answers of a project without errors."""
    rows = _together([table.rows for table in examined.tables.values()], QUOTA_ROWS)
    taxes = _together([table.taxes for table in examined.tables.values()], QUOTA_TAXES)
    return answer(examined.postings, rows, taxes, examined.reference, examined.documents, examined.digests,
                  examined.project.settings, examined.as_of.day)


def bulk_files(answers: Answers, frames: Frames, project: Project, hand_written: list[str],
               executor: Executor | None = None, cache: Cache | None = None) -> Iterator[File]:
    """render: every page and file that MkDocs does not draw. `hand_written`: the addresses of the pages it does."""
    records = search_records(answers.households)
    addresses = list(hand_written)
    for path, content in document_files(answers, frames, executor, cache):
        addresses += [path.removesuffix("index.html")] if path.endswith("index.html") else []
        yield path, content
    for pages in (document_list.pages(answers, frames),
                  place.pages(answers, frames), industry.pages(answers, frames), posting.pages(answers, frames)):
        for path, content in pages:
            addresses.append(path.removesuffix("index.html"))
            yield path, content
    for path, content in household.pages(answers, frames):
        if not answers.settings.household_noindex:
            addresses.append(path.removesuffix("index.html"))
        yield path, content
    yield from open_data.pages(answers, project.site_url)
    yield from search_index.pages(records, search_lists(records))
    yield from sitemap.pages(addresses, project.site_url)


def document_files(answers: Answers, frames: Frames, executor: Executor | None = None,
                   cache: Cache | None = None) -> Iterator[File]:
    """render, derive, render: the documents' pages and texts, then the search index over these texts."""
    parts, texts = list(document.parts(answers, frames, code_digest())), {}
    for part, (page, text) in zip(parts, document.made(parts, executor, cache)):
        texts[part.name] = text[1].decode()
        yield from (page, text)
    documents = [one for listed in answers.documents.values() for one in listed]
    keys = {part.name: part.key for part in parts}
    yield from document_search.files(documents, keys, texts.__getitem__, document_lists, cache)


def _together(frames: list[pl.DataFrame], schema: pl.Schema) -> pl.DataFrame:
    return pl.concat([schema.to_frame(), *frames])


def _texts(project: Project) -> Iterator[tuple[str, str]]:
    """Every text file from which something reaches the site: Markdown, posting headers, reference tables, the configuration."""
    folders = ((project.content, "*.md"), (project.postings, "posting.yml"), (project.reference, "*.csv"))
    for folder, pattern in folders:
        for path in filter(Path.is_file, sorted(folder.rglob(pattern))):
            yield project.name(path), path.read_text(encoding="utf-8", errors="replace")
    yield project.name(project.config_file), project.config_file.read_text(encoding="utf-8", errors="replace")
