"""The page of `gongshi diff` in a real browser: it fits a telephone and a desk, prints, and asks nobody for anything."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from generator.comparison import compare
from generator.report.difference_html import difference_html

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def difference_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample bureau's largest kind of change: a final posting of hundreds of households."""
    path = tmp_path_factory.mktemp("diff") / "diff.html"
    path.write_text(difference_html(compare(ROOT / "mkdocs.yml", "2008-heping-final-01", None, None), "zh"), encoding="utf-8")
    return path


@pytest.mark.parametrize("width", (320, 360, 768, 1440))
def test_the_page_fits_every_width(browser: Browser, difference_page: Path, width: int) -> None:
    """Nothing sticks out to the side; on a telephone every figure has its label beside it."""
    page = browser.new_page(viewport={"width": width, "height": 900})
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: said.append(request.url) if not request.url.startswith("file:") else None)
    page.goto(difference_page.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width and said == []
    labelled = page.evaluate("""getComputedStyle(document.querySelector('#up ~ .cards td.n'), '::before').content""")
    assert (labelled == '"原来"') is (width < 640)
    page.close()


@pytest.mark.parametrize("language", ("zh", "en"))
def test_no_figure_is_hidden_at_the_width_of_a_tablet(browser: Browser, language: str, tmp_path: Path) -> None:
    """No table has to be moved to the side, in either language."""
    (tmp_path / "diff.html").write_text(difference_html(compare(ROOT / "mkdocs.yml", "2008-heping-final-01", None, None), language),
                                        encoding="utf-8")
    page = browser.new_page(viewport={"width": 768, "height": 900})
    page.goto((tmp_path / "diff.html").as_uri())
    assert page.evaluate("[...document.querySelectorAll('.scroll')].filter(box => box.scrollWidth > box.clientWidth).length") == 0
    page.close()


def test_the_way_to_each_part_works(browser: Browser, difference_page: Path) -> None:
    """A click on a kind leads to its households."""
    page = browser.new_page(viewport={"width": 768, "height": 900})
    page.goto(difference_page.as_uri())
    page.click("nav a[href='#gone']")
    assert page.evaluate("Math.abs(document.querySelector('#gone').getBoundingClientRect().top)") < 40
    page.close()


def test_the_page_prints_on_white_with_black_words(browser: Browser, difference_page: Path) -> None:
    """In print the headings of a table come again on each sheet, and no figure needs its colour."""
    page = browser.new_page()
    page.goto(difference_page.as_uri())
    page.emulate_media(media="print")
    colour = page.evaluate("getComputedStyle(document.querySelector('.up')).color")
    assert colour == "rgb(0, 0, 0)" and page.evaluate("getComputedStyle(document.querySelector('thead')).display") == "table-header-group"
    assert page.evaluate("getComputedStyle(document.querySelector('nav')).display") == "none"
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
    page.close()
