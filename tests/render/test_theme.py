"""The theme as MkDocs draws it: a hand-written page, a frame and the page for wrong addresses."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.plugins import BasePlugin

from generator.model.document import COLUMN_NAMES
from generator.model.settings import Bureau, Settings
from generator.render.frame import SLOTS, Frame
from generator.render.templates import templates_folder

CONFIG = """
site_name: 范例
site_url: https://example.org/tax/
docs_dir: docs
site_dir: site
theme: {{name: material, custom_dir: {folder}, language: zh, font: false}}
extra_css: [stylesheets/gongshi.css]
plugins: []
"""


class Context(BasePlugin):
    """Gives the theme what the generator's plugin gives it, without a bureau behind it."""

    def on_page_context(self, context: Any, *, page: Any, config: Any, nav: Any) -> Any:
        return self._with(context, "../" * page.url.count("/") if page.url != "./" else "", "policies")

    def on_template_context(self, context: Any, *, template_name: str, config: Any) -> Any:
        return self._with(context, "", "")

    def _with(self, context: Any, base: str, section: str) -> Any:
        bureau = Bureau("范例税务局", "范例", contact="范例", notice="这是范例")
        context["gongshi"] = SimpleNamespace(settings=Settings(bureau), as_of=date(2008, 9, 26), base=base,
                                             columns=list(COLUMN_NAMES.items()), section=section)
        return context


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("theme")
    (root / "mkdocs.yml").write_text(CONFIG.format(folder=templates_folder()), encoding="utf-8")
    for name, text in (("index.md", "# 首页\n"), ("about.md", "说明。\n"),
                       ("x/y.md", "---\ngongshi_frame: true\nsection: policies\n---\n框\n")):
        (root / "docs" / name).parent.mkdir(parents=True, exist_ok=True)
        (root / "docs" / name).write_text(text, encoding="utf-8")
    config = load_config(str(root / "mkdocs.yml"))
    config.plugins["context"] = Context()
    build(config)
    return root / "site"


def pages_of(site: Path) -> list[str]:
    return [path.read_text("utf-8") for path in sorted(site.rglob("*.html"))]


def test_a_frame_has_every_slot(site: Path) -> None:
    """A frame can be cut at all slots; the policy for scripts is the first thing after the character set."""
    html = (site / "x/y/index.html").read_text("utf-8")
    assert set(SLOTS) <= set(Frame.parse(html).names)
    assert re.search(r'<meta charset="utf-8">\s*@@gongshi:csp@@', html)
    assert '<link rel="canonical" href="https://example.org/tax/@@gongshi:path@@">' in html


def test_pages_name_the_feeds_where_the_site_has_an_address(site: Path) -> None:
    """A reader of feeds finds all three from the head of any page, and a person at its foot."""
    for page, base in (("index.html", ""), ("about/index.html", "../"), ("x/y/index.html", "../../")):
        html = (site / page).read_text("utf-8")
        for name in ("postings", "policies", "press"):
            address = f'href="{base}data/feeds/{name}.xml"'
            assert re.search(rf'<link rel="alternate" type="application/atom\+xml" title="[^"]+" {re.escape(address)}>', html)
            assert f"<a {address}>" in html


def test_no_page_needs_more_than_the_strict_policy(site: Path) -> None:
    """No inline script, style or handler, no script of the theme, and nothing from another host."""
    for html in pages_of(site):
        assert not re.search(r"<style|\sstyle=|\son\w+=", html)
        assert all(re.search(r' src="[^"]*scripts/(?:mode|reading/main)\.js">', tag) for tag in re.findall(r"<script[^>]*>", html))
        assert not re.search(r'(?:src|href)="(?:https?:)?//(?!example\.org/tax/)', html)


def test_every_page_says_who_publishes_and_as_of_when(site: Path) -> None:
    """Bureau, notice, as-of date, site tags, and 示例/未备案 where there is no registration."""
    for html in pages_of(site):
        assert '<html lang="zh-CN"' in html
        assert all(words in html for words in ("范例税务局", "这是范例", "2008年9月26日", 'name="SiteName"',
                                               'name="SiteIDCode" content="示例/未备案"', "公安备案", "跳到正文"))


def test_one_search_box_a_page(site: Path) -> None:
    """The head brings the box, except where the page brings a larger one of its own."""
    assert (site / "about/index.html").read_text("utf-8").count('name="q"') == 1
    assert (site / "index.html").read_text("utf-8").count('name="q"') == 0


def test_the_columns_work_without_a_script(site: Path) -> None:
    """The list of columns is links in the page, folded by the browser itself on phones, with the present one marked."""
    html = (site / "x/y/index.html").read_text("utf-8")
    assert '<details class="g-nav' in html
    assert html.count('<a href="../../policies/" aria-current="true">') == 2


def test_a_wrong_address_gets_a_page_whose_links_work_anywhere(site: Path) -> None:
    """The page for wrong addresses is served at any depth, so its links start at the site's root."""
    html = (site / "404.html").read_text("utf-8")
    assert 'href="/tax/quota/"' in html and 'href="/tax/stylesheets/gongshi.css"' in html
