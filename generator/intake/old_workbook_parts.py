"""Takes the bytes of an XLS, gives what its reader leaves out: hidden rows and columns, merged cells. What is not as expected gives nothing.

An XLS is a small file system (sectors in chains) with one stream of records; of these the few kinds are read that are wanted.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from generator.intake.sheet_part import Merged, Parts, SheetPart

_BOUND_SHEET, _ROW, _COLUMN, _MERGED, _BEGIN, _END = 0x85, 0x208, 0x7D, 0xE5, 0x809, 0x0A
_FORMULA, _ERROR = 0x06, 0x205
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_BIFF8 = 0x0600
_LAST_SECTOR = 0xFFFFFFF0
_FEW, _FREE = 1_000_000, 109


def old_workbook_parts(raw: bytes) -> Parts:
    """By the names of the sheets."""
    try:
        stream = _stream(raw) if raw[:4] == b"\xd0\xcf\x11\xe0" else raw
        return Parts({name: _sheet_part(stream, offset) for name, offset in _sheets(stream)}) if stream else Parts({})
    except (struct.error, IndexError, ValueError):
        return Parts({})  # the reader of the values tells what is wrong with the file


def _stream(raw: bytes) -> bytes:
    """The stream of the workbook, put together of its sectors; nothing where it is another kind of file."""
    size = 1 << struct.unpack_from("<H", raw, 30)[0]
    if not 128 <= size <= 65_536:
        return b""
    first_directory = struct.unpack_from("<I", raw, 48)[0]
    table = _table(raw, size)
    directory = _chain(raw, size, table, first_directory)
    for at in range(0, len(directory) - 127, 128):
        name = directory[at:at + 64].decode("utf-16-le", "replace")[:max(0, struct.unpack_from("<H", directory, at + 64)[0] // 2 - 1)]
        if name in ("Workbook", "Book"):
            start, length = struct.unpack_from("<II", directory, at + 116)
            return _chain(raw, size, table, start)[:length] if length >= 4096 else b""
    return b""


def _table(raw: bytes, size: int) -> list[int]:
    """Which sector follows which."""
    parts = [sector for sector in struct.unpack_from(f"<{_FREE}I", raw, 76) if sector < _LAST_SECTOR]
    further, count = struct.unpack_from("<II", raw, 68)
    for _ in range(min(count, _FEW)):
        if further >= _LAST_SECTOR:
            break
        *more, further = struct.unpack_from(f"<{size // 4}I", raw, (further + 1) * size)
        parts += [sector for sector in more if sector < _LAST_SECTOR]
    return [entry for sector in parts for entry in struct.unpack_from(f"<{size // 4}I", raw, (sector + 1) * size)]


def _chain(raw: bytes, size: int, table: list[int], sector: int) -> bytes:
    sectors = []
    while sector < _LAST_SECTOR and len(sectors) <= len(table):
        sectors.append(raw[(sector + 1) * size:(sector + 2) * size])
        sector = table[sector]
    return b"".join(sectors)


def _records(stream: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """The kind, place and length of each record up to the end of a part of the stream."""
    kind, length = struct.unpack_from("<HH", stream, at)
    while kind != _END:
        yield kind, at + 4, length
        at += 4 + length
        kind, length = struct.unpack_from("<HH", stream, at)


def _sheets(stream: bytes) -> Iterator[tuple[str, int]]:
    for kind, at, length in _records(stream, 0):
        if kind == _BEGIN and struct.unpack_from("<H", stream, at)[0] != _BIFF8:
            return
        if kind == _BOUND_SHEET:
            offset, count, is_wide = struct.unpack_from("<I", stream, at)[0], stream[at + 6], stream[at + 7] & 1
            text = stream[at + 8:at + 8 + count * (1 + is_wide)]
            yield text.decode("utf-16-le" if is_wide else "latin-1", "replace"), offset


def _sheet_part(stream: bytes, offset: int) -> SheetPart:
    rows: set[int] = set()
    columns: set[int] = set()
    merged: list[Merged] = []
    errors: list[tuple[int, int, str]] = []
    formulas: list[tuple[int, int]] = []
    empty: list[tuple[int, int, str]] = []
    for kind, at, length in _records(stream, offset):
        if kind == _FORMULA:
            row, column = struct.unpack_from("<HH", stream, at)
            formulas.append((row + 1, column + 1))
            if stream[at + 12:at + 14] == b"\xff\xff" and stream[at + 6] == 2:
                errors.append((row + 1, column + 1, _ERRORS.get(stream[at + 8], "#?")))
            elif stream[at + 12:at + 14] == b"\xff\xff" and stream[at + 6] == 3:
                empty.append((row + 1, column + 1, "="))
        elif kind == _ERROR and stream[at + 7]:
            row, column = struct.unpack_from("<HH", stream, at)
            errors.append((row + 1, column + 1, _ERRORS.get(stream[at + 6], "#?")))
        elif kind == _ROW and stream[at + 12] & 0x20:
            rows.add(struct.unpack_from("<H", stream, at)[0] + 1)
        elif kind == _COLUMN and stream[at + 8] & 1:
            first, last = struct.unpack_from("<HH", stream, at)
            columns.update(range(first + 1, min(last, 255) + 2))
        elif kind == _MERGED:
            for each in range(struct.unpack_from("<H", stream, at)[0]):
                top, bottom, left, right = struct.unpack_from("<HHHH", stream, at + 2 + 8 * each)
                merged.append(Merged(top + 1, bottom + 1, left + 1, right + 1))
    unsaved = tuple(empty) if len(empty) == len(formulas) else ()  # a formula may well be empty; all of them are in a file never opened
    return SheetPart(frozenset(rows), frozenset(columns), len(formulas), unsaved,
                     tuple(each for each in merged if each.bottom > each.top), tuple(errors))
