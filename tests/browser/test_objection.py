"""From the household's page to a filled form: on a phone by mouse and by keyboard, printed, and without a script."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import household_with
from tests.browser.test_accessibility import violations

PHONE = {"width": 360, "height": 740}
_LINK = "article.g-household:visible .g-today a"


@pytest.fixture(scope="session")
def open_household(site_folder: Path) -> str:
    """The address of a household whose quota takes comments on the as-of date."""
    return household_with(site_folder, "可以<b>提意见</b>，最后一天")


def filled(page: Page) -> None:
    expect(page.locator("#f-name")).not_to_have_value("")


def test_the_form_is_filled_from_the_page(page: Page, site: str, open_household: str) -> None:
    """One tap from the household: its name, number, address, quota and period stand on the form, its way is ticked."""
    page.set_viewport_size(PHONE)
    page.goto(site + open_household)
    name = page.locator("article.g-household:visible h2").inner_text()
    quota = page.locator("article.g-household:visible .g-household__quota strong").first.inner_text().removesuffix(" 元")
    page.locator(_LINK).click()
    filled(page)
    assert page.locator("#f-name").input_value() == name
    assert page.locator("#f-number").input_value() == open_household.partition("#")[2]
    assert page.locator("#f-quota").input_value() == quota
    assert page.locator("#f-address").input_value() and page.locator("#f-office").input_value().endswith(("所", "局"))
    assert not page.locator("#f-taxpayer").input_value() and not page.locator("#f-owner").input_value()
    assert page.locator("[data-way]:checked").get_attribute("data-way") == "comment"
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert not violations(page)


def test_nothing_is_sent(page: Page, site: str, open_household: str) -> None:
    """What is written on the form makes no request; filling it in takes plain files of this site only, by GET."""
    asked: list[tuple[str, str]] = []
    page.on("request", lambda request: asked.append((request.method, request.url)))
    page.goto(site + open_household)
    page.locator(_LINK).click()
    filled(page)
    page.wait_for_load_state("networkidle")  # the icon and the like come when the form is filled already
    before = len(asked)
    page.locator("#f-wanted").fill("3000")
    page.locator("#f-why").fill("门前修路")
    page.locator("#f-wanted").press("Enter")
    page.wait_for_timeout(200)
    assert not asked[before:]
    assert all(method == "GET" and (url.startswith(site) or url.startswith("blob:")) and "?" not in url for method, url in asked)


def test_the_limits_go_into_a_calendar(page: Page, site: str, open_household: str) -> None:
    """The file has the last day for comments that the household's page prints, and is called like the household."""
    page.goto(site + open_household)
    last = page.locator("article.g-household:visible .g-today strong").first.inner_text()
    page.locator(_LINK).click()
    page.locator("[data-calendar]").wait_for(state="visible")
    with page.expect_download() as caught:
        page.locator("[data-calendar]").click()
    text = Path(caught.value.path()).read_text(encoding="utf-8")
    year, month, day = map(int, re.fullmatch(r"(\d+)年(\d+)月(\d+)日", last).groups())
    assert f"DTSTART;VALUE=DATE:{year}{month:02}{day:02}" in text and "提意见的最后一天" in text.replace("\n ", "")
    assert caught.value.suggested_filename == open_household.partition("#")[2] + ".ics"


def test_the_keyboard_alone_fills_and_prints(page: Page, site: str, open_household: str) -> None:
    """From the link with Enter, along the lines with Tab, the box with Space, and the button prints."""
    page.set_viewport_size(PHONE)
    page.goto(site + open_household)
    page.locator(_LINK).focus()
    page.keyboard.press("Enter")
    filled(page)
    page.evaluate("window.print = () => { window.printed = true }")
    page.locator("[data-print]").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("window.printed")
    page.locator("#f-source").focus()
    page.keyboard.press("Tab")
    page.keyboard.type("3000")
    assert page.locator("#f-wanted").input_value() == "3000"
    page.keyboard.press("Tab")
    for _ in range(4):  # past the date and the three boxes of the way
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert page.get_by_label("定高了").is_checked()


def test_the_form_is_one_sheet_of_paper(page: Page, site: str, open_household: str) -> None:
    """A4: filled in or empty it is one page."""
    page.goto(site + open_household)
    page.locator(_LINK).click()
    filled(page)
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))) == 1
    page.goto(site + "household/form/")
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))) == 1


def test_without_script_the_form_is_empty_and_whole(browser: Browser, site: str, open_household: str) -> None:
    """The link leads to the form, its lines can be written on, the ways and their limits stand there; no dead button."""
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    page.goto(site + open_household)
    page.locator(_LINK).click()
    assert page.url == site + "household/form/"
    page.locator("#f-name").fill("试一试")
    assert page.locator(".g-objection button:visible").count() == 0
    assert "提意见" in page.locator("table:visible").first.inner_text()
    context.close()


def test_the_address_stands_there_as_a_code(page: Page, site: str, open_household: str) -> None:
    """One code for the household shown; another household's replaces it."""
    page.goto(site + open_household)
    page.locator("article:visible svg.g-qr").wait_for()
    first = page.locator("svg.g-qr path").get_attribute("d")
    other = page.evaluate("[...document.querySelectorAll('article.g-household')].find(one => '#' + one.id !== location.hash).id")
    page.evaluate("id => { location.hash = id }", other)
    expect(page.locator("svg.g-qr path")).not_to_have_attribute("d", first)
    assert page.locator("svg.g-qr").count() == 1
