"""Takes the bytes of an XLSX or ODS, gives what stands in its parts besides values, or why it must not be opened.

A workbook is a zip of XML. Before a reader that trusts it is let near, every part is unpacked once and counted: what
unpacks to more than a machine holds, and a cell so far out that the sheet between would fill memory, is refused here.
"""

from __future__ import annotations

import io
import itertools
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from isal import isal_zlib

from generator.intake.sheet import MOST_BYTES, MOST_CELLS, MOST_COLUMNS
from generator.model.problem import Problem

_UNSAVED = re.compile(rb'<c r="([A-Z]+)([0-9]+)"[^>]*><f(?:\s[^<>]*)?(?:/>|>([^<]*)</f>)(?:<v></v>|<v\s*/>)?</c>')
_WIDE = re.compile(rb' r="([A-Z]{2,3})([0-9]+)"')
_HIDDEN_ROW = re.compile(rb'<row [^>]*?r="([0-9]+)"[^>]*? hidden="(?:1|true)"|<row [^>]*?hidden="(?:1|true)"[^>]*? r="([0-9]+)"')
_LAST_ROW = re.compile(rb'<row [^>]*?r="([0-9]+)"')
_SHEET = re.compile(rb'<(?:\w+:)?sheet [^>]*?name="([^"]*)"[^>]*?r:id="([^"]*)"')
_LINK = re.compile(rb'<Relationship [^>]*>')
_ODS_ROW = re.compile(rb"<table:table-row[^>]*>.*?</table:table-row>", re.DOTALL)
_ODS_CELL = re.compile(rb"<table:(?:covered-)?table-cell([^>]*?)(/?)>")
_MOST_UNSAVED = 100_000
_REPEATED = re.compile(rb'number-(?:rows|columns)-repeated="([0-9]+)"')


@dataclass(frozen=True)
class SheetPart:
    """What one sheet's XML says besides values.

    Shape: `merged` are (first row, last row, first column, last column); `unsaved` (row, column, formula) of the cells whose
        value was not saved.
    """

    hidden_rows: frozenset[int] = frozenset()
    formulas: int = 0
    unsaved: tuple[tuple[int, str, str], ...] = ()
    merged: tuple[tuple[int, int, str, str], ...] = ()
    first_column: str = "A"


@dataclass(frozen=True)
class Parts:
    sheets: dict[str, SheetPart]
    has_links: bool = False
    charts: int = 0


def workbook_parts(raw: bytes, name: str) -> Parts | Problem:
    """What the parts of a workbook say, or the one problem for which it is not opened."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            infos = archive.infolist()
            if any(info.flag_bits & 1 for info in infos):
                return Problem.of("workbook-protected", name)
            if sum(info.file_size for info in infos) > MOST_BYTES:
                return Problem.of("workbook-too-large", name, most=MOST_BYTES // 1_000_000)
            return _parts(raw, infos, name)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, isal_zlib.error, ValueError, EOFError, OSError, NotImplementedError):
        return Problem.of("workbook-broken", name)


def _parts(raw: bytes, infos: list[zipfile.ZipInfo], name: str) -> Parts | Problem:
    texts: dict[str, bytes] = {}
    left = MOST_BYTES
    for info in infos:
        if not info.filename.lower().endswith((".xml", ".rels")):
            continue
        text = _unpacked(raw, info, left)
        if text is None:
            return Problem.of("workbook-too-large", name, most=MOST_BYTES // 1_000_000)
        left -= len(text)
        texts[info.filename.lstrip("/")] = text
    if "META-INF/manifest.xml" in texts and b"encryption-data" in texts["META-INF/manifest.xml"]:
        return Problem.of("workbook-protected", name)
    if "content.xml" in texts:
        return _ods(texts["content.xml"], name)
    return _xlsx(texts, name)


def _unpacked(raw: bytes, info: zipfile.ZipInfo, most: int) -> bytes | None:
    """One part, or None if it holds more than it says or than we take: the reader after us believes what it says."""
    start = info.header_offset
    begin = start + 30 + int.from_bytes(raw[start + 26:start + 28], "little") + int.from_bytes(raw[start + 28:start + 30], "little")
    packed = raw[begin:begin + info.compress_size]
    if info.compress_type == zipfile.ZIP_STORED:
        return packed if len(packed) <= most else None
    if info.compress_type != zipfile.ZIP_DEFLATED:
        raise zipfile.BadZipFile("another compression")
    text = isal_zlib.decompressobj(wbits=-15).decompress(packed, min(most, info.file_size) + 1)
    return text if len(text) <= min(most, info.file_size) else None


def _xlsx(texts: dict[str, bytes], name: str) -> Parts | Problem:
    sheets: dict[str, SheetPart] = {}
    for title, path in _sheet_paths(texts):
        xml = texts.get(path)
        if xml is None:
            continue
        last_row, last_column = _extent(xml)
        if last_column > MOST_COLUMNS:
            return Problem.of("too-many-columns", f"{name}#{title}", found=last_column, most=MOST_COLUMNS)
        if last_row * max(last_column, 26) > MOST_CELLS:
            return Problem.of("too-many-rows", f"{name}#{title}", found=last_row, most=MOST_CELLS // max(last_column, 26))
        sheets[title] = _sheet_part(xml)
    links = any(path.startswith("xl/externalLinks/") for path in texts)
    return Parts(sheets, links, sum(path.startswith("xl/chartsheets/") and path.endswith(".xml") for path in texts))


def _sheet_paths(texts: dict[str, bytes]) -> Iterator[tuple[str, str]]:
    """The name of each sheet and the part it lies in."""
    links = {}
    for link in _LINK.findall(texts.get("xl/_rels/workbook.xml.rels", b"")):
        key, target = re.search(rb'\bId="([^"]*)"', link), re.search(rb'\bTarget="([^"]*)"', link)
        if key and target:
            path = target[1].decode("utf-8", "replace")
            links[key[1]] = path.lstrip("/") if path.startswith("/") else "xl/" + path
    for title, key in _SHEET.findall(texts.get("xl/workbook.xml", b"")):
        yield _plain(title), links.get(key, "")


def _plain(xml: bytes) -> str:
    text = xml.decode("utf-8", "replace")
    for entity, mark in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        text = text.replace(entity, mark)
    return text


def _extent(xml: bytes) -> tuple[int, int]:
    """The last row and column any cell stands in, without trusting the sheet's own word; at most 26 columns count as 26."""
    tail = [int(row) for row in _LAST_ROW.findall(xml[-20_000:])]
    last_row, last_column = max(tail, default=0), 26
    far = {match.group(1) for match in _WIDE.finditer(xml)}
    if far:
        last_column = max(map(column_number, far))
        last_row = max([last_row, *(int(match.group(2)) for match in _WIDE.finditer(xml))])
    return max(last_row, 1), last_column


