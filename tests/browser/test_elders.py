"""The elders' mode as somebody uses it, and the page read aloud."""

from __future__ import annotations

from playwright.sync_api import Browser, Page

from tests.browser.test_accessibility import violations

_SPEECH = """
window.said = []
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text } }
Object.defineProperty(window, 'speechSynthesis', { value: {
  speak(words) { window.said.push([words.lang, words.text]); window.ended = () => words.onend() }, cancel() {}, pause() {}, resume() {} } })
"""


def turned_on(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("button", name="长者模式").first.click()


def test_the_mode_stays_on_while_browsing(page: Page, site: str) -> None:
    """Once on, the next page is large before anything is drawn, and still is after a reload; off again, it is as before."""
    page.goto(site)
    normal = page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
    turned_on(page, site)
    assert page.evaluate("parseFloat(getComputedStyle(document.querySelector('#content p')).fontSize)") >= 24  # 18 points
    page.goto(site + "policies/")
    assert page.evaluate("document.documentElement.dataset.mode") == "elder"
    page.reload()
    assert page.get_by_role("button", name="长者模式").first.get_attribute("aria-pressed") == "true"
    page.get_by_role("button", name="退出长者模式").click()
    page.goto(site)
    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") == normal
    assert page.evaluate("localStorage.length") == 0


def test_every_page_is_one_column_and_fits(browser: Browser, site: str, every_kind: dict) -> None:
    """In the mode, at three widths: nothing to scroll sideways, type of 18 points, no rule of accessibility broken."""
    for width in (360, 768, 1440):
        context = browser.new_context(viewport={"width": width, "height": 900}, locale="zh-CN")
        page = context.new_page()
        turned_on(page, site)
        for kind, address in every_kind.items():
            page.goto(site + address)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (kind, width)
            assert not violations(page), (kind, width)
        context.close()


def test_a_page_is_read_aloud(browser: Browser, site: str, every_kind: dict) -> None:
    """Headings and paragraphs in order, in Chinese; the passage at hand is marked; stopping ends it."""
    page = browser.new_page()
    page.add_init_script(_SPEECH)
    turned_on(page, site + every_kind["household"])
    page.get_by_role("button", name="朗读本页").click()
    for _ in range(6):
        page.evaluate("window.ended()")
    said = page.evaluate("window.said")
    assert len(said) == 7 and all(language == "zh-CN" and text for language, text in said)
    assert any("元" in text for _, text in said) and not any("," in text and text.replace(",", "").isdigit() for _, text in said)
    assert page.locator(".g-read").count() == 1
    page.get_by_role("button", name="暂停朗读").click()
    page.get_by_role("button", name="继续朗读").click()
    assert page.evaluate("window.said.at(-1)[1]") == said[-1][1]
    page.get_by_role("button", name="停止").click()
    assert page.locator(".g-read").count() == 0
    page.close()


def test_without_script_there_is_no_switch(browser: Browser, site: str) -> None:
    """What could not work is not shown."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site)
    assert page.locator("[data-elder]:visible").count() == 0
    context.close()
