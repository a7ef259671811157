"""Takes a CSV file, gives its cells as text with the row number of each, or problems. Types are not its business."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import polars as pl

from generator.model.distinct import distinct
from generator.model.problem import Problem
from generator.model.quota_table import fold_heading
from generator.read.text_file import decoded

_LARGEST_CELL = 1_000_000
_LONGEST_HEADING = 100_000  # bytes of the first line of a table that is read as it is


def read_csv(path: Path, name: str) -> tuple[pl.DataFrame, list[Problem]]:
    """Every row of the table as text.

    Shape: one String column per heading (folded to NFKC, so that `经营面积（m²）` is `经营面积(m2)`), and `row`, counted
        as a spreadsheet does: the heading is row 1. Rows with nothing in them are left out. Cells are stripped.
    """
    raw = path.read_bytes()
    frame, problems = _straight(raw), []
    if frame is None:
        text = decoded(raw, name)
        frame, problems = (pl.DataFrame(), [text]) if isinstance(text, Problem) else _parse(text, name)
    if not frame.width:
        return frame, problems
    cells = [column for column in frame.columns if column != "row"]
    frame = frame.with_columns(pl.col(column).str.strip_chars() for column in cells if _has_blanks(frame[column]))
    frame = frame.with_columns(pl.col(cells).fill_null(""))
    is_filled = frame.select(pl.any_horizontal(pl.col(cells) != "").alias("filled"))["filled"]
    return frame if is_filled.all() else frame.filter(is_filled), problems


def _has_blanks(texts: pl.Series) -> bool:
    """Whether anything is there to strip. Where most cells differ, stripping is as cheap as looking."""
    found = distinct(texts)
    return found is texts or bool((found.str.strip_chars() != found).any())


def _straight(raw: bytes) -> pl.DataFrame | None:
    """A table in plain UTF-8 without decoding it first; None where anything about it is unusual."""
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    if b"\r" in raw:
        raw = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    try:
        first = raw[:raw.find(b"\n", 0, _LONGEST_HEADING) + 1].decode()
    except UnicodeDecodeError:
        return None
    if not first.strip() or '"' in first or b"\0" in raw or b'"' in raw and raw.count(b'"') % 2:
        return None
    headings, problems = _headings(first, "")
    return None if problems else _by_polars(raw, headings)


def _parse(text: str, name: str) -> tuple[pl.DataFrame, list[Problem]]:
    headings, problems = _headings(text, name)
    if problems:
        return pl.DataFrame(), problems
    frame = _by_polars(text.encode(), headings) if text.count('"') % 2 == 0 and "\0" not in text else None
    return (frame, []) if frame is not None else _parse_slowly(text, headings, name)


def _by_polars(raw: bytes, headings: list[str]) -> pl.DataFrame | None:
    """None where it cannot read it: it names no row, the slow reader does."""
    try:
        body = pl.read_csv(raw, has_header=False, skip_rows=0, infer_schema=False, new_columns=headings, raise_if_empty=False)
    except pl.exceptions.PolarsError:
        return None
    return _numbered(body.slice(1)) if body.width == len(headings) else None


def _headings(text: str, name: str) -> tuple[list[str], list[Problem]]:
    try:
        first = next(csv.reader(io.StringIO(text), strict=True), [])
    except csv.Error as error:
        return [], [Problem.of("csv-broken", name, row=1, detail=str(error))]
    headings = [fold_heading(heading) for heading in first]
    problems = [Problem.of("duplicate-column", name, 1, heading or f"#{position + 1}")
                for position, heading in enumerate(headings) if heading in headings[:position] or heading == "row"]
    return headings, problems


def _numbered(body: pl.DataFrame) -> pl.DataFrame:
    return body.with_row_index("row", offset=2)


def _parse_slowly(text: str, headings: list[str], name: str) -> tuple[pl.DataFrame, list[Problem]]:
    """The same table by Python's reader, which can say on which row a table is broken."""
    rows: list[list[str]] = []
    numbers: list[int] = []
    problems: list[Problem] = []
    csv.field_size_limit(_LARGEST_CELL)
    reader = csv.reader(io.StringIO(text.replace("\0", "")), strict=True)
    try:
        for number, row in enumerate(reader, start=1):
            if number == 1 or not any(cell.strip() for cell in row):
                continue
            if len(row) != len(headings):
                problems.append(Problem.of("ragged-row", name, number, found=len(row), expected=len(headings)))
                continue
            rows.append(row)
            numbers.append(number)
    except csv.Error as error:
        problems.append(Problem.of("csv-broken", name, reader.line_num, detail=str(error)))
    schema = {heading: pl.String for heading in headings}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    return frame.with_columns(pl.Series("row", numbers, dtype=pl.UInt32)), problems
