"""What stands behind an address or a number: files, rows, parameters, peers, templates. Values only; draws nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from generator.model.problem import Problem

KINDS = {
    "household": ("一户", "a household"), "data-trade": ("一个行业的户", "the households of a trade"),
    "data-street": ("一个街道的户", "the households of a street"), "row": ("公示表的一行", "a row of a posting"),
    "bucket": ("一户一页中的一页", "a page of households"), "form": ("意见和申请的表格", "the form for comments and applications"),
    "postings": ("全部公示的清单", "the list of all postings"), "posting": ("一份公示", "a posting"), "poster": ("一份公示的海报", "the wall poster of a posting"),
    "trades": ("行业清单", "the list of trades"), "trade": ("一个行业", "a trade"), "division": ("一个区县", "a division"),
    "offices": ("税务所清单", "the list of tax offices"), "office": ("一个税务所", "a tax office"),
    "fairness": ("公平度", "fairness"), "outliers": ("明显高低的户", "households far from their peers"),
    "street": ("一个街道", "a street"), "column": ("栏目", "a column"), "document": ("一篇文件", "a document"),
    "posting-file": ("一份公示的开放数据", "the open data of a posting"), "data-piece": ("一个区县的开放数据", "the open data of a division"),
    "feed": ("订阅源", "a feed"), "data-sums": ("全部文件的摘要值", "the digests of all files"), "data": ("开放数据", "open data"),
    "household-search": ("户的检索索引", "the search index of households"),
    "document-text": ("检索用的一篇正文", "the text of a document for the search"),
    "document-search": ("文件的检索索引", "the search index of documents"), "sitemap": ("网站地图", "the map of the site"),
    "headers": ("服务器的响应头", "headers for the server"), "page": ("手写的页面", "a hand-written page"),
    "content-file": ("随文件一起发布的附件", "a file published as it is"), "look": ("网站的外观文件", "a file of the site's look"),
}
"""Every kind of thing that can be explained, with its words."""


@dataclass(frozen=True)
class Fact:
    """One value with its name in Chinese and English. Unit: `fen` is an amount of money; a plain value has none."""

    key: str
    zh: str
    en: str
    value: str | int | bool | date | None
    unit: str = ""


@dataclass(frozen=True)
class Source:
    """A place something comes from: a file of the project, the row as a spreadsheet counts, and what stands there."""

    file: str
    row: int | None
    zh: str
    en: str


@dataclass(frozen=True)
class Parameter:
    """A value of the reference tables that was used, the place it stands, and whether anyone checked it with its source."""

    name: str
    value: str
    file: str
    row: int | None
    source: str | None
    verified: bool


@dataclass(frozen=True)
class Peers:
    """With whom a household is compared. Unit: fen. `ring` is null where it is not compared: `why` says why, in Chinese and English."""

    ring: str | None
    n: int | None
    numbers: Mapping[str, int | None] = field(default_factory=dict)
    why: tuple[str, str] | None = None


@dataclass(frozen=True)
class Explanation:
    """Everything that is known about one thing on the site.

    Shape: `versions` are the rows of QUOTAS of a household or of one row, with `file` and `address`; `taxes` the rows of
        TAXES of what is shown; `checked` the rules that look at rows or at this file, `problems` what they found.
    """

    asked: str
    kind: str
    address: str | None
    title: str
    modules: tuple[str, ...] = ()
    templates: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    facts: tuple[Fact, ...] = ()
    versions: tuple[dict[str, Any], ...] = ()
    taxes: tuple[dict[str, Any], ...] = ()
    parameters: tuple[Parameter, ...] = ()
    peers: Peers | None = None
    checked: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    see: tuple[str, ...] = ()


@dataclass(frozen=True)
class Unknown:
    """Nothing on the site is called so. `nearest`: what was perhaps meant."""

    asked: str
    nearest: tuple[str, ...] = ()
