"""Takes the taxes of some quotas, gives each quota's table of taxes as HTML: base, rate, amount, our recomputation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

import polars as pl

from generator.model.answers import Answers
from generator.model.money import yuan_text
from generator.render.columns import escaped, html, when
from generator.render.frame import base_of
from generator.render.row import row_template, words

_TAX_ROW = ('<tr><th scope=row>{item}<small>{formula}</small>{mark}<td>{amount}<td>{recomputed}<td{shade}>{difference}')
_UNVERIFIED = "<i>范例参数，未核实</i>"
_COUNTRY = "中华人民共和国"
_NAMED = re.compile("《([^《》]+)》")


def taxes_said() -> pl.Expr:
    """The table of taxes, and in words when one differs from our recomputation."""
    table = html(row_template("household_taxes.html"), rows=pl.col("tax_rows"), total=yuan_text(pl.col("tax_fen")))
    differs = when(pl.col("tax_differs"), pl.lit(
        "<p class=\"g-note g-note--warn\">有税额与按参数重算的不一致。不一致不一定是错，可以向税务机关询问原因。</p>"))
    return (pl.when(pl.col("tax_rows").is_null()).then(pl.lit("<p>本户的公示表没有列出税额。</p>"))
            .otherwise(table + differs.fill_null("")))


def tax_rows(taxes: pl.DataFrame, answers: Answers) -> pl.DataFrame:
    """The rows of each version's table of taxes, joined."""
    difference = pl.col("difference_fen")
    formula = (pl.when(pl.col("rate").is_null()).then(pl.lit("没有税率参数，未重算"))
               .when(pl.col("base_fen").is_null()).then(html("{b}未列出，未重算", b=escaped(pl.col("base"))))
               .otherwise(html("{b} {amount} × {rate}", b=escaped(pl.col("base")), amount=yuan_text(pl.col("base_fen")),
                               rate=words(pl.col("rate"), _percentages(taxes)))))
    said = (pl.when(difference.is_null()).then(pl.lit("—")).when(difference == 0).then(pl.lit("一致"))
            .when(difference > 0).then(pl.lit("公示多 ") + yuan_text(difference))
            .otherwise(pl.lit("公示少 ") + yuan_text(difference.abs())))
    row = html(_TAX_ROW, item=_linked(taxes, answers), formula=formula, amount=yuan_text(pl.col("tax_fen")),
               mark=when(~pl.col("verified").fill_null(True), pl.lit(_UNVERIFIED)), difference=said,
               recomputed=yuan_text(pl.col("recomputed_fen")).fill_null("—"),
               shade=when(difference.fill_null(0) != 0, pl.lit(" class=g-differs")))
    return (taxes.select("posting_id", "row", row.alias("tax_rows"), (difference != 0).alias("tax_differs"))
            .group_by("posting_id", "row", maintain_order=True)
            .agg(pl.col("tax_rows").str.join(""), pl.col("tax_differs").any()))


def _percentages(taxes: pl.DataFrame) -> dict[str, str]:
    """Each rate that occurs, as percent: `0.05` to `5%`."""
    rates = taxes["rate"].drop_nulls().unique().sort()
    return {rate: f"{(Decimal(rate) * 100).normalize():f}%" for rate in rates}


def _linked(taxes: pl.DataFrame, answers: Answers) -> pl.Expr:
    """The tax item, as a link to the document its rate stands in where the site has that document."""
    sources = taxes["source"].drop_nulls().unique().sort().to_list()
    titles = policies_by_title(answers)
    found = {source: path for source in sources if (path := document_of(source, titles))}
    item = escaped(pl.col("tax_item"))
    if not found:
        return item
    path = pl.col("source").replace_strict(list(found), list(found.values()), default=None, return_dtype=pl.String)
    return pl.when(path.is_null()).then(item).otherwise(
        html('<a href="' + base_of(2) + '{path}/">{item}</a>', path=path, item=item))


def policies_by_title(answers: Answers) -> dict[str, str]:
    """The address of each policy by its title, without 中华人民共和国 and what stands behind it in brackets."""
    return {policy.title.partition("（")[0].removeprefix(_COUNTRY): policy.path for policy in answers.documents.get("policies", ())}


def document_of(source: str, titles: Mapping[str, str]) -> str | None:
    """The address of the policy a parameter's source names in 《》, with or without 中华人民共和国 before its title."""
    return next((titles[name] for name in (name.removeprefix(_COUNTRY) for name in _NAMED.findall(source)) if name in titles), None)
