"""One sheet being read: its rows as text, what was found so far, what is asked. Each reader of columns adds to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import polars as pl

from generator.intake.body import Body
from generator.intake.finding import Findings
from generator.intake.heading import MEANINGS, Aliases
from generator.intake.layout import Layout
from generator.intake.names import Gazetteer
from generator.model.distinct import where
from generator.model.problem import Problem

_FILLED_DOWN = ("shop_name", "owner", "taxpayer_id", "computer_code", "address", "street", "street_code", "division", "industry",
                "industry_code", "floor_area", "staff", "period", "starts_on", "ends_on", "office")
_PERIODS = ("period", "starts_on", "ends_on")
_GROUPING = ("street", "street_code", "division", "road", "industry", "industry_code", "office", "method", *_PERIODS)
_SAME = r"^(?:同上|同前|上同|〃|″|〞|\"|''|,,)$"


@dataclass(frozen=True)
class Context:
    """What the rows are read with. Shape: `division` is the code of the whole table's, or empty; `defaults` of the mapping file, whose
    name is `mapping`."""

    names: Gazetteer
    aliases: Aliases
    defaults: Mapping[str, str] = field(default_factory=dict)
    division: str = ""
    public_phones: tuple[str, ...] = ()
    taxes: frozenset[str] = frozenset()
    mapping: str = ""


@dataclass(frozen=True)
class Assumed:
    """What was taken for granted in one column, for whoever looks before it is written.

    Shape: `blank` taxes that were taken for none; `serials` days written as a spreadsheet's number, of which `example` is one, read as `day`.
    """

    blank: int = 0
    serials: int = 0
    example: str = ""
    day: str = ""


class Reading:
    """The households' rows of one sheet on their way to be typed.

    Shape: `raw` is the rows as text; `columns` what is typed so far; `amounts` the fen of every amount column by its place;
        `noted` what was assumed of the cells of a column, by its place.
    """

    def __init__(self, file: str, layout: Layout, body: Body, context: Context) -> None:
        self.layout, self.body, self.context, self.file = layout, body, context, file
        self.raw = _filled_down(body.rows, layout) if layout.is_tax_a_row else body.rows
        self.found = Findings(file, self.raw["row"])
        self.raw = _from_above(self.raw, layout, self.found)
        self.questions: list[Problem] = []
        self.columns: dict[str, pl.Series] = {}
        self.amounts: dict[str, pl.Series] = {}
        self.noted: dict[str, Assumed] = {}

    def text(self, kind: str) -> pl.Series:
        column = self.layout.column(kind)
        return self.raw[column.place] if column else pl.repeat(None, self.raw.height, dtype=pl.String, eager=True)

    def ask(self, kind: str) -> None:
        zh, en = MEANINGS[kind]
        self.questions.append(Problem.of("column-needed", self.file, self.layout.first, zh, kind=kind, label=en))

    def by_name(self, kind: str, code_of: Callable[[str], str | None]) -> pl.Series:
        """The code of each cell of a column of names, each distinct name once."""
        text = self.text(kind)
        table = {each: code_of(each) for each in text.unique().drop_nulls().to_list()}
        return text.replace_strict(list(table), list(table.values()), return_dtype=pl.String) if table else text


def _filled_down(rows: pl.DataFrame, layout: Layout) -> pl.DataFrame:
    """Where each tax has a row, the household may be written in the first of them only."""
    item, keys = layout.column("tax_item"), [layout.column(kind) for kind in ("shop_name", "owner", "taxpayer_id", "computer_code")]
    places = [column.place for column in keys if column]
    if not item or not places:
        return rows
    follows = pl.all_horizontal(pl.col(place).is_null() for place in places) & pl.col(item.place).is_not_null()
    columns = [column.place for column in map(layout.column, _FILLED_DOWN) if column]
    first = (~follows).cum_sum()
    return rows.with_columns(pl.when(follows).then(pl.col(place).first().over(first)).otherwise(pl.col(place)).alias(place)
                             for place in columns)


def _from_above(rows: pl.DataFrame, layout: Layout, found: Findings) -> pl.DataFrame:
    """Where a cell says 同上, or only the first row of a group says its street, the rows below have what stands above."""
    for kind in _GROUPING:
        column = layout.column(kind)
        if column is None or not rows.height:
            continue
        text = rows[column.place]
        same = where(text, lambda each: each.str.contains(_SAME))
        kept = text if same is None else pl.select(pl.when(~same).then(text)).to_series()
        marks = same if same is not None else _is_group(kept, kind)
        if marks is None or not marks.any():
            continue
        filled = kept.fill_null(strategy="forward")
        rows = rows.with_columns(pl.when(marks).then(filled).otherwise(text).alias(column.place))
        found.problems.append(Problem.of("filled-from-above", found.file, None, column.heading, found=int(marks.sum())))
    return rows


def _is_group(text: pl.Series, kind: str) -> pl.Series | None:
    """The empty cells of a column whose values each stand once, over a group of empty ones: cells merged once, or never repeated."""
    empty = text.null_count()
    if not empty or text[0] is None or empty * 2 < len(text) or len(text) < 3:
        return None
    given = text.drop_nulls()
    if given.n_unique() < len(given) or kind in _PERIODS and len(given) > 1:
        return None
    return text.is_null()


def first_of(*columns: pl.Series) -> pl.Series:
    """In each row the first that is not empty."""
    return pl.select(pl.coalesce(*columns)).to_series()
