"""The shops most like one, found from the lists of the site when somebody asks."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import household_with
from tests.browser.test_accessibility import violations


@pytest.fixture(scope="session")
def compared(site_folder: Path) -> str:
    """The address of a household that is compared with others."""
    return household_with(site_folder, "g-peers")


def test_the_nearest_are_listed_with_their_reasons(page: Page, site: str, compared: str) -> None:
    """By keyboard on a phone: at most ten other shops of the trade, each a link with amount, place, area and staff; nothing
    but lists of this site is fetched, and the first of them leads to its own page."""
    page.set_viewport_size({"width": 360, "height": 740})
    asked: list[str] = []
    page.goto(site + compared)
    page.on("request", lambda request: asked.append(request.url))
    button = page.get_by_role("button", name="找最像的十户")
    button.focus()
    page.keyboard.press("Enter")
    rows = page.locator(".g-near li")
    rows.first.wait_for()
    assert 1 <= rows.count() <= 10
    for text in rows.all_inner_texts():
        assert re.search(r"[\d,.]+ 元/月", text) and "同行业" in text and re.search(r"面积|人", text)
    links = page.locator(".g-near a").evaluate_all("links => links.map(one => one.href)")
    assert len(set(links)) == len(links) and site + compared not in links
    assert all(url.startswith(site) and "?" not in url for url in asked), asked
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert not violations(page)
    trade = page.locator("article:visible .g-meta div:has(dt:text-is('行业')) dd").inner_text()
    page.locator(".g-near a").first.click()
    page.wait_for_url(links[0])
    expect(page.locator("article.g-household:visible")).to_have_count(1)
    assert page.locator("article:visible .g-meta div:has(dt:text-is('行业')) dd").inner_text() == trade
