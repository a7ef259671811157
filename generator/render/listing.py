"""Takes sorted households, gives the bodies of paged tables: one street, one trade. No loop over rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from generator.model.answers import MINIMUM_PEERS
from generator.model.money import yuan_text
from generator.render.columns import escaped, html, when
from generator.render.document_list import shown_numbers
from generator.render.row import area_and_staff, household_href, position_words, row_template, state_label, yuan_or

BATCH = 25_000
TEMPLATES = ("listing.html", "listing_row.html", "parts/crumbs.html")


@dataclass(frozen=True)
class PageBody:
    """The part of a long table that stands on one page: its number, how many there are, its rows as HTML."""

    key: str
    number: int
    count: int
    total: int
    body: str

    def address(self, first: str, number: int | None = None) -> str:
        """Where a page stands: `<first>`, `<first>2/`."""
        number = self.number if number is None else number
        return first if number == 1 else f"{first}{number}/"

    def pager(self, first: str) -> dict[str, object]:
        """What the page numbers below a table need."""
        return {"number": self.number, "count": self.count,
                "pages": [(n, self.address(first, n)) for n in shown_numbers(self.number, self.count)],
                "previous": self.address(first, self.number - 1) if self.number > 1 else None,
                "next": self.address(first, self.number + 1) if self.number < self.count else None}


def page_bodies(rows: pl.DataFrame, key: str, size: int) -> Iterator[PageBody]:
    """The pages of each key, in order.

    Shape: `rows` has `key`, `html`, and for grouped tables `group`, `head` and `head_again`, the heading of a group
        and what it is called where it goes on.
    """
    rows = rows.with_columns((pl.int_range(pl.len()).over(key) // size + 1).alias("page"))
    parts = _grouped(rows, key) if "group" in rows.columns else rows
    pages = parts.group_by(key, "page", maintain_order=True).agg(pl.col("html").str.join(""))
    counts = rows.group_by(key).agg(pl.col("page").max().alias("pages"), pl.len().alias("total"))
    pages = pages.join(counts, on=key, how="left", maintain_order="left")
    for name, number, body, count, total in pages.select(key, "page", "html", "pages", "total").iter_rows():
        yield PageBody(name, number, count, total, body)


def _grouped(rows: pl.DataFrame, key: str) -> pl.DataFrame:
    """The rows of a group put together below its heading; a group that goes on from the page before says so."""
    rows = rows.with_columns(pl.int_range(pl.len()).over(key, "group").alias("place"))
    joined = rows.group_by(key, "page", "group", maintain_order=True).agg(
        pl.col("place").first(), pl.col("head").first(), pl.col("head_again").first(), pl.col("html").str.join(""))
    head = pl.when(pl.col("place") == 0).then(pl.col("head")).otherwise(pl.col("head_again"))
    return joined.with_columns(pl.concat_str([pl.lit("<tbody>"), head, pl.col("html")]).alias("html"))


def household_row(base: str) -> pl.Expr:
    """One household in a list: its name with the way to its page, place, size, quota, state and position."""
    proposed = when(pl.col("proposed_turnover_fen").is_not_null(),
                    pl.lit("<small>拟定 ") + yuan_text(pl.col("proposed_turnover_fen")) + pl.lit("</small>"))
    status = when(pl.col("status") != "在营", html("<small>{s}</small>", s=escaped(pl.col("status"))))
    return html(row_template("listing_row.html"), href=household_href(base), name=escaped(pl.col("shop_name")),
                address=escaped(pl.col("address")), size=area_and_staff(),
                quota=yuan_text(pl.col("monthly_turnover_fen")),
                proposed=proposed, tax=yuan_or(pl.col("tax_fen"), "—"), state=state_label(pl.col("state")),
                status=status, position=position_words())


def group_head(link: pl.Expr, again: str = "") -> pl.Expr:
    """The heading of a group with its spread: how many, the median, the middle half; no amounts below five."""
    numbers = html("中位数 {median} 元，一半在 {q1} 元到 {q3} 元之间", median=yuan_text(pl.col("median_fen")),
                   q1=yuan_text(pl.col("q1_fen")), q3=yuan_text(pl.col("q3_fen")))
    withheld = pl.when(pl.col("n").fill_null(0) < MINIMUM_PEERS).then(pl.lit("不足5户，不给出分布")).otherwise(pl.lit("不给出分布，以免算出不足5户的"))
    said = pl.when(pl.col("median_fen").is_null()).then(withheld).otherwise(numbers)
    return html('<tr class="g-listing__group"><th colspan="6" scope="rowgroup">{link}{again}'
                '<span>{size} 户，可比较 {n} 户；{said}</span></th></tr>',
                link=link, again=pl.lit(again), size=pl.col("group_size"), n=pl.col("n").fill_null(0), said=said)


def with_spread(households: pl.DataFrame, spreads: pl.DataFrame, place: str, group: Sequence[str]) -> pl.DataFrame:
    """The households with `group_size` and the spread of their trade in their place."""
    numbers = spreads.select(pl.col("place_code").alias(place), "industry_code", "n", "min_fen", "q1_fen", "median_fen",
                             "q3_fen", "max_fen")
    return (households.join(numbers, on=[place, "industry_code"], how="left", maintain_order="left")
            .with_columns(pl.len().over(*group).alias("group_size")))
