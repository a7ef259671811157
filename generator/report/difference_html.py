"""Takes what a posting changes, gives one HTML page that needs nothing else: to attach, to print, to open from a disk."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import jinja2
import polars as pl

from generator.model.difference import KINDS, Difference
from generator.report.difference_words import (compared_with, kind_word, meaning, notes, percent, pick, reason, rows_of,
                                               signed, title, yuan)

TOP = 200
_LISTED = tuple(kind for kind in KINDS if kind != "unchanged")


def difference_html(found: Difference, language: str, top: int | None = None) -> str:
    """The page, in one language. It holds no script and asks no host for anything."""
    most = TOP if top is None else top
    kinds = [{"code": row["code"], "word": kind_word(row["code"], language), "meaning": meaning(row["code"], language), **row}
             for row in found.kinds.to_dicts()]
    households = [{"kind": kind["code"], "word": kind["word"], "count": kind["quotas"], "left": max(0, kind["quotas"] - most),
                   "rows": rows_of(found, kind["code"], most)} for kind in kinds if kind["code"] in _LISTED and kind["quotas"]]
    return _template().render(
        lang=pick(language, ("zh-CN", "en")), title=title(found, language), found=found, posting=found.posting,
        compared=compared_with(found, language), notes=notes(found, language), kinds=kinds, total=found.total.to_dicts()[0],
        households=households, groups=[_group(found.trades, ("按行业", "By trade"), language, most),
                                       _group(found.streets, ("按街道", "By street"), language, most)],
        say=lambda zh, en: pick(language, (zh, en)), reason=lambda code: reason(code, language),
        summary=_summary(found, language))


def _group(frame: pl.DataFrame, name: tuple[str, str], language: str, most: int) -> dict[str, object]:
    return {"name": pick(language, name), "rows": frame.head(most).to_dicts(), "left": max(0, frame.height - most)}


def _summary(found: Difference, language: str) -> str:
    """The outcome in one sentence."""
    total = found.total.to_dicts()[0]
    before, after, change, tenths = (total[key] for key in ("before_fen", "after_fen", "change_fen", "change_tenths"))
    return pick(language, (
        f"共 {total['quotas']:,} 户，月核定营业额合计由 {yuan(before)} 元变为 {yuan(after)} 元，{signed(change)} 元（{percent(tenths)}）。",
        f"{total['quotas']:,} quotas: the monthly turnover goes from {yuan(before)} to {yuan(after)} yuan, {signed(change)} "
        f"({percent(tenths)})."))


@cache
def _template() -> jinja2.Template:
    folder = Path(__file__).resolve().parent
    env = jinja2.Environment(loader=jinja2.FileSystemLoader(folder), autoescape=True, undefined=jinja2.StrictUndefined,
                             trim_blocks=True, lstrip_blocks=True)
    env.filters.update(yuan=yuan, signed=signed, percent=percent, thousands=lambda number: f"{number:,}")
    env.globals.update(KINDS=tuple(KINDS))
    return env.get_template("difference.html")
