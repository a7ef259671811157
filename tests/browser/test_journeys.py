"""Six ways through the site, each walked by mouse, by keyboard, by touch on a phone, and without JavaScript where that is possible.

A step is one choice of the visitor: a link, a button, or a text typed with Enter. The steps are those of docs/journeys.md.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl
import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from pypinyin import Style, lazy_pinyin

from tests.conftest import ROOT

WAYS = ("mouse", "keyboard", "touch", "no script")
_MOST_TABS = 600
_ARTICLE = "article.g-household:visible"


def written() -> dict[tuple[str, str], int]:
    """The steps as the table of the document promises them: journey and way -> steps."""
    rows = [line.strip("| ").split(" | ") for line in (ROOT / "docs/journeys.md").read_text(encoding="utf-8").splitlines()
            if line.startswith("| ")]
    heading, *lines = [[cell.strip() for cell in row] for row in rows]
    return {(line[0], way): int(cell) for line in lines for way, cell in zip(heading[2:], line[2:], strict=True) if cell.isdigit()}


STEPS = written()


class Visitor:
    """Somebody at the front page, who counts the own steps."""

    def __init__(self, page: Page, way: str, site: str) -> None:
        self.page, self.way, self.steps = page, way, 0
        page.goto(site)

    def choose(self, target: Locator) -> None:
        """Follow a link or press a button."""
        self.steps += 1
        target.wait_for()
        leads = target.evaluate("one => one.hasAttribute('download') || !one.href ? null : one.href")
        if self.way == "keyboard":
            self._reach(target)
            self.page.keyboard.press("Enter")
        elif self.way == "touch":
            target.tap()
        else:
            target.click()
        if leads:
            self.page.wait_for_url(leads)

    def ask(self, box: Locator, words: str) -> None:
        """Type into a box and press Enter."""
        self.steps += 1
        if self.way == "keyboard":
            self._reach(box)
        elif self.way == "touch":
            box.tap()
        else:
            box.click()
        self.page.keyboard.type(words)
        self.page.keyboard.press("Enter")

    def _reach(self, target: Locator) -> None:
        """By Tab alone, as far as it takes."""
        handle = target.element_handle()
        for _ in range(_MOST_TABS):
            if self.page.evaluate("one => one === document.activeElement", handle):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"the keyboard does not reach {target} on {self.page.url}")


@pytest.fixture(params=WAYS)
def visitor(request: pytest.FixtureRequest, browser: Browser, site: str) -> Iterator[Visitor]:
    """On a phone's width for touch, on a desk's for the others."""
    is_phone = request.param == "touch"
    context = browser.new_context(viewport={"width": 360, "height": 740} if is_phone else {"width": 1280, "height": 900},
                                  has_touch=is_phone, java_script_enabled=request.param != "no script", locale="zh-CN")
    errors: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield Visitor(page, request.param, site)
    context.close()
    assert not errors, errors


@pytest.fixture(scope="module")
def shop(site_folder: Path) -> dict[str, str]:
    """A shop that takes comments, is compared with others, and is the only one whose name begins with its four letters."""
    table = pl.read_csv(site_folder / "data/households.csv", infer_schema=False)
    table = table.with_columns(pl.Series("letters", [letters(name) for name in table["字号"]]))
    open_ = table.filter((pl.col("定额状态代码") == "open") & (pl.col("比较范围代码") != "") & (pl.col("letters").str.len_chars() == 4)
                         & (pl.col("行号").cast(pl.Int64) < 200))
    alone = [row for row in open_.iter_rows(named=True) if table["letters"].str.contains(row["letters"], literal=True).sum() == 1]
    return alone[0]


def letters(name: str) -> str:
    """The first four of a name by its sound: what a hurried person types."""
    return "".join(lazy_pinyin(name[:4], style=Style.FIRST_LETTER))


def find(visitor: Visitor, shop: dict[str, str]) -> None:
    """By four letters and the first list; without JavaScript down the tree."""
    if visitor.way == "no script":
        visitor.choose(visitor.page.locator(".g-ways a[href$='quota/']").first)
        visitor.choose(visitor.page.locator(f"#content a[href$='quota/{shop['区县代码']}/']:visible").first)
        visitor.choose(visitor.page.locator(f"#content a[href$='/{shop['街道代码']}/']:visible").first)
        visitor.choose(visitor.page.locator(f"#content a[href$='#{shop['公示编号']}']").first)
    else:
        visitor.ask(visitor.page.locator("input[name=q]:visible").first, shop["letters"])
        visitor.choose(visitor.page.locator(f"[data-household='{shop['公示编号']}'] a").first)
    expect(visitor.page.locator(f"{_ARTICLE} h2")).to_have_text(shop["字号"])


def compare(visitor: Visitor, shop: dict[str, str]) -> None:
    find(visitor, shop)
    said = visitor.page.locator(_ARTICLE).get_by_text("同行业").first.inner_text()
    assert re.search(r"户", said)
    visitor.choose(visitor.page.locator(f"{_ARTICLE} .g-meta a[href$='/{shop['街道代码']}/']"))
    row = visitor.page.locator(f".g-spreads tr:has(a[href*='industry/{shop['行业代码']}/'])").first
    expect(row).to_be_visible()


def see_changes(visitor: Visitor, shop: dict[str, str]) -> None:
    page = visitor.page
    visitor.choose(page.locator(".g-ways a[href$='quota/']").first)
    visitor.choose(page.locator(f"#content a[href$='quota/{shop['区县代码']}/']:visible").first)
    visitor.choose(page.locator(f"#content a[href$='/{shop['街道代码']}/']:visible").first)
    expect(page.get_by_role("heading", name=re.compile("变"))).to_be_visible()


def object_(visitor: Visitor, shop: dict[str, str]) -> None:
    find(visitor, shop)
    expect(visitor.page.locator(f"{_ARTICLE} .g-today strong").first).to_have_text(re.compile(r"\d+年\d+月\d+日"))
    visitor.choose(visitor.page.locator(f"{_ARTICLE} .g-today a"))
    expect(visitor.page.locator("#f-name")).to_be_visible()
    if visitor.way != "no script":
        expect(visitor.page.locator("#f-name")).to_have_value(shop["字号"])
        visitor.page.evaluate("window.print = () => { window.printed = true }")
        visitor.choose(visitor.page.locator("[data-print]"))
        assert visitor.page.evaluate("window.printed")


def reproduce(visitor: Visitor, shop: dict[str, str]) -> None:
    """A trade across the city: the median of the rows that are compared is the one the site prints."""
    page = visitor.page
    visitor.choose(page.locator(".g-ways a[href$='quota/']").first)
    visitor.choose(page.locator("#content a[href$='quota/industry/']").first)
    visitor.choose(page.locator(f"#content a[href$='quota/industry/{shop['行业代码']}/']").first)
    printed = page.locator("#content").inner_text()
    with page.expect_download() as started:
        visitor.choose(page.locator("a[download][href*='data/trades/']"))
    rows = pl.read_csv(started.value.path(), infer_schema_length=None)
    median = rows.filter(pl.col("比较范围代码").is_not_null())["月核定营业额(元)"].median()
    assert f"{median:,.2f}".removesuffix(".00") in printed


def trace(visitor: Visitor, shop: dict[str, str]) -> None:
    """From the quota to the row of the act, and to the article by which it was posted."""
    find(visitor, shop)
    page = visitor.page
    visitor.choose(page.locator(f"{_ARTICLE} .g-meta a[href*='#r']").first)
    row = page.locator(page.url[page.url.index("#"):])
    expect(row).to_contain_text(shop["公示编号"])
    visitor.choose(page.locator(".g-meta a[href*='policies/']").first)
    expect(page.locator(page.url[page.url.index("#"):])).to_be_visible()


JOURNEYS: dict[str, Callable[[Visitor, dict[str, str]], None]] = {
    "Find my shop": find, "Compare with neighbours": compare, "See what changed on my street": see_changes,
    "Learn until when and how to object, print the form": object_, "Reproduce a published median": reproduce,
    "From a figure to the row, the act and the article": trace}


@pytest.mark.parametrize("journey", JOURNEYS)
def test_a_journey_takes_the_steps_it_is_said_to(visitor: Visitor, shop: dict[str, str], journey: str) -> None:
    """Walked to its end, in as many steps as the document says."""
    JOURNEYS[journey](visitor, shop)
    assert visitor.steps == STEPS[journey, visitor.way]


def test_ten_seconds_from_the_front_page(browser: Browser, site: str, shop: dict[str, str]) -> None:
    """Cold, with 150 ms a round trip and 1.6 Mbit/s, typing a letter each 150 ms: the own quota is there."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, has_touch=True)
    page = context.new_page()
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    network.send("Network.emulateNetworkConditions", {"offline": False, "latency": 150, "downloadThroughput": 200_000,
                                                      "uploadThroughput": 100_000})
    begun = time.monotonic()
    page.goto(site)
    page.locator("input[name=q]:visible").first.press_sequentially(shop["letters"], delay=150)
    page.keyboard.press("Enter")
    found = page.locator(f"[data-household='{shop['公示编号']}'] a").first
    found.tap()
    page.wait_for_url(f"**/household/*/#{shop['公示编号']}")
    expect(page.locator(f"{_ARTICLE} h2")).to_have_text(shop["字号"])
    assert time.monotonic() - begun < 10
    context.close()
