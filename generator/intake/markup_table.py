"""Takes an HTML page or an XML spreadsheet of 2003 that is called .xls, gives its tables as cells. Follows no link, no entity."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from xml.parsers import expat

from generator.intake.encoding import decoded_table
from generator.intake.sheet import MOST_CELLS, MOST_COLUMNS, Sheet, sheet_of_rows
from generator.model.personal_data import redact
from generator.model.problem import Problem

_SPREADSHEET = "urn:schemas-microsoft-com:office:spreadsheet"
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]+)|encoding\s*=\s*[\"']([A-Za-z0-9_-]+)")
_KNOWN = {"gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "utf-8": "utf-8-sig", "utf8": "utf-8-sig"}


def is_html(raw: bytes) -> bool:
    head = _ascii(raw)
    return any(mark in head for mark in (b"<html", b"<table", b"<!doctype html"))


def is_xml_spreadsheet(raw: bytes) -> bool:
    return _SPREADSHEET.encode() in raw[:8192].replace(b"\0", b"") and b"<html" not in _ascii(raw)


def _ascii(raw: bytes) -> bytes:
    return raw[:8192].replace(b"\0", b"").lower()


def _text(raw: bytes, name: str) -> str | Problem:
    declared = _CHARSET.search(raw[:2048])
    encoding = _KNOWN.get((declared[1] or declared[2]).decode().lower()) if declared else None
    if encoding:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            pass  # it says one thing and is another, as such files do: the ladder decides
    return decoded_table(raw, name)


class _Rows:
    """Cells put at their place, with the rows and columns they span."""

    def __init__(self) -> None:
        self.rows: list[list[str]] = []
        self.spans: dict[int, tuple[int, str]] = {}
        self.cells = 0

    def next_row(self) -> None:
        self.rows.append([])
        self._fill()

    def put(self, text: str, across: int, down: int) -> None:
        if not self.rows:
            self.next_row()
        row = self.rows[-1]
        place = len(row)
        across = max(1, min(across, MOST_COLUMNS + 1))
        row.extend([text] + [""] * (across - 1))
        self.cells += across
        if down > 1:
            self.spans[place] = (min(down, 100_000) - 1, text)
        self._fill()

    def _fill(self) -> None:
        """Cells that reach down from the rows above."""
        row = self.rows[-1]
        while len(row) in self.spans:
            left, text = self.spans.pop(len(row))
            if left > 1:
                self.spans[len(row)] = (left - 1, text)
            row.append(text)
            if left > 1:
                continue


class _HtmlTables(HTMLParser):
    """The rows of every table of a page, one after the other: such files cut a table at each page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.table = _Rows()
        self.text: list[str] | None = None
        self.span = (1, 1)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self._close()
            self.table.next_row()
        elif tag in ("td", "th"):
            self._close()
            given = {key: value or "" for key, value in attrs}
            self.span = (_whole(given.get("colspan")), _whole(given.get("rowspan")))
            self.text = []
        elif tag == "br" and self.text is not None:
            self.text.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr", "table"):
            self._close()

    def handle_data(self, data: str) -> None:
        if self.text is not None:
            self.text.append(data)

    def _close(self) -> None:
        if self.text is not None:
            self.table.put(" ".join("".join(self.text).split()), *self.span)
            self.text = None


