"""Takes the bytes of an XLSX, XLS or ODS, gives its sheets as text, or problems. Values are the ones last saved."""

from __future__ import annotations

import re

import fastexcel
import polars as pl

from generator.intake.sheet import Origin, Sheet, cells_and_places
from generator.intake.workbook_parts import Parts, SheetPart, column_number, workbook_parts
from generator.model.personal_data import redact
from generator.model.problem import Problem

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FAR_ROWS = 1_048_576


def read_workbook(raw: bytes, name: str) -> tuple[list[Sheet], list[Problem]]:
    """Every sheet of the workbook, hidden ones too."""
    parts: Parts | Problem = Parts({})
    if raw[:2] == b"PK":
        parts = workbook_parts(raw, name)
    elif "EncryptedPackage".encode("utf-16-le") in raw:
        parts = Problem.of("workbook-protected", name)
    if isinstance(parts, Problem):
        return [], [parts]
    opened = _opened(raw, name)
    if isinstance(opened, Problem):
        return [], [opened]
    return _sheets(opened, parts, name)


def _opened(raw: bytes, name: str) -> fastexcel.ExcelReader | Problem:
    try:
        return fastexcel.read_excel(raw)
    except fastexcel.FastExcelError as error:
        return Problem.of("workbook-protected" if "assword" in str(error) else "workbook-broken", name)
    except BaseException as error:
        _only_a_panic(error)
        return Problem.of("workbook-broken", name)


def _only_a_panic(error: BaseException) -> None:
    """The reader is written in Rust: what it did not expect in a broken file arrives as a panic, which has no class to name."""
    if type(error).__name__ != "PanicException":
        raise error


def _sheets(opened: fastexcel.ExcelReader, parts: Parts, name: str) -> tuple[list[Sheet], list[Problem]]:
    sheets: list[Sheet] = []
    problems: list[Problem] = []
    if parts.has_links:
        problems.append(Problem.of("workbook-has-links", name))
    if parts.charts:
        problems.append(Problem.of("sheet-is-chart", name, found=parts.charts))
    for place, title in enumerate(opened.sheet_names):
        part = parts.sheets.get(title) or parts.sheets.get("") or SheetPart()
        sheet = _sheet(opened, place, name, title, part)
        if isinstance(sheet, Problem):
            problems.append(sheet)
        elif sheet.cells.height:
            sheets.append(sheet)
    return sheets, problems


def _sheet(opened: fastexcel.ExcelReader, place: int, name: str, title: str, part: SheetPart) -> Sheet | Problem:
    try:
        read = opened.load_sheet(place, header_row=None, skip_rows=0, dtypes="string")
        frame = read.to_polars()
        columns = [column.absolute_index + 1 for column in read.selected_columns]
    except fastexcel.FastExcelError:
        return Problem.of("workbook-broken", name)
    except BaseException as error:
        _only_a_panic(error)
        return Problem.of("workbook-broken", name)
    frame = frame.rename({column: f"c{number}" for number, column in enumerate(frame.columns)})
    frame = _unmerged(_with_formulas(frame, part), part)
    cells, places = cells_and_places(frame)
    return Sheet(f"{name}#{redact(title)}", cells, read.visible != "visible", part.hidden_rows, part.formulas,
                 frozenset((row, text) for row, _, text in part.unsaved), Origin(title, tuple(columns[place] for place in places)))


def _with_formulas(frame: pl.DataFrame, part: SheetPart) -> pl.DataFrame:
    """A formula whose value was not saved stands there as it is written: in a name it is text, as an amount it is refused."""
    first = column_number(part.first_column.encode())
    by_column: dict[str, tuple[list[int], list[str]]] = {}
    for row, column, text in part.unsaved:
        place = f"c{column_number(column.encode()) - first}"
        if place in frame.columns and row <= frame.height:
            rows, texts = by_column.setdefault(place, ([], []))
            rows.append(row - 1)
            texts.append(text)
    return frame.with_columns(frame[place].scatter(rows, texts) for place, (rows, texts) in by_column.items())


def _unmerged(frame: pl.DataFrame, part: SheetPart) -> pl.DataFrame:
    """A value merged over several rows belongs to each of them; over several columns it is the heading's business."""
    first = column_number(part.first_column.encode())
    for top, bottom, left, right in part.merged[:10_000]:
        column = f"c{column_number(left.encode()) - first}"
        if left == right and column in frame.columns and top <= frame.height:
            value = frame[column][top - 1]
            if value is not None and bottom - top < _FAR_ROWS:
                inside = pl.int_range(pl.len()).is_between(top - 1, bottom - 1)
                frame = frame.with_columns(pl.when(inside).then(pl.lit(value)).otherwise(pl.col(column)).alias(column))
    return frame


def is_old_workbook(raw: bytes) -> bool:
    return raw[:8] == _OLE or bool(re.match(rb"\x09[\x00\x02\x04\x08][\x04-\x10]\x00", raw[:4]))
