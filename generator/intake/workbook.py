"""Takes the bytes of an XLSX, XLS or ODS, gives its sheets as text, or problems. Values are the ones last saved."""

from __future__ import annotations

import re

import fastexcel
import polars as pl

from generator.intake.old_workbook_parts import old_workbook_parts
from generator.intake.sheet import Origin, Sheet, cells_and_places
from generator.intake.sheet_part import Parts, SheetPart
from generator.intake.workbook_parts import workbook_parts
from generator.model.personal_data import redact
from generator.model.problem import Problem

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MOST_MERGED = 500_000


def read_workbook(raw: bytes, name: str) -> tuple[list[Sheet], list[Problem]]:
    """Every sheet of the workbook, hidden ones too."""
    parts: Parts | Problem = Parts({})
    if raw[:2] == b"PK":
        parts = workbook_parts(raw, name)
    elif "EncryptedPackage".encode("utf-16-le") in raw:
        parts = Problem.of("workbook-protected", name)
    elif raw[:4] == _OLE[:4]:
        parts = old_workbook_parts(raw)
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
    frame = _unmerged(_with_formulas(frame, part, columns), part, columns)
    cells, places = cells_and_places(frame)
    return Sheet(f"{name}#{redact(title)}", cells, read.visible != "visible", part.hidden_rows, part.formulas,
                 frozenset((row, text) for row, _, text in part.unsaved), Origin(title, tuple(columns[place] for place in places)),
                 part.hidden_columns, part.errors)


def _with_formulas(frame: pl.DataFrame, part: SheetPart, columns: list[int]) -> pl.DataFrame:
    """A formula whose value was not saved stands there as it is written: in a name it is text, as an amount it is refused."""
    by_column: dict[str, tuple[list[int], list[str]]] = {}
    for row, column, text in part.unsaved:
        if column in columns and row <= frame.height:
            rows, texts = by_column.setdefault(f"c{columns.index(column)}", ([], []))
            rows.append(row - 1)
            texts.append(text)
    return frame.with_columns(frame[place].scatter(rows, texts) for place, (rows, texts) in by_column.items())


def _unmerged(frame: pl.DataFrame, part: SheetPart, columns: list[int]) -> pl.DataFrame:
    """A value merged over several rows belongs to each of them; over several columns it is the heading's business."""
    of_row: dict[int, list[int]] = {}
    for merged in part.merged[:_MOST_MERGED]:
        if merged.left == merged.right and merged.left in columns and merged.top <= frame.height:
            rows = of_row.setdefault(merged.left, list(range(frame.height)))
            last = min(merged.bottom, frame.height)
            rows[merged.top - 1:last] = [merged.top - 1] * (last - merged.top + 1)
    return frame.with_columns(frame[f"c{columns.index(column)}"].gather(rows) for column, rows in of_row.items())


def is_old_workbook(raw: bytes) -> bool:
    return raw[:8] == _OLE or bool(re.match(rb"\x09[\x00\x02\x04\x08][\x04-\x10]\x00", raw[:4]))
