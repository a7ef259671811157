"""Takes the history, gives each posting's table as rows of HTML, page by page, and where in it each version stands."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from generator.model.answers import STANDINGS, Answers
from generator.model.bucket import bucket_column
from generator.model.money import yuan_text
from generator.render.columns import escaped, html, when
from generator.render.listing import PageBody, batches, page_bodies
from generator.render.row import area_and_staff, household_href, row_template, words, yuan_or


def with_source_path(quotas: pl.DataFrame, size: int) -> pl.DataFrame:
    """The history with `source_path`: the page and the row of the posting's table, such as `2008-01/2/#r214`."""
    page = pl.int_range(pl.len()).over("posting_id") // size + 1
    return quotas.with_columns(pl.concat_str([
        pl.col("posting_id"), pl.lit("/"), when(page > 1, page.cast(pl.String) + pl.lit("/")), pl.lit("#r"),
        pl.col("row").cast(pl.String)]).alias("source_path"))


def bodies(answers: Answers, base: str, beyond_first: bool) -> Iterator[PageBody]:
    """The pages of every posting's table.

    Shape: with `beyond_first`, only postings that do not fit on one page; the caller takes the pages it needs.
    """
    size = answers.settings.households_per_page
    for batch in batches(shown_versions(answers), "shown_in"):
        if beyond_first:
            batch = batch.filter(pl.len().over("shown_in") > size)
        yield from page_bodies(batch.select("shown_in", _row(base).alias("html")), "shown_in", size)


def shown_versions(answers: Answers) -> pl.DataFrame:
    """Every version with `shown_in`, the posting on whose page it stands: its own, and the one that withdrew it.

    Shape: QUOTAS and the names and bucket a row needs, each posting's rows together, in the order of its table.
    """
    withdrawals = [view.posting.id for view in answers.postings if view.posting.kind.value == "withdrawal"]
    own = answers.quotas.with_columns(pl.col("posting_id").alias("shown_in"))
    taken = answers.quotas.filter((pl.col("standing") == "withdrawn") & pl.col("by").is_in(withdrawals)).with_columns(
        pl.col("by").alias("shown_in"))
    versions = pl.concat([own, taken]).sort("shown_in", maintain_order=True)
    return _named(versions, answers)


def _named(versions: pl.DataFrame, answers: Answers) -> pl.DataFrame:
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
        method=escaped(pl.col("method")), status=escaped(pl.col("status")), remark=remark, became=became)
