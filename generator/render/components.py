"""Takes the answers, gives the page on which every component of the site is shown once. For whoever changes how it looks."""

from __future__ import annotations

import polars as pl

from generator.model.answers import STATES, Answers
from generator.render import spread
from generator.render.chart import Bar, bars, dots
from generator.render.columns import escaped

COLOURS = (
    ("ink", "正文"), ("quiet", "次要的字"), ("paper", "纸"), ("wash", "浅底"), ("wash-strong", "深一些的底"), ("line", "线"),
    ("blue", "标题，本局的颜色"), ("fill", "栏目、按钮的底"), ("link", "链接"), ("seal", "印章红：现在可以做的事"),
    ("amber", "提醒"), ("green", "执行中"), ("mark", "找到的字"), ("focus", "键盘所在"),
    ("scale-1", "少"), ("scale-2", "较少"), ("scale-3", "较多"), ("scale-4", "多"),
)
"""The names of the stylesheet's colours, and what each is for."""

_FIGURES, _TRADES = 3, 4
_DOTS = (Bar("甲行业", 240, 300, "24.0%（上期 30.0%）"), Bar("乙行业", 120, None, "12.0%"))
_BARS = (Bar("甲行业", 452, None, "45.2%"), Bar("乙行业", 900, None, "90.0%"))


def values(answers: Answers) -> dict[str, object]:
    """What the page of components needs beside the open postings."""
    trades = answers.spreads.filter((pl.col("place_code") == "city") & pl.col("median_fen").is_not_null())
    trades = trades.sort(["n", "industry_code"], descending=[True, False]).head(_TRADES).with_columns(pl.col("n").alias("households"))
    return {"colours": COLOURS, "states": list(STATES.items()), "figures": answers.key_figures[:_FIGURES],
            "charts": [("点：现在和上一期", dots(_DOTS, "c-dots", "两个行业的离散系数", "甲行业 24.0%，上期 30.0%；乙行业 12.0%。")),
                       ("条：占多少", bars(_BARS, "c-bars", "两个行业没有变的户", "甲行业 45.2%；乙行业 90.0%。", 1000))],
            "spread_rows": spread.rows(trades, escaped(pl.col("industry_name")))}
