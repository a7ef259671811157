"""Takes rows that commas inside numbers cut into too many cells, gives them joined where there is one way to do it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from generator.intake.amount import read_amount
from generator.intake.layout import Column, Layout
from generator.intake.period import read_day, read_period

_HEAD = re.compile(r"^-?[1-9]\d{0,2}$")
_MIDDLE = re.compile(r"^\d{3}$")
_TAIL = re.compile(r"^\d{3}(?:\.\d{1,2})?$")
_NUMBER = re.compile(r"^-?(?:0|[1-9]\d*)?(?:\.\d+)?$")
_NO_DAY = r"^-?[0-9]{1,3}$|^-?[0-9,]+\.[0-9]{2}$"
_MOST_WAYS = 64


@dataclass(frozen=True)
class Joined:
    """The rows whole again. Shape: `joined` row to the amounts as read, `apart` row to how many cells too many."""

    rows: pl.DataFrame
    joined: Mapping[int, str]
    apart: Mapping[int, int]


def join_cut_rows(rows: pl.DataFrame, layout: Layout) -> Joined:
    """The rows of a body with cells right of the last heading put back together."""
    places = [name for name in rows.columns if name != "row"]
    width = max(places.index(column.place) for column in layout.columns) + 1
    suspects = _suspects(rows, places[width:], [column.place for column in layout.columns if _is_day(column)])
    amounts = {places.index(column.place) for column in layout.columns if column.meaning and column.meaning.is_amount}
    days = {places.index(column.place): column.meaning.kind for column in layout.columns if column.meaning and _is_day(column)}
    if not suspects.height or not amounts:
        return Joined(rows, {}, {})
    joined: dict[int, str] = {}
    apart: dict[int, int] = {}
    whole: dict[int, list[str | None]] = {}
    for row, *cells in suspects.iter_rows():
        filled = max(place for place, cell in enumerate(cells) if cell is not None) + 1
        ways = [way for way in _ways(cells[:filled], width, amounts) if _days_are_days(way, days)]
        if len(ways) > 1:
            ways = [way for way in ways if _adds_up(way, places, layout)]
        if len(ways) == 1 and ways[0][:filled] == cells[:width][:filled]:
            continue  # it was whole
        if len(ways) == 1:
            whole[row] = ways[0] + [None] * (len(places) - width)
            joined[row] = "、".join(ways[0][place] or "" for place in sorted(amounts) if ways[0][place] != cells[place])[:60]
        elif _is_cut(cells, amounts):
            apart[row] = max(1, filled - width)
    if not whole:
        return Joined(rows, joined, apart)
    mended = pl.DataFrame([[row, *cells] for row, cells in whole.items()], schema=rows.schema, orient="row")
    rest = rows.filter(~pl.col("row").is_in(list(whole)))
    return Joined(pl.concat([rest, mended]).sort("row"), joined, apart)


def _is_day(column: Column) -> bool:
    return column.meaning is not None and column.meaning.kind in ("starts_on", "ends_on", "period")


def _suspects(rows: pl.DataFrame, beyond: list[str], days: list[str]) -> pl.DataFrame:
    """Rows that reach beyond the last heading, or have an amount where a day should be."""
    over = [pl.col(place).is_not_null() for place in beyond]
    shifted = [pl.col(place).str.contains(_NO_DAY).fill_null(False) for place in days]
    return rows.filter(pl.any_horizontal(*over, *shifted)) if over or shifted else rows.clear()


def _days_are_days(way: list[str | None], days: Mapping[int, str]) -> bool:
    return all(cell is None or (read_period(cell) if kind == "period" else read_day(cell)) is not None
               for place, kind in days.items() for cell in (way[place],))


def _adds_up(way: list[str | None], places: list[str], layout: Layout) -> bool:
    """Whether the taxes come to the sum the row states, and that to less than the turnover."""
    total, turnover = layout.column("tax_total"), layout.column("turnover")
    sums = [sum(_fen(way[places.index(column.place)]) for column in layout.taxes)] if layout.taxes else []
    sums += [_fen(way[places.index(total.place)])] if total else []
    fits = not turnover or not sums or _fen(way[places.index(turnover.place)]) >= max(sums)
    return fits and len(set(sums)) <= 1


def _fen(cell: str | None) -> int:
    read = read_amount(cell or "0")
    return read[0] if read else 0


def _is_cut(cells: list[str | None], amounts: set[int]) -> bool:
    """Whether a number stands where only the comma of another can have put it."""
    return any(place + 1 < len(cells) and cells[place] and cells[place + 1] and _HEAD.match(cells[place]) and _TAIL.match(cells[place + 1])
               for place in amounts)


def _ways(cells: list[str | None], width: int, amounts: set[int]) -> Iterator[list[str | None]]:
    """Every way to read the cells as a row of the table."""
    found = 0
    stack: list[tuple[int, list[str | None]]] = [(0, [])]
    while stack and found < _MOST_WAYS:
        at, made = stack.pop()
        if len(made) == width:
            if at >= len(cells):
                found += 1
                yield made
            continue
        if at >= len(cells):
            stack.append((at, made + [None] * (width - len(made))))
            continue
        cell = cells[at]
        if len(made) in amounts:
            stack.extend((at + taken, made + [number]) for taken, number in _numbers(cells, at))
        else:
            stack.append((at + 1, made + [cell]))


def _numbers(cells: list[str | None], at: int) -> Iterator[tuple[int, str | None]]:
    """The numbers that can begin at a cell: the cell itself, or with the ones its commas cut off."""
    cell = cells[at]
    if cell is None or _NUMBER.match(cell):
        yield 1, cell
    text, taken = cell or "", 1
    if not _HEAD.match(text):
        return
    while at + taken < len(cells) and cells[at + taken] and _TAIL.match(cells[at + taken] or ""):
        text += cells[at + taken] or ""
        taken += 1
        yield taken, text
        if not _MIDDLE.match(cells[at + taken - 1] or ""):
            return
