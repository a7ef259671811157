"""Takes the rows below a heading, says of each what it is: a household's, a total, a repeated heading, a note. Loses none.

A row with a plain amount and no word of a total is a household's, found column-wise; every other row is looked at by itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from generator.intake.bare_sum import bare_sums
from generator.intake.heading import Aliases, fold
from generator.intake.layout import Column, Layout
from generator.intake.period import read_period
from generator.intake.sheet import Sheet
from generator.intake.tables_apart import differs, is_heading

TOTAL, HEADING, SIGNATURE, NOTE, ABOVE = "total", "heading", "signature", "note", "above"
WHY = {TOTAL: ("合计、小计行", "totals"), HEADING: ("表头（每页重复）", "headings"), SIGNATURE: ("落款、说明", "signatures, notes"),
       NOTE: ("标题、分组、续表", "titles, groups, continuations"), ABOVE: ("表头之上的行", "rows above the heading"),
       "no-table": ("没有定额表的工作表", "sheets without a table"), "hidden-sheet": ("隐藏的工作表", "hidden sheets")}
_TOTAL_WORD = r"合计|小计|总计|共计|累计|汇总|过次页|转次页|转下页|承前页|接上页|承上页"
_TOTAL = re.compile(rf"^(?:.{{0,12}}?)(?:户数)?({_TOTAL_WORD})(?:户数|数|额|金额)?(?:\((?:人民币)?大写\))?[:：]?(?:共?\d+户)?$|^(?:{_TOTAL_WORD})[:：(（\d].{{0,20}}$"
                    r"|^共\d+户$|^(?:sub|grand)?total$|^计$", re.IGNORECASE)
_PAGE = re.compile(r"第\s*\d+\s*页|共\s*\d+\s*页|单位\s*[:：]|公示表|年\s*\d{1,2}\s*月\s*\d{1,2}\s*日")
_DATE = re.compile(r"\d\s*[年/-]\s*\d{1,2}\s*[月/-]")
_MEAN = re.compile(r"^.{0,6}(?:平均|户均)(?:数|值|额)?$|^(?:mean|average)$", re.IGNORECASE)
_ORDINAL = re.compile(r"^[(（]?(?:\d{1,3}|[①-⑳]|[甲乙丙丁戊己庚辛壬癸])[)）]?(?:=.*)?$|^栏次$|^[A-Z]$")
_SIGNATURE = re.compile(r"^(?:制表|审核|复核|填表|编制|经办|核定人|负责人[:：]|主管[:：]|公章|盖章|\(公章\)|\(盖章\)|公示日期|公示时间|公示期|公示地点|监督电话|"
                        r"举报电话|咨询电话|联系电话[:：]|说明[:：]|注[:：]|备注[:：]|附注|单位[:：]|填报单位|打印|第.{1,4}页|共.{1,4}页|签字|领导|分管|税务机关)")
_WHO = ("shop_name", "owner", "taxpayer_id", "computer_code", "address", "street", "industry", "floor_area", "staff")
_SUM_PARTS = ["页", "汇总", "平均", "户均", "otal", "OTAL"]
_SHORT = 4  # bytes: a name no longer than the number of a column is looked at by itself
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
        `groups` the lines that stand alone among the rows, which may name a street; `next_table` the row where another begins.
    """

    rows: pl.DataFrame
    skipped: tuple[tuple[int, str], ...]
    totals: tuple[TotalRow, ...]
    groups: tuple[tuple[int, str], ...]
    notes: tuple[Mapping[str, str], ...]
    next_table: int | None = None


def read_body(sheet: Sheet, layout: Layout, aliases: Aliases) -> Body:
    """Every row of the sheet in its class."""
    above = [(row, ABOVE if row < layout.first else HEADING) for row in sheet.cells.filter(pl.col("row") <= layout.last)["row"]]
    below = sheet.cells.filter(pl.col("row") > layout.last)
    usual = _usual(below, layout)
    odd = below.filter(~usual)
    classes = [_class_of(cells, layout) for cells in _dicts(odd)]
    bare = [place for place, (kind, cells) in enumerate(classes) if kind is None and _is_bare(cells, layout)]
    if bare:
        sums = bare_sums(below, odd["row"].gather(bare).to_list(), {row for row, (kind, _) in zip(odd["row"], classes) if kind}, layout)
        classes = [(TOTAL if place in bare and odd["row"][place] in sums else kind, cells) for place, (kind, cells) in enumerate(classes)]
    classes = [(HEADING if kind is None and is_heading(cells, aliases) else kind, cells) for kind, cells in classes]
    kinds = pl.Series("kind", [kind for kind, _ in classes], dtype=pl.String)
    rows = below.filter(usual) if not odd.height else \
        pl.concat([below.filter(usual), odd.filter(kinds.is_null())]).sort("row")
    numbers = odd["row"].to_list()
    found = list(zip(numbers, (kind for kind, _ in classes), (cells for _, cells in classes)))
    return Body(rows, tuple(above + [(row, kind) for row, kind, _ in found if kind]),
                tuple(TotalRow(row, cells, _is_grand(cells)) for row, kind, cells in found if kind == TOTAL),
                tuple((row, next(iter(cells.values()))) for row, kind, cells in found if kind == NOTE),
                tuple(cells for _, kind, cells in found if kind in (SIGNATURE, NOTE)), _next_table(found, layout, aliases))


