"""Days pass after a page was made: on the visitor's own day it says which last days are over and how many are left."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import household_with, serve
from tests.conftest import EXAMPLE

SETTING = "    as_of: 2008-09-26\n"
POSTING = "quota/posting/2008-xi-provisional/"
LAST = "2008年10月7日"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example bureau as one that goes on: no setting holds it on one day."""
    bureau = Path(shutil.copytree(EXAMPLE, tmp_path_factory.mktemp("day") / "bureau"))
    config = bureau / "mkdocs.yml"
    text = config.read_text(encoding="utf-8")
    assert SETTING in text
    config.write_text(text.replace(SETTING, ""), encoding="utf-8")
    done = subprocess.run([sys.executable, "-m", "generator", "build", "--as-of", "2008-09-26", "--project", str(bureau), "--site-dir",
                           str(bureau / "out")], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return bureau / "out"


@pytest.fixture(scope="module")
def going_on(folder: Path) -> Iterator[str]:
    server, address = serve(folder)
    yield address
    server.shutdown()


def at(page: Page, moment: str, address: str) -> Page:
    page.clock.set_fixed_time(moment)
    page.goto("about:blank")
    page.goto(address)
    return page


def test_a_window_that_is_over_says_so(page: Page, going_on: str) -> None:
    """On the last day itself, in the bureau's time, it is still open; from midnight there it is over."""
    head = at(page, "2008-10-07T15:59:00Z", going_on + POSTING).locator("[data-window] h2")
    expect(head).to_have_text(f"现在可以提意见，截至{LAST}")
    head = at(page, "2008-10-07T16:00:00Z", going_on + POSTING).locator("[data-window] h2")
    expect(head).to_have_text(f"提意见的时间已经结束，最后一天是{LAST}（已过）")


def test_the_day_of_today_is_marked(page: Page, going_on: str) -> None:
    """Among the counted days the visitor's own is marked, not the one on which the page was made."""
    at(page, "2008-10-06T02:00:00Z", going_on + POSTING)
    expect(page.locator(".g-days [aria-current=date]")).to_have_text("2008年10月6日")


def test_days_are_counted_from_today(page: Page, going_on: str) -> None:
    """A card counts the working days that are left today; after the last one it is no longer open."""
    left = at(page, "2008-09-26T02:00:00Z", going_on).locator(".g-deadline__left")
    at_first = int(re.search(r"(\d+) 个工作日", left.inner_text())[1])
    left = at(page, "2008-10-07T02:00:00Z", going_on).locator(".g-deadline__left")
    expect(left).to_have_text("含当天还有 1 个工作日")
    assert at_first > 1
    at(page, "2008-10-08T02:00:00Z", going_on)
    expect(page.locator(".g-card--open .g-status")).to_have_text("公示期满")
    expect(page.locator(".g-deadline__left")).to_be_hidden()
    expect(page.locator(".g-deadline")).to_contain_text("（已过）")


def test_the_form_offers_no_way_that_is_over(page: Page, going_on: str, folder: Path) -> None:
    """While the window is open its box is ticked; afterwards none is, the form says so, and the calendar is not offered."""
    household = household_with(folder, "可以<b>提意见</b>，最后一天")
    bucket, number = household.removeprefix("household/").split("/#")
    form = f"{going_on}household/form/#{bucket}/{number}"
    at(page, "2008-10-07T02:00:00Z", form)
    expect(page.locator("[data-way]:checked")).to_have_attribute("data-way", "comment")
    at(page, "2008-10-08T02:00:00Z", form)
    expect(page.locator("[data-own-text]")).to_contain_text("期限已过")
    expect(page.locator("[data-way]:checked")).to_have_count(0)
    expect(page.locator("[data-calendar]")).to_be_hidden()
    expect(at(page, "2008-10-08T02:00:00Z", going_on + household).locator("article:visible .g-today")).to_contain_text(f"{LAST}（已过）")


def test_a_site_of_one_day_is_not_compared(site_folder: Path) -> None:
    """A bureau whose setting holds it on one day shows that day: the script of days is on none of its pages."""
    assert not any("scripts/day/main.js" in page.read_text(encoding="utf-8") for page in site_folder.glob("quota/**/index.html"))
