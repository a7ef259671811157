"""Every link leads somewhere, every place it names exists, and nothing is loaded from elsewhere."""

from pathlib import Path

import pytest

from generator.publish.links import check


def _site(folder: Path, **pages: str) -> Path:
    for name, html in {"index.html": '<h1 id="top-1">x</h1>', "quota/index.html": '<p id="中山路">x</p>', **pages}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(html)
    return folder


RIGHT = ['<a href="quota/">', '<a href="./quota/#中山路">', '<a href="quota/#%E4%B8%AD%E5%B1%B1%E8%B7%AF">', '<a href="#">',
         '<a href="quota/?q=x&amp;p=2">', '<a href="https://other.example/">', '<a href="mailto:a@b.example">', '<a href="/quota/">',
         '<a class="x"\n href=\'quota/index.html\'>', '<code>&lt;a href="nowhere/"&gt;</code>', '<p>写成 href="nowhere/" 即可</p>',
         '<!-- <a href="nowhere/"> -->', '<link rel="canonical" href="https://bureau.example/x/">', '<a href="">', '<a href="#top">',
         '<img src="data:image/png;base64,AA==">', '<form action="quota/" method="get">', '<a href="https://bureau.example/tax/quota/">']
WRONG = [('<a href="nowhere/">', "dead-link"), ('<a href="quota">', "dead-link"),
         ('<a href="../../x">', "dead-link"), ('<script src="no.js"></script>', "dead-link"),
         ('<img src="no.png">', "published-broken-image"), ('<img srcset="no.png 2x, index.html 1x">', "published-broken-image"),
         ('<a href="quota/#北街">', "published-missing-anchor"), ('<a href="#no">', "published-missing-anchor"),
         ('<script src="https://other.example/a.js"></script>', "foreign-resource"), ('<img src="//other.example/a.png">', "foreign-resource"),
         ('<link rel="stylesheet" href="https://other.example/a.css">', "foreign-resource"),
         ('<iframe src="https://other.example/"></iframe>', "foreign-resource"), ('<a href=nowhere/>', "dead-link"),
         ('<a href="https://bureau.example/tax/no/">', "dead-link")]


@pytest.mark.parametrize("html", RIGHT)
def test_right_links_pass(tmp_path: Path, html: str) -> None:
    """Relative, absolute and encoded links, plain links elsewhere, and text that only looks like a link."""
    assert check(_site(tmp_path, **{"index.html": html}), "https://bureau.example/tax/") == []


@pytest.mark.parametrize(("html", "rule"), WRONG)
def test_wrong_links_are_named(tmp_path: Path, html: str, rule: str) -> None:
    """One problem, with the page and the link as it is written there."""
    [problem] = check(_site(tmp_path, **{"index.html": html}), "https://bureau.example/tax/")
    assert (problem.rule, problem.file) == (rule, "index.html") and problem.value in html


def test_one_target_is_one_problem(tmp_path: Path) -> None:
    """A mistake in the theme is told once, with the number of pages."""
    pages = {f"p{n}/index.html": '<a href="../no/">' for n in range(9)}
    [problem] = check(_site(tmp_path, **pages))
    assert problem.facts["pages"] == 9 and problem.file == "p0/index.html"


@pytest.mark.parametrize(("name", "text", "rule"), [
    ("a.css", "@import 'https://other.example/a.css';", "foreign-resource"), ("a.css", "a{background:url(no.png)}", "dead-link"),
    ("a.css", '@font-face{src:url("//other.example/f.woff2")}', "foreign-resource"), ("a.js", 'import {x} from "./no.js";', "dead-link"),
    ("a.js", 'import x from "https://other.example/x.js"', "foreign-resource")])
def test_stylesheets_and_scripts(tmp_path: Path, name: str, text: str, rule: str) -> None:
    """What a stylesheet or a module loads is held to the same."""
    assert [p.rule for p in check(_site(tmp_path, **{name: text}))] == [rule]


def test_a_link_does_not_hide_what_is_loaded(tmp_path: Path) -> None:
    """The same address as a plain link first and as a stylesheet after it: the second is named."""
    html = '<a href="https://other.example/a.css">x</a><link rel="stylesheet" href="https://other.example/a.css">'
    assert [p.rule for p in check(_site(tmp_path, **{"index.html": html}))] == ["foreign-resource"]
