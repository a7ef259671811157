"""What `gongshi check` prints on a terminal, word for word, and that it prints nobody's number."""

from __future__ import annotations

import io

import click

from generator.model.problem import Problem
from generator.report.style import Style, style_of
from generator.report.text import text
from generator.report.width import width
from tests.report.bad_table import AMOUNT, TABLE, bad_amount


def test_a_thousand_identical_mistakes_are_told_once(write_table, report_of) -> None:
    """File, count, rows, what was typed, what to type, and the row as the spreadsheet shows it, word for word."""
    write_table(f"HP{number:04d},老槐饺子馆,张*,南京街1号,8，000元,在营," for number in range(1000))
    problems = [bad_amount(row) for row in range(2, 1002)]
    assert text(report_of(problems), Style(80)) == f"""\
{TABLE}  1,000 处要改

  错误  金额不是普通数字，写的是“8，000元”。
    “{AMOUNT}”列，1,000 处，第 2–1001 行  [amount-not-a-number]
    写的是  8，000元
    怎么改  只写数字，如 8000 或 8000.50。

       A         B           C       D          E                 F     G
    1  公示编号  字号        经营者  经营地址   月核定营业额(元)  状态  备注
    2  HP0000    老槐饺子馆  张*     南京街1号  8，000元          在营
                                                ^^^^^^^^
"""


def test_the_same_in_english(write_table, report_of) -> None:
    """Every word but those of the table."""
    write_table(["HP0000,老槐饺子馆,张*,南京街1号,,在营,"])
    problems = [Problem.of("cell-missing", TABLE, 2, AMOUNT)]
    assert text(report_of(problems, "en"), Style(100)) == f"""\
{TABLE}  1 to mend

  Error  “{AMOUNT}” is empty.
    column “{AMOUNT}”, row 2  [cell-missing]
    Fix  Fill in “{AMOUNT}”.

       A         B           C       D          E                 F     G
    1  公示编号  字号        经营者  经营地址   月核定营业额(元)  状态  备注
    2  HP0000    老槐饺子馆  张*     南京街1号  (empty)           在营
                                                ^^^^^^^
"""


def test_several_wordings_are_told_with_their_rows(write_table, report_of) -> None:
    """The commonest first; how many others there are is said, and the fix once."""
    write_table(f"HP{number:04d},店,张*,街,{number}元,在营," for number in range(8))
    problems = [*(bad_amount(row, "1元") for row in (2, 3)), *(bad_amount(row, f"{row}元") for row in range(4, 10))]
    told = text(report_of(problems), Style(80))
    assert "8 处，第 2–9 行" in told and "写的是  1元   2 处，第 2–3 行" in told and "写的是  4元   第 4 行" in told
    assert "还有 3 种写法，共 3 处" in told and told.count("怎么改") == 1


def test_the_row_it_is_at_odds_with_is_shown_too(write_table, report_of) -> None:
    """A household that stands twice: both rows."""
    write_table(["HP0000,店,张*,街,1,在营,", "HP0001,店,张*,街,1,在营,", "HP0000,店,张*,街,1,在营,"])
    told = text(report_of([Problem.of("household-twice", TABLE, 4, "公示编号", "HP0000", first=2)]), Style(80))
    assert "    2  HP0000" in told and "    4  HP0000" in told and "    3  HP0001" not in told


def test_nobodys_number_or_name_is_printed(write_table, report_of) -> None:
    """Neither in the bad cell nor in any other of the row, nor where the heading alone says what it is."""
    phone, name, local = "139" + "12345678", "张" + "小明", "234" + "56789"
    path = write_table([f"HP0000,店,{name},街,八千,在营,手机{phone}"])
    path.write_text(path.read_text("utf-8").replace("备注", "备注,联系电话").replace(phone, f"{phone},{local}"), "utf-8")
    told = text(report_of([bad_amount(2, "八千")]), Style(160))
    assert "张…(3)" in told and "139…(11)" in told and "234…(8)" in told
    assert not any(secret in told for secret in (phone, name, local, "小明"))


def test_a_narrow_terminal_gets_a_list(write_table, report_of) -> None:
    """The cells a household is known by and the bad one; no line is too wide."""
    write_table(["HP0000,老槐饺子馆,张*,南京街1号,8，000元,在营,"])
    told = text(report_of([bad_amount(2)]), Style(40))
    assert "    > 月核定营业额(元): 8，000元" in told and "      公示编号: HP0000" in told and " A " not in told
    assert all(width(line) <= 40 for line in told.splitlines() if TABLE not in line)


def test_a_line_of_a_text_is_shown_with_its_neighbours(report_of, tmp_path) -> None:
    """Of Markdown and YAML: the line, marked at its beginning."""
    (tmp_path / "posting.yml").write_text("id: x\nposted_on: 2008.9.1\nkind: final\n", encoding="utf-8")
    told = text(report_of([Problem.of("bad-date", "posting.yml", 2, "posted_on", "2008.9.1")]), Style(80))
    assert "      1  id: x\n    > 2  posted_on: 2008.9.1\n      3  kind: final\n" in told


def test_a_file_that_is_not_there_is_told_without_a_row(report_of) -> None:
    """Nor one that cannot be read: the words stay the same."""
    told = text(report_of([bad_amount(2), Problem.of("table-missing", "quota_data/postings/y")]), Style(80))
    assert "8，000元" in told and "^^^" not in told and "quota_data/postings/y  1 处要改" in told


def test_what_was_typed_cannot_command_the_terminal(write_table, report_of) -> None:
    """An escape sequence in a cell is spelt out."""
    write_table(["HP0000,\x1b[2J店,张*,街,\x1b]0;x\x07,在营,"])
    told = text(report_of([bad_amount(2, "\x1b]0;x\x07")]), Style(100))
    assert "\x1b" not in told and "\\x1b[2J店" in told and "\x07" not in told


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_colours_are_for_terminals_only(write_table, report_of) -> None:
    """None in a pipe, none with NO_COLOR or on a dumb terminal; the words are the same."""
    write_table(["HP0000,店,张*,街,八千,在营,"])
    report = report_of([bad_amount(2, "八千")])
    assert not style_of(io.StringIO(), {}).has_colour and style_of(_Terminal(), {"TERM": "xterm"}).has_colour
    assert not style_of(_Terminal(), {"NO_COLOR": "1"}).has_colour and not style_of(_Terminal(), {"TERM": "dumb"}).has_colour
    coloured = text(report, Style(80, has_colour=True))
    assert "\x1b[31m" in coloured
    assert click.unstyle(coloured) == text(report, Style(80))
