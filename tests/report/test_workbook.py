"""The annotated workbook: the right cells marked, everything else as it was, nothing run, nobody's number in a comment."""

from __future__ import annotations

import re
import stat
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font

from generator.model.problem import GeneratorError, Problem
from generator.report import marked_copy, workbook
from tests.report.bad_table import AMOUNT, TABLE, bad_amount

BAD = "FFFFC7CE"


def fill(cell) -> str:
    return cell.fill.start_color.rgb


@pytest.fixture
def clerks_own(tmp_path: Path) -> Path:
    """A table as a clerk makes it: a title over merged cells, bold headings, a formula, a width, a hidden row, a comment."""
    book = Workbook()
    sheet = book.active
    sheet.title = "一月 '公示'"
    sheet["A1"], sheet["A2"], sheet["B2"] = "定额表", "字号", "月营业额"
    sheet.merge_cells("A1:B1")
    sheet["A2"].font = Font(bold=True)
    sheet["A3"], sheet["B3"], sheet["A4"], sheet["B4"] = "老槐饺子馆", "八千", "合计", "=SUM(B3:B3)"
    sheet["B3"].number_format, sheet["B3"].comment = "0.00", Comment("问过", "王")
    sheet.column_dimensions["A"].width, sheet.row_dimensions[4].hidden = 33, True
    book.save(tmp_path / "table.xlsx")
    return tmp_path / "table.xlsx"


def test_a_clerks_workbook_is_copied_with_marks(clerks_own: Path, tmp_path: Path) -> None:
    """The bad cells are coloured and commented, the cell under a merged title is told at the title; formats stay."""
    sheet_name = "一月 '公示'"
    out = tmp_path / "out.xlsx"
    marked_copy.annotated(clerks_own, {sheet_name: {(3, 2): "金额不是数字\n怎么改：8000", (1, 2): "没有年份", (9, 9): "空"}}, out, "zh")
    sheet = load_workbook(out)[sheet_name]
    assert (fill(sheet["B3"]), fill(sheet["A1"]), fill(sheet["A3"])) == (BAD, BAD, "00000000")
    assert sheet["B3"].comment.text == "问过\n\n金额不是数字\n怎么改：8000" and sheet["A1"].comment.text == "没有年份"
    assert sheet["B3"].value == "八千" and sheet["B3"].number_format == "0.00" and sheet["A2"].font.bold
    assert sheet["B4"].value == "=SUM(B3:B3)" and sheet.column_dimensions["A"].width == 33 and sheet.row_dimensions[4].hidden
    assert "A1:B1" in [str(merged) for merged in sheet.merged_cells.ranges]


def test_the_list_leads_to_the_cells(clerks_own: Path, tmp_path: Path) -> None:
    """A sheet of its own at the end, a link a problem, also to a sheet with quotation marks in its name."""
    out = tmp_path / "out.xlsx"
    marked_copy.annotated(clerks_own, {"一月 '公示'": {(3, 2): "=1+1"}}, out, "en")
    listing = load_workbook(out).worksheets[-1]
    assert listing.title == "Problems" and listing["A2"].hyperlink.location == "'一月 ''公示'''!B3"
    assert listing["B2"].value == "=1+1" and listing["B2"].data_type == "s"
    assert stat.S_IMODE(out.stat().st_mode) == 0o600 and not list(tmp_path.glob("*.part"))


@pytest.mark.parametrize("content", (b"", b"PK\x03\x04 no zip", b"plain text"))
def test_a_file_that_is_no_workbook_is_one_clear_line(tmp_path: Path, content: bytes) -> None:
    """And nothing is written."""
    (tmp_path / "bad.xlsx").write_bytes(content)
    with pytest.raises(GeneratorError, match="cannot be copied"):
        marked_copy.annotated(tmp_path / "bad.xlsx", {}, tmp_path / "out.xlsx", "zh")
    with zipfile.ZipFile(tmp_path / "bad.xlsx", "w") as broken:
        broken.writestr("[Content_Types].xml", "<Types>")
    with pytest.raises(GeneratorError, match="cannot be copied"):
        marked_copy.annotated(tmp_path / "bad.xlsx", {}, tmp_path / "out.xlsx", "zh")
    assert not (tmp_path / "out.xlsx").exists()


def test_a_table_becomes_a_workbook_with_marks(write_table, report_of, tmp_path: Path) -> None:
    """Every cell as text, so that no code loses its zeros; the bad one marked; an empty one and a whole row too."""
    write_table(["000123,老槐饺子馆,张*,街,8，000元,在营,", "HP02,,张*,街,1,在营,", "HP03"])
    problems = [bad_amount(2), Problem.of("cell-missing", TABLE, 3, "字号"),
                Problem.of("ragged-row", TABLE, 4, found=1, expected=7), Problem.of("missing-column", TABLE, 1, "行业代码")]
    workbook.written(report_of(problems), tmp_path / "out.xlsx")
    book = load_workbook(tmp_path / "out.xlsx")
    assert book.sheetnames == ["问题", "x"]
    sheet = book["x"]
    assert sheet["A2"].value == "000123" and sheet["A2"].data_type == "s"
    assert [cell.coordinate for row in sheet.iter_rows() for cell in row if fill(cell) == BAD] == ["A1", "E2", "B3", "A4"]
    assert sheet["E2"].comment.text == "金额不是普通数字，写的是“8，000元”。\n怎么改：只写数字，如 8000 或 8000.50。"
    assert "应当有 7 格" in sheet["A4"].comment.text


