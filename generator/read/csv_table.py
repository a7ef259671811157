"""Takes a CSV file, gives its cells as text with the row number of each, or problems. Types are not its business."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import polars as pl

from generator.model.problem import Problem
from generator.model.quota_table import fold_heading
from generator.read.text_file import read_text

_LARGEST_CELL = 1_000_000


def read_csv(path: Path, name: str) -> tuple[pl.DataFrame, list[Problem]]:
    """Every row of the table as text.

    Shape: one String column per heading (folded to NFKC, so that `经营面积（m²）` is `经营面积(m2)`), and `row`, counted
        as a spreadsheet does: the heading is row 1. Rows with nothing in them are left out. Cells are stripped.
    """
    text = read_text(path, name)
    if isinstance(text, Problem):
        return pl.DataFrame(), [text]
    frame, problems = _parse(text, name)
    if not frame.width:
        return frame, problems
    cells = [column for column in frame.columns if column != "row"]
    frame = frame.with_columns(pl.col(cells).str.strip_chars().fill_null(""))
    return frame.filter(pl.any_horizontal(pl.col(cells) != "")), problems


def _parse(text: str, name: str) -> tuple[pl.DataFrame, list[Problem]]:
    headings, problems = _headings(text, name)
    if problems:
        return pl.DataFrame(), problems
    if text.count('"') % 2 == 0 and "\0" not in text:
        try:
            body = pl.read_csv(io.BytesIO(text.encode()), has_header=False, skip_rows=0, infer_schema=False,
                               new_columns=headings, raise_if_empty=False)
        except pl.exceptions.PolarsError:
            return _parse_slowly(text, headings, name)  # it names no row; the slow reader does
        if body.width == len(headings):
            return _numbered(body.slice(1)), []
    return _parse_slowly(text, headings, name)


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
