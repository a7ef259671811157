"""Takes the content of an ODS, gives what its reader leaves out (hidden rows and columns, merged cells), or why it must not be opened."""

from __future__ import annotations

import re

from generator.intake.sheet import MOST_CELLS, MOST_COLUMNS
from generator.intake.sheet_part import Merged, Parts, SheetPart
from generator.model.problem import Problem

_ROW = re.compile(rb"<table:table-row([^>]*?)(?:/>|>(.*?)</table:table-row>)", re.DOTALL)
_CELL = re.compile(rb"<table:(?:covered-)?table-cell([^>]*?)(/?)>")
_COLUMN = re.compile(rb"<table:table-column([^>]*?)/?>")
_REPEATED = re.compile(rb'number-(?:rows|columns)-repeated="([0-9]+)"')
_SPANNED = re.compile(rb'number-rows-spanned="([0-9]{1,7})"')
_HIDDEN = re.compile(rb'table:visibility="(?:collapse|filter)"')
_MOST_HIDDEN = 100_000


def ods_parts(xml: bytes, name: str) -> Parts | Problem:
    """Rows and cells of an ODS may be repeated by a number: what they come to is counted before they are made."""
    cells = rows = 0
    for row in _ROW.finditer(xml):
        inside = row[2] or b""
        times = _times(row[1])
        filled = b"office:value" in inside or b"<text:p" in inside
        width = sum(_times(match[1]) for match in _filled_cells(inside)) if filled else 0
        rows += times if filled else 0
        cells += times * width
        if width > MOST_COLUMNS:
            return Problem.of("too-many-columns", name, found=width, most=MOST_COLUMNS)
        if cells > MOST_CELLS:
            return Problem.of("too-many-rows", name, found=rows, most=MOST_CELLS // max(width, 1))
    return Parts(dict(_sheets(xml)))


def _times(attributes: bytes) -> int:
    return int((_REPEATED.search(attributes) or [0, 1])[1])


def _filled_cells(row: bytes) -> list[re.Match[bytes]]:
    """The cells of a row up to the last that holds something."""
    found = list(_CELL.finditer(row))
    filled = [place for place, cell in enumerate(found) if b"office:value" in cell[1] or not cell[2]]
    return found[:filled[-1] + 1] if filled else []


def _sheets(xml: bytes) -> list[tuple[str, SheetPart]]:
    found = []
    for table in re.split(rb"<table:table(?=[ >])", xml)[1:]:
        title = re.search(rb'table:name="([^"]*)"', table[:table.find(b">")])
        rows, merged = _rows(table) if _HIDDEN.search(table) or _SPANNED.search(table) else (frozenset(), ())
        found.append((plain(title[1]) if title else "", SheetPart(rows, _hidden_columns(table), table.count(b"table:formula="), merged=merged)))
    return found


def _rows(table: bytes) -> tuple[frozenset[int], tuple[Merged, ...]]:
    hidden: set[int] = set()
    merged: list[Merged] = []
    number = 1
    for row in _ROW.finditer(table):
        times = _times(row[1])
        if _HIDDEN.search(row[1]) and row[2] and b"<text:p" in row[2] and len(hidden) < _MOST_HIDDEN:
            hidden.update(range(number, number + min(times, _MOST_HIDDEN)))
        column = 1
        for cell in _CELL.finditer(row[2] or b"") if b"rows-spanned" in (row[2] or b"") else ():
            spanned = _SPANNED.search(cell[1])
            if spanned and int(spanned[1]) > 1:
                merged.append(Merged(number, number + int(spanned[1]) - 1, column, column + _columns_spanned(cell[1]) - 1))
            column += _times(cell[1])
        number += times
    return frozenset(hidden), tuple(merged)


def _columns_spanned(attributes: bytes) -> int:
    found = re.search(rb'number-columns-spanned="([0-9]{1,5})"', attributes)
    return max(1, int(found[1])) if found else 1


def _hidden_columns(table: bytes) -> frozenset[int]:
    hidden: set[int] = set()
    number = 1
    for column in _COLUMN.finditer(table):
        times = _times(column[1])
        if _HIDDEN.search(column[1]):
            hidden.update(range(number, number + min(times, MOST_COLUMNS)))
        number += times
    return frozenset(hidden)


def plain(xml: bytes) -> str:
    """The text of an attribute."""
    text = xml.decode("utf-8", "replace")
    for entity, mark in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        text = text.replace(entity, mark)
    return text
