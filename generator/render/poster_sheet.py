"""Takes a posting and its rows, gives what its wall poster says, as HTML for the drawing: never a page of the site.

What, where, until when, how to object, the counts, a code of the posting's address, the digest of its files; and every
row, street by street, where they fit a wall.
"""

from __future__ import annotations


import polars as pl

from generator.model.answers import Answers, PostingView
from generator.model.money import format_yuan, yuan_text
from generator.model.posting import PostingKind
from generator.render import pdf
from generator.render.columns import escaped, html, when
from generator.render.row import row_template, suspension, yuan_or
from generator.render.templates import posting_title, template

LISTED = 1_000
"""A poster of more rows has only the number of households of each street: six sheets are read on a wall, sixty are not."""

TEMPLATES = ("poster.html", "poster_row.html", "parts/poster_style.html")
_USUAL = "在营"
_Period = tuple[str, str]


def sheet(answers: Answers, view: PostingView, rows: pl.DataFrame, site_url: str | None) -> str:
    """The poster of one posting. Shape: `rows` QUOTAS, those it states or takes back."""
    address = f"{site_url.rstrip('/')}/quota/posting/{view.posting.id}/" if site_url else None
    named, period = _named(rows, answers), _usual_period(rows)
    is_listed = rows.height <= LISTED
    return template("poster.html").render(
        view=view, posting=view.posting, title=posting_title(view), kinds=PostingKind, bureau=answers.settings.bureau, rows=rows.height,
        is_listed=is_listed, streets=_streets(named, period) if is_listed else _counts(named), period=period,
        address=address, code=pdf.code(address) if address else "", total=format_yuan(view.monthly_turnover_fen),
        to=view.posting.contact or f"向{view.office_name}当面或书面提出")


def _named(rows: pl.DataFrame, answers: Answers) -> pl.DataFrame:
    """The rows with the names of their streets and trades, street by street."""
    named = rows
    for table, column in (("streets", "street"), ("industries", "industry")):
        names = answers.reference[table].unique("code", keep="last").select(
            pl.col("code").alias(f"{column}_code"), pl.col("name").alias(f"{column}_name"))
        named = named.join(names, on=f"{column}_code", how="left", maintain_order="left")
    return named.with_columns(pl.col("street_name").fill_null(pl.col("street_code"))).sort("street_code", "row", maintain_order=True)


def _usual_period(rows: pl.DataFrame) -> _Period | None:
    """The period that most rows have, the first of several: it stands once above them."""
    counted = rows.group_by("starts_on", "ends_on").len().sort(["len", "starts_on", "ends_on"], descending=[True, False, False])
    return tuple(counted.select(pl.col("starts_on", "ends_on").cast(pl.String)).row(0)) if counted.height else None


def _counts(named: pl.DataFrame) -> list[tuple[str, int, str]]:
    """The streets with how many households, and nothing listed."""
    counted = named.group_by("street_code", "street_name", maintain_order=True).agg(pl.len())
    return [(name, count, "") for _, name, count in counted.iter_rows()]


def _streets(named: pl.DataFrame, period: _Period | None) -> list[tuple[str, int, str]]:
    """The streets, each with its rows as HTML."""
    counted = named.with_columns(_row(period).alias("html")).group_by("street_code", "street_name", maintain_order=True).agg(
        pl.len(), pl.col("html").str.join(""))
    return [(name, count, body) for _, name, count, body in counted.iter_rows()]


def _row(period: _Period | None) -> pl.Expr:
    own = pl.concat_str([pl.col("starts_on").cast(pl.String), pl.lit("至"), pl.col("ends_on").cast(pl.String)])
    notes = pl.concat_list(
        pl.when(pl.col("status") != _USUAL).then(pl.col("status")), pl.when(own != pl.lit("至".join(period or ()))).then(pl.lit("执行期") + own),
        pl.when(pl.col("suspended_from").is_not_null()).then(suspension()),
        pl.when(pl.col("remark").fill_null("") != "").then(pl.col("remark"))).list.drop_nulls().list.join("；")
    return html(row_template("poster_row.html"), row=pl.col("row"), name=escaped(pl.col("shop_name")), no=pl.col("disclosure_no"),
                owner=escaped(pl.col("owner_masked")), trade=escaped(pl.col("industry_name").fill_null(pl.col("industry_code"))),
                address=escaped(pl.col("address")), quota=yuan_text(pl.col("monthly_turnover_fen")), tax=yuan_or(pl.col("tax_fen"), "—"),
                notes=when(notes != "", html("<u>{notes}</u>", notes=escaped(notes))))
