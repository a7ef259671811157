"""Every type of page under the rules of axe-core, at three widths, light, dark and in the elders' mode."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

WIDTHS = (360, 768, 1440)
AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_RUN = """async (tags) => {
    const found = await axe.run(document, { runOnly: { type: 'tag', values: tags } })
    return found.violations.map(one => one.id + ': ' + one.nodes.slice(0, 3).map(node => node.target + ' ' + node.failureSummary).join(' | '))
}"""


def violations(page: Page) -> list[str]:
    """What axe finds wrong with the page as it stands, each rule with the first places."""
    if not page.evaluate("typeof axe !== 'undefined'"):
        assert AXE.is_file(), "axe-core is missing: run `npm install` in the repository, or `make test`."
        page.evaluate(AXE.read_text(encoding="utf-8"))
    return page.evaluate(_RUN, RULES)


@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_breaks_an_accessibility_rule(browser: Browser, site: str, every_kind: dict, width: int) -> None:
    """Nothing found on any type of page, light and dark: WCAG 2.2 AA and the good practice axe knows."""
    context = browser.new_context(viewport={"width": width, "height": 900}, locale="zh-CN")
    page = context.new_page()
    found = {}
    for kind, address in every_kind.items():
        page.goto(site + address)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            if wrong := violations(page):
                found[kind, scheme] = wrong
    context.close()
    assert not found, found
