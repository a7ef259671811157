"""Takes the rows below a heading, says of each what it is: a household's, a total, a repeated heading, a note. Loses none.

A row with a plain amount and no word of a total is a household's, found column-wise; every other row is looked at by itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from generator.intake.heading import fold
from generator.intake.layout import Layout
from generator.intake.sheet import Sheet

TOTAL, HEADING, SIGNATURE, NOTE, ABOVE = "total", "heading", "signature", "note", "above"
WHY = {TOTAL: ("合计、小计行", "totals"), HEADING: ("表头（每页重复）", "headings"), SIGNATURE: ("落款、说明", "signatures, notes"),
       NOTE: ("标题、分组、续表", "titles, groups, continuations"), ABOVE: ("表头之上的行", "rows above the heading"),
       "no-table": ("没有定额表的工作表", "sheets without a table"), "hidden-sheet": ("隐藏的工作表", "hidden sheets")}
_TOTAL_WORD = r"合计|小计|总计|共计|累计"
_TOTAL = re.compile(rf"^(?:.{{0,12}}?)(?:户数)?({_TOTAL_WORD})(?:户数)?[:：]?(?:共?\d+户)?$|^(?:{_TOTAL_WORD})[:：(（\d].{{0,20}}$")
_SIGNATURE = re.compile(r"^(?:制表|审核|复核|填表|编制|经办|核定人|负责人[:：]|主管[:：]|公章|盖章|\(公章\)|\(盖章\)|公示日期|公示时间|公示期|公示地点|监督电话|"
                        r"举报电话|咨询电话|联系电话[:：]|说明[:：]|注[:：]|备注[:：]|附注|单位[:：]|填报单位|打印|第.{1,4}页|共.{1,4}页|签字|领导|分管|税务机关)")
_USUAL = r"^-?[0-9][0-9,]*(?:\.[0-9]+)?$"


@dataclass(frozen=True)
class TotalRow:
    """A row of sums. `cells`: what stands in each column; `is_grand`: 合计 and 总计, not 小计 and 本页."""

    row: int
    cells: Mapping[str, str]
    is_grand: bool


@dataclass(frozen=True)
class Body:
    """What stands below the heading.

    Shape: `rows` has `row` and a text column a place for the households' rows; `skipped` gives row and why;
        `groups` the lines that stand alone among the rows, which may name a street.
    """

    rows: pl.DataFrame
    skipped: tuple[tuple[int, str], ...]
    totals: tuple[TotalRow, ...]
    groups: tuple[tuple[int, str], ...]
    notes: tuple[Mapping[str, str], ...]


def read_body(sheet: Sheet, layout: Layout) -> Body:
    """Every row of the sheet in its class."""
    above = [(row, ABOVE if row < layout.first else HEADING) for row in sheet.cells.filter(pl.col("row") <= layout.last)["row"]]
    below = sheet.cells.filter(pl.col("row") > layout.last)
    usual = _usual(below, layout)
    odd = below.filter(~usual)
    classes = [_class_of(cells, layout) for cells in _dicts(odd)]
    kinds = pl.Series("kind", [kind for kind, _ in classes], dtype=pl.String)
    rows = below.filter(usual) if not odd.height else \
        pl.concat([below.filter(usual), odd.filter(kinds.is_null())]).sort("row")
    numbers = odd["row"].to_list()
    found = list(zip(numbers, (kind for kind, _ in classes), (cells for _, cells in classes)))
    return Body(rows, tuple(above + [(row, kind) for row, kind, _ in found if kind]),
                tuple(TotalRow(row, cells, _is_grand(cells)) for row, kind, cells in found if kind == TOTAL),
                tuple((row, next(iter(cells.values()))) for row, kind, cells in found if kind == NOTE),
                tuple(cells for _, kind, cells in found if kind in (SIGNATURE, NOTE)))


def _usual(below: pl.DataFrame, layout: Layout) -> pl.Series:
    """Rows that cannot be anything but a household's."""
    amount = layout.column("turnover") or layout.column("tax_total")
    named = layout.column("shop_name") or layout.column("owner")
    if not below.height or amount is None or named is None:
        return pl.repeat(False, below.height, eager=True, dtype=pl.Boolean)
    texts = [column.place for column in layout.columns if column.meaning is None or column.meaning.kind in
             ("serial", "shop_name", "owner", "taxpayer_id", "computer_code", "address", "street", "tax_item", "division")]
    total = pl.any_horizontal(pl.col(place).str.contains("计", literal=True).fill_null(False) for place in texts)
    usual = pl.col(amount.place).str.contains(_USUAL) & pl.col(named.place).is_not_null() & ~total
    return below.select(usual.fill_null(False).alias("usual"))["usual"]


def _dicts(odd: pl.DataFrame) -> list[dict[str, str]]:
    return [{place: text for place, text in row.items() if text is not None} for row in odd.drop("row").to_dicts()]


def _class_of(cells: dict[str, str], layout: Layout) -> tuple[str | None, dict[str, str]]:
    """What one row is; None for a household's, readable or not."""
    texts = [re.sub(r"\s", "", unicodedata.normalize("NFKC", text)) for text in cells.values()]
    if _is_total(cells, texts, layout):
        return TOTAL, cells
    same = sum(text in layout.texts for text in cells.values())
    if same * 2 > len(cells) and (same >= 2 or len(cells) == 1):
        return HEADING, cells
    if len(set(texts)) == 1 and _says_nothing_of_a_household(cells, layout):
        return NOTE, cells
    if any(_SIGNATURE.match(text) for text in texts) and not _has_amount(cells, layout):
        return SIGNATURE, cells
    if all(re.match(r"^[^:：]{1,20}[:：]", text) for text in texts):
        return SIGNATURE, cells
    return None, cells


def _says_nothing_of_a_household(cells: Mapping[str, str], layout: Layout) -> bool:
    """A line of its own, or a number written ahead for a row that stayed empty."""
    serial = layout.column("serial")
    return len(layout.columns) > 1 and (len(cells) > 1 or next(iter(cells)) == (serial.place if serial else "c0")
                                        or not _has_amount(cells, layout))


def _has_amount(cells: Mapping[str, str], layout: Layout) -> bool:
    amounts = [column.place for column in layout.columns if column.meaning and column.meaning.is_amount]
    return any(re.search(r"[0-9０-９]", cells.get(place, "")) for place in amounts)


def _is_total(cells: Mapping[str, str], texts: Sequence[str], layout: Layout) -> bool:
    if not any(_TOTAL.match(text) for text in texts if text not in layout.texts or len(cells) < len(layout.columns) // 2):
        return False
    if sum(text in layout.texts for text in cells.values()) * 2 > len(cells) > 1:
        return False
    keys = [column.place for column in layout.columns if column.meaning and column.meaning.kind in ("taxpayer_id", "computer_code")]
    return not any(re.fullmatch(r"[0-9A-Za-z]{7,}", cells.get(place, "")) for place in keys)


def _is_grand(cells: Mapping[str, str]) -> bool:
    said = "".join(cells.values()).replace(" ", "")
    return not re.search("小计|本页", said) and bool(re.search("合计|总计|共计|累计", fold(said)))
