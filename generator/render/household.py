"""Takes the answers, gives the households' pages, a bucket each. Whole columns at a time; computes no figure.

The buckets are cut into shelves of about 20,000 households, so that memory stays small whatever the size of the site;
a shelf is a pure function of its own rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from generator.model.answers import Answers
from generator.model.document import Document
from generator.render.frame import File, Frame, Frames, base_of
from generator.render.household_block import blocks
from generator.render.posting_table import with_source_path
from generator.render.templates import environment

SHELF = 20_000
BASE = base_of(2)


@dataclass(frozen=True)
class Shelf:
    """Some whole buckets: their households, every version of their quotas, the taxes of their present quota."""

    households: pl.DataFrame
    quotas: pl.DataFrame
    taxes: pl.DataFrame


def pages(answers: Answers, frames: Frames) -> Iterator[File]:
    """`household/<bucket>/index.html` for every bucket that has households."""
    frame = frames[("household", 2)]
    before, after = _surroundings(answers)
    for shelf in shelves(answers):
        yield from _shelf_pages(shelf, answers, frame, before, after)


def shelves(answers: Answers) -> Iterator[Shelf]:
    """The households shelf by shelf, in the order of their buckets."""
    if answers.households.is_empty():
        return
    count = -(-answers.households.height // SHELF)
    step = -(-answers.settings.household_buckets // count)
    number = (pl.col("bucket").str.to_integer(base=16) // step).alias("shelf")
    households = answers.households.with_columns(number).sort("shelf", "bucket", maintain_order=True)
    quotas = with_source_path(answers.quotas, answers.settings.households_per_page)
    quotas = quotas.join(households.select("disclosure_no", "shelf"), on="disclosure_no", maintain_order="left")
    taxes = answers.taxes.join(households.select("posting_id", "row", "shelf"), on=["posting_id", "row"],
                               maintain_order="left")
    parts = [_by_shelf(frame) for frame in (households, quotas, taxes)]
    for key in parts[0]:
        yield Shelf(*(part.get(key, whole.clear()) for part, whole in zip(parts, (households, quotas, taxes))))


def _by_shelf(frame: pl.DataFrame) -> Mapping[object, pl.DataFrame]:
    return frame.partition_by("shelf", maintain_order=True, as_dict=True)


def _shelf_pages(shelf: Shelf, answers: Answers, frame: Frame, before: str, after: str) -> Iterator[File]:
    column = blocks(shelf.households, shelf.quotas, shelf.taxes, answers)
    joined = (shelf.households.select("bucket", column)
              .group_by("bucket", maintain_order=True).agg(pl.col("block").str.join("\n"), pl.len()))
    head = '<meta name="robots" content="noindex">' if answers.settings.household_noindex else ""
    crumbs = environment().get_template("parts/crumbs.html").render(
        base=BASE, crumbs=(("定额公示", "quota/"), ("一户一页", None)))
    for bucket, text, count in joined.iter_rows():
        content = before.replace("@count@", f"{count:,}") + text + after
        path = f"household/{bucket}/"
        yield f"{path}index.html", frame.fill(title="一户一页：定额、税额、同业比较和沿革", path=path, head=head,
                                              description="定期定额户的定额、税额、同业比较和历次公示。",
                                              content=content, breadcrumb=crumbs)


def _surroundings(answers: Answers) -> tuple[str, str]:
    """What stands before and after the blocks of every bucket: written once a page, not once a household."""
    text = environment().get_template("household.html").render(
        base=BASE, settings=answers.settings, bureau=answers.settings.bureau, as_of=answers.as_of,
        guide=objection_guide(answers),
        unverified_taxes=bool((answers.taxes["verified"] == False).any()),  # noqa: E712
        unverified_methods=bool((~answers.reference["methods"]["verified"].fill_null(False)).any()))
    before, after = text.split("@blocks@")
    return before, after


def objection_guide(answers: Answers) -> Document | None:
    """The guide that tells how to object, where the bureau has written one."""
    guides = answers.documents.get("guides", ())
    named = (g for word in ("异议", "提意见", "意见", "重新核定", "变更") for g in guides if word in g.title)
    return next(named, None)
