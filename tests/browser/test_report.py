"""The page of `gongshi check --format html` in a real Chromium, opened from the disk as a clerk does."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser, Page

from generator.cli import gongshi

ROOT = Path(__file__).resolve().parents[2]
TABLE = "quota_data/postings/2008-dong-provisional/households.csv"


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bureau whose table has an amount in hanzi, a status nobody knows and a remark of one long word; it warns of two things besides."""
    bureau = Path(shutil.copytree(ROOT / "tests/example_site", tmp_path_factory.mktemp("report") / "bureau"))
    path = bureau / TABLE
    text = path.read_text(encoding="utf-8").replace(",6500.00,", ",六千五,", 1).replace(",在营,", ",营业中," + "长" * 300, 1)
    path.write_text(text, encoding="utf-8")
    out = bureau / "report.html"
    CliRunner().invoke(gongshi, ["check", "--project", str(bureau), "--lang", "zh", "--format", "html", "--output", str(out)])
    return out


@pytest.mark.parametrize("width", (360, 768, 1440))
def test_the_page_fits_its_screen_and_loads_nothing(browser: Browser, report: Path, width: int) -> None:
    """No sideways scrolling of the page, no request but the file's own, nothing refused by its policy."""
    page = browser.new_page(viewport={"width": width, "height": 900})
    requests, said = [], []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(report.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert requests == [report.as_uri()] and not said
    assert page.locator("h1").count() == 1 and page.locator("article").count() == 4
    assert page.locator("article.mistake--error").count() == page.locator("article.mistake--warning").count() == 2
    page.close()


def test_the_bad_cell_is_in_sight(page: Page, report: Path) -> None:
    """Also on a telephone, where the table is wider than the screen: it keeps to the edge."""
    page.set_viewport_size({"width": 360, "height": 900})
    page.goto(report.as_uri())
    sights = page.evaluate("""() => [...document.querySelectorAll('.sheet')].map(sheet => {
        const [cell, frame] = [sheet.querySelector('td.bad:has(mark)'), sheet].map(each => each.getBoundingClientRect())
        return frame.left <= cell.left && cell.right <= frame.right + 1 && cell.width > 20
    })""")
    assert sights == [True] * 4


def test_what_is_mended_is_ticked_off(page: Page, report: Path) -> None:
    """By mouse or keyboard, without a script: only its heading is left."""
    page.goto(report.as_uri())
    first = page.locator("article").first
    first.get_by_label("改好了").focus()
    page.keyboard.press("Space")
    assert not first.locator(".mend").first.is_visible() and first.locator("h3").is_visible()


def test_it_prints_whole(page: Page, report: Path) -> None:
    """On paper the list of files and the hint are left out, the mistakes are not."""
    page.goto(report.as_uri())
    page.emulate_media(media="print")
    assert not page.locator(".how").is_visible() and page.locator("article .mend").first.is_visible()
    assert page.locator(".sheet").first.evaluate("sheet => getComputedStyle(sheet).overflowX") == "visible"
