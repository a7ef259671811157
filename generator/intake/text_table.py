"""Takes the text of a CSV, a tab-separated or a `Unicode text` file, gives its cells. Types are not its business."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence

import polars as pl

from generator.intake.drawn_text import BLANKS, aligned_rows, blank_rows, undrawn
from generator.intake.encoding import decoded_table
from generator.intake.sheet import MOST_CELLS, MOST_COLUMNS, Sheet, sheet_of, sheet_of_rows
from generator.model.problem import Problem

_HEAD = 400           # lines from which separator and width are taken; a longer line sends the table the slow way
_SAMPLE = 65_536
_CUTS = "\t,;|"
_BLANK = "  "         # single blanks, in a table with the same number of them in every line
_DRAWN = ("│".encode(), "┃".encode(), "║".encode(), b"|--", b"| --", b"|:", b"+--", b'="')
_LARGEST_CELL = 1_000_000
_KEPT_AS_TEXT = re.compile(r"""(^|[,;\t])="([^"\n]*)"(?=[,;\t]|$)""", re.MULTILINE)  # ="2101…", so that a spreadsheet leaves the digits alone


def read_text_table(raw: bytes, name: str) -> Sheet | Problem:
    """The one sheet of a text file."""
    frame = _straight(raw)
    if frame is not None:
        return sheet_of(name, frame)
    text = decoded_table(raw, name)
    if isinstance(text, Problem):
        return text
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if '="' in text:
        text = _KEPT_AS_TEXT.sub(r'\1"\2"', text)
    text = undrawn(text, text[:_SAMPLE])
    if not text.strip("\n\t ,;\0\ufeff"):
        return Problem.of("empty-file", name)
    head = text.split("\n", _HEAD)[:_HEAD]
    separator = _separator(head)
    if max(line.count(separator) for line in head) >= MOST_COLUMNS:
        return Problem.of("too-many-columns", name, found=max(line.count(separator) for line in head) + 1, most=MOST_COLUMNS)
    frame = _fast(text.replace("\n\n", f"\n{separator}\n").replace("\n\n", f"\n{separator}\n").encode(), head, separator) \
        if separator in _CUTS and not text.startswith("\n") and '"' not in text else None
    return sheet_of(name, frame) if frame is not None else _slow(text, separator, name)


def _straight(raw: bytes) -> pl.DataFrame | None:
    """A large table in plain UTF-8, without decoding it first; None for everything else."""
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    end = raw.rfind(b"\n", 0, _SAMPLE)
    if len(raw) < _SAMPLE or end < 0 or raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return None
    try:
        head = raw[:end].decode("utf-8").replace("\r\n", "\n").split("\n")
    except UnicodeDecodeError:
        return None
    separator = _separator(head)
    if separator not in _CUTS or any(mark in raw[:end] for mark in _DRAWN) or "\r" in "".join(head) or max(line.count(separator) for line in head) >= MOST_COLUMNS:
        return None
    return _fast(raw, head, separator)


def _separator(head: Sequence[str]) -> str:
    """The one of tab, comma, semicolon and bar that cuts most lines, or blanks where nothing but blanks cuts them."""
    lines = [line for line in head if line.strip()]
    best = max(f"{_CUTS}，", key=lambda mark: (*_cutting([line.count(mark) for line in lines]), mark == ","))
    if any(best in line for line in lines) and sum(line.count(best) >= 2 for line in lines) * 4 >= len(lines):
        return best
    if sum(bool(BLANKS.search(line.strip())) for line in lines) * 2 > len(lines):
        return " "
    return _BLANK if blank_rows(lines) else best


def _cutting(counts: Sequence[int]) -> tuple[int, int]:
    """How well a mark cuts lines: in three cells and more, then at all. A sentence has a comma too."""
    return sum(min(count, 6) for count in counts if count >= 2), sum(min(count, 3) for count in counts)


def _fast(raw: bytes, head: Sequence[str], separator: str) -> pl.DataFrame | None:
    """By Polars; None where it cannot be sure of every row and its number, or where it is no UTF-8."""
    quotes = raw.count(b'"') if b'"' in raw else 0
    if b"\0" in raw or quotes % 2:
        return None
    width = max(line.count(separator) for line in head) + 1
    names = separator.join(f"c{place}" for place in range(max(width, 2)))  # a first line that says how wide the table is
    try:
        frame = pl.read_csv(names.encode() + b"\n" + raw, separator=separator, infer_schema=False, raise_if_empty=False)
    except pl.exceptions.PolarsError:
        return None  # a row wider than the head, or quotation marks that do not pair
    lines = raw.count(b"\n") + (not raw.endswith(b"\n"))
    whole = frame.height == lines or quotes and not (b"\n\n" in raw or b"\r\n\r\n" in raw)
    return frame if whole else None  # it leaves empty lines out, and counts on


def _slow(text: str, separator: str, name: str) -> Sheet | Problem:
    """By Python's reader, which takes rows of any width."""
    text = text.replace("\0", "")
    if separator == " ":
        rows = aligned_rows(text.split("\n"))
    elif separator == _BLANK:
        lines = text.split("\n")
        rows = blank_rows(lines) or aligned_rows(lines)
    else:
        csv.field_size_limit(_LARGEST_CELL)
        reader = csv.reader(io.StringIO(text), delimiter=separator)
        rows = []
        try:
            rows.extend(reader)
        except csv.Error as error:
            return Problem.of("csv-broken", name, reader.line_num, detail=str(error))
    widest = max(map(len, rows), default=0)
    if widest > MOST_COLUMNS or widest * len(rows) > MOST_CELLS:
        return Problem.of("too-many-columns", name, found=widest, most=MOST_COLUMNS)
    return sheet_of_rows(name, rows)
