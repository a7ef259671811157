"""The page to open beside the table: whole in itself, in one language, obeying nothing that was typed."""

from __future__ import annotations

import base64
import hashlib
import re

import html5lib
import pytest

from generator.model.problem import Problem
from generator.report.html import html
from tests.report.bad_table import AMOUNT, TABLE, bad_amount


@pytest.mark.parametrize("language", ("zh", "en"))
def test_the_page_is_whole_in_itself(write_table, report_of, language: str) -> None:
    """It parses strictly, loads nothing, runs nothing, and its policy allows its own style sheet only."""
    write_table(["HP0000,店,张*,街,八千,在营,"])
    page = html(report_of([bad_amount(2, "八千")], language))
    html5lib.HTMLParser(strict=True).parse(page)
    assert not re.search(r"<script|<link|<img|@import|url\(|https?:| style=| on\w+=", page)
    style = re.search(r"<style>(.*?)</style>", page, re.S)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'" in page
    assert f'<html lang="{"zh-CN" if language == "zh" else "en"}">' in page


def test_a_mistake_is_shown_as_the_spreadsheet_shows_it(write_table, report_of) -> None:
    """Letters, row numbers, headings, the bad cell marked; count and rows; what was typed and what to type."""
    write_table(f"HP{number:04d},老槐饺子馆,张*,南京街1号,8，000元,在营," for number in range(1000))
    page = html(report_of(bad_amount(row) for row in range(2, 1002)))
    assert "1,000 处，第 2–1001 行" in page and page.count("<article") == 1
    assert '<th scope="col" class="bad">E</th>' in page and '<th scope="row">2</th><td>HP0000</td>' in page
    assert page.count('<td class="bad"><mark>8，000元</mark></td>') == 3
    assert "只写数字，如 8000 或 8000.50。" in page and "amount-not-a-number" in page


def test_what_was_typed_is_words_only(write_table, report_of) -> None:
    """Tags and entities are shown as typed."""
    write_table(["HP0000,<b>店</b>,张*,街,<script>1</script>,在营,"])
    page = html(report_of([bad_amount(2, "<script>1</script>")]))
    assert "<script" not in page and "&lt;script&gt;1&lt;/script&gt;" in page and "&lt;b&gt;店" in page


def test_nobodys_number_or_name_is_on_the_page(write_table, report_of) -> None:
    """Neither in the bad cell nor beside it."""
    phone, name = "139" + "12345678", "张" + "小明"
    write_table([f"HP0000,店,{name},街,八千,在营,{phone}"])
    page = html(report_of([bad_amount(2, "八千"), Problem.of("phone-found", TABLE, 2, "备注", phone)]))
    assert phone not in page and "小明" not in page and "139…(11)" in page


def test_a_long_list_of_rows_stays_a_page(write_table, report_of) -> None:
    """Every second row of ten thousand: folded away, and a page a browser opens at once."""
    page = html(report_of(bad_amount(row) for row in range(2, 10_002, 2)))
    assert "<details>" in page and "第 2、4、6" in page and len(page) < 200_000


def test_nothing_wrong_says_so(report_of) -> None:
    """And shows no empty list."""
    page = html(report_of([]))
    assert "没有问题，可以公布。" in page and "<nav" not in page and AMOUNT not in page
