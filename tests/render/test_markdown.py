"""Markdown becomes harmless HTML with anchors for chapters and articles, and links that lead somewhere."""

from __future__ import annotations

import pickle
import random
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from generator.model.markup import ALLOWED_TAGS, anchors_of, hanzi_number, prepared
from generator.render import markdown as module
from generator.render.markdown import Article, Rendered, TocEntry, to_html

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "policies"
LAW = """## 第一章　总　则

第一条　为了示范，制定本法。
第八条 下列情形：
（一）甲；
（二）乙。

1．目

第八条之一　第八条规定的情形。

### 第二节 附则

第一百一十三条 完。
"""


def html(body: str, path: str = "policies/ling-16", **links: str) -> str:
    return to_html(body, path=path, links={name.replace("__", "/") + ".md": to for name, to in links.items()}).html


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("八", 8),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("一百零三", 103),
        ("一百一十三", 113),
        ("二〇〇八", 2008),
        ("一千二百六十", 1260),
        ("16", 16),
    ],
)
def test_hanzi_numbers(words: str, number: int) -> None:
    """Numbers of articles are read as written in laws."""
    assert hanzi_number(words) == number


def test_articles_and_chapters() -> None:
    """Each article is a paragraph with its anchor, each chapter and section a heading with its own."""
    rendered = to_html(LAW, path="policies/a", links={})
    assert rendered.articles == (
        Article("1", "第一条", "art-1"),
        Article("8", "第八条", "art-8"),
        Article("8-1", "第八条之一", "art-8-1"),
        Article("113", "第一百一十三条", "art-113"),
    )
    assert rendered.toc == (TocEntry(2, "第一章 总 则", "chapter-1"), TocEntry(3, "第二节 附则", "section-1-2"))
    assert (
        '<p id="art-8"><a class="g-article" href="#art-8">第八条</a> 下列情形：</p>\n<p class="g-item">（一）甲；</p>'
        in rendered.html
    )
    assert '<p class="g-subitem">1．目</p>' in rendered.html


def test_a_mention_is_no_article() -> None:
    """“第八条规定的…” at the head of a paragraph speaks of an article and is none."""
    assert to_html("第八条规定的情形。", path="policies/a", links={}).articles == ()


def test_bold_articles() -> None:
    """An article whose number is bold is an article."""
    rendered = to_html("**第八条** 甲\n\n**第九条 乙**", path="policies/a", links={})
    assert [a.anchor for a in rendered.articles] == ["art-8", "art-9"]
    assert "第九条</a> <strong>乙</strong></p>" in rendered.html


def test_two_laws_in_one_text() -> None:
    """Where articles begin again, the second ones get a suffix that no other anchor has."""
    rendered = to_html("第八条 甲\n\n第八条 乙\n\n第八条之二 丙", path="policies/a", links={})
    assert [a.anchor for a in rendered.articles] == ["art-8", "art-8_2", "art-8-2"]


@pytest.mark.parametrize(
    "body",
    [
        LAW,
        "# 甲\n\n## 乙 *丙*\n\n文",
        "甲\n===\n\n文\n\n乙 [x](y.md)\n---\n",
        "## 甲 &amp; 乙\n## 甲 `乙` ##\n",
        "　　第一条　甲\n　　第二条　乙",
        "## a_b\n\n**第三条** 甲\n第四条 乙",
        "文\n## 第二章 甲\n第一条 乙\n",
        "> 引\n\n- 第\n- 乙\n",
    ],
)
def test_the_check_and_the_page_know_the_same_anchors(body: str) -> None:
    """The anchors a link is checked against are exactly those the page has."""
    assert frozenset(re.findall(r' id="([^"]+)"', html(body))) == anchors_of(body)


