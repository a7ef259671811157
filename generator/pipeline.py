"""The whole way of a build, in order. Whoever wants to know where something happens starts here.

    content/ quota_data/ -> read -> validate -> model -> derive -> render -> publish
                            rows    problems    facts    answers   parts     site

`examined.py` does the first two; every stage is a function of what the one before gave.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import Executor

from generator.code_version import code_digest
from generator.derive.answers import answer
from generator.derive.search_index import search_records
from generator.derive.search_pages import search_pages
from generator.examined import Examined
from generator.model.answers import Answers
from generator.model.part import Batch, Cache, File, Memory, key_of
from generator.model.project import Project
from generator.render import (document, document_list, household, industry, open_data, place, posting, search_index,
                              sitemap)
from generator.render.frame import Frames
from generator.render.part_key import shared_key
from generator.render.templates import page_templates

_BATCH = 50_000  # households that the search takes in at once


def answers_of(examined: Examined, cache: Cache | None = None) -> Answers:
    """model and derive: the answers of a project without errors."""
    settings, day = examined.project.settings, examined.as_of.day
    key = key_of(code_digest(), examined.reference_digest, repr(settings), day)
    return answer(examined.postings, examined.tables, examined.reference, examined.documents, examined.digests,
                  settings, day, key, cache or Memory())


def bulk_parts(answers: Answers, frames: Frames, project: Project, executor: Executor | None = None) -> Iterator[Batch]:
    """render: every page and file that MkDocs does not draw, but the two lists of `closing_files`."""
    yield _documents(answers, frames, executor)
    yield from place.parts(answers, frames)
    yield from industry.parts(answers, frames)
    yield from posting.parts(answers, frames)
    yield from household.parts(answers, frames)
    yield from open_data.parts(answers, project.site_url)
    yield _household_search(answers)


def closing_files(answers: Answers, project: Project, hand_written: list[str],
                  written: Mapping[str, tuple[str, int]]) -> Iterator[File]:
    """The files that name the others. `hand_written`: the addresses of MkDocs' pages; `written`: digest and size."""
    pages = [path.removesuffix("index.html") for path in written if path.endswith("/index.html")]
    if answers.settings.household_noindex:
        pages = [page for page in pages if not page.startswith("household/")]
    yield open_data.package(answers, written)
    yield from sitemap.pages([*hand_written, *pages], project.site_url)


def _documents(answers: Answers, frames: Frames, executor: Executor | None) -> Batch:
    key = shared_key(answers, frames, frames, page_templates(), repr(answers.documents))

    def make(wanted: frozenset[str]) -> Iterator[tuple[str, File]]:
        for pages in (document.pages(answers, frames, executor), document_list.pages(answers, frames)):
            yield from (("documents", file) for file in pages)

    return Batch({"documents": key}, make)


def _household_search(answers: Answers) -> Batch:
    def make(wanted: frozenset[str]) -> Iterator[tuple[str, File]]:
        records = search_records(answers.on_streets(streets) for streets in answers.street_batches(_BATCH))
        files = search_index.pages(records, search_pages(records), answers.settings.household_buckets)
        yield from (("search/households", file) for file in files)

    return Batch({"search/households": key_of(answers.key, int(answers.index["facts"].hash().sum() or 0))}, make)
