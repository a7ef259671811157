"""The pages of documents and the lists of their columns, from small documents written here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from itertools import chain
from typing import Any

import html5lib
import polars as pl
import pytest

from generator.model.answers import SPREADS, Answers
from generator.model.document import COLUMNS, Document, Figure
from generator.model.document_search import document_id
from generator.model.figures import BuildFigures
from generator.model.part import Batch, File
from generator.model.reference import Reference, empty_tables
from generator.model.settings import Bureau, Settings
from generator.render import document as rendering
from generator.render import document_list
from generator.render.document import Fact, batches, facts, is_later, pages, parts, unverified
from generator.render.document_list import address, cut, groups, shown_numbers
from generator.render.frame import FRAME_KEYS, Frame
from generator.workers import Workers

FRAMES = {key: Frame.parse(
    "<!doctype html><html lang=zh-CN><head><title>@@gongshi:title@@</title>@@gongshi:head@@</head>"
    "<body>@@gongshi:breadcrumb@@<main>@@gongshi:content@@</main></body></html>")
    for key in FRAME_KEYS}
RULE = Document("policies", "rule", "content/policies/rule.md", "关于范例的通知", "## 第一章\n\n第一条 范例。\n", meta={
    "document_number": "范〔2008〕1号", "issuer": "范例局", "issued_on": date(2008, 8, 28),
    "published_on": date(2008, 9, 1), "validity": "全文有效", "unverified": ("document_number",),
    "related": ("guides/apply",)})
READING = Document("policies", "reading", "content/policies/reading.md", "范例解读", "说明。\n",
                   meta={"issuer": "范例局", "published_on": date(2008, 9, 2), "interprets": ("policies/rule",)})
GUIDE = Document("guides", "apply", "content/guides/apply.md", "怎样<申请>", "见[通知](../policies/rule.md)。\n", meta={
    "materials": ("申请表", "证据"), "fee": "不收费", "legal_basis": ("范例办法第一条",), "topic": "定额"})


def answers(*documents: Document, interpreted_by: Mapping[str, tuple[Document, ...]] | None = None,
            **settings: Any) -> Answers:
    return Answers(
        as_of=date(2008, 9, 26), settings=Settings(Bureau("范例税务局", "范例"), **settings),
        reference=Reference(empty_tables()), figures=BuildFigures(0, 0, 0, 0, len(documents), 0, 0, 0, 0),
        shelves=(), peer_facts=pl.Series(dtype=pl.UInt64), key="", spreads=SPREADS.to_frame(), postings=(),
        documents={column: tuple(d for d in documents if d.column == column) for column in COLUMNS},
        interpreted_by=interpreted_by or {}, key_figures=())


def built(*documents: Document, **more: Any) -> dict[str, str]:
    known = answers(*documents, **more)
    files = chain(pages(known, FRAMES), document_list.pages(known, FRAMES))
    return {path: body.decode() for path, body in files}


def page_of(document: Document, **more: Any) -> str:
    return built(document, **more)[f"{document.path}/index.html"]


def test_each_document_and_each_column_has_its_page() -> None:
    """A document stands at /<column>/<slug>/ and every column has a list, an empty one too."""
    site = built(RULE, GUIDE)
    assert {"policies/rule/index.html", "guides/apply/index.html"} < site.keys()
    assert all(f"{column}/index.html" in site for column in COLUMNS)
    assert "本栏目还没有内容" in site["halls/index.html"]


def test_all_pages_are_well_formed() -> None:
    """A strict HTML parser finds nothing wrong with any page."""
    figure = Figure("收入", "229.6", "亿元", "2008年1—8月", date(2008, 8, 31), "范例")
    others = [Document(column, "one", f"content/{column}/one.md", "一篇", "正文。\n", figures=(figure,),
                       meta={"published_on": date(2008, 9, 1), "summary": "摘要", "keywords": ("甲",)})
              for column in COLUMNS]
    for path, html in built(RULE, READING, GUIDE, *others).items():
        try:
            html5lib.HTMLParser(strict=True).parse(html)
        except html5lib.html5parser.ParseError as error:
            pytest.fail(f"{path}: {error}")


def test_no_page_carries_inline_code() -> None:
    """No script, no style element or attribute: the strictest content security policy holds."""
    for html in built(RULE, READING, GUIDE).values():
        assert not re.search(r"<script|<style|\sstyle=|\son\w+=", html)


def test_a_policy_shows_its_header_in_the_order_of_the_form() -> None:
    """发文机关, 成文日期, 标题, 发文字号, 发布日期, 有效性, in that order."""
    labels = [fact.label for fact in facts(RULE, {})]
    assert labels == ["发文机关", "成文日期", "标题", "发文字号", "发布日期", "有效性"]


def test_an_unverified_value_says_so() -> None:
    """A value whose key is listed as unverified carries 未核实, by its English or its Chinese name."""
    assert re.search(r"范〔2008〕1号 <span class=\"g-unverified\">未核实</span>", page_of(RULE))
    chinese = Document("policies", "x", "f", "t", "", meta={"unverified": ("发文字号",)})
    assert unverified(chinese) == {"document_number"}


def test_a_policy_without_validity_is_unverified() -> None:
    """有效性 is never left blank and never guessed; an interpretation is no rule and has none."""
    bare = Document("policies", "x", "f", "t", "")
    assert Fact("validity", "有效性", "", is_unverified=True) in facts(bare, {})
    assert "validity" not in {fact.key for fact in facts(READING, {})}


def test_policy_and_interpretation_link_both_ways() -> None:
    """The policy leads to its interpretation, the interpretation to the policy."""
    site = built(RULE, READING, interpreted_by={"policies/rule": (READING,)})
    assert 'href="../../policies/reading/"' in site["policies/rule/index.html"]
    assert 'href="../../policies/rule/"' in site["policies/reading/index.html"]


def test_a_related_document_that_does_not_exist_is_not_linked() -> None:
    """A dead link is never printed; naming the mistake is the validator's work."""
    assert "guides/apply" not in page_of(RULE)
    assert 'href="../../guides/apply/"' in built(RULE, GUIDE)["policies/rule/index.html"]


