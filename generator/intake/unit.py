"""Takes what a sheet says of its unit, above and below the table, gives the layout with it; asks where the figures belie it.

An amount a thousand times too small or too large is the worst an import can do, so a table in which no quota can be real is asked about.
"""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Mapping, Sequence

import polars as pl

from generator.intake.heading import Aliases
from generator.intake.layout import Layout, unit_said
from generator.intake.private import safe
from generator.model.money import format_yuan
from generator.model.problem import Problem

_SPAN_LINE = re.compile(r"(?:定额|核定|金额|营业额)[^。;]{0,12}按(?:季|年|半年)|按(?:季|年|半年)度?[^。;]{0,6}(?:核定|定额|计算)|\((?:季|季度|年)\)")
_LEAST, _MOST = 200_00, 1_000_000_00  # fen a month: no whole table of quotas lies below the one or above the other


def with_unit(layout: Layout, notes: Sequence[Mapping[str, str]], name: str, mapping: str) -> tuple[Layout, list[Problem]]:
    """The layout with the unit of a line below the heading or at the foot; a question where two lines differ."""
    scale, months = unit_said([text for cells in notes for text in cells.values()])
    if scale is None or scale == layout.scale:
        return layout, []
    open_ = [column for column in layout.columns if column.meaning and column.meaning.is_amount and column.meaning.scale is None]
    if layout.scale is not None and open_:
        amounts = open_[0].heading
        return layout, [Problem.of("unit-said-twice", name, layout.last, amounts, first=layout.scale, second=scale, mapping=mapping)]
    return dataclasses.replace(layout, scale=scale, months=layout.months or months), []


def span_unclear(layout: Layout, name: str, mapping: str) -> list[Problem]:
    """A question where a line above speaks of quarters or years, and a heading does not say what its amounts are for."""
    line = next((text for text in layout.lines if _SPAN_LINE.search(unicodedata.normalize("NFKC", text))), None)
    column = next((each for each in layout.columns if each.meaning and each.meaning.is_amount and each.meaning.months is None), None)
    if line is None or column is None or layout.months is not None:
        return []
    return [Problem.of("amount-span-unclear", name, layout.last, column.heading, safe(line[:80]), mapping=mapping)]


def implausible(layout: Layout, rows: pl.DataFrame, aliases: Aliases, name: str, mapping: str) -> list[Problem]:
    """A question where every turnover is too small or too large to be one, or most taxes are more than it."""
    column = layout.column("turnover")
    if column is None or aliases.has_unit(column.heading):
        return []
    found = rows.filter(~pl.col("refused") & (pl.col("turnover") > 0))
    least, most = found["turnover"].min(), found["turnover"].max()
    if not found.height or not isinstance(least, int) or not isinstance(most, int):
        return []
    taxes = [each for each in found.columns if each.startswith("tax:")] or [each for each in ("tax_total",) if each in found.columns]
    over = found.select((pl.sum_horizontal(pl.col(each).fill_null(0) for each in taxes) > pl.col("turnover")).sum()).item() if taxes else 0
    if most < _LEAST or least > _MOST or over * 2 > found.height and not layout.is_tax_a_row:
        return [Problem.of("amounts-implausible", name, layout.last, column.heading, least=format_yuan(least), most=format_yuan(most),
                           mapping=mapping)]
    return []