def test_headings_leave_h1_to_the_page() -> None:
    """A body that uses # is moved one level down as a whole; one that begins with ## stays."""
    assert html("# 甲\n\n## 乙") == '<h2 id="甲">甲</h2>\n<h3 id="乙">乙</h3>'
    assert html("## 甲\n\n文 *乙*").startswith('<h2 id="甲">')


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("ling-44.md", "../../policies/ling-44/"),
        ("../policies/ling-44.md#art-8", "../../policies/ling-44/#art-8"),
        ("../press/n.md", "../../press/x/"),
        ("增值税法(2024-12-25).md", "../../policies/%E5%A2%9E%E5%80%BC%E7%A8%8E%E6%B3%95-2024-12-25/"),
        (
            "%E5%A2%9E%E5%80%BC%E7%A8%8E%E6%B3%95(2024-12-25).md",
            "../../policies/%E5%A2%9E%E5%80%BC%E7%A8%8E%E6%B3%95-2024-12-25/",
        ),
        ("../quota/index.md", "../../quota/"),
        ("../index.md", "../../"),
        ("../about/fairness.md", "../../about/fairness/"),
        ("/quota/?q=a", "../../quota/?q=a"),
        ("../../quota/210102/", "../../quota/210102/"),
        ("#art-8", "#art-8"),
        ("表 1.xls".replace(" ", "%20"), "../../policies/%E8%A1%A8%201.xls"),
        ("mailto:a@example.com", "mailto:a@example.com"),
    ],
)
def test_links(link: str, address: str) -> None:
    """A link to a Markdown file, an asset or an address of the site leads there from the page's own address."""
    links = {
        "policies/ling-44.md": "policies/ling-44",
        "press/n.md": "press/x",
        "policies/增值税法(2024-12-25).md": "policies/增值税法-2024-12-25",
    }
    rendered = to_html(f"[x]({link})", path="policies/ling-16", links=links)
    assert rendered.html == f'<p><a href="{address}">x</a></p>'


def test_links_start_from_the_file() -> None:
    """In a subfolder, links start from the file's own place, not from its address."""
    rendered = to_html(
        "[x](../b.md) ![y](p.png)",
        path="policies/a",
        source="policies/2008/a.md",
        links={"policies/b.md": "policies/b"},
    )
    assert 'href="../../policies/b/"' in rendered.html
    assert '<img src="../../policies/2008/p.png" alt="y" loading="lazy">' in rendered.html


def test_foreign_links_and_pictures() -> None:
    """A link to another host carries rel=noopener; a picture there is not loaded, its words stand instead."""
    assert html("[x](https://example.com/a)") == '<p><a href="https://example.com/a" rel="noopener">x</a></p>'
    assert 'rel="noopener"' in html("[x](//example.com/a)") and 'rel="noopener"' in html(
        '<a href="/\\example.com">x</a>'
    )
    assert html("![大厅](http://example.com/a.png)") == "<p>大厅</p>"


def test_tables() -> None:
    """A table has header cells with scope, and right alignment is a class, never a style."""
    found = html("|甲|乙|\n|--|--:|\n|a|1|\n")
    assert '<table class="g-table">' in found and '<th scope="col" class="g-num">乙</th>' in found
    assert '<td class="g-num">1</td>' in found and "style" not in found and "align" not in found


def test_footnotes_and_definitions() -> None:
    """Footnotes lead there and back, in two documents one after the other."""
    for _ in range(2):
        found = html("甲[^1]\n\n[^1]: 注\n\n词\n:   义\n")
        assert 'id="fnref:1"' in found and 'href="#fn:1"' in found and 'id="fn:1"' in found and "<dd>义</dd>" in found


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVa\tScript:alert(1))",
    "![x](data:text/html;base64,AA)",
    "<a href='data:text/html,x'>x</a>",
    '<p style="position:fixed">x</p>',
    "<style>*{display:none}</style>",
    "<iframe src=/a></iframe>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mtext></p><style><img src=x onerror=alert(1)>",
    "<scr<script>ipt>alert(1)</script>",
    '<h2 id="art-8" class="md-header" onclick=x>x</h2>',
    "<form action=/x><input name=q><button>",
    "<base href=//example.com>",
    "<link rel=stylesheet href=x>",
    "<meta http-equiv=refresh content=0>",
    '<a href="x" title="</a><script>x</script>">x</a>',
    '<img alt="<p>第八条 </p><script>" src=a.png>',
    "`<script>`",
    "<!--><script>alert(1)</script>-->",
    "<details open ontoggle=alert(1)>",
    "[x](vbscript:x)",
    '[x](<a" onclick="b>)',
    '![a" onerror="b](c.png)',
    "## <img src=x onerror=alert(1)> 甲",
    "**第八条 <script>x</script>**",
    "[x]: javascript:alert(1)\n\n[x]",
    "<javascript:alert(1)>",
    "<div class=footnote id=x>a</div>",
    "&#106;avascript:x",
    '<a href="&#106;avascript:alert(1)">x</a>',
    "<object data=x>",
    "<template><script>x</script></template>",
    '<noscript><p title="</noscript><img src=x onerror=x>">',
    "\x02wzxhzdk:0\x03",
    "\x02klzzwxh:0000\x03 <b>",
    "@@gongshi:content@@",
]