def test_links_between_files_become_addresses() -> None:
    """A clerk links ../policies/rule.md; the page links the address of that policy."""
    assert 'href="../../policies/rule/"' in built(RULE, GUIDE)["guides/apply/index.html"]


def test_text_of_clerks_is_escaped() -> None:
    """A title with angle brackets is text, in the page, its title and its tags."""
    html = page_of(GUIDE)
    assert "怎样&lt;申请&gt;" in html
    assert "<申请>" not in html


def test_a_guide_lists_materials_and_basis() -> None:
    """办理材料, 收费标准 and 设定依据 stand on the page of a guide."""
    html = page_of(GUIDE)
    assert all(words in html for words in ("办理材料", "申请表", "不收费", "设定依据", "范例办法第一条"))


def test_a_law_text_younger_than_the_data_says_so() -> None:
    """A law text dated after the as-of date is not shown as the law of that day."""
    law = Document("policies", "law", "f.md", "范例法", "第一条 x\n", meta={"issued_on": date(2015, 4, 24)}, law=True)
    assert is_later(law, date(2008, 9, 26)) and not is_later(law, date(2015, 4, 24))
    assert "本文本日期晚于本站数据截止日" in page_of(law)
    assert "本文本日期晚于本站数据截止日" not in page_of(RULE)


def test_versions_of_one_law_lead_to_each_other() -> None:
    """Texts of the same title list each other, oldest first, the page itself without a link."""
    old, new = (Document("policies", f"law-{year}", f"{year}.md", "范例法", "x", law=True,
                         meta={"issued_on": date(year, 1, 1)}) for year in (2001, 2005))
    html = built(new, old)["policies/law-2005/index.html"]
    assert 'href="../../policies/law-2001/"' in html and "2005-01-01</time>（本页）" in html
    assert html.index("2001-01-01") < html.index("2005-01-01</time>（本页）")


