"""Takes the history, gives each posting's table as rows of HTML, page by page, and where in it each version stands."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TypeVar

import polars as pl

from generator.model.answers import STANDINGS, Answers, PostingView
from generator.model.bucket import bucket_column
from generator.model.money import yuan_text
from generator.model.posting import PostingKind
from generator.render.columns import escaped, html, when
from generator.render.frame import base_of
from generator.render.listing import PageBody
from generator.render.row import area_and_staff, household_href, row_template, suspension, words, yuan_or

_Row = TypeVar("_Row", int, pl.Expr)
BATCH = 60_000  # rows read together: every look at a shelf costs the same, however few it brings


def with_source_path(quotas: pl.DataFrame, size: int) -> pl.DataFrame:
    """The history with `source_path`: the page and the row of the posting's table, such as `2008-01/2/#r214`."""
    page = page_of(pl.col("row"), size)
    return quotas.with_columns(pl.concat_str([
        pl.col("posting_id"), pl.lit("/"), when(page > 1, page.cast(pl.String) + pl.lit("/")), pl.lit("#r"),
        pl.col("row").cast(pl.String)]).alias("source_path"))



def page_of(row: _Row, size: int) -> _Row:
    """The page of a row as posted: it never moves, whatever becomes of other rows. Row 2 is the first."""
    return (row - 2) // size + 1


def bodies(answers: Answers, view: PostingView, own: pl.DataFrame,
           only: int | None = None) -> Iterator[tuple[int, PageBody]]:
    """The pages of one posting's table, each with the depth of its address, or `only` one. A table without rows has one page.

    Shape: `own` are the posting's own versions.
    """
    size, name = answers.settings.rows_per_posting_page, view.posting.id
    versions = _shown(answers, view, own)
    if view.posting.kind is PostingKind.WITHDRAWAL:
        versions, last = versions.with_columns((pl.int_range(pl.len()) // size + 1).alias("page")), versions.height + 1
    else:
        versions, last = versions.with_columns(page_of(pl.col("row"), size).alias("page")), view.last_row
    count = max(1, -(-(last - 1) // size)) if versions.height else 1
    for depth, pages in ((3, pl.col("page") == 1), (4, pl.col("page") > 1)):
        wanted = versions.filter(pages if only is None else pages & (pl.col("page") == only))
        rows = _named(wanted, answers).select("page", _row(base_of(depth)).alias("html"))
        text = dict(rows.group_by("page").agg(pl.col("html").str.join("")).iter_rows())
        for number in range(1, count + 1):
            if (number == 1) == (depth == 3) and only in (None, number):
                yield depth, PageBody(name, number, count, versions.height, text.get(number, ""))


def versions_by_posting(answers: Answers, postings: Collection[str]) -> dict[str, pl.DataFrame]:
    """The versions of each of these postings, read together: QUOTAS, none for a posting without rows."""
    found = answers.versions_of(postings)
    parts = {part["posting_id"][0]: part for part in found.partition_by("posting_id", maintain_order=True)}
    return {name: parts.get(name, found.clear()) for name in postings}


def _shown(answers: Answers, view: PostingView, own: pl.DataFrame) -> pl.DataFrame:
    """Every version that stands on the page of a posting: its own, or those it took back.

    Shape: QUOTAS and `shown_in`, in the order of its table.
    """
    versions = taken_rows(answers, view) if view.posting.kind is PostingKind.WITHDRAWAL else own
    return versions.with_columns(pl.lit(view.posting.id).alias("shown_in"))


def taken_rows(answers: Answers, view: PostingView) -> pl.DataFrame:
    """The versions that a withdrawal took back: QUOTAS."""
    versions = answers.versions_of(taken_from(answers, view))
    return versions.filter((pl.col("standing") == "withdrawn") & (pl.col("by") == view.posting.id))


def taken_from(answers: Answers, view: PostingView) -> list[str]:
    """The postings of which a withdrawal can have taken rows back: the one it names and the corrections of that."""
    of = view.posting.of
    return [other.posting.id for other in answers.postings
            if other.posting.id == of or other.posting.of == of and other.posting.kind is PostingKind.CORRECTION]


def _named(versions: pl.DataFrame, answers: Answers) -> pl.DataFrame:
    """The versions with the names and the bucket that a row needs."""
    streets = answers.reference["streets"].unique("code", keep="last").select(
        pl.col("code").alias("street_code"), pl.col("name").alias("street_name"))
    industries = answers.reference["industries"].unique("code", keep="last").select(
        pl.col("code").alias("industry_code"), pl.col("name").alias("industry_name"))
    named = (versions.join(streets, on="street_code", how="left", maintain_order="left")
             .join(industries, on="industry_code", how="left", maintain_order="left"))
    return named.with_columns(bucket_column(named["disclosure_no"], answers.settings.household_buckets))


def _row(base: str) -> pl.Expr:
    """One row of the table as posted, with what became of it."""
    is_own = pl.col("shown_in") == pl.col("posting_id")
    anchor = when(is_own, html(' id="r{row}"', row=pl.col("row")))
    became = (pl.when(pl.col("standing") == "standing").then(pl.lit("有效"))
              .otherwise(html('<a href="{base}quota/posting/{by}/">{said}</a>', base=pl.lit(base), by=pl.col("by"),
                              said=words(pl.col("standing"), STANDINGS))))
    remark = when(pl.col("remark").fill_null("") != "", html("<small>{r}</small>", r=escaped(pl.col("remark"))))
    return html(
        row_template("posting_row.html"), anchor=anchor, row=pl.col("row"), no=pl.col("disclosure_no"),
        href=household_href(base), name=escaped(pl.col("shop_name")), owner=escaped(pl.col("owner_masked")),
        trade=escaped(pl.col("industry_name").fill_null(pl.col("industry_code"))),
        street=escaped(pl.col("street_name").fill_null(pl.col("street_code"))), address=escaped(pl.col("address")),
        size=area_and_staff(), quota=yuan_text(pl.col("monthly_turnover_fen")), tax=yuan_or(pl.col("tax_fen"), "—"),
        starts=pl.col("starts_on").dt.strftime("%Y-%m-%d"), ends=pl.col("ends_on").dt.strftime("%Y-%m-%d"),
        method=escaped(pl.col("method")), status=escaped(pl.col("status")), remark=remark,
        away=when(pl.col("suspended_from").is_not_null(), html("<small>{days}</small>", days=suspension())), became=became)
