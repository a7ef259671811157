"""households.csv as spreadsheets really write it, and as nobody should."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import pytest

from generator.model.posting import Posting, PostingKind
from generator.read.quota_table import QuotaTable, read_quota_table

HEADING = ("公示编号,字号,经营者,行业代码,街道代码,经营地址,经营面积(㎡),从业人数,月核定营业额(元),营业税(元),执行期起,"
           "执行期止,核定方法,状态,备注")
ROW = "HDA1001,顺河饺子馆,张*,6710,110101001,河沿路1号,40,3,8000.00,400.00,2008-07-01,2009-06-30,6,在营,"
POSTING = Posting("p", PostingKind.FINAL, date(2008, 7, 1), "1", "postings/p")


def read(tmp_path: Path, content: str | bytes) -> tuple[QuotaTable, list]:
    path = tmp_path / "households.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_quota_table(POSTING, path, "households.csv")


@pytest.mark.parametrize("content", [f"{HEADING}\n{ROW}\n", f"\ufeff{HEADING}\r\n{ROW}\r\n", f"{HEADING}\n{ROW}",
                                     f"{HEADING}\n\n{ROW}\n,,,,,,,,,,,,,,\n",
                                     f"{HEADING}\n{ROW}\n".replace("(", "（").replace(")", "）").replace("㎡", "m²")])
def test_the_forms_a_spreadsheet_saves_are_one_table(tmp_path: Path, content: str) -> None:
    """A byte-order mark, CRLF, no last line end, empty rows and full-width brackets make no difference."""
    table, problems = read(tmp_path, content)
    assert problems == [] and table.rows_read == 1
    row = table.rows.row(0, named=True)
    assert (row["shop_name"], row["monthly_turnover_fen"], row["starts_on"]) == ("顺河饺子馆", 800000, date(2008, 7, 1))
    assert table.taxes.to_dicts() == [{"row": row["row"], "tax/营业税": 40000}]


def test_rows_are_counted_as_a_spreadsheet_does(tmp_path: Path) -> None:
    """A line break inside a quoted cell is no new row, and empty rows keep their number."""
    broken = ROW.replace("HDA1001", "HDA1002").replace("8000.00", "八千").replace("河沿路1号", '"河沿路\n1号"')
    table, problems = read(tmp_path, f"{HEADING}\n{ROW}\n{broken}\n,,,,,,,,,,,,,,\n{broken.replace('1002', '1003')}\n")
    assert [(p.rule, p.row) for p in problems] == [("amount-not-a-number", 3), ("amount-not-a-number", 5)]
    assert table.rows_read == 3


def test_other_columns_are_kept_aside(tmp_path: Path) -> None:
    """A column the format does not know is no problem and no fact; it is only searched for personal data."""
    table, problems = read(tmp_path, f"{HEADING},内部编号\n{ROW},A-1\n")
    assert problems == [] and table.extra.rows() == [(2, "A-1")] and "内部编号" not in table.rows.columns


def test_a_bad_cell_does_not_hide_the_next(tmp_path: Path) -> None:
    """Every cell that is wrong is told in one run."""
    bad = "H,,张*,6710,110101001,河沿路1号,大,三,8千,4百,08-7-1,2009/6/30,6,营业,"
    _, problems = read(tmp_path, f"{HEADING}\n{bad}\n")
    assert {problem.column for problem in problems} == {"公示编号", "字号", "经营面积(㎡)", "从业人数", "月核定营业额(元)",
                                                       "营业税(元)", "执行期起", "执行期止", "状态"}


@pytest.mark.parametrize("content", [b"\xff\xfe" + f"{HEADING}\n{ROW}\n".encode("utf-16-le"),
                                     f"{HEADING}\n{ROW}\n".encode("gb18030"), b"PK\x03\x04\x00\x00\xff\xff", b"\0" * 99])
def test_other_encodings_are_named_and_never_guessed(tmp_path: Path, content: bytes) -> None:
    """One problem for the file, nothing half-read."""
    table, problems = read(tmp_path, content)
    assert len(problems) == 1 and problems[0].rule in ("wrong-encoding", "empty-file") and table.rows.height == 0


def test_no_bytes_make_it_raise(tmp_path: Path) -> None:
    """A few hundred random tables and random bytes: problems or rows, never a traceback, and the counts add up."""
    source = random.Random(2008)
    alphabet = [*'",\n\r\t;\0 =+-@', "，", "8", "８", "零", "公示编号", HEADING, ROW, "\ufeff", "𬭎", "1e9", "2008-07-01"]
    for number in range(300):
        text = "".join(source.choice(alphabet) for _ in range(source.randrange(60)))
        content = text.encode() if number % 3 else source.randbytes(source.randrange(200))
        table, problems = read(tmp_path, (HEADING + "\n").encode() * (number % 2) + content)
        refused = {problem.row for problem in problems if problem.row and problem.row > 1}
        assert problems or table.rows.height == table.rows_read
        assert table.rows.height + len(refused) >= table.rows_read or not table.rows.height
