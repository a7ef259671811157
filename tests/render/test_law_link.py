"""The words of a legal source lead to the policy they name, and to its article where the numbers are sure to agree."""

from __future__ import annotations

from datetime import date

import pytest

from generator.model.document import Document
from generator.render.law_link import Laws

_ORDER = Document("policies", "order", "a.md", "个体工商户税收定期定额征收管理办法", "**第八条** 六步。\n\n第二十一条 停业。",
                  meta={"document_number": "国家税务总局令第16号", "issued_on": date(2006, 8, 30)})
_LAW = Document("policies", "law", "b.md", "中华人民共和国税收征收管理法（2001年修订）", "第三条 依法。")
_DETAIL = Document("policies", "detail", "c.md", "中华人民共和国税收征收管理法实施细则", "第三条 细则。")


@pytest.mark.parametrize(("words", "href", "linked"), [
    ("国家税务总局令第16号（2018年修正前）第八条第（三）项", "policies/order/#art-8", "国家税务总局令第16号（2018年修正前）第八条第（三）项"),
    ("国家税务总局令第16号（令第44号修正）第七条", "policies/order/", "国家税务总局令第16号（令第44号修正）第七条"),
    ("国家税务总局令第16号（令第44号修正）第八条", "policies/order/", "国家税务总局令第16号（令第44号修正）第八条"),
    ("国家税务总局令第16号第九条", "policies/order/", "国家税务总局令第16号第九条"),
    ("国家税务总局令第16号自2007年起施行", "policies/order/", "国家税务总局令第16号"),
    ("税收征收管理法第三条：依法", "policies/law/#art-3", "税收征收管理法第三条"),
    ("税收征收管理法实施细则第三条", "policies/detail/#art-3", "税收征收管理法实施细则第三条"),
    ("《税收征收管理法》第三条", "policies/law/#art-3", "税收征收管理法》第三条"),
])
def test_a_source_leads_to_the_article(words: str, href: str, linked: str) -> None:
    """The longest name counts; another numbering or an absent article leads to the document alone."""
    assert f'<a href="../{href}">{linked}</a>' in Laws((_ORDER, _LAW, _DETAIL)).linked(words, "../")


def test_what_is_not_here_stays_text() -> None:
    """No policies, or none of that name: the words as they were, escaped."""
    assert Laws(()).linked("税收征收管理法第三条 <b>", "") == Laws((_ORDER,)).linked("税收征收管理法第三条 <b>", "") == "税收征收管理法第三条 &lt;b&gt;"


def test_only_what_a_source_names_moves_the_digest() -> None:
    """A policy nobody cites leaves the pages of the postings alone; an article that comes or goes does not."""
    other = Document("policies", "other", "d.md", "某某某某通知", "第一条 略。")
    without = Document("policies", "order", "a.md", _ORDER.title, "没有条文。", meta=_ORDER.meta)
    assert Laws((_ORDER,)).digest == Laws((_ORDER, other)).digest
    assert Laws((_ORDER,)).digest != Laws((without,)).digest
