"""The whole way of a build, in order. Whoever wants to know where something happens starts here.

    content/ quota_data/ -> read -> validate -> model -> derive -> render -> publish
                            rows    problems    facts    answers   parts     site

`examined.py` does the first two; every stage is a function of what the one before gave.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import replace
from functools import partial

from generator.code_version import code_digest
from generator.derive.answers import Often, answer
from generator.derive.document_lists import document_lists
from generator.derive.quality import quality
from generator.examined import Examined
from generator.household_search import household_search_parts
from generator.model.answers import Answers
from generator.model.part import Batch, Cache, File, Memory, Part, key_of
from generator.model.project import Project
from generator.render import (document, document_list, document_search, fairness, household, industry, objection_form, office,
                              open_data, place, poster, posting, sitemap)
from generator.render.frame import Frames
from generator.render.part_key import shared_key


def answers_of(examined: Examined, cache: Cache | None = None, executor: Executor | None = None,
               often: Often | None = None) -> Answers:
    """model and derive: the answers of a project without errors; sooner after a small change to whoever asks `often`."""
    settings, day = examined.project.settings, examined.as_of.day
    key = key_of(code_digest(), examined.reference_digest, repr(settings), day)
    answers = answer(examined.postings, examined.tables, examined.reference, examined.documents, examined.digests,
                     settings, day, key, cache or Memory(), executor, often)
    warnings = partial(quality, examined.problems, examined.posting_of)
    return replace(answers, quality_of=warnings if often else warnings().clone)


def document_parts(answers: Answers, frames: Frames) -> dict[str, Part]:
    """render: the page and the text of each document, by name."""
    return {part.name: part for part in document.parts(answers, frames, code_digest())}


def document_batches(answers: Answers, frames: Frames, parts: Mapping[str, Part], is_sent: bool = False) -> Iterator[Batch]:
    """render: these documents, then the lists of the columns. `is_sent`: so many are new that other processes help."""
    yield from document.batches(list(parts.values()), is_sent)
    key = shared_key(answers, frames, frames, document_list.TEMPLATES, code_digest(), document_list.facts(answers))
    yield Batch({"documents/lists": key},
                lambda wanted: (("documents/lists", file) for file in document_list.pages(answers, frames)))


def bulk_parts(answers: Answers, frames: Frames, project: Project, cache: Cache) -> Iterator[Batch]:
    """render: every other page and file that MkDocs does not draw, but the document search and `closing_files`."""
    yield from place.parts(answers, frames)
    yield from industry.parts(answers, frames)
    yield from office.parts(answers, frames)
    yield from fairness.parts(answers, frames)
    yield from posting.parts(answers, frames)
    yield from poster.parts(answers, project.site_url, code_digest())
    yield from household.parts(answers, frames)
    yield from objection_form.parts(answers, frames)
    yield from open_data.parts(answers, project.site_url)
    yield from household_search_parts(answers, cache)


def closing_files(answers: Answers, project: Project, hand_written: list[str],
                  written: Mapping[str, tuple[str, int]]) -> Iterator[File]:
    """The files that name the others. `hand_written`: the addresses of MkDocs' pages; `written`: digest and size."""
    pages = [path.removesuffix("index.html") for path in written if path.endswith("/index.html")]
    if answers.settings.household_noindex:
        pages = [page for page in pages if not page.startswith("household/") or page == f"{objection_form.PATH}/"]
    yield open_data.package(answers, written)
    yield from sitemap.pages([*hand_written, *pages], project.site_url)
    if not (project.content / "robots.txt").exists():  # a bureau's own stands in its place
        yield from sitemap.robots(project.site_url, ("search/",))


def document_search_batch(answers: Answers, parts: Mapping[str, Part], text: Callable[[str], str], cache: Cache,
                          executor: Executor | None = None) -> Batch:
    """render, derive, render: the search index over the documents' texts, which `text` gives by the name of their part."""
    keys = {name: part.key for name, part in parts.items()}
    documents = [one for listed in answers.documents.values() for one in listed]
    return document_search.batch(documents, keys, text, document_lists, cache, code_digest(), executor)
