"""Takes all versions of some households' quotas, gives each household's history: the rows of its table and a small chart."""

from __future__ import annotations

import polars as pl

from generator.model.answers import STANDINGS
from generator.model.money import yuan_text
from generator.render.columns import html
from generator.render.frame import base_of
from generator.render.row import words

_BASE = base_of(2)
_KINDS = {"provisional": "公示", "final": "公布", "correction": "更正"}
_HISTORY_ROW = ('<tr><td><a href=' + _BASE + 'quota/posting/{source}>{day}</a><td>{kind}<td>{starts} 至<br>{ends}'
                '<td>{turnover}<td>{change}<td>{standing}')
_STEP, _HEIGHT, _FOOT = 24, 36, 40
_CHART = ('<svg class=g-trend role=img aria-label="各期公布的月定额（元）：{said}" viewBox="0 0 {width} 44"><path d="{bars}"/></svg>')


def history_rows(quotas: pl.DataFrame) -> pl.DataFrame:
    """The rows of each household's history, oldest first, joined."""
    change = pl.col("change_fen")
    changed = (pl.when(change.is_null()).then(pl.lit("首次")).when(change == 0).then(pl.lit("不变"))
               .when(change > 0).then(pl.lit("+") + yuan_text(change)).otherwise(yuan_text(change)))
    plain = pl.when(pl.col("root_kind") == "provisional").then(pl.lit("公示记录")).otherwise(pl.lit("有效"))
    standing = (pl.when(pl.col("standing") == "standing").then(plain)
                .otherwise(html('<a href="' + _BASE + 'quota/posting/{by}/">{said}</a>', by=pl.col("by"),
                                said=words(pl.col("standing"), STANDINGS))))
    row = html(_HISTORY_ROW, source=pl.col("source_path"), day=_day(pl.col("posted_on")),
               kind=words(pl.col("kind"), _KINDS), starts=_day(pl.col("starts_on")), ends=_day(pl.col("ends_on")),
               turnover=yuan_text(pl.col("monthly_turnover_fen")), change=changed, standing=standing)
    rows = (quotas.select("disclosure_no", row.alias("history_rows"))
            .group_by("disclosure_no", maintain_order=True).agg(pl.col("history_rows").str.join("")))
    return rows.join(_charts(quotas), on="disclosure_no", how="left", maintain_order="left")


def _charts(quotas: pl.DataFrame) -> pl.DataFrame:
    """A bar for each final quota that stands, by the beginning of its period, as high as its amount; none for a single one."""
    finals = quotas.filter((pl.col("root_kind") == "final") & (pl.col("standing") == "standing"))
    finals = finals.sort("starts_on", maintain_order=True)
    quota = pl.col("monthly_turnover_fen")
    place = pl.int_range(pl.len()).over("disclosure_no") * _STEP + _STEP // 2
    height = quota * _HEIGHT // pl.max_horizontal(quota.max().over("disclosure_no"), 1)
    bars = finals.select("disclosure_no", html("M{x} {foot}v-{height}", x=place, foot=pl.lit(_FOOT), height=height).alias("bars"),
                         yuan_text(quota).alias("said"))
    whole = bars.group_by("disclosure_no", maintain_order=True).agg(pl.len(), pl.col("bars").str.join(""), pl.col("said").str.join("、"))
    drawn = html(_CHART, said=pl.col("said"), width=pl.col("len") * _STEP, bars=pl.col("bars"))
    return whole.filter(pl.col("len") > 1).select("disclosure_no", drawn.alias("chart"))


def _day(day: pl.Expr) -> pl.Expr:
    return day.dt.strftime("%Y-%m-%d")