class _Reader(HTMLParser):
    """Collects tags and attributes as a browser would see them."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


def assert_harmless(found: str) -> None:
    reader = _Reader()
    reader.feed(found)
    for tag, attributes in reader.seen:
        assert tag in ALLOWED_TAGS, found
        assert set(attributes) <= {
            "href",
            "rel",
            "class",
            "id",
            "src",
            "alt",
            "loading",
            "scope",
            "width",
            "height",
            "start",
            "datetime",
            "title",
            "colspan",
            "rowspan",
        }, found
        assert not re.match(
            r"(?i)\s*(javascript|vbscript|data)\s*:", attributes.get("href") or attributes.get("src") or ""
        ), found
        assert not re.match(r"[a-z]+:|//", attributes.get("src") or ""), found
        assert set((attributes.get("class") or "").split()) <= {
            "g-article",
            "g-item",
            "g-subitem",
            "g-table",
            "g-num",
            "footnote",
            "footnote-ref",
            "footnote-backref",
        }, found


@pytest.mark.parametrize("body", HOSTILE)
def test_hostile_markdown_is_harmless(body: str) -> None:
    """Scripts, handlers, styles, embeds and foreign schemes do not survive, alone, in a list, a table or a quote."""
    for wrapped in (
        body,
        f"甲 {body} 乙",
        f"- {body}\n",
        f"> {body}\n",
        f"|a|\n|--|\n|{body}|\n",
        f"<div>{body}",
        f"第八条 {body}",
        f"## {body}",
    ):
        assert_harmless(html(wrapped))


def test_random_markdown_is_harmless_and_ends() -> None:
    """Random mixtures of Markdown and HTML never raise and never let through what is not on the list."""
    chance = random.Random(8)
    pieces = [
        *HOSTILE,
        "\n",
        "\n\n",
        "    ",
        "- ",
        "1. ",
        "> ",
        "|",
        "*",
        "**",
        "_",
        "`",
        "[",
        "](",
        ")",
        "[^1]",
        "[^1]: ",
        ":   ",
        "第八条 ",
        "## ",
        "（一）",
        "<",
        ">",
        '"',
        "&",
        "\\",
        "![",
        "===\n",
        "\x85",
        "\u3000",
        "|--|\n",
    ]
    for _ in range(300):
        assert_harmless(html("".join(chance.choices(pieces, k=chance.randrange(1, 25)))))


@pytest.mark.parametrize(
    "body",
    [
        ">" * 3000 + "甲",
        "- " * 2000 + "甲",
        "[" * 3000 + "甲",
        "*" * 3000 + "甲",
        "<div>" * 2000,
        "![" * 2000,
        "`" * 3001,
        "(" * 3000,
        "\n".join("  " * n + "- a" for n in range(200)),
    ],
)
def test_deep_nesting_ends(body: str) -> None:
    """Nesting without end is written out flat or as text, in bounded time."""
    assert_harmless(html(body))


def test_the_quick_way_writes_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bodies of plain paragraphs skip Markdown and the sanitiser, and the bytes are the same."""
    bodies = [LAW, "甲\n乙\n\n\n  丙\n", "", "a'b\"c\n\n#甲\n\n##乙##\n", "%{}!?$^\n\n（一）甲", *_law_bodies()]
    quick = [to_html(body, path="policies/a", links={}) for body in bodies]
    assert all(
        module._paragraphs(prepared(body), module.Page("policies/a", "policies/a.md", {})) is not None
        for body in bodies[:1]
    )
    monkeypatch.setattr(module, "_paragraphs", lambda text, page: None)
    assert [to_html(body, path="policies/a", links={}) for body in bodies] == quick


