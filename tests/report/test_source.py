"""The rows of a report are the rows of the file, counted as a spreadsheet counts, and fit to be shown."""

from __future__ import annotations

from generator.report.blotted import blotted_rows
from generator.report.source import ProjectSource, letters
from tests.report.bad_table import TABLE


def test_rows_are_counted_as_a_spreadsheet_does(write_table, tmp_path) -> None:
    """A cell with a line break is one row on two lines; an empty line is a row."""
    write_table(['HP01,"两行\n店",张*,街,1,在营,', "", "HP02,店,张*,街,1,在营,"])
    excerpt = ProjectSource(tmp_path).table(TABLE, {2, 4})
    assert excerpt.rows[4][0] == "HP02" and excerpt.rows[2][1] == "两行\n店"
    assert excerpt.lines == {1: 1, 2: 2, 4: 5}
    assert excerpt.position_of("月核定营业额（元）") == 4 and excerpt.position_of("没有") is None


def test_what_cannot_be_read_is_not_shown(tmp_path) -> None:
    """No file, another encoding, a folder, no table: nothing, and no error."""
    source = ProjectSource(tmp_path)
    (tmp_path / "gbk.csv").write_bytes("公示编号\n店\n".encode("gb18030"))
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "empty.csv").write_bytes(b"")
    (tmp_path / "zeros.csv").write_bytes(b"a,b\n1,\x002\n")
    for file in ("none.csv", "gbk.csv", "folder.csv", "empty.csv", "a.md"):
        assert source.table(file, {1, 2}) is None
    assert source.table("zeros.csv", {2}).rows[2] == ("1", "2")
    assert source.text("none.md", {1}) == {} and source.text(".", {1}) == {}


def test_the_letters_over_columns() -> None:
    """A to Z, then AA; the last column of a spreadsheet is XFD."""
    assert [letters(position) for position in (0, 25, 26, 701, 702, 16383)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]


def test_numbers_and_names_are_blotted_by_what_the_heading_says() -> None:
    """Names that are masked stay, amounts and codes stay; a short number under 电话 goes."""
    local = "234" + "56789"
    rows = blotted_rows(("字号", "法人姓名", "电话", "代码"), [("老边", "王" + "大力", local, "210102001"), ("老边", "王*", "无", "6710")])
    assert rows == [("老边", "王…(3)", "234…(8)", "210102001"), ("老边", "王*", "无", "6710")]
    assert blotted_rows((), []) == [] and blotted_rows(("经营者", "电话"), [("",), ()]) == [("",), ()]
