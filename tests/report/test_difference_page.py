"""What `diff` prints: text that fits, a page that needs nothing else, and the same figures in both."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import html5lib
import polars as pl
import pytest

from generator.comparison import compare
from generator.model.difference import KINDS, Difference
from generator.model.problem import LANGUAGES
from generator.report.difference_html import difference_html
from generator.report.difference_json import difference_json
from generator.report.difference_text import difference_text
from generator.report.width import width

EXAMPLE = Path(__file__).resolve().parents[1] / "example_site" / "mkdocs.yml"


@pytest.fixture(scope="module")
def found() -> Difference:
    """The example's final posting of 2008 against the year before: two are up by 1,000 and 500, four unchanged."""
    compared = compare(EXAMPLE, "2008-dong-final", None, None)
    assert isinstance(compared, Difference)
    return compared


@pytest.mark.parametrize("columns", (60, 80, 100, 200))
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_text_fits_the_terminal(found: Difference, language: str, columns: int) -> None:
    """No line is longer than the terminal, and every kind and figure is there."""
    text = difference_text(found, language, columns)
    assert all(width(line) <= columns for line in text.splitlines())
    assert "+1,500" in text and "+8.3%" in text and "HDA1004" in text
    assert all(words[LANGUAGES.index(language)] in text for words in KINDS.values())


def test_the_columns_of_the_text_stand_under_one_another(found: Difference) -> None:
    """Amounts of two households end in the same cell although their names are of different length."""
    lines = [line for line in difference_text(found, "zh", 100).splitlines() if "HDA100" in line]
    assert len(lines) == 2 and len({width(line[:line.rindex("+")]) for line in lines}) == 1


def test_the_rest_is_named(found: Difference) -> None:
    """What is left out by --top is counted."""
    assert "还有 1 户" in difference_text(found, "zh", 100, top=1) and "1 more" in difference_text(found, "en", 100, top=1)
    assert "还有 1 户没有列出" in difference_html(found, "zh", top=1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_needs_nothing_else(found: Difference, language: str) -> None:
    """Valid HTML, in one file: no script, no picture, no style or font from anywhere, no link but to itself."""
    page = difference_html(found, language)
    html5lib.HTMLParser(strict=True).parse(page)
    assert not re.search(r"<(script|img|link|iframe|object|base)\b|@import|url\(|https?:", page)
    ids = set(re.findall(r' id="([^"]+)"', page))
    assert {target for target in re.findall(r'href="([^"]*)"', page)} <= {f"#{one}" for one in ids}
    assert "default-src 'none'" in page and f'<html lang="{"zh-CN" if language == "zh" else "en"}">' in page


def test_the_page_says_in_words_what_colour_shows(found: Difference) -> None:
    """Every coloured amount carries its sign, every table its headings."""
    page = difference_html(found, "zh")
    assert all(text[0] in "+−" for text in re.findall(r'<span class="(?:up|down)">([^<]*)</span>', page))
    assert page.count("<thead>") == page.count("<table>") >= 4 and 'scope="row"' in page and "@media print" in page


def test_what_was_typed_is_text_on_the_page(found: Difference) -> None:
    """A shop's name with a tag in it is shown as it is, and does nothing."""
    hostile = replace(found, changes=found.changes.with_columns(pl.lit("<script>alert(1)</script>").alias("shop_name")))
    page = difference_html(hostile, "zh")
    assert "<script" not in page and "&lt;script&gt;alert(1)" in page


def test_the_json_has_every_change_and_the_same_sums(found: Difference) -> None:
    """Two sides with their rows, fen, and percent with one decimal."""
    document = json.loads(difference_json(found))
    assert document["total"]["change_fen"] == 150000 == sum(change["change_fen"] for change in document["changes"])
    first = document["changes"][0]
    assert (first["disclosure_no"], first["change_percent"], first["after"]["posting"], first["after"]["row"]) == (
        "HDA1004", 8.3, "2008-dong-correction", 2)
    assert first["before"] == {"posting": "2007-dong-final", "row": 5, "starts_on": "2007-07-01", "ends_on": "2008-06-30",
                               "status": "在营", "turnover_fen": 1200000, "tax_fen": 66000}
    assert sum(kind["quotas"] for kind in document["kinds"].values()) == len(document["changes"]) == 6


def test_a_side_that_is_not_there_is_null() -> None:
    """What is new has no before; what a withdrawal took back has no after."""
    new = json.loads(difference_json(compare(EXAMPLE, "2008-xi-provisional", None, None)))
    assert new["changes"][0]["before"] is None and new["changes"][0]["change_percent"] is None
    gone = json.loads(difference_json(compare(EXAMPLE, "2008-xi-withdrawal", None, None)))
    assert gone["changes"][0]["after"] is None and gone["changes"][0]["reason"] == "withdrawn"
