"""Divisions and streets: everybody by trade, the spread of each trade, pages of a fixed size."""

import pytest

from generator.model.part import files_of
from tests.render.answers_example import DIVISION, EMPTY_STREET, STREET, answers, frames, settings
from generator.render import place
from tests.render.pages_read import elements, parsed, targets, words

STREET_PAGE = f"quota/{DIVISION}/{STREET}/index.html"


@pytest.fixture(scope="module")
def pages() -> dict:
    return {path: parsed(page) for path, page in files_of(place.parts(answers(), frames()))}


def _names(tree) -> list[str]:
    return [words(cell) for cell in elements(tree, "th") if cell.get("scope") == "row"]


def test_a_street_lists_everybody_once(pages) -> None:
    """The nine households of the street, by trade, each linked to its own block."""
    listed = [link.get("href") for link in elements(pages[STREET_PAGE], "a") if "#" in link.get("href", "")]
    numbers = [href.partition("#")[2] for href in listed if "household/" in href]
    assert numbers == answers().households["disclosure_no"].to_list()


def test_a_trade_shows_its_spread(pages) -> None:
    """The hand-worked quartiles of six restaurants; seven are listed, one of them was withdrawn."""
    text = words(pages[STREET_PAGE])
    assert "7 户，可比较 6 户；中位数 7,000 元，一半在 5,250 元到 9,500 元之间" in text


def test_below_five_no_amount_is_given(pages) -> None:
    """One hairdresser has no spread: its quota would be the spread."""
    assert "1 户，可比较 1 户；不足5户，不给出分布" in words(pages[STREET_PAGE])


def test_a_row_says_where_the_household_lies(pages) -> None:
    """4,000 is below the lower quartile, 8,000 in the middle half, 12,000 above the upper quartile."""
    rows = {words(row).split(" ")[0]: words(row) for row in elements(pages[STREET_PAGE], "tr")}
    text = " ".join(rows.values())
    assert "一品饺子馆" in text and "较低的四分之一" in next(t for t in rows.values() if t.startswith("一品"))
    assert "中间一半" in next(t for t in rows.values() if t.startswith("四季"))
    assert "较高的四分之一" in next(t for t in rows.values() if t.startswith("六合"))


def test_a_long_street_is_cut_into_pages() -> None:
    """With four to a page nine households take three; a trade that goes on says so, and nobody is lost."""
    small = answers(settings=settings(households_per_page=4))
    found = {path: parsed(page) for path, page in files_of(place.street_parts(small, frames()))}
    first = f"quota/{DIVISION}/{STREET}/"
    assert sorted(found) == [f"{first}2/index.html", f"{first}3/index.html", f"{first}index.html"]
    numbers = [link.get("href").partition("#")[2] for path in (f"{first}index.html", f"{first}2/index.html",
               f"{first}3/index.html") for link in elements(found[path], "a") if "household/" in link.get("href", "")]
    assert numbers == small.households["disclosure_no"].to_list()
    assert "正餐服务（续）" in words(found[f"{first}2/index.html"])
    assert f"{first}3/" in targets(f"{first}2/index.html", found[f"{first}2/index.html"])
    assert "household/" in next(iter(sorted(t for t in targets(f"{first}2/index.html", found[f"{first}2/index.html"])
                                            if t.startswith("household"))))


def test_a_division_names_the_streets_that_have_nothing(pages) -> None:
    """A street without households is named, not linked, and has no page."""
    tree = pages[f"quota/{DIVISION}/index.html"]
    assert "暂无公示：北市街道。" in words(tree)
    assert f"quota/{DIVISION}/{EMPTY_STREET}/" not in targets(f"quota/{DIVISION}/index.html", tree)
    assert f"quota/{DIVISION}/{EMPTY_STREET}/index.html" not in pages


def test_a_division_lists_its_postings_and_offices(pages) -> None:
    """What was posted for the division, and who is in charge of it."""
    path = f"quota/{DIVISION}/index.html"
    assert {"quota/posting/heping-2008-01/", "quota/posting/heping-2008-04/"} <= targets(path, pages[path])
    assert "和平第一税务所。" in words(pages[path])