def _next_table(found: Sequence[tuple[int, str | None, Mapping[str, str]]], layout: Layout, aliases: Aliases) -> int | None:
    """The row where a table with other columns begins, its title and unit included."""
    for place, (row, kind, cells) in enumerate(found):
        if kind == HEADING and differs(cells, layout, aliases):
            while place and found[place - 1][0] == row - 1 and found[place - 1][1] in (NOTE, SIGNATURE):
                place, row = place - 1, row - 1
            return row
    return None


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
    for place in {named.place, *(column.place for column in layout.columns if column.meaning and column.meaning.kind == "serial")}:
        usual &= ~pl.col(place).str.contains_any(_SUM_PARTS).fill_null(False)
    usual &= pl.col(named.place).str.len_bytes() > _SHORT
    who = [column.place for column in _who(layout) if column.place != named.place]
    if who:
        usual &= pl.any_horizontal(pl.col(place).is_not_null() for place in who)
    return below.select(usual.fill_null(False).alias("usual"))["usual"]


def _who(layout: Layout) -> list[Column]:
    """The columns that say who a household is and where: a row of sums has nothing in them but one word."""
    return [column for column in layout.columns if column.meaning and column.meaning.kind in _WHO]


def _is_bare(cells: Mapping[str, str], layout: Layout) -> bool:
    """Amounts and at most one word: it may be a sum that does not say so."""
    given = sum(column.place in cells for column in _who(layout))
    return _has_amount(cells, layout) and (not given or given == 1 < len(_who(layout)))


def _dicts(odd: pl.DataFrame) -> list[dict[str, str]]:
    return [{place: text for place, text in row.items() if text is not None} for row in odd.drop("row").to_dicts()]


def _class_of(cells: dict[str, str], layout: Layout) -> tuple[str | None, dict[str, str]]:
    """What one row is; None for a household's, readable or not."""
    texts = [re.sub(r"\s", "", unicodedata.normalize("NFKC", text)) for text in cells.values()]
    if _is_total(cells, texts, layout):
        return TOTAL, cells
    if len(texts) >= 4 and sum(bool(_ORDINAL.match(text)) for text in texts) * 4 > len(texts) * 3 and _counts_up(texts):
        return HEADING, cells
    if any(_MEAN.match(text) for text in texts) and sum(column.place in cells for column in _who(layout)) <= 1:
        return NOTE, cells
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


def _counts_up(texts: Sequence[str]) -> bool:
    """Whether the cells number the columns: 1, 2, 3, …, the first few of them perhaps 甲, 乙, 丙."""
    numbers = [int(unicodedata.numeric(found[1])) if not found[1].isascii() else int(found[1])
               for text in texts if (found := re.match(r"^[(（]?([①-⑳]|\d{1,3})", text))]
    return len(numbers) >= 2 and all(after == before + 1 for before, after in zip(numbers, numbers[1:]))


def _says_nothing_of_a_household(cells: Mapping[str, str], layout: Layout) -> bool:
    """A line of its own, or a number written ahead for a row that stayed empty."""
    serial = layout.column("serial")
    place, text = next(iter(cells.items()))
    return len(layout.columns) > 1 and (len(cells) > 1 or place == (serial.place if serial else "c0")
                                        or not _has_amount(cells, layout) or bool(_PAGE.search(text)) or read_period(text) is not None)


def _has_amount(cells: Mapping[str, str], layout: Layout) -> bool:
    amounts = [column.place for column in layout.columns if column.meaning and column.meaning.is_amount]
    return any(re.search(r"[0-9０-９]", text) and not _DATE.search(text) for place in amounts for text in (cells.get(place, ""),))


def _is_total(cells: Mapping[str, str], texts: Sequence[str], layout: Layout) -> bool:
    if not any(_TOTAL.match(text) for text in texts if text not in layout.texts or len(cells) < len(layout.columns) // 2):
        return False
    if sum(text in layout.texts for text in cells.values()) * 2 > len(cells) > 1:
        return False
    item = layout.column("tax_item")
    if item and _TOTAL.match(re.sub(r"\s", "", cells.get(item.place, ""))):
        return True  # the household may be written beside it, or merged over it
    keys = [column.place for column in layout.columns if column.meaning and column.meaning.kind in ("taxpayer_id", "computer_code")]
    return not any(re.fullmatch(r"[0-9A-Za-z]{7,}", cells.get(place, "")) for place in keys)


def _is_grand(cells: Mapping[str, str]) -> bool:
    said = "".join(cells.values()).replace(" ", "")
    return not re.search("小计|本页|次页|下页|承|上页", said) and bool(re.search("合计|总计|共计|累计|汇总|^total|共.*户", fold(said)))
