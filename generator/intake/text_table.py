"""Takes the text of a CSV, a tab-separated or a `Unicode text` file, gives its cells. Types are not its business."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence

import polars as pl

from generator.intake.encoding import decoded_table
from generator.intake.sheet import MOST_CELLS, MOST_COLUMNS, Sheet, cells_of, cells_of_rows
from generator.model.problem import Problem

_HEAD = 400           # lines from which separator and width are taken; a longer line sends the table the slow way
_LARGEST_CELL = 1_000_000
_ALIGNED = re.compile(r"[ \u3000]{2,}|\t+")
_EMPTY_LINE = re.compile(r"^(?=\n)", re.MULTILINE)


def read_text_table(raw: bytes, name: str) -> Sheet | Problem:
    """The one sheet of a text file."""
    text = decoded_table(raw, name)
    if isinstance(text, Problem):
        return text
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip("\n\t ,;\0\ufeff"):
        return Problem.of("empty-file", name)
    head = text.split("\n", _HEAD)[:_HEAD]
    separator = _separator(head)
    if max(line.count(separator) for line in head) >= MOST_COLUMNS:
        return Problem.of("too-many-columns", name, found=max(line.count(separator) for line in head) + 1, most=MOST_COLUMNS)
    frame = _fast(text, head, separator) if separator != " " else None
    return Sheet(name, cells_of(frame)) if frame is not None else _slow(text, separator, name)


def _separator(head: Sequence[str]) -> str:
    """The one of tab, comma, semicolon and bar that cuts most lines, or a blank where columns are aligned by blanks."""
    lines = [line for line in head if line.strip()]
    best = max("\t,;|", key=lambda mark: (sum(min(line.count(mark), 3) for line in lines), mark == ","))
    if any(best in line for line in lines) and sum(line.count(best) >= 2 for line in lines) * 4 >= len(lines):
        return best
    return " " if sum(bool(_ALIGNED.search(line.strip())) for line in lines) * 2 > len(lines) else best


def _fast(text: str, head: Sequence[str], separator: str) -> pl.DataFrame | None:
    """By Polars; None where it cannot be sure of every row and its number."""
    if "\0" in text or text.count('"') % 2:
        return None
    if "\n\n" in text or text.startswith("\n"):  # Polars would leave an empty line out, and count on
        if '"' in text:
            return None
        text = _EMPTY_LINE.sub(separator, text)
    width = max(line.count(separator) for line in head) + 1
    names = [f"c{place}" for place in range(max(width, 2))]
    whole = separator.join(names) + "\n" + text  # a first line that says how wide the table is
    try:
        return pl.read_csv(io.BytesIO(whole.encode()), separator=separator, infer_schema=False, raise_if_empty=False)
    except pl.exceptions.PolarsError:
        return None  # a row wider than the head, or quotation marks that do not pair


def _slow(text: str, separator: str, name: str) -> Sheet | Problem:
    """By Python's reader, which takes rows of any width."""
    text = text.replace("\0", "")
    if separator == " ":
        rows = [_ALIGNED.split(line.strip()) for line in text.split("\n")]
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
    return Sheet(name, cells_of_rows(rows))