def column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _sheet_part(xml: bytes) -> SheetPart:
    hidden = frozenset()
    if b'hidden="' in xml:
        hidden = frozenset(int(first or second) for first, second in _HIDDEN_ROW.findall(xml))
    formulas = xml.count(b"<f>") + xml.count(b"<f ") + xml.count(b"<f/>") if b"<f" in xml else 0
    unsaved = tuple((int(row), column.decode(), "=" + _plain(text)) for column, row, text in
                    itertools.islice(_UNSAVED.findall(xml), _MOST_UNSAVED)) if formulas else ()
    after = xml[max(0, xml.rfind(b"</sheetData>")):]  # a sheet is long; where cells are merged stands behind its cells
    merged = tuple((int(top), int(bottom), left.decode(), right.decode()) for left, top, right, bottom in
                   re.findall(rb'<mergeCell ref="([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)"', after) if int(bottom) > int(top))
    first = _first_column(xml) if merged or unsaved else "A"
    return SheetPart(hidden, formulas, unsaved, merged, first)


def _first_column(xml: bytes) -> str:
    """The first column with a value: where the reader begins to count."""
    filled = {match.group(1) for match in re.finditer(rb'<c r="([A-Z]+)[0-9]+"[^>]*[^/>]>(?=<(?:v|is|f))|<c r="([A-Z]+)[0-9]+">(?=<(?:v|is|f))', xml)
              if match.group(1)}
    return min(filled, key=column_number, default=b"A").decode()


def _ods(xml: bytes, name: str) -> Parts | Problem:
    """Rows and cells of an ODS may be repeated by a number: what they come to is counted before they are made."""
    cells = rows = 0
    for row in _ODS_ROW.findall(xml):
        start = row[:row.find(b">")]
        times = int((_REPEATED.search(start) or [0, 1])[1])
        filled = b"office:value" in row or b"<text:p" in row
        width = sum(int((_REPEATED.search(match[1]) or [0, 1])[1]) for match in _filled_cells(row)) if filled else 0
        rows += times if filled else 0
        cells += times * width
        if width > MOST_COLUMNS:
            return Problem.of("too-many-columns", name, found=width, most=MOST_COLUMNS)
        if cells > MOST_CELLS:
            return Problem.of("too-many-rows", name, found=rows, most=MOST_CELLS // max(width, 1))
    formulas = xml.count(b"table:formula=")
    return Parts({"": SheetPart(formulas=formulas)} if formulas else {})


def _filled_cells(row: bytes) -> list[re.Match[bytes]]:
    """The cells of a row up to the last that holds something."""
    found = list(_ODS_CELL.finditer(row))
    filled = [place for place, cell in enumerate(found) if b"office:value" in cell[1] or not cell[2]]
    return found[:filled[-1] + 1] if filled else []
