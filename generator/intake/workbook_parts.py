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

from isal import isal_zlib

from generator.intake.ods_parts import ods_parts, plain
from generator.intake.sheet import MOST_BYTES, MOST_CELLS, MOST_COLUMNS
from generator.intake.sheet_part import Merged, Parts, SheetPart
from generator.model.problem import Problem

_UNSAVED = re.compile(rb'<c r="([A-Z]+)([0-9]+)"(?![^>]* t="str")[^>]*><f(?:\s[^<>]*)?(?:/>|>([^<]*)</f>)(?:<v></v>|<v\s*/>)?</c>')
_WIDE = re.compile(rb' r="([A-Z]{2,3})([0-9]+)"')
_HIDDEN_ROW = re.compile(rb'<row [^>]*?r="([0-9]+)"[^>]*? hidden="(?:1|true)"|<row [^>]*?hidden="(?:1|true)"[^>]*? r="([0-9]+)"')
_LAST_ROW = re.compile(rb'<row [^>]*?r="([0-9]+)"')
_SHEET = re.compile(rb'<(?:\w+:)?sheet [^>]*?name="([^"]*)"[^>]*?r:id="([^"]*)"')
_LINK = re.compile(rb'<Relationship [^>]*>')
_ERROR = re.compile(rb'<c r="([A-Z]+)([0-9]+)"[^>]*? t="e"[^>]*>(?:<f[^>]*?/>|<f.*?</f>)?<v>(#[^<]{1,20})</v>')
_MOST_UNSAVED = 100_000


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
        return ods_parts(texts["content.xml"], name)
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
        yield plain(title), links.get(key, "")


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
    if re.search(rb'hidden="', xml):
        hidden = frozenset(int(first or second) for first, second in _HIDDEN_ROW.findall(xml))
    formulas = xml.count(b"<f>") + xml.count(b"<f ") + xml.count(b"<f/>") if re.search(rb"<f", xml) else 0
    unsaved = tuple((int(row), column_number(column), "=" + plain(text)) for column, row, text in
                    itertools.islice(_UNSAVED.findall(xml), _MOST_UNSAVED)) if formulas else ()
    after = xml[max(0, xml.rfind(b"</sheetData>")):]  # a sheet is long; where cells are merged stands behind its cells
    merged = tuple(Merged(int(top), int(bottom), column_number(left), column_number(right)) for left, top, right, bottom in
                   re.findall(rb'<mergeCell ref="([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)"', after) if int(bottom) > int(top))
    errors = tuple((int(row), column_number(column), plain(text)) for column, row, text in
                   itertools.islice(_ERROR.findall(xml), _MOST_UNSAVED)) if re.search(rb't="e"', xml) else ()  # quicker than `in` on a hundred megabytes
    return SheetPart(hidden, _hidden_columns(xml[:xml.find(b"<sheetData")]), formulas, unsaved, merged, errors)


def _hidden_columns(before: bytes) -> frozenset[int]:
    """What stands before the cells says which columns are not shown."""
    hidden: set[int] = set()
    for column in re.findall(rb"<col [^>]*>", before):
        first, last = re.search(rb'min="([0-9]{1,5})"', column), re.search(rb'max="([0-9]{1,5})"', column)
        if re.search(rb'hidden="(?:1|true)"', column) and first and last:
            hidden.update(range(int(first[1]), min(int(last[1]), MOST_COLUMNS) + 1))
    return frozenset(hidden)