def test_the_history_of_a_law_is_printed() -> None:
    """The dated lines of a law text stand on its page in their own words."""
    law = Document("policies", "law", "f.md", "范例法", "x", law=True,
                   history=((date(1992, 9, 4), "1992年9月4日 范例会议通过"),))
    assert "1992年9月4日 范例会议通过" in page_of(law)


def test_figures_come_with_unit_period_day_and_source() -> None:
    """No figure without what it means: unit, period, as-of date and source stand beside it."""
    document = Document("statistics", "s", "f.md", "收入", "x", meta={"published_on": date(2008, 9, 8)}, figures=(
        Figure("税费收入", "229.6", "亿元", "2008年1—8月", date(2008, 8, 31), "范例统计处"),))
    html = page_of(document)
    assert all(words in html for words in ("229.6", "亿元", "2008年1—8月", "2008年8月31日", "范例统计处"))


def test_content_tags_of_a_government_site() -> None:
    """Column and content tags stand in the head; the time of day is midnight where it is not known."""
    html = page_of(RULE)
    for tag in ('name="ColumnName" content="政策法规"', 'name="ColumnType" content="政策文件"',
                'name="ArticleTitle" content="关于范例的通知"', 'name="PubDate" content="2008-09-01 00:00"',
                'name="ContentSource" content="范例局"'):
        assert tag in html


def test_each_document_has_its_text_for_the_search() -> None:
    """The text file says address, title, header and body as the page does, and no word of the page's furniture."""
    (part,) = parts(answers(RULE), FRAMES)
    (_, _), (path, text) = part.make()
    assert path == f"search/documents/text/{document_id('policies/rule')}.txt"
    lines = text.decode().splitlines()
    assert lines[:2] == ["policies/rule", "关于范例的通知"] and lines[-2:] == ["第一章", "第一条 范例。"]
    assert "范〔2008〕1号 未核实" in lines and "政策法规" not in lines and "看目录和相关文件" not in lines


def key(known: Answers, path: str = "policies/rule/", code: str = "", frames: Mapping = FRAMES) -> str:
    return next(part.key for part in parts(known, frames, code) if part.name == path)


def test_the_key_of_a_part_changes_with_everything_its_page_shows() -> None:
    """Body, header, other documents' titles it names, frame, bureau and program: each gives another key."""
    known = answers(RULE, GUIDE)
    other_frames = {name: Frame(("x", *frame.parts[1:]), frame.names) for name, frame in FRAMES.items()}
    others = [key(answers(replace(RULE, body="第一条 别的。"), GUIDE)), key(answers(replace(RULE, meta={}), GUIDE)),
              key(answers(RULE, replace(GUIDE, title="另一个题目"))), key(known, frames=other_frames), key(known, code="2"),
              key(answers(RULE, GUIDE, interpreted_by={"policies/rule": (READING,)})),
              key(replace(known, settings=replace(known.settings, bureau=Bureau("另一个局", "范例"))))]
    assert len({key(known), *others}) == len(others) + 1


def test_the_key_of_a_part_does_not_change_with_the_rest() -> None:
    """Another document, another day, another body of a related one: the page is the same, and so is its key."""
    known = answers(RULE, GUIDE)
    assert key(known) == key(answers(RULE, GUIDE, READING)) == key(replace(known, as_of=date(2008, 10, 1)))
    assert key(known) == key(answers(RULE, replace(GUIDE, body="别的。")))


def test_the_key_follows_links_in_the_body() -> None:
    """A file that a body leads to counts with its address, when it comes and when it goes; no other file does."""
    moved = replace(RULE, slug="moved")
    keys = [key(answers(GUIDE, *more), "guides/apply/") for more in ((RULE,), (), (moved,), (RULE, READING))]
    assert len(set(keys[:3])) == 3 and keys[3] == keys[0]


@pytest.mark.parametrize("link", ["[x](a b.md)", "[x](<a b.md>)", "[x](a%20b.md#art-1)", "[x][1]\n\n[1]: a%20b.md",
                                  '<a href="a b.md">x</a>', "[x](../guides/a%20b.MD)"])
