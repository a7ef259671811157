"""The preview in a real browser: a saved change and a problem appear by themselves, and a problem goes when it is mended."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from generator.model.bucket import bucket_of
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


def test_a_change_is_exchanged_in_the_page_as_it_stands(page: Page, preview: str, save: Callable[[str, str], None]) -> None:
    """The page is not loaded again: what is typed, the focus and what scripts have added stay, and the new words are there."""
    page.goto(f"{preview}{POSTING}")
    bucket = page.locator("#r3 a").get_attribute("href").split("/")[-2]
    page.goto(f"{preview}household/{bucket}/#{HOUSEHOLD}")
    page.locator(f"#{HOUSEHOLD} .g-qr").wait_for()
    box = page.locator("header input[name=q]")
    box.fill("河沿")
    page.evaluate("window.still = true")
    page.wait_for_timeout(500)  # the preview has seen the page as it was served
    save("河沿小厨", "河沿大厨")
    expect(page.locator(f"#{HOUSEHOLD}")).to_contain_text("河沿大厨", timeout=WAIT)
    assert page.evaluate("window.still") is True
    assert box.input_value() == "河沿" and box.evaluate("one => one === document.activeElement")
    assert page.locator(f"#{HOUSEHOLD} .g-qr").count() == 1


@pytest.mark.parametrize("edits", (
    (("河沿小厨", "河沿大厨"), ("6500.00", "6600.00")),
    (("6500.00", "六千六"), ("河沿小厨", "另一家"), ("六千六", "6500.00")),
    (("6500.00", "六千六"), ("5200.00", "五千"), ("六千六", "6500.00"), ("五千", "5200.00")),
    ("a row gone", "a row twice"),
), ids=("values", "one problem", "two problems", "rows"))
@pytest.mark.parametrize("address", (POSTING, "quota/110101/110101001/", ""))
def test_an_exchanged_page_is_the_page_that_would_be_loaded(page: Page, preview: str, bureau: Path, save: Callable[[str, str], None],
                                                          edits: tuple, address: str) -> None:
    """After each save the page at hand is, tag for tag, what a browser gets that opens it now."""
    other = page.context.new_page()
    page.goto(preview + address)
    path = bureau / TABLE
    for edit in edits:
        lines = path.read_text(encoding="utf-8").rstrip("\n").split("\n")
        if edit == "a row gone":
            path.write_text("\n".join(lines[:2] + lines[3:]) + "\n", encoding="utf-8")
        elif edit == "a row twice":
            path.write_text("\n".join([*lines, lines[-1]]) + "\n", encoding="utf-8")
        elif edit[0] in "\n".join(lines):
            save(*edit)
        page.wait_for_timeout(1500)
        other.goto(preview + address)
        other.wait_for_timeout(200)
        assert page.evaluate(_BODY) == other.evaluate(_BODY), edit
    other.close()


_BODY = "document.body.outerHTML + document.title"


def test_a_page_to_which_a_household_comes_is_loaded_again(page: Page, preview: str, bureau: Path) -> None:
    """A household that comes brings what scripts must see when a page is loaded: then the whole page is."""
    path = bureau / "quota_data/postings/2008-xi-provisional/households.csv"
    whole = path.read_text(encoding="utf-8")
    last = whole.rstrip("\n").split("\n")[-1].split(",")
    new = next(number for number in map("HDZ{:04}".format, range(1000)) if bucket_of(number, 16) == bucket_of(last[0], 16))
    page.goto(f"{preview}household/{bucket_of(new, 16)}/")
    page.wait_for_timeout(500)
    page.evaluate("window.still = true")
    path.write_text(whole + ",".join([new, "新来的店", *last[2:]]) + "\n", encoding="utf-8")
    try:
        expect(page.locator(f"#{new}")).to_contain_text("新来的店", timeout=WAIT)
        assert page.evaluate("window.still") is None
    finally:
        path.write_text(whole, encoding="utf-8")


def test_a_page_nobody_sees_waits_and_looks_when_it_is_seen(page: Page, preview: str, save: Callable[[str, str], None]) -> None:
    """A browser has six connections to a server: a hidden page holds none, and is up to date once it is shown."""
    page.goto(preview + POSTING)
    page.wait_for_timeout(500)
    hide = """isHidden => { Object.defineProperty(document, "hidden", { value: isHidden, configurable: true });
        document.dispatchEvent(new Event("visibilitychange")); }"""
    page.evaluate(hide, True)
    save("河沿小厨", "河沿大厨")
    page.wait_for_timeout(1500)
    assert "河沿小厨" in page.locator("#r3").inner_text()
    page.evaluate(hide, False)
    expect(page.locator("#r3")).to_contain_text("河沿大厨", timeout=WAIT)


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
