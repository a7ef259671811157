"""Takes the answers, gives the households' pages, a bucket each. Whole columns at a time; computes no figure.

The buckets of a shelf are made in batches of about 20,000 households, so that memory stays small whatever the size of
the site; a batch is a pure function of its own rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import polars as pl

from generator.model.answers import Answers
from generator.model.bucket import bucket_names
from generator.model.part import Batch, File
from generator.render.frame import Frames, base_of
from generator.render.household_block import TEMPLATES, blocks, halls_of
from generator.render.household_objection import laws
from generator.render.household_shared import objection_guide, rate_sources
from generator.render.law_link import laws_of
from generator.render.objection_form import TERMS
from generator.render.part_key import keys_by, shared_key
from generator.render.posting_table import with_source_path
from generator.render.templates import crumbs, template

BATCH = 20_000
BASE = base_of(2)
SCRIPT = f'<script type="module" src="{BASE}scripts/household/main.js"></script>'


def parts(answers: Answers, frames: Frames) -> Iterator[Batch]:
    """`household/<bucket>/index.html` for every bucket that has households: a part a bucket."""
    guide = objection_guide(answers)
    shared = shared_key(answers, frames, [("household", 2)], ("household.html", "parts/crumbs.html", *TEMPLATES),
                        guide and (guide.path, guide.title), halls_of(answers), rate_sources(answers), laws_of(answers).digest)
    names = bucket_names(answers.settings.household_buckets)
    start = 0
    for number, shelf in enumerate(answers.shelves):
        index = answers.index.slice(start, shelf.index.height).with_columns(names.gather(shelf.index["bucket"]).alias("name"))
        start += shelf.index.height
        batch = index.group_by("name").len().sort("name").with_columns(
            ((pl.col("len").cum_sum() - pl.col("len")) // BATCH).alias("batch"))
        index = index.join(batch.select("name", "batch"), on="name", how="left", maintain_order="left")
        for rows in index.sort("name").partition_by("batch", maintain_order=True):
            named = rows.select((pl.lit("household/") + pl.col("name")).alias("part"), "facts")
            yield Batch(keys_by(named, "part", shared), partial(_pages, answers, frames, number), is_sent=True)


def one_bucket(answers: Answers, frames: Frames, bucket: str) -> Iterator[File]:
    """The page of one bucket, for whoever looks at one: no key of the others is worked out."""
    number = int(bucket, 16)
    for at, shelf in enumerate(answers.shelves):
        if number in shelf.index["bucket"]:
            yield from (file for _, file in _pages(answers, frames, at, frozenset([f"household/{bucket}"])))


def _pages(answers: Answers, frames: Frames, number: int, wanted: frozenset[str]) -> Iterator[tuple[str, File]]:
    shelf, frame = answers.shelves[number], frames[("household", 2)]
    before, after = _surroundings(answers)
    buckets = [name.removeprefix("household/") for name in wanted]
    households = shelf.load_households().filter(pl.col("bucket").is_in(buckets)).sort("bucket", maintain_order=True)
    quotas = shelf.load_quotas().join(households.select("disclosure_no"), on="disclosure_no", how="semi", maintain_order="left")
    taxes = shelf.load_taxes().join(households.select("posting_id", "row"), on=["posting_id", "row"], how="semi",
                                    maintain_order="left")
    column = blocks(households, with_source_path(quotas, answers.settings.rows_per_posting_page), taxes, answers)
    joined = (households.select("bucket", column)
              .group_by("bucket", maintain_order=True).agg(pl.col("block").str.join("\n"), pl.len()))
    head = SCRIPT + ('<meta name="robots" content="noindex">' if answers.settings.household_noindex else "")
    way = crumbs(BASE, ("定额公示", "quota/"), ("一户一页", None))
    for bucket, text, count in joined.iter_rows():
        content = before.replace("@count@", f"{count:,}") + text + after
        path = f"household/{bucket}/"
        yield f"household/{bucket}", (f"{path}index.html", frame.fill(
            title="一户一页：定额、税额、同业比较和沿革", path=path, head=head,
            description="定期定额户的定额、税额、同业比较和历次公示。", content=content, breadcrumb=way))


def _surroundings(answers: Answers) -> tuple[str, str]:
    """What stands before and after the blocks of every bucket: written once a page, not once a household."""
    text = template("household.html").render(
        base=BASE, settings=answers.settings, bureau=answers.settings.bureau, as_of=answers.as_of,
        guide=objection_guide(answers), laws=laws(answers, BASE), terms=TERMS, sources=rate_sources(answers),
        unverified_taxes=_has_unverified(answers, "tax_items"),
        unverified_methods=_has_unverified(answers, "methods"))
    before, after = text.split("@blocks@")
    return before, after


def _has_unverified(answers: Answers, table: str) -> bool:
    return bool((~answers.reference[table]["verified"].fill_null(False)).any())
