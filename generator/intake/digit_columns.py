"""Takes a sheet whose amounts have a column a digit (万 千 百 十 元 角 分 under one heading), gives it with each amount in one cell."""

from __future__ import annotations

import dataclasses
import re
from itertools import groupby

import polars as pl

from generator.intake.heading import Aliases, Meaning, fold
from generator.intake.layout import Column, Layout
from generator.intake.sheet import Sheet

_FEN = {"分": 1, "角": 10, "元": 100, "圆": 100, "个": 100, "十": 1_000, "拾": 1_000, "百": 10_000, "佰": 10_000, "千": 100_000, "仟": 100_000,
        "万": 1_000_000, "十万": 10_000_000, "百万": 100_000_000, "千万": 1_000_000_000}


def with_joined_digits(sheet: Sheet, layout: Layout, aliases: Aliases) -> tuple[Sheet, Layout]:
    """The same where no amount is cut into digits."""
    for parent, group in groupby(layout.columns, key=lambda column: column.parts[:-1]):
        columns = [column for column in group if parent and _digit(column) in _FEN]
        meaning = aliases.meaning(parent[-1], "".join(parent[:-1])) if parent else None
        if len(columns) >= 2 and meaning and meaning.is_amount:
            sheet, layout = _joined(sheet, layout, columns, Meaning(meaning.kind, 1, meaning.months))
    return sheet, layout


def _digit(column: Column) -> str:
    return re.sub("位$", "", fold(column.parts[-1]))


def _joined(sheet: Sheet, layout: Layout, columns: list[Column], meaning: Meaning) -> tuple[Sheet, Layout]:
    """The amount in the first of its columns, in yuan; a cell that is no digit stays to be seen, and is no amount."""
    texts = [pl.col(column.place).str.replace_all(r"[¥￥\s]", "") for column in columns]
    numbers = [text.cast(pl.Int64, strict=False).fill_null(0) * _FEN[_digit(column)] for text, column in zip(texts, columns)]
    fen = pl.sum_horizontal(numbers)
    is_number = pl.all_horizontal(text.str.contains(r"^[0-9]{0,7}$").fill_null(True) for text in texts)
    whole = pl.format("{}.{}", fen // 100, (fen % 100).cast(pl.String).str.zfill(2))
    some = pl.any_horizontal(text.is_not_null() for text in texts)
    joined = pl.when(is_number).then(whole).otherwise(pl.concat_str(texts, separator="|", ignore_nulls=True))
    below = pl.col("row") > layout.last
    places = [column.place for column in columns]
    cells = sheet.cells.with_columns(pl.when(below & some).then(joined).when(~below).then(pl.col(places[0])).alias(places[0]),
                                     *(pl.when(~below).then(pl.col(place)).alias(place) for place in places[1:]))
    first = Column(places[0], "".join(columns[0].parts[:-1]), meaning, columns[0].parts)
    kept = tuple(first if each.place == places[0] else Column(each.place, each.heading, Meaning("ignore"), each.parts)
                 if each.place in places else each for each in layout.columns)
    return dataclasses.replace(sheet, cells=cells), dataclasses.replace(layout, columns=kept)
