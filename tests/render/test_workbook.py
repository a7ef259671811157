"""The XLSX files: read by other programs, each cell is what the table says."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import polars as pl

from generator.publish.gate import in_bytes
from generator.render.data_column import Column, count, day, money, text
from generator.render.workbook import workbook_bytes

COLUMNS = (text("shop", "字号", ""), money("fen", "定额", ""), day("on", "日", ""), count("staff", "人数", ""),
           Column("is_open", "在营", "boolean", ""))
ROWS = pl.DataFrame({"shop": ["=1+1", "a&b<c>\r\n\"d\"", None, "\x0b甲"], "fen": [-105, 800_000, None, 5],
                     "on": [date(2008, 9, 26), date(1899, 1, 2), None, date(1900, 3, 1)], "staff": [1, None, 0, 3],
                     "is_open": [True, False, None, True]})


def _read(content: bytes) -> list[list[object]]:
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_every_kind_of_cell_reads_back() -> None:
    """Texts as they were and never a formula, yuan with cents, dates as dates, true and false in words, empty as empty."""
    head, *rows = _read(workbook_bytes(ROWS, COLUMNS, "表：说明"))
    assert head == ["字号", "定额(元)", "日", "人数", "在营"]
    assert [row[0] for row in rows] == ["=1+1", "a&b<c>\r\n\"d\"", None, "甲"]
    assert [row[1] for row in rows] == [-1.05, 8000, None, 0.05]
    assert [row[3] for row in rows] == [1, None, 0, 3] and [row[4] for row in rows] == ["是", "否", None, "是"]
    assert rows[0][2].date() == date(2008, 9, 26) and rows[1][2] == "1899-01-02" and rows[3][2].date() == date(1900, 3, 1)
    sheet = openpyxl.load_workbook(io.BytesIO(workbook_bytes(ROWS, COLUMNS, "表"))).active
    assert sheet["A2"].data_type == "s" and sheet.freeze_panes == "A2"


def test_the_same_rows_give_the_same_bytes_and_no_rows_a_heading() -> None:
    """No clock in the file; an empty table opens too."""
    assert workbook_bytes(ROWS, COLUMNS, "表") == workbook_bytes(ROWS, COLUMNS, "表")
    assert len(_read(workbook_bytes(ROWS.clear(), COLUMNS, "表"))) == 1


def test_the_last_gate_sees_into_a_workbook() -> None:
    """A number of a phone in a cell is found in the packed file."""
    rows = ROWS.with_columns(shop=pl.lit("电话 13" + "8" * 9))
    assert list(in_bytes(workbook_bytes(rows, COLUMNS, "表"), "a.xlsx", ()))
    assert not list(in_bytes(workbook_bytes(ROWS, COLUMNS, "表"), "a.xlsx", ()))
