"""What must not be published is a problem with its place, and the problem does not give it away."""

import polars as pl

from generator.model.identifier import check_character
from generator.model.quota_table import QUOTA_ROWS
from generator.validate.privacy import check_extra_columns, check_rows, check_text

BODY = "21010219700101" + "001"
ID18 = BODY + check_character(BODY)
MOBILE = "139" + "4000" + "1234"
FILES = {"p1": "quota_data/postings/p1/households.csv"}


def _rows(**columns: list[str]) -> pl.DataFrame:
    height = len(next(iter(columns.values())))
    given = {"posting_id": ["p1"] * height, "row": list(range(2, height + 2)), **columns}
    return pl.DataFrame({name: given.get(name, [None] * height) for name in QUOTA_ROWS}, schema=QUOTA_ROWS)


def test_every_text_column_is_searched() -> None:
    """An id in a remark, a phone in an address and a full name each name file, row and heading."""
    rows = _rows(remark=["", f"户主{ID18}"], address=[f"南京街1号 {MOBILE}", ""], owner_masked=["张*", "甲乙丙"])
    found = {(p.rule, p.row, p.column, p.value) for p in check_rows(rows, FILES, ())}
    assert found == {("personal-id-found", 3, "备注", "210…(18)"), ("phone-found", 2, "经营地址", "139…(11)"),
                     ("owner-not-masked", 3, "经营者", "甲…(3)")}
    assert {p.file for p in check_rows(rows, FILES, ())} == {FILES["p1"]}


def test_clean_rows_give_nothing() -> None:
    """Masked owners, door numbers and public phones are in order."""
    rows = _rows(remark=[f"咨询 {MOBILE}"], address=["南京街12号3-2-1"], owner_masked=["张*"])
    assert check_rows(rows, FILES, (MOBILE,)) == []


def test_a_text_names_the_line() -> None:
    """The line is counted from the first row of the body."""
    problems = check_text("content/press/a.md", f"甲\n乙 {MOBILE}\n\n{ID18}", (), first_row=5)
    assert [(p.rule, p.row) for p in problems] == [("phone-found", 6), ("personal-id-found", 8)]


def test_a_file_name_is_searched_and_shown_masked() -> None:
    """An id in a file's name is a problem whose own place does not repeat it."""
    [problem] = check_text(f"content/press/{ID18}.md", "", ())
    assert problem.rule == "personal-id-found"
    assert ID18 not in str(problem.as_json("zh")) and ID18 not in problem.as_text("en")


def test_unknown_columns_are_searched() -> None:
    """A column the format does not know is no hiding place."""
    extra = pl.DataFrame({"row": [2], "手机": [MOBILE]})
    assert [(p.rule, p.row, p.column) for p in check_extra_columns("t.csv", extra, ())] == [("phone-found", 2, "手机")]