def _whole(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 7 else 1


def read_html(raw: bytes, name: str) -> tuple[list[Sheet], list[Problem]]:
    """The tables of a page as one sheet."""
    text = _text(raw, name)
    if isinstance(text, Problem):
        return [], [text]
    parser = _HtmlTables()
    parser.feed(text)
    parser.close()
    parser._close()
    return _checked({name: parser.table}, name)


def _checked(tables: dict[str, _Rows], name: str) -> tuple[list[Sheet], list[Problem]]:
    sheets: list[Sheet] = []
    for title, table in tables.items():
        width = max(map(len, table.rows), default=0)
        if width > MOST_COLUMNS:
            return [], [Problem.of("too-many-columns", title, found=width, most=MOST_COLUMNS)]
        if width * len(table.rows) > MOST_CELLS:
            return [], [Problem.of("too-many-rows", title, found=len(table.rows), most=MOST_CELLS // max(width, 1))]
        sheets.append(sheet_of_rows(title, table.rows))
    filled = [sheet for sheet in sheets if sheet.cells.height]
    return filled, [] if filled else [Problem.of("empty-file", name)]


class _Spreadsheet:
    """The handlers of an XML spreadsheet. Its cells may jump to a column, its rows to a row."""

    def __init__(self, name: str) -> None:
        self.name, self.tables = name, {}
        self.table = _Rows()
        self.text: list[str] | None = None
        self.span, self.too_far = (1, 1), False

    def start(self, tag: str, given: dict[str, str]) -> None:
        local = tag.rpartition("|")[2]
        at = {key.rpartition("|")[2]: value for key, value in given.items()}
        if local == "Worksheet":
            self.table = self.tables.setdefault(f"{self.name}#{redact(at.get('Name', ''))}", _Rows())
        elif local == "Row":
            wanted = _whole(at.get("Index"))
            self.too_far |= wanted > 1_048_576
            for _ in range(0 if self.too_far else wanted - len(self.table.rows) - 1):
                self.table.next_row()
            self.table.next_row()
        elif local == "Cell":
            row = self.table.rows[-1] if self.table.rows else []
            gap = _whole(at.get("Index")) - len(row) - 1
            self.too_far |= gap > MOST_COLUMNS
            for _ in range(0 if self.too_far else gap):
                self.table.put("", 1, 1)
            self.span = (_whole(at.get("MergeAcross", "0")) + 1 if "MergeAcross" in at else 1,
                         _whole(at.get("MergeDown", "0")) + 1 if "MergeDown" in at else 1)
            self.text = []

    def end(self, tag: str) -> None:
        if tag.rpartition("|")[2] == "Cell" and self.text is not None:
            self.table.put(_saved("".join(self.text)), *self.span)
            self.text = None

    def data(self, text: str) -> None:
        if self.text is not None:
            self.text.append(text)


def _saved(text: str) -> str:
    """A date as a day: the format writes it with a time of day."""
    return re.sub(r"^(\d{4}-\d\d-\d\d)T00:00:00(?:\.0+)?$", r"\1", text.strip())


def read_xml_spreadsheet(raw: bytes, name: str) -> tuple[list[Sheet], list[Problem]]:
    """The worksheets of an XML spreadsheet of 2003."""
    found = _Spreadsheet(name)
    parser = expat.ParserCreate(namespace_separator="|")
    parser.StartElementHandler, parser.EndElementHandler = found.start, found.end
    parser.CharacterDataHandler = found.data
    parser.EntityDeclHandler = _no_entities
    try:
        parser.Parse(_as_utf8(raw), True)
    except (expat.ExpatError, _Entities, ValueError, LookupError):
        return [], [Problem.of("workbook-broken", name)]
    if found.too_far:
        return [], [Problem.of("too-many-columns", name, found=16_384, most=MOST_COLUMNS)]
    return _checked(found.tables, name)


class _Entities(Exception):
    """A file that declares entities may unpack to anything: it is refused."""


def _no_entities(*_: object) -> None:
    raise _Entities


def _as_utf8(raw: bytes) -> bytes:
    """Expat knows UTF-8 and UTF-16; a file in GB 18030 is written anew."""
    declared = _CHARSET.search(raw[:200])
    encoding = _KNOWN.get((declared[1] or declared[2]).decode().lower()) if declared else None
    if encoding != "gb18030":
        return raw
    return re.sub(r'encoding\s*=\s*["\'][^"\']*["\']', 'encoding="utf-8"', raw.decode("gb18030"), count=1).encode()
