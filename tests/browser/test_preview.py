"""The preview in a real browser: a saved change and a problem appear by themselves, and a problem goes when it is mended."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import EXAMPLE
from tests.preview.conftest import without_warnings
from tests.test_build import ENVIRONMENT

TABLE = "quota_data/postings/2008-dong-final/households.csv"
POSTING = "quota/posting/2008-dong-final/"
HOUSEHOLD = "HDA1002"
WAIT = 60_000


@pytest.fixture(scope="module")
def bureau(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bureau about which there is nothing to say: the example without what it is usually warned of."""
    copy = Path(shutil.copytree(EXAMPLE, tmp_path_factory.mktemp("preview") / "bureau"))
    without_warnings(copy)
    return copy


@pytest.fixture(scope="module")
def preview(bureau: Path) -> Iterator[str]:
    """The address of the preview of a copy of the example bureau, by the command."""
    serving = subprocess.Popen([sys.executable, "-m", "generator", "serve", "--address", "127.0.0.1:0"], cwd=bureau, text=True,
                               stderr=subprocess.PIPE, env={**ENVIRONMENT, "GONGSHI_LANG": "zh"})
    line = ""
    while "http://" not in line:
        line = serving.stderr.readline()
        assert line, "the preview ended"
    yield line[line.index("http://"):].split("（")[0]
    serving.terminate()
    serving.wait(timeout=30)
    serving.stderr.close()


@pytest.fixture
def save(bureau: Path) -> Iterator[Callable[[str, str], None]]:
    """Replaces words in the table; afterwards it is as before."""
    path = bureau / TABLE
    whole = path.read_text(encoding="utf-8")

    def change(old: str, new: str) -> None:
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")
    yield change
    path.write_text(whole, encoding="utf-8")


def test_a_change_and_a_problem_appear_and_go_by_themselves(page: Page, preview: str, save: Callable[[str, str], None]) -> None:
    """Nobody loads anything again: the new name, then the note beside the row in words, then neither."""
    page.goto(preview + POSTING)
    row = page.locator("#r3")
    expect(row).to_contain_text("河沿小厨")
    save("河沿小厨", "河沿大厨")
    expect(row).to_contain_text("河沿大厨", timeout=WAIT)
    save("6500.00", "六千六")
    note = page.locator("tr.gp-row")
    expect(note).to_contain_text("六千六", timeout=WAIT)
    expect(note).to_contain_text("怎么改")
    assert note.evaluate("one => one.previousElementSibling.id") == "r3"
    expect(row).to_contain_text("6,500")
    expect(page.locator(".gp-badge")).to_have_text("1 个问题要改")
    page.locator(".gp-badge").click()
    expect(page.locator("main")).to_contain_text(TABLE)
    page.go_back()
    save("六千六", "6500.00")
    expect(page.locator(".gp-box, .gp-row, .gp-badge")).to_have_count(0, timeout=WAIT)
    expect(row).to_contain_text("6,500")


def test_the_place_on_the_page_is_kept(page: Page, preview: str, save: Callable[[str, str], None]) -> None:
    """The household of the address stays the one that is shown, and the page stays where it was scrolled to."""
    page.set_viewport_size({"width": 360, "height": 500})
    page.goto(preview + "quota/")
    page.get_by_role("link", name="全部公示").first.wait_for()
    page.goto(preview + POSTING)
    page.evaluate("window.scrollTo(0, 900)")
    save("河沿小厨", "河沿大厨")
    expect(page.locator("#r3")).to_contain_text("河沿大厨", timeout=WAIT)
    page.wait_for_load_state()
    page.wait_for_function("Math.abs(window.scrollY - 900) < 3")
    bucket = page.locator("#r3 a").get_attribute("href").split("/")[-2]
    page.goto(f"{preview}household/{bucket}/#{HOUSEHOLD}")
    save("6500.00", "很多")
    note = page.locator(f"#{HOUSEHOLD} .gp-note")
    expect(note).to_contain_text("很多", timeout=WAIT)
    assert page.url.endswith(f"#{HOUSEHOLD}") and note.is_visible()


def test_a_page_that_did_not_change_is_not_loaded_again(page: Page, preview: str, save: Callable[[str, str], None]) -> None:
    """What a clerk is reading or typing elsewhere is left alone."""
    page.goto(preview + "policies/")
    page.evaluate("window.still = true")
    with page.expect_response(lambda answer: answer.url.endswith("/policies/"), timeout=WAIT):
        save("河沿小厨", "河沿大厨")
    page.wait_for_timeout(300)
    assert page.evaluate("window.still") is True


@pytest.mark.parametrize("width", (360, 768, 1440))
def test_problems_fit_on_any_screen(page: Page, preview: str, save: Callable[[str, str], None], width: int) -> None:
    """Nothing hangs over the edge, on the page with the problem and on the page of all problems."""
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(preview + POSTING)
    expect(page.locator("tr.gp-row")).to_have_count(0, timeout=WAIT)  # the test before has left, and nothing is loaded again later
    save("6500.00", "六千五百元整，实际以核定通知书为准，参见附件一二三四五六七八九十")
    expect(page.locator("tr.gp-row")).to_be_visible(timeout=WAIT)
    for address in (preview + POSTING, preview.split("/gongshi")[0] + "/__preview/problems"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address
        note = page.locator(".gp-problem").first.bounding_box()
        assert note["x"] >= 0 and note["x"] + note["width"] <= width
