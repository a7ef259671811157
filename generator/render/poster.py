"""Takes the postings, gives the wall posters of those that have some: A3 and A4 as PDF. Knows no look, only what they depend on.

A poster says nothing of the as-of date: once drawn it is taken over by every later build, and is not drawn again.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import polars as pl

from generator.model.answers import Answers, PostingView
from generator.model.part import Batch, File, key_of
from generator.model.posting import PostingKind
from generator.render import pdf
from generator.render.part_key import row_digests
from generator.render.posting_table import taken_from, taken_rows, versions_by_posting
from generator.render.poster_choice import is_drawn
from generator.render.poster_sheet import TEMPLATES, sheet
from generator.render.templates import template_digest

def parts(answers: Answers, site_url: str | None, program: str) -> Iterator[Batch]:
    """`quota/posting/<id>/poster-a3.pdf` and `-a4`: a part a posting, sent to another process each.

    Shape: `program` changes with the generator. The as-of date is no part of the key.
    """
    shown = [view for view in answers.postings if is_drawn(answers, view)]
    if not shown:
        return
    rows = answers.spans.with_columns(pl.col("facts").hash(seed=83))
    facts = dict(rows.group_by("posting_id").agg(pl.col("facts").sum()).iter_rows())
    shared = key_of(program, pdf.drawn_by(), [template_digest(name) for name in TEMPLATES], repr(answers.settings.bureau), site_url, _names(answers))
    for view in shown:
        listed = taken_from(answers, view) if view.posting.kind is PostingKind.WITHDRAWAL else [view.posting.id]
        key = key_of(shared, repr(view.posting), view.digest, repr(view.window), view.office_name, [facts.get(name) for name in listed])
        yield Batch({f"quota/posting/{view.posting.id}/poster": key}, partial(_files, answers, site_url), is_sent=True, is_long=True)


def _names(answers: Answers) -> list[object]:
    """One number for the names that a poster takes from the reference tables."""
    return [sorted(row_digests(answers.reference[table].select("code", "name"), "code").items()) for table in ("streets", "industries")]


def _files(answers: Answers, site_url: str | None, wanted: frozenset[str]) -> Iterator[tuple[str, File]]:
    for name in sorted(wanted):
        yield from ((name, file) for file in posters(answers, answers.views[name.split("/")[2]], site_url))


def posters(answers: Answers, view: PostingView, site_url: str | None) -> Iterator[File]:
    """The posters of one posting."""
    name = view.posting.id
    rows = taken_rows(answers, view) if view.posting.kind is PostingKind.WITHDRAWAL else versions_by_posting(answers, [name])[name]
    drawn = pdf.drawn(sheet(answers, view, rows, site_url), view.digest, list(pdf.SIZES))
    yield from ((f"quota/posting/{name}/poster-{size}.pdf", content) for size, content in zip(pdf.SIZES, drawn))
