"""Takes the name of a row's template, gives its text for `columns.html`; and the few phrases all bulk rows share."""

from __future__ import annotations

import polars as pl

from generator.model.answers import STATES
from generator.model.money import yuan_text
from generator.render.columns import when
from generator.render.templates import templates_folder


def row_template(name: str) -> str:
    """The text of site_templates/pages/<name>, line ends and indents taken out: it is repeated a million times."""
    lines = (templates_folder() / "pages" / name).read_text("utf-8").splitlines()
    return "".join(line.strip() for line in lines)


def words(column: pl.Expr, of: dict[str, str]) -> pl.Expr:
    """Each code as its words; a code without words stays as it is, null stays null."""
    return column.replace_strict(list(of), list(of.values()), default=column, return_dtype=pl.String)


def state_label(state: pl.Expr) -> pl.Expr:
    """The status label of a quota: words and colour, never colour alone."""
    return pl.concat_str([pl.lit('<span class="g-status g-status--'), state, pl.lit('">'), words(state, STATES),
                          pl.lit("</span>")])


def yuan_or(fen: pl.Expr, otherwise: str) -> pl.Expr:
    """The amount without its unit, or the given HTML where there is none."""
    return pl.when(fen.is_null()).then(pl.lit(otherwise)).otherwise(yuan_text(fen))


def position_words() -> pl.Expr:
    """Where a household's quota lies among its peers, in words; the ring is named where it is not the street."""
    quota = pl.col("monthly_turnover_fen")
    place = (pl.when(pl.col("peer_n").is_null()).then(pl.lit("不作比较"))
             .when(quota < pl.col("peer_q1_fen")).then(pl.lit("较低的四分之一"))
             .when(quota > pl.col("peer_q3_fen")).then(pl.lit("较高的四分之一"))
             .otherwise(pl.lit("中间一半")))
    ring = words(pl.col("ring"), {"size": "<small>与同规模的比</small>", "division": "<small>与本区县同行业比</small>", "city": "<small>与全市同行业比</small>",
                                  "group": "<small>与全市同大类比</small>"})
    return place + when(pl.col("ring").is_not_null() & (pl.col("ring") != "street"), ring)


def suspension() -> pl.Expr:
    """The days of a household's suspension, `2008-11-01 至 2008-12-31`, or from when where no end is stated; null where there is none."""
    begins, ends = (pl.col(name).cast(pl.String) for name in ("suspended_from", "suspended_to"))
    return pl.when(ends.is_null()).then(begins + " 起").otherwise(begins + " 至 " + ends)


def area_and_staff() -> pl.Expr:
    """`35㎡，2 人`; a part that is not stated is left out."""
    area = when(pl.col("floor_area_m2").is_not_null(),
                plain_number(pl.col("floor_area_m2")) + pl.lit("㎡"))
    staff = when(pl.col("staff").is_not_null(), pl.col("staff").cast(pl.String) + pl.lit(" 人"))
    both = pl.col("floor_area_m2").is_not_null() & pl.col("staff").is_not_null()
    return pl.concat_str([area.fill_null(""), when(both, pl.lit("，")), staff.fill_null("")])


def plain_number(number: pl.Expr) -> pl.Expr:
    """`35` or `35.5`: a measure as a person writes it."""
    return number.cast(pl.String).str.strip_suffix(".0")


def household_href(base: str) -> pl.Expr:
    """The address of a household's block. Its number and bucket are safe signs only, so nothing is escaped."""
    return pl.concat_str([pl.lit(f"{base}household/"), pl.col("bucket"), pl.lit("/#"), pl.col("disclosure_no")])


def long_day(day: pl.Expr) -> pl.Expr:
    """`2008年9月26日`, worked out once a distinct day; null stays null."""
    return day.dt.strftime("%Y年%-m月%-d日")
