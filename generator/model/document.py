"""Documents: policies, press releases, guides, questions, halls, statistics, disclosure pages. Facts from front matter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

COLUMNS = ("policies", "press", "guides", "hotline", "halls", "statistics", "disclosure")
"""The folders under content/ whose Markdown becomes documents, each with its address `/<column>/<slug>/`."""

COLUMN_NAMES = {"policies": "政策法规", "press": "新闻发布", "guides": "办税指南", "hotline": "12366 问答",
                "halls": "办税服务厅", "statistics": "统计数据", "disclosure": "政务公开"}

VALIDITIES = ("全文有效", "部分有效", "尚未生效", "全文失效", "全文废止")


@dataclass(frozen=True)
class Key:
    """One front-matter key: its English name, its Chinese alias, what it holds, and in which columns it may stand."""

    name: str
    zh: str
    kind: str  # text | date | list | number | bool | records
    columns: tuple[str, ...] = COLUMNS
    required_in: tuple[str, ...] = ()
    note_zh: str = ""
    note_en: str = ""


KEYS: tuple[Key, ...] = (
    Key("title", "标题", "text", required_in=COLUMNS, note_zh="页面标题", note_en="The page title"),
    Key("published_on", "发布日期", "date", required_in=("policies", "press", "hotline", "statistics"),
        note_zh="在本站发布的日期", note_en="The day it was published on this site"),
    Key("updated_on", "更新日期", "date", note_zh="最近一次修改的日期", note_en="The day of the last change"),
    Key("source", "来源", "text", note_zh="内容出处", note_en="Where the content comes from"),
    Key("summary", "摘要", "text", note_zh="一两句话的摘要", note_en="One or two sentences"),
    Key("keywords", "关键词", "list", note_zh="关键词", note_en="Keywords"),
    Key("unverified", "未核实", "list", note_zh="值尚未核实的键名；页面会标出",
        note_en="Names of keys whose value is not verified; the page says so"),
    Key("related", "相关文件", "list", note_zh="相关文档，如 policies/xxx", note_en="Related documents, such as policies/xxx"),
    Key("document_number", "发文字号", "text", ("policies",), note_zh="如 国税发〔2008〕93号",
        note_en="Such as 国税发〔2008〕93号; no two policies share one"),
    Key("issuer", "发文机关", "text", ("policies",), required_in=("policies",), note_zh="发文机关全称", note_en="Full name of the issuer"),
    Key("issued_on", "成文日期", "date", ("policies",), note_zh="成文日期", note_en="The document's own date"),
    Key("effective_on", "施行日期", "date", ("policies",), note_zh="开始施行的日期", note_en="The day it takes effect"),
    Key("expires_on", "失效日期", "date", ("policies",), note_zh="失效日期", note_en="The day it ceases to be in force"),
    Key("validity", "有效性", "text", ("policies",), note_zh="、".join(VALIDITIES), note_en="One of the five words"),
    Key("validity_note", "有效性说明", "text", ("policies",), note_zh="哪一条失效、依据什么", note_en="Which article, by what"),
    Key("index_number", "索引号", "text", ("policies",), note_zh="政府信息索引号", note_en="Index number"),
    Key("subject", "主题分类", "text", ("policies",), note_zh="主题分类", note_en="Subject"),
    Key("applies_to", "适用范围", "text", ("policies",), note_zh="适用范围", note_en="Whom it applies to"),
    Key("interprets", "解读文件", "list", ("policies",), note_zh="本文解读的文件，如 policies/xxx；双向链接",
        note_en="The policies this one interprets; linked both ways"),
    Key("event_on", "活动日期", "date", ("press",), note_zh="活动举行的日期", note_en="The day of the event"),
    Key("press_kind", "类型", "text", ("press",), note_zh="新闻、发布会、访谈、专栏", note_en="Release, briefing, interview or column"),
    Key("venue", "地点", "text", ("press", "halls"), note_zh="地点", note_en="Place"),
    Key("legal_basis", "设定依据", "list", ("guides", "hotline", "disclosure"), note_zh="法律依据（文件和条）", note_en="Instrument and article"),
    Key("conditions", "申请条件", "list", ("guides",), note_zh="谁可以办", note_en="Who may apply"),
    Key("materials", "办理材料", "list", ("guides",), note_zh="要带什么", note_en="What to bring"),
    Key("channel", "办理渠道", "text", ("guides",), note_zh="在哪里办", note_en="Where"),
    Key("fee", "收费标准", "text", ("guides",), note_zh="收不收费", note_en="What it costs"),
    Key("time_limit", "办理时限", "text", ("guides",), note_zh="多久办好", note_en="How long it takes"),
    Key("topic", "主题", "text", ("hotline", "guides", "disclosure"), note_zh="主题", note_en="Topic"),
    Key("tax_item", "税种", "text", ("hotline",), note_zh="税种", note_en="Tax"),
    Key("reviewed_on", "复核日期", "date", ("hotline", "guides"), note_zh="最近复核的日期", note_en="The day it was last reviewed"),
    Key("office", "主管税务所", "text", ("halls",), note_zh="所属税务所代码", note_en="Office code in the reference table"),
    Key("hours", "办公时间", "text", ("halls",), note_zh="办公时间", note_en="Opening hours"),
    Key("services", "服务事项", "list", ("halls",), note_zh="办理哪些事项", note_en="What is done there"),
    Key("figures", "数字", "records", ("statistics", "press", "disclosure"),
        note_zh="每项：name 名称、value 值、unit 单位、period 期间、as_of 截止日、source 来源、note 说明",
        note_en="Each: name, value, unit, period, as_of, source, note"),
    Key("featured", "首页展示", "bool", ("statistics",), note_zh="数字是否上首页", note_en="Show its figures on the home page"),
    Key("order", "排序", "number", note_zh="栏目内的顺序，小的在前", note_en="Order in the column, small first"),
)
KEY_BY_WORD: dict[str, Key] = {word: key for key in KEYS for word in (key.name, key.zh)}


@dataclass(frozen=True)
class Figure:
    """One figure with what makes it trustworthy. `value` is printed as written: 229.6, 28733."""

    name: str
    value: str
    unit: str
    period: str | None = None
    as_of: date | None = None
    source: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class Document:
    """One Markdown file of a column.

    Shape: `path` is its address without slashes at the ends, such as `policies/ling-16`; `meta` holds the typed
        front matter by English key, without title; `body` is Markdown without front matter;
        `body_row` is the line of the file on which the body begins; `lines` the line of each key.
        `law` is true for a law text taken as it is, without front matter: its dates come from the text and file name.
    """

    column: str
    slug: str
    file: str
    title: str
    body: str
    body_row: int = 1
    meta: Mapping[str, Any] = field(default_factory=dict)
    figures: tuple[Figure, ...] = ()
    lines: Mapping[str, int] = field(default_factory=dict, compare=False)
    law: bool = False
    history: tuple[tuple[date, str], ...] = ()  # dated lines of a law text, oldest first: (date, the line's words)
    digest: str = field(default="", compare=False)  # of the file it was read from and its name; empty where nobody knows
    source: str = ""  # the file below content/, such as `policies/ling-16.md`: what relative links start from

    @property
    def path(self) -> str:
        return f"{self.column}/{self.slug}"

    @property
    def published_on(self) -> date | None:
        return self.meta.get("published_on")

    @property
    def shown_on(self) -> date | None:
        """The date a list shows and sorts by: published, else the document's own date."""
        return self.meta.get("published_on") or self.meta.get("issued_on")

    @property
    def promulgated_on(self) -> date | None:
        """The first day on which a law text says it was 公布 or 发布, else 通过; None where it says nothing."""
        for words in (("公布", "发布"), ("通过",)):
            found = next((day for day, line in self.history if any(word in line for word in words)), None)
            if found:
                return found
        return None
