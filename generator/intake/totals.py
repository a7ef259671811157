"""Takes the sums a table states and the rows it has, gives the totals that do not match, to the fen. Corrects nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from generator.intake.amount import read_amount
from generator.intake.body import Body, TotalRow
from generator.intake.layout import Layout
from generator.model.money import format_yuan
from generator.model.problem import Problem

_COUNT = re.compile(r"(?:共|计)?(\d{1,7})户")
_LABELS = re.compile(r"^(?:记录数|户数|户数合计|合计户数|总户数)$")
_WHOLE_PERIOD = ("期", "全期", "年", "全年", "本期")
_LABEL_SUM = re.compile(r"^(.*?)(?:合计|总计|总额)(?:[(（](?:人民币)?大写[)）])?$")
_CAPITALS = "大写"
_NUMERALS = "零〇壹贰叁肆伍陆柒捌玖拾佰仟万萬亿两貳參叄陸"
_IN_CAPITALS = re.compile(rf"[{_NUMERALS}]+[元圆圓][{_NUMERALS}角分整正]*")
_TURNOVER = "营业额|定额|经营额|销售额"


@dataclass(frozen=True)
class Compared:
    """One stated sum beside ours. Unit: fen, or households where `heading` is 户数."""

    row: int | None
    heading: str
    stated: int
    ours: int

    @property
    def matches(self) -> bool:
        return self.stated == self.ours


def compare_totals(body: Body, layout: Layout, amounts: pl.DataFrame, households: pl.Series,
                   earlier: Mapping[str, int]) -> list[Compared]:
    """Every sum the table states of itself, each beside the sum of the rows it can be meant for that comes nearest.

    Shape: `amounts` has `row` and a column of fen a place, as the source has them, refused rows too; `households` is true
        where a household begins; `earlier` are the sums of the sheets before.
    """
    if not body.totals and not layout.labels:
        return []
    rows = amounts["row"]
    sums = {place: _upto(amounts[place].fill_null(0)) for place in amounts.columns if place != "row"}
    counts = _upto(households.cast(pl.Int64))
    found: list[Compared] = []
    grand = last = 0
    ends = [int(rows.search_sorted(total.row)) for total in body.totals]
    for number, (total, end) in enumerate(zip(body.totals, ends)):
        below = [len(rows), *ends[number + 1:number + 2]] if end == last else []  # no row since the one before: it stands over its rows
        found += _compare(total, layout, sums, counts, (0, grand, last), end, earlier, below)
        grand, last = end if total.is_grand else grand, end
    return found + _labels(layout, body, sums, counts)


def _upto(values: pl.Series) -> pl.Series:
    """The sum of the first 0, 1, 2, … values."""
    return pl.concat([pl.Series([0], dtype=pl.Int64), values.cum_sum().cast(pl.Int64)])


def _compare(total: TotalRow, layout: Layout, sums: Mapping[str, pl.Series], counts: pl.Series, starts: Sequence[int], end: int,
             earlier: Mapping[str, int], below: Sequence[int]) -> list[Compared]:
    written = "".join(re.sub(r"\s", "", unicodedata.normalize("NFKC", text)) for text in total.cells.values())
    found = _capitals(written, total.row, layout, sums, starts, end, below) if _CAPITALS in written else []
    for column in layout.columns:
        text = total.cells.get(column.place)
        is_word = text is not None and _CAPITALS in written and _IN_CAPITALS.search(text)  # it stands wherever there was room
        if text is None or is_word or column.place not in sums or column.meaning is None:
            continue
        stated = read_amount(text, layout.scale_of(column.meaning), layout.months_of(column.meaning))
        if stated:
            column_sums = sums[column.place]
            ours = [column_sums[end] - column_sums[start] for start in starts] + [column_sums[end] + earlier.get(column.meaning.kind, 0)]
            ours += [column_sums[stop] - column_sums[end] for stop in below]
            found.append(_nearest(total.row, column.heading, stated[0], ours))
    said = " ".join(text for place, text in total.cells.items() if place not in sums)
    count = _COUNT.search(unicodedata.normalize("NFKC", said))
    if count:
        ours = [counts[end] - counts[start] for start in starts] + [counts[end] + earlier.get("households", 0)]
        ours += [counts[stop] - counts[end] for stop in below]
        found.append(_nearest(total.row, "户数", int(count[1]), ours))
    return found


def _capitals(written: str, row: int, layout: Layout, sums: Mapping[str, pl.Series], starts: Sequence[int], end: int,
              below: Sequence[int]) -> list[Compared]:
    """The sum in capital numerals, 合计（大写）叁万贰仟元整: of the turnover or of all taxes, as its words say, or whichever comes nearer."""
    label, _, behind = written.rpartition(_CAPITALS)
    amount = _IN_CAPITALS.search(behind)
    stated = read_amount(amount[0]) if amount else None
    if not stated:
        return []
    meant = [_meant(label, layout)] if "税" in label or re.search(_TURNOVER, label) else [_meant("税", layout), _meant("定额", layout)]
    spans = [(start, end) for start in starts] + [(end, stop) for stop in below]
    ours = [sum(sums[place][stop] - sums[place][start] for place in places if place in sums) for places in meant if places for start, stop in spans]
    return [_nearest(row, "合计（大写）", stated[0], ours)] if ours else []


def _nearest(row: int | None, heading: str, stated: int, ours: Sequence[int]) -> Compared:
    return Compared(row, heading, stated, min(ours, key=lambda each: abs(each - stated)))


def _labels(layout: Layout, body: Body, sums: Mapping[str, pl.Series], counts: pl.Series) -> list[Compared]:
    """`记录数:31`, `期应纳税额合计:12903.50`: sums that stand outside the table."""
    found = []
    for label, value in layout.labels.items():
        number = re.match(r"^(\d{1,7})户?$", value)
        if _LABELS.match(label) and number:
            found.append(Compared(None, "户数", int(number[1]), counts[-1]))
        match = _LABEL_SUM.match(label)
        stated = read_amount(value, layout.scale or 1) if match else None
        places = _meant(match[1], layout) if match and stated else []
        if places and stated:
            each = Compared(None, label, stated[0], sum(sums[place][-1] for place in places if place in sums))
            found += [each] if each.matches or not label.startswith(_WHOLE_PERIOD) else []  # it may be for all months
    return found


def _meant(label: str, layout: Layout) -> list[str]:
    """The columns a sum outside the table is of: a tax by its name, the taxes together, or the turnover."""
    named = [column.place for column in layout.taxes if column.meaning and (column.meaning.label in label or column.heading in label)]
    if named or "税" in label:
        return named or _levied(layout)
    column = layout.column("turnover") if re.search(_TURNOVER, label) else None
    return [column.place] if column else []


def _levied(layout: Layout) -> list[str]:
    """The columns whose sum is all taxes: that of the taxes together, or each."""
    total = layout.column("tax_total")
    return [total.place] if total else [column.place for column in layout.taxes]


def total_problems(compared: Sequence[Compared], name: str) -> list[Problem]:
    """A problem for each sum that does not match."""
    return [Problem.of("total-differs", name, each.row, each.heading, stated=_shown(each, each.stated), ours=_shown(each, each.ours),
                       difference=_shown(each, each.stated - each.ours)) for each in compared if not each.matches]


def _shown(each: Compared, value: int) -> str:
    return str(value) if each.heading == "户数" else format_yuan(value)