def test_every_kind_of_link_is_resolved(link: str) -> None:
    """Whatever way a link is written, the page made alone is the page made with all addresses at hand."""
    from generator.render.markdown import to_html
    target, page = Document("guides", "a-b", "content/guides/a b.md", "甲", "x"), replace(GUIDE, body=f"见{link}。")
    part = next(part for part in parts(answers(target, page), FRAMES) if part.name == "guides/apply/")
    links = {"guides/a b.md": "guides/a-b", "guides/apply.md": "guides/apply"}
    whole = to_html(page.body, path=page.path, links=links, source="guides/apply.md").html
    assert whole in part.make()[0][1].decode()


def test_long_columns_are_cut_into_pages() -> None:
    """Three policies at two a page: /policies/ and /policies/page/2/, each document on one of them."""
    several = [Document("policies", f"p{n}", f"p{n}.md", f"通知{n}", "x", meta={"issuer": "甲"}) for n in range(3)]
    site = built(*several, documents_per_page=2)
    assert 'href="../policies/page/2/"' in site["policies/index.html"]
    assert 'href="../../../policies/p2/"' in site["policies/page/2/index.html"]
    assert "policies/page/3/index.html" not in site


def test_page_numbers_are_not_one_long_number() -> None:
    """Numbers of pages side by side pass the last gate, with three digits too."""
    from generator.publish.gate import in_bytes
    several = [Document("policies", f"p{n}", f"p{n}.md", f"通知{n}", "x", meta={"issuer": "甲"}) for n in range(124)]
    site = built(*several, documents_per_page=1)
    assert not list(in_bytes(site["policies/page/120/index.html"].encode(), "index.html", ()))


def test_the_executor_changes_nothing() -> None:
    """Pages made in other processes are the same bytes: functions and arguments travel by pickle."""
    found = list(parts(answers(RULE, READING, GUIDE), FRAMES))
    here = [list(batch.make(frozenset(batch.keys))) for batch in batches(found)]
    with Workers(1) as executor:
        there = [list(executor.submit(_all_of, batch).result()) for batch in batches(found, is_sent=True)]
    assert there == here and [name for name, _ in here[0]] == [part.name for part in found for _ in range(2)]


def _all_of(batch: Batch) -> list[tuple[str, File]]:
    return list(batch.make(frozenset(batch.keys)))


def test_groups_keep_their_order_and_put_the_rest_last() -> None:
    """Topics stand in the order in which they first appear; questions without one come last as 其他."""
    made = [Document("hotline", str(n), "f", str(n), "", meta={"topic": topic} if topic else {})
            for n, topic in enumerate(("乙", None, "甲", "乙"))]
    assert [(topic, [d.slug for d in part]) for topic, part in groups(made, "topic")] == [
        ("乙", ["0", "3"]), ("甲", ["2"]), ("其他", ["1"])]


def test_paging_arithmetic() -> None:
    """Nothing is lost at the edges of pages, and far pages are offered without listing all."""
    assert [len(part) for part in cut(range(5), 2)] == [2, 2, 1] and len(cut([], 2)) == 1
    assert address("press", 1) == "press/" and address("press", 3) == "press/page/3/"
    assert shown_numbers(7, 22) == [1, 5, 6, 7, 8, 9, 10, 15, 20, 22] and shown_numbers(1, 1) == [1]


def test_any_page_of_a_list_is_two_clicks_from_the_first() -> None:
    """Also of a street with twenty thousand households: a household stays five clicks from the home page."""
    for count in (3, 26, 100):
        after_one = set(shown_numbers(1, count))
        assert {page for reached in after_one for page in shown_numbers(reached, count)} == set(range(1, count + 1))


def test_every_summary_key_is_a_key_of_front_matter() -> None:
    """The header asks only for keys a clerk can write."""
    from generator.model.document import KEY_BY_WORD
    assert all(key in KEY_BY_WORD for keys in rendering.SUMMARY.values() for key in keys)
