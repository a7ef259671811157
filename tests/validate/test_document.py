"""What documents say about dates, numbers, each other and their links is checked, each problem with its line."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import pytest

from generator.model.document import Document, Figure
from generator.model.problem import Problem
from generator.model.rules import RULES
from generator.model.rules import document as document_rules
from generator.validate.document import check_documents

AS_OF = date(2008, 9, 26)


def document(path: str = "policies/a", body: str = "正文。", **facts: object) -> Document:
    column, _, slug = path.partition("/")
    known = {key: facts.pop(key) for key in ("title", "figures", "law", "lines", "source", "body_row") if key in facts}
    return Document(
        **{
            "column": column,
            "slug": slug,
            "file": f"content/{path}.md",
            "source": f"{path}.md",
            "title": slug,
            "body": body,
            "meta": facts,
            "body_row": 6,
            **known,
        }
    )


def check(*documents: Document, content: Path = Path("nowhere")) -> list[Problem]:
    problems = check_documents(documents, content, AS_OF)
    for problem in problems:
        assert problem.as_text("zh") and problem.as_text("en")
    return problems


def rules(*documents: Document, content: Path = Path("nowhere")) -> list[str]:
    return [problem.rule for problem in check(*documents, content=content)]


@pytest.mark.parametrize("key", ["published_on", "updated_on", "issued_on", "reviewed_on"])
def test_dates_in_the_future(key: str) -> None:
    """A date after the as-of date is an error on its own line; the as-of date itself is not."""
    found = check(document(**{key: date(2008, 9, 27)}, lines={key: 4}))
    assert [(p.rule, p.row, p.column) for p in found] == [("date-in-the-future", 4, key)]
    assert rules(document(**{key: AS_OF})) == []


def test_law_texts_and_days_of_effect_may_lie_ahead() -> None:
    """A law text is taken as it is; a document may take effect, and an event take place, later."""
    assert (
        rules(
            document(law=True, issued_on=date(2024, 12, 25)),
            document("policies/b", effective_on=date(2009, 1, 1)),
            document("press/c", event_on=date(2008, 10, 1)),
        )
        == []
    )


@pytest.mark.parametrize(
    ("facts", "rule"),
    [
        ({"published_on": date(2008, 1, 1), "issued_on": date(2008, 1, 2)}, "published-before-issued"),
        ({"updated_on": date(2008, 1, 1), "published_on": date(2008, 1, 2)}, "updated-before-published"),
        ({"expires_on": date(2008, 1, 1), "effective_on": date(2008, 1, 2)}, "expires-before-effective"),
        ({"validity": "尚未生效", "effective_on": date(2008, 1, 1)}, "validity-against-dates"),
        ({"validity": "全文有效", "expires_on": date(2008, 1, 1)}, "validity-against-dates"),
        ({"interprets": ("policies/a",)}, "interprets-itself"),
        ({"interprets": ("policies/none",)}, "unknown-document"),
        ({"related": ("press/none",)}, "unknown-document"),
        ({"unverified": ("issued_on", "日子")}, "unknown-unverified-key"),
        ({"figures": (Figure("税收", "1", "元", period="2008年"),)}, "figure-without-source"),
        ({"figures": (Figure("税收", "1", "元"),), "source": "本局"}, "figure-without-source"),
        ({"body": "\n<!-- 待写 -->\n# \n"}, "empty-body"),
        ({"body": "# 另一个标题\n\n字"}, "title-twice"),
    ],
)
def test_one_mistake_one_problem(facts: dict, rule: str) -> None:
    """Each mistake in the facts of a document is exactly one problem."""
    assert rules(document(**facts)) == [rule]


@pytest.mark.parametrize(
    "other", ["国税发[2008]93号", "国税发（2008）93号", "国税发【2008】９３号", "国税发 〔2008〕 93 号"]
)
def test_document_numbers_with_other_brackets_are_the_same(other: str) -> None:
    """One document number belongs to one document, whatever brackets and widths it is typed with."""
    found = check(
        document(document_number="国税发〔2008〕93号"),
        document("policies/b", document_number=other, lines={"document_number": 3}),
    )
    assert [(p.rule, p.file, p.row, p.facts["other"]) for p in found] == [
        ("duplicate-document-number", "content/policies/b.md", 3, "content/policies/a.md")
    ]
    assert (
        rules(
            document(document_number="国税发〔2008〕93号"), document("policies/b", document_number="国税发〔2008〕94号")
        )
        == []
    )


def test_titles() -> None:
    """Two documents of a column with one title are pointed out; versions of a law, and other columns, are not."""
    assert rules(document(title="公告"), document("policies/b", title="《公 告》")) == ["duplicate-title"]
    assert rules(document(title="公告"), document("press/b", title="公告")) == []
    assert (
        rules(
            document(title="法", law=True, issued_on=date(2019, 1, 1)),
            document("policies/b", title="法", law=True, issued_on=date(2023, 1, 1)),
        )
        == []
    )


def test_a_page_of_facts_is_not_blank() -> None:
    """A hall's hours, a guide's materials or a figure make a page without a body."""
    assert (
        rules(
            document("halls/a", body="", hours="9:00"),
            document("guides/b", body="", materials=("身份证",)),
            document("statistics/c", body="", figures=(Figure("税收", "1", "元", "2008年", source="本局"),)),
        )
        == []
    )


LAW = document("policies/law", body="## 第一章 总则\n\n第八条 甲\n", title="法")


@pytest.mark.parametrize(
    "link",
    [
        "law.md",
        "law.md#art-8",
        "../policies/law.md#chapter-1",
        "/policies/law.md",
        "#甲",
        "pic.png",
        "../press/a%20b.doc",
        "/quota/?q=a",
        "../../quota/210102/",
        "../quota/",
        "../data/households.csv",
        "../policies/feed.xml",
        "https://example.com/x",
        "mailto:a@example.com",
        "../about/index.md",
        'law.md "标题"',
        "<law.md>",
    ],
)
def test_links_that_lead_somewhere(tmp_path: Path, link: str) -> None:
    """A link to a document, an article, a file beside it, a page of the site or another host is fine."""
    for name in ("policies/pic.png", "press/a b.doc", "about/index.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    assert rules(LAW, document(body=f"## 甲\n\n见[文]({link})。"), content=tmp_path) == []


@pytest.mark.parametrize(
    ("link", "hint"),
    [
        ("laww.md", "law.md"),
        ("law.md#art-9", "#art-8"),
        ("../press/law.md", "law.md"),
        ("pic.png", ""),
        ("#乙", ""),
        ("../../law.md", ""),
        ("..\\policies\\law.md", "../policies/law.md"),
        ("a%00.png", ""),
        ("长" * 300 + ".png", ""),
    ],
)
def test_dead_links(tmp_path: Path, link: str, hint: str) -> None:
    """A link to no file or no article is an error with its line, and the fix names the nearest."""
    found = check(LAW, document(body=f"字\n\n见[文]({link})。\n"), content=tmp_path)
    assert [(p.rule, p.row) for p in found] == [("broken-link", 8)]
    assert link.startswith((found[0].value or "").rstrip("…"))  # a very long one is cut
    assert hint in found[0].fix("zh") and hint in found[0].fix("en")


def test_every_way_to_write_a_link(tmp_path: Path) -> None:
    """Reference links, HTML links and pictures inside links are checked too; code is not."""
    body = "[甲][1] <a href='b.md'>乙</a> [![图](c.png)](d.md) `[e](e.md)` \\[f](f.md)\n    [g](g.md)\n[1]: a0.md\n"
    assert [p.value for p in check(document(body=body), content=tmp_path)] == ["c.png", "d.md", "b.md", "a0.md"]


def test_pictures(tmp_path: Path) -> None:
    """A picture needs words, and must lie with us."""
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / "p.png").write_bytes(b"x")
    assert rules(document(body="![](p.png)"), content=tmp_path) == ["image-without-alt"]
    assert rules(document(body="<img src=p.png>"), content=tmp_path) == ["image-without-alt"]
    assert rules(document(body="![门](p.png) <img src='p.png' alt='门'>"), content=tmp_path) == []
    assert rules(document(body="![门](https://example.com/p.png)"), content=tmp_path) == ["foreign-image"]


@pytest.mark.parametrize(
    ("html", "named"),
    [
        ("<font color=red>", "<font>"),
        ("<script>", "<script>"),
        ("<p style='x'>", "<p style=…>"),
        ("<b onclick=x>", "<b onclick=…>"),
        ("<iframe src='https://example.com/'>", "<iframe>"),
    ],
)
def test_html_that_will_be_dropped(html: str, named: str) -> None:
    """HTML the page will not show is pointed out by its tag and line; allowed HTML and comparisons are not."""
    assert [(p.rule, p.value, p.row) for p in check(document(body=f"字\n{html}"))] == [("dropped-html", named, 7)]
    assert (
        rules(
            document(
                body="<b>甲</b> a<b <http://example.com/> <中华人民共和国> `<script>`\n<table><tr><td>1</td></tr></table>"
            )
        )
        == []
    )


def test_every_rule_of_documents_is_whole() -> None:
    """Every rule says what, why, an example and what to write, in both languages."""
    for rule in document_rules.RULES:
        assert RULES[rule.id] is rule and rule.example and rule.instead
        assert all(text.zh and text.en for text in (rule.what, rule.why, rule.message, rule.fix))


def test_nothing_in_a_body_raises(tmp_path: Path) -> None:
    """Random Markdown gives problems, never a traceback, and long lines end."""
    chance = random.Random(26)
    pieces = [
        "[",
        "](",
        ")",
        "!",
        "<",
        ">",
        "a.md",
        "#art-8",
        "\\",
        "`",
        "(",
        "%00",
        "%ff",
        "\x00",
        "../",
        "/",
        "<img ",
        "src=",
        "'",
        '"',
        "\n",
        "[1]: ",
        "第八条 ",
        "##",
        "\ud800",
        " ",
        "http:",
        "//[",
    ]
    for _ in range(400):
        check(document(body="".join(chance.choices(pieces, k=chance.randrange(1, 30)))), content=tmp_path)
    for piece in ("[", "](", "<a ", "(", "![](", "`", "<", "[a](b "):
        check(document(body=piece * 5000), content=tmp_path)
