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
_LABEL_SUM = re.compile(r"^(.*?)(?:合计|总计|总额)$")


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
    found = []
    for column in layout.columns:
        text = total.cells.get(column.place)
        if text is None or column.place not in sums or column.meaning is None:
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
        column = _meant(match[1], layout) if match and stated else None
        if column and stated:
            each = Compared(None, label, stated[0], sums[column][-1])
            found += [each] if each.matches or not label.startswith(_WHOLE_PERIOD) else []  # it may be for all months
    return found


def _meant(label: str, layout: Layout) -> str | None:
    """The column a sum outside the table is of: the taxes together, or the turnover."""
    wanted = "tax_total" if "税" in label else "turnover" if re.search("营业额|定额|经营额|销售额", label) else None
    column = layout.column(wanted) if wanted else None
    return column.place if column else None


def total_problems(compared: Sequence[Compared], name: str) -> list[Problem]:
    """A problem for each sum that does not match."""
    return [Problem.of("total-differs", name, each.row, each.heading, stated=_shown(each, each.stated), ours=_shown(each, each.ours),
                       difference=_shown(each, each.stated - each.ours)) for each in compared if not each.matches]


def _shown(each: Compared, value: int) -> str:
    return str(value) if each.heading == "户数" else format_yuan(value)