def test_a_table_is_the_same_both_ways(monkeypatch: pytest.MonkeyPatch) -> None:
    """A law text with tables among its paragraphs takes the quick way, and the bytes are those of Markdown."""
    table = "| 项目 | 比例 |\n|---|---:|\n| **甲** | 1 |\n| 乙 |"
    bodies = [f"第一条 见下表。\n\n{table}\n\n第二条 范例。\n", f"{table}\n", f"## 甲\n\n{table}\n\n\n{table}\n\n| 只有一行 |", "|"]
    page = module.Page("policies/a", "policies/a.md", {})
    assert all(module._paragraphs(prepared(body), page) is not None for body in bodies)
    quick = [to_html(body, path="policies/a", links={}) for body in bodies]
    assert '<table class="g-table">' in quick[0].html
    monkeypatch.setattr(module, "_paragraphs", lambda text, page: None)
    assert [to_html(body, path="policies/a", links={}) for body in bodies] == quick


def test_random_plain_text_is_the_same_both_ways(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the quick way accepts, it writes as Markdown would."""
    chance = random.Random(16)
    pieces = [
        "\n\n| 甲 | 乙 |\n|---|---:|\n",
        "| **一** | `a|b` |\n",
        "|---|\n",
        "|",
        "甲",
        " ",
        "\n",
        "\n\n",
        "#",
        "## ",
        "1.",
        "1. ",
        "-",
        "=",
        "===",
        ":",
        "+",
        "\t",
        "  ",
        "\u3000",
        "第一条 ",
        "（一）",
        "\x0b",
        "^",
        "!",
        "x",
        "http://a.b",
        "a@b.c",
        "\x0c",
        "\x85",
        "[",
        "]",
        "*",
        "**",
        "_",
        "`",
        "&",
        "&amp;",
        ">",
        "\\",
        "](b.md)",
        "![",
        "](c.png)",
        "[x](b.md)",
        "\u2003",
        "2) ",
    ]
    bodies = ["".join(chance.choices(pieces, k=chance.randrange(1, 14))) for _ in range(3000)]
    quick = [to_html(body, path="policies/a", links={}).html for body in bodies]
    monkeypatch.setattr(module, "_paragraphs", lambda text, page: None)
    differing = [body for body, found in zip(bodies, quick) if to_html(body, path="policies/a", links={}).html != found]
    assert differing == []


def _law_bodies() -> list[str]:
    return [path.read_text("utf-8").partition("<!-- INFO END -->")[2] for path in sorted(SHARED.glob("*.md"))]


@pytest.mark.skipif(not SHARED.is_dir(), reason="the law texts are not here")
def test_the_real_laws_lose_no_article() -> None:
    """In every real law text the articles run from one to the last without a gap, and all its words are on the page."""
    for body in _law_bodies():
        rendered = to_html(body, path="policies/a", links={})
        assert [article.number for article in rendered.articles] == [str(n + 1) for n in range(len(rendered.articles))]
        words = re.sub(r"<[^>]*>", "", rendered.html)
        assert re.sub(r"\s", "", words) == re.sub(r"[\s\u200b#]", "", body)


def test_a_rendered_document_can_travel() -> None:
    """Function and result go to another process and back."""
    rendered = to_html(LAW, path="policies/a", links={})
    assert pickle.loads(pickle.dumps(rendered)) == rendered and isinstance(rendered, Rendered)
    assert pickle.loads(pickle.dumps(to_html)) is to_html
