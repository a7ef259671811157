"""Takes a sheet being read, adds its amounts in fen and its periods, with the rows whose figures cannot be taken."""

from __future__ import annotations

import re
from datetime import date

import polars as pl

from generator.intake.amount import fen_column
from generator.intake.period import SERIAL, day_column, period_columns, period_in, read_day, read_period
from generator.intake.private import safe
from generator.intake.reading import Assumed, Reading
from generator.model.distinct import where
from generator.model.problem import Problem

_LEAST = 50_00  # fen a month: less is no quota but 0.36 of ten thousand
_PERIOD_WORD = re.compile("执行期|执行时间|执行日期|有效期|所属期|所属时期|纳税期")
_POSTED_WORD = re.compile("公示(?:期|时间|日期)")
_MAYBE_OCTOBER = r"^(?:19|20)[0-9]{2}\.1$"


def read_amounts(reading: Reading) -> None:
    """Every amount column in fen; a cell that is no amount refuses its row."""
    for column in reading.layout.columns:
        meaning = column.meaning
        if meaning is None or not meaning.is_amount:
            continue
        text = reading.raw[column.place]
        is_tax = meaning.kind != "turnover"
        fen, bad, rounded = fen_column(text, reading.layout.scale_of(meaning), reading.layout.months_of(meaning), empty_is_zero=is_tax)
        reading.amounts[column.place] = fen
        if is_tax and text.null_count():
            reading.noted[column.place] = Assumed(blank=text.null_count())
        reading.found.refuse("cell-not-an-amount", bad, column.heading, text)
        reading.found.refuse("amount-negative", fen < 0, column.heading, text)
        reading.found.warn("amount-rounded", rounded & (fen >= 0), column.heading, text)
        reading.columns.setdefault(meaning.kind, fen)
    for kind in ("turnover", *(("tax_total",) if reading.layout.is_tax_a_row else ())):
        if kind not in reading.columns:
            reading.columns[kind] = pl.repeat(None, reading.raw.height, dtype=pl.Int64, eager=True)
            reading.ask(kind)
    column = reading.layout.column("turnover")
    if column and not reading.context.aliases.has_unit(column.heading):
        fen = reading.columns["turnover"]
        small = fen.is_between(1, _LEAST - 1)
        if (fen >= _LEAST).any():  # where all of them are, the whole table is asked about
            reading.found.refuse("amount-too-small", small, column.heading, reading.raw[column.place])
    if reading.layout.column("turnover") and not reading.layout.is_tax_a_row:
        missing = reading.text("turnover").is_null()
        reading.found.refuse("cell-missing", missing, reading.layout.heading("turnover"))
    _row_totals(reading)


def _row_totals(reading: Reading) -> None:
    """The taxes of a row beside the sum the row states."""
    total = reading.layout.column("tax_total")
    taxes = [reading.amounts[column.place].fill_null(0) for column in reading.layout.taxes]
    if total and taxes and not reading.layout.is_tax_a_row:
        stated = reading.amounts[total.place]
        differs = (pl.DataFrame({f"{n}": tax for n, tax in enumerate(taxes)}).sum_horizontal() != stated) & stated.is_not_null()
        reading.found.warn("row-total-differs", differs & ~reading.found.refused, total.heading, reading.raw[total.place])


def read_periods(reading: Reading) -> None:
    """Both ends of every row's period, from its cells or from around the table."""
    starts, ends = _stated_period(reading)
    reading.columns |= {"starts_on": starts, "ends_on": ends}
    start = reading.layout.heading("starts_on" if reading.layout.column("starts_on") else "period")
    end = reading.layout.heading("ends_on" if reading.layout.column("ends_on") else "period")
    frame = pl.DataFrame({"starts": starts, "ends": ends})
    backwards = pl.col("ends") < pl.col("starts")
    long = (pl.col("ends") >= pl.col("starts").dt.offset_by("12mo")) & ~backwards
    if frame.unique().select((backwards | long).any()).item():
        marks = frame.select(backwards.fill_null(False).alias("backwards"), long.fill_null(False).alias("long"))
        reading.found.refuse("source-period-backwards", marks["backwards"], start, starts.cast(pl.String), ends=None)
        reading.found.refuse("source-period-too-long", marks["long"], end, ends.cast(pl.String))


def _stated_period(reading: Reading) -> tuple[pl.Series, pl.Series]:
    both = reading.layout.column("period")
    starts, ends = _end(reading, "starts_on", end=False), _end(reading, "ends_on", end=True)
    if both and (starts is None or ends is None):
        text = reading.raw[both.place]
        first, last, bad = period_columns(text)
        reading.found.refuse("period-not-read", bad, both.heading, text)
        reading.found.refuse("cell-missing", text.is_null(), both.heading)
        return first, last
    whole = _period_around(reading)
    for kind, days, given in (("starts_on", starts, whole[0]), ("ends_on", ends, whole[1])):
        if days is None and given is None:
            reading.ask(kind)
    height = reading.raw.height
    return (starts if starts is not None else pl.repeat(whole[0], height, dtype=pl.Date, eager=True),
            ends if ends is not None else pl.repeat(whole[1], height, dtype=pl.Date, eager=True))


def _end(reading: Reading, kind: str, *, end: bool) -> pl.Series | None:
    column = reading.layout.column(kind)
    if column is None:
        return None
    text = reading.raw[column.place]
    days, bad = day_column(text, end=end)
    october = where(text, lambda each: each.str.contains(_MAYBE_OCTOBER))
    if october is not None:
        reading.found.warn("month-maybe-ten", october, column.heading, text)
    serial = where(text, lambda each: each.str.contains(SERIAL))
    if serial is not None:
        example = str(text.filter(serial.fill_null(False))[0])
        reading.noted[column.place] = Assumed(serials=int(serial.sum()), example=example, day=str(read_day(example)))
    reading.found.refuse("day-not-read", bad, column.heading, text)
    reading.found.refuse("cell-missing", text.is_null(), column.heading)
    return days


def _period_around(reading: Reading) -> tuple[date | None, date | None]:
    """The period that stands above or below the table, or in the mapping file."""
    found: dict[str, date] = {}
    for label, value in reading.layout.labels.items():
        meaning = reading.context.aliases.meaning(label)
        if meaning and meaning.kind == "period" and (both := read_period(value)):
            found.setdefault("starts_on", both[0])
            found.setdefault("ends_on", both[1])
        elif meaning and meaning.kind in ("starts_on", "ends_on") and (day := read_day(value, end=meaning.kind == "ends_on")):
            found.setdefault(meaning.kind, day)
    for text in (*reading.layout.lines, *(text for cells in reading.body.notes for text in cells.values())):
        if not found and (spoken := _PERIOD_WORD.search(text)) and (both := period_in(text[spoken.end():])):
            found |= {"starts_on": both[0], "ends_on": both[1]}
    for kind in ("starts_on", "ends_on"):
        given = reading.context.defaults.get(kind)
        if given and (day := read_day(given, end=kind == "ends_on")):
            found.setdefault(kind, day)
    if not found and not _POSTED_WORD.search(reading.layout.title) and (both := period_in(reading.layout.title)):
        reading.found.problems.append(Problem.of("period-from-title", reading.file, None, None, safe(reading.layout.title[:80]),
                                                 start=both[0].isoformat(), end=both[1].isoformat()))
        return both
    return found.get("starts_on"), found.get("ends_on")
