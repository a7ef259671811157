"""The sample bureau's site as visitors meet it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

WIDTHS = (320, 360, 768, 1440)  # 320: a desk screen at 400 %


@pytest.mark.parametrize("width", WIDTHS)
def test_every_type_of_page_fits_its_screen(browser: Browser, site: str, every_kind: dict, width: int) -> None:
    """At three widths: no sideways scrolling, one h1, a title, the language, and nothing the security policy refused."""
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    foreign: list[str] = []
    page.on("request", lambda request: foreign.append(request.url) if not request.url.startswith(site) else None)
    for kind, address in every_kind.items():
        page.goto(site + address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, kind
        assert page.locator("h1").count() == 1, kind
        assert page.title() and page.locator("html").get_attribute("lang") == "zh-CN", kind
        policy = page.locator('meta[http-equiv="Content-Security-Policy"]').get_attribute("content")
        assert "unsafe-inline" not in policy and "default-src" in policy, kind
    assert not errors and not foreign
    context.close()


def test_the_security_policy_stops_what_it_must(browser: Browser, site: str) -> None:
    """An inline script, an inline style, an inline handler and a foreign script put into a page do nothing."""
    page = browser.new_page()
    page.goto(site)
    ran = page.evaluate("""async () => {
        window.ran = []
        const violations = []
        document.addEventListener('securitypolicyviolation', event => violations.push(event.effectiveDirective))
        const inline = document.createElement('script'); inline.textContent = 'window.ran.push("inline")'
        const foreign = document.createElement('script'); foreign.src = 'https://example.com/x.js'
        const style = document.createElement('style'); style.textContent = 'body { color: red }'
        const image = document.createElement('div'); image.innerHTML = '<img src="missing" onerror="window.ran.push(1)">'
        document.body.append(inline, foreign, style, image)
        await new Promise(done => setTimeout(done, 400))
        return { ran: window.ran, violations, color: getComputedStyle(document.body).color }
    }""")
    page.close()
    assert ran["ran"] == [] and ran["color"] != "rgb(255, 0, 0)"
    assert {"script-src-elem", "style-src-elem"} <= set(ran["violations"])


def test_a_deep_link_shows_one_household(page: Page, site: str, every_kind: dict) -> None:
    """The address printed on a notice shows that household and no other, without a script."""
    address = every_kind["household"]
    page.goto(site + address)
    visible = page.locator("article.g-household:visible")
    assert visible.count() == 1 and visible.get_attribute("id") == address.partition("#")[2]


def test_without_javascript_every_household_is_reached_by_links(browser: Browser, site: str) -> None:
    """Home, quota, division, street, household: four steps, each a plain link."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site)
    page.locator('nav a[href$="quota/"]').first.click()
    page.locator('main a[href^="210102/"], a[href*="/210102/"]').first.click()
    page.locator('main a[href*="210102"][href$="/"]:visible').first.click()
    page.locator('main a[href*="household/"]').first.click()
    assert page.locator("article.g-household:visible").count() == 1
    context.close()


def test_the_keyboard_reaches_the_search_box(page: Page, site: str) -> None:
    """The first tab stop skips to the content; Enter in the box leads to the results, and what was typed is not sent."""
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    page.goto(site)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#content"
    page.locator('input[name="q"]:visible').first.focus()
    page.keyboard.type("餐")
    page.keyboard.press("Enter")
    page.wait_for_url("**/quota/#q=*")
    page.wait_for_selector("[data-results] [data-household]")
    assert not [url for url in sent if "q=" in url or "%E9%A4%90" in url]


def test_one_box_finds_households_and_documents(page: Page, site: str) -> None:
    """`/quota/?q=` runs on load over both kinds."""
    page.goto(f"{site}quota/?q=餐饮")
    page.wait_for_selector("[data-results] [data-household]")
    assert re.search(r"\d", page.locator("[data-result-count]").first.inner_text())
    page.goto(f"{site}quota/?q=定额")
    page.wait_for_selector("[data-search-documents] a")


def test_the_site_says_that_its_households_are_invented(page: Page, site: str, every_kind: dict) -> None:
    """On every type of page, in so many words."""
    for address in every_kind.values():
        page.goto(site + address)
        assert "虚构" in page.locator("body").inner_text()