def test_every_problem_is_in_the_list(write_table, report_of, tmp_path: Path) -> None:
    """Singly, with a link to its cell where it has one, and to be filtered."""
    write_table(["HP01,店,张*,街,八千,在营,"])
    problems = [bad_amount(2, "八千"), Problem.of("table-missing", "quota_data/postings/y")]
    workbook.written(report_of(problems), tmp_path / "out.xlsx")
    listing = load_workbook(tmp_path / "out.xlsx")["问题"]
    rows = [[cell.value for cell in row] for row in listing.iter_rows(min_row=2)]
    assert [row[2] for row in rows] == [TABLE, "quota_data/postings/y"] and rows[0][3:6] == [2, AMOUNT, "八千"]
    assert listing["A2"].hyperlink.location == "'x'!E2" and listing["A3"].hyperlink is None
    assert listing.auto_filter.ref == "A1:I3"


def test_what_was_typed_is_never_run(write_table, report_of, tmp_path: Path) -> None:
    """Cells that begin like a formula are text and stay text when edited; characters no workbook may hold are replaced."""
    write_table(['HP01,"=HYPERLINK(""http://x"",""y"")",,+1,@SUM(1),-1,a\x01b'])
    workbook.written(report_of([bad_amount(2, "@SUM(1)")]), tmp_path / "out.xlsx")
    sheet = load_workbook(tmp_path / "out.xlsx")["x"]
    assert [cell.value for cell in sheet[2]] == ["HP01", '=HYPERLINK("http://x","y")', None, "+1", "@SUM(1)", "-1", "a\ufffdb"]
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in (sheet[2][1], *sheet[2][3:6]))
    with zipfile.ZipFile(tmp_path / "out.xlsx") as parts:
        assert not any(re.search(rb"<f[ >]", parts.read(name)) for name in parts.namelist() if "sheet" in name)


def test_nobodys_number_or_name_is_in_the_workbook(write_table, report_of, tmp_path: Path) -> None:
    """Neither in a comment nor in the list nor in a cell made here."""
    phone, name = "139" + "12345678", "张" + "小明"
    write_table([f"HP01,店,{name},街,八千,在营,电话{phone}"])
    problems = [bad_amount(2, "八千"), Problem.of("phone-found", TABLE, 2, "备注", phone)]
    workbook.written(report_of(problems), tmp_path / "out.xlsx")
    with zipfile.ZipFile(tmp_path / "out.xlsx") as parts:
        words = b"".join(parts.read(part) for part in parts.namelist()).decode("utf-8", "replace")
    assert phone not in words and "小明" not in words and "139…(11)" in words and "张…(3)" in words


def test_tables_of_the_same_name_get_sheets_of_their_own(write_table, report_of, tmp_path: Path) -> None:
    """Long names are cut to what a spreadsheet takes, and none is given twice."""
    names = workbook._sheet_names(["p/问题/households.csv", f"p/{'x' * 40}1/households.csv", f"p/{'x' * 40}2/households.csv",
                                   "quota_data/reference/a'b[1].csv"], "问题")
    assert len(set(names)) == 4 and "问题" not in names and all(0 < len(name) <= 31 and not set(name) & set("'[]:*?/\\") for name in names)


def test_a_bureau_without_problems_gets_a_workbook_that_says_so(report_of, tmp_path: Path) -> None:
    """One sheet."""
    workbook.written(report_of([]), tmp_path / "out.xlsx")
    book = load_workbook(tmp_path / "out.xlsx")
    assert book.sheetnames == ["问题"] and book["问题"]["A2"].value == "没有问题。"


def test_many_comments_are_cut_and_said(write_table, report_of, tmp_path: Path, monkeypatch) -> None:
    """Every bad cell is coloured, the first ones are commented, and the list says so."""
    monkeypatch.setattr(workbook, "MOST_COMMENTS", 3)
    write_table(f"HP{number:02d},店,张*,街,八千,在营," for number in range(6))
    workbook.written(report_of(bad_amount(row, "八千") for row in range(2, 8)), tmp_path / "out.xlsx")
    book = load_workbook(tmp_path / "out.xlsx")
    column = [row[4] for row in book["x"].iter_rows(min_row=2)]
    assert [fill(cell) for cell in column] == [BAD] * 6 and sum(cell.comment is not None for cell in column) == 3
    assert "只有前 3 个格" in book["问题"].cell(book["问题"].max_row, 1).value


def test_a_table_that_is_no_workbook_gets_one(tmp_path: Path) -> None:
    """A CSV or an old XLS: its rows as read, the marks in place, the list with links."""
    rows = [["定额表"], ["字号", "月营业额"], ["老槐饺子馆", "=8"], ["短"]]
    marks = {"一月": {(3, 2): "金额不是数字", (4, 2): "没有金额"}}
    marked_copy.made({"一月": rows}, marks, tmp_path / "out.xlsx", "zh")
    book = load_workbook(tmp_path / "out.xlsx")
    sheet = book["一月"]
    assert sheet["B3"].value == "=8" and sheet["B3"].data_type == "s" and fill(sheet["B3"]) == fill(sheet["B4"]) == BAD
    assert sheet["B4"].comment.text == "没有金额" and book["问题"]["A3"].hyperlink.location == "'一月'!B4"


def test_a_comment_on_a_clerks_copy_repeats_no_number(clerks_own: Path, tmp_path: Path) -> None:
    """Whoever wrote the words: they are blotted here once more."""
    phone = "139" + "12345678"
    marked_copy.annotated(clerks_own, {"一月 '公示'": {(3, 2): f"手机 {phone}"}}, tmp_path / "out.xlsx", "zh")
    with zipfile.ZipFile(tmp_path / "out.xlsx") as parts:
        assert phone not in b"".join(map(parts.read, parts.namelist())).decode("utf-8", "replace")
