"""Takes the answers, gives the pieces of HTML that hand-written pages name: home, quota, data. Computes no money.

A page asks for one with `<!-- gongshi:NAME -->` on a line of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from generator.model.answers import MINIMUM_PEERS, Answers, PostingView
from generator.model.document import Document
from generator.model.money import format_yuan
from generator.render import components
from generator.render.file_size import mark
from generator.render.law_table import rule_counts
from generator.render.open_data import NOTES
from generator.render.templates import chinese_day, template
from generator.render.tile_map import Tile, tile_map

LATEST = 6
TRADES = 12

_SHIFTED = ("n", "median_fen", "unchanged_tenths", "change_tenths")

FORMATS = ("csv", "xlsx", "json", "parquet")
DOWNLOADS: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("households", "全部定额户", "每户一行：公示编号、字号、行业、街道、现行定额、税额、执行期、状态", FORMATS),
    ("quotas", "定额沿革", "每次公示、公布、更正各一行，含被更正和撤回的", FORMATS),
    ("taxes", "分税种税额", "每户每期每个税种一行：计税依据、税率、公示税额、按参数重算的税额和差额", FORMATS),
    ("postings", "公示清单", "每次公示一行：机关、日期、公示期、户数、合计、文件摘要值", FORMATS),
    ("spreads", "定额的分布", "每个街道、区县和全市每个行业一行：户数和分布，不足五户的不给出金额", FORMATS),
    ("dispersions", "离散程度", "每个街道、区县和全市每个行业一行：离散系数、四分位比、基尼系数，本期和上期；不足五户的不给出", FORMATS),
    ("changes", "变动", "每个地区、行业、税务所一行：上调、下调、不变、新增、减少的户数和合计", FORMATS),
    ("outliers", "明显高低的户", "月定额明显高于或低于同行的户，附同行的分布", FORMATS),
    ("objections", "异议", "异议的件数、处理和天数，按途径、理由、区县；小数不给出", FORMATS),
    ("streets", "街道", "每个街道一行：代码、名称、区县、公示户数、出处", FORMATS),
    ("places", "地区代码", "全市、每个区县和街道一行：代码、名称、公示户数", FORMATS),
    ("trades", "行业代码", "每个行业一行：代码、名称、公示户数", FORMATS),
    ("tax_items", "税种参数", "每个税种每段有效期一行：税率、计税依据、出处、是否核实", FORMATS),
    ("thresholds", "起征点", "每个税种每段有效期一行：数额、比较方法、出处、是否核实", FORMATS),
    ("margins", "变动幅度", "本省定的百分比、含不含本数、连续几个月、文号、是否核实", FORMATS),
    ("limits", "期限和限额", "执行期最长月数、建账标准等，每段有效期一行", FORMATS),
    ("surveys", "典型调查", "每个行业、区域的总户数和调查户数", FORMATS),
    ("quality", "数据质量", "检查时的每一处提醒：规则、文件、行、列、提示、法律依据", FORMATS),
    ("documents", "文件目录", "政策、新闻、指南、问答等每篇一行：标题、文号、机关、日期、有效性、地址", FORMATS),
    ("statistics", "统计数字", "本站公布的数字，每个都有单位、期间、截止日和来源", FORMATS),
    ("calendar_open", "日历：正在公示的", "现在可以提意见的各次公示的时间和截止日，截止前一天上午提醒；可以在日历程序里订阅这个地址", ("ics",)),
    ("calendar", "日历：历次", "历次公示可以提意见的时间，可以加入手机和电脑的日历", ("ics",)),
    ("figures", "对账数字", "这次生成读入、采用、退回的行数，户数和金额合计", ("json",)),
    ("dictionary", "数据字典", "每张表每一列的名称、类型、单位和含义", ("json",)),
    ("gongshi", "数据库", "各表放在一个 SQLite 文件里，表与表之间的联系已经建好；JSON 是 Datasette 打开它时用的说明", ("sqlite", "json")),
    ("datapackage", "数据包说明", "供软件读取的清单（Frictionless Data Package）", ("json",)),
)
"""The files below /data/: name without ending, title, what it holds, and the formats it comes in."""


@dataclass(frozen=True)
class OpenPosting:
    """A posting on which anyone may comment, and the working days that are left, the as-of date included."""

    view: PostingView
    days_left: int


@dataclass(frozen=True)
class Street:
    code: str
    name: str
    households: int


@dataclass(frozen=True)
class Trade:
    """One trade in one place. `median_fen` is null where fewer than five households can be compared."""

    code: str
    name: str
    households: int
    q1_fen: int | None
    median_fen: int | None
    q3_fen: int | None


@dataclass(frozen=True)
class Division:
    """One division of the map: where its tile stands, how many households, the trade with the most of them, the median of
    all its quotas and what became of them, null below five."""

    code: str
    name: str
    households: int
    row: int | None
    column: int | None
    trade: Trade | None
    streets: tuple[Street, ...]
    n: int = 0
    median_fen: int | None = None
    unchanged_tenths: int | None = None
    change_tenths: int | None = None


def home(answers: Answers, base: str) -> str:
    """What is open for comment now, the ways in, the latest documents, the bureau's figures."""
    return _render("home.html", answers, base, open_postings=open_postings(answers),
                   policies=latest(answers, "policies"), press=latest(answers, "press"),
                   example=_example(answers))


def quota(answers: Answers, base: str) -> str:
    """The search box with its places for results, and the same as a tree that needs no script."""
    found = divisions(answers)
    return _render("quota_index.html", answers, base, open_postings=open_postings(answers),
                   divisions=found, map=_median_map(found, base, answers.as_of), trades=list(_trades(answers, "city"))[:TRADES])


def data(answers: Answers, base: str) -> str:
    """The list of all downloads with what each holds; for their sizes there are marks."""
    return _render("data_index.html", answers, base, downloads=DOWNLOADS, notes=NOTES, size=mark, rule_counts=rule_counts(answers))


def all_components(answers: Answers, base: str) -> str:
    """Every component of the site, for whoever changes how it looks."""
    return _render("components.html", answers, base, open_postings=open_postings(answers)[:1], **components.values(answers))


FRAGMENTS: Mapping[str, Callable[[Answers, str], str]] = {
    "home": home, "quota": quota, "data": data, "components": all_components}


def open_postings(answers: Answers) -> list[OpenPosting]:
    """The postings that take comments on the as-of date, the one that closes first at the top."""
    views = sorted((view for view in answers.open_postings if view.window),
                   key=lambda view: (view.window.last, view.posting.id))
    return [OpenPosting(view, sum(answers.as_of <= day for day in view.window.days)) for view in views]


def latest(answers: Answers, column: str, count: int = LATEST) -> list[Document]:
    """The newest documents that were there on the as-of date: a later text is not the latest of that day."""
    dated = [document for document in answers.documents.get(column, ())
             if document.shown_on and document.shown_on <= answers.as_of]
    return sorted(dated, key=lambda document: (document.shown_on, document.path), reverse=True)[:count]


def divisions(answers: Answers) -> list[Division]:
    """Every division of the reference table, each once, in the order of its code, with its streets."""
    counts = _counts(answers, "division_code")
    shifts = {row["code"]: row for row in answers.fairness.shifts.filter(pl.col("level") == "division").iter_rows(named=True)}
    streets = _streets(answers)
    rows = answers.reference["divisions"].unique("code", keep="last").sort("code")
    return [Division(row["code"], row["name"], counts.get(row["code"], 0), row["tile_row"], row["tile_column"],
                     next(_trades(answers, row["code"]), None), streets.get(row["code"], ()),
                     **{name: shifts[row["code"]][name] for name in _SHIFTED if row["code"] in shifts})
            for row in rows.iter_rows(named=True)]


def _median_map(found: list[Division], base: str, as_of: date) -> str:
    """The city by the median of all quotas of each division."""
    tiles = [Tile(each.code, each.name, each.row, each.column, each.median_fen, *_median_words(each),
                  has_page=each.households > 0) for each in found]
    return tile_map(tiles, base, "city-map", "各区县月定额的中位数",
                    f"每个区县一格，位置大致按方位；格中是月定额的中位数（元），截至{chinese_day(as_of)}。同样的数字在旁边的表里。")


def _median_words(division: Division) -> tuple[str, str]:
    if division.median_fen is not None:
        text = format_yuan(division.median_fen)
        return text, f"月定额中位数 {text} 元，可比较 {division.n:,} 户"
    if division.n >= MINIMUM_PEERS:
        return "不给出", "不给出，以免算出不足5户的"
    return ("不足5户", "可比较的不足5户，不给出") if division.households else ("暂无", "暂无公示")


def _counts(answers: Answers, key: str) -> dict[str, int]:
    return dict(answers.counts.group_by(key).agg(pl.col("households").sum()).iter_rows())


def _streets(answers: Answers) -> dict[str, tuple[Street, ...]]:
    """Streets that have households, by division."""
    names = answers.reference.names("streets")
    rows = (answers.counts.group_by("division_code", "street_code", maintain_order=True).agg(pl.col("households").sum()))
    found: dict[str, list[Street]] = {}
    for division, code, households in rows.iter_rows():
        found.setdefault(division, []).append(Street(code, names.get(code, code), households))
    return {division: tuple(streets) for division, streets in found.items()}


def _trades(answers: Answers, place: str) -> Iterator[Trade]:
    """The trades of one place, the one with the most households first."""
    rows = (answers.spreads.filter(pl.col("place_code") == place)
            .sort(["n", "industry_code"], descending=[True, False])
            .select("industry_code", "industry_name", "n", "q1_fen", "median_fen", "q3_fen"))
    return (Trade(*row) for row in rows.iter_rows())


def _example(answers: Answers) -> str | None:
    """A street of the table, to show what may be typed into the box."""
    codes = answers.counts["street_code"]
    return answers.reference.names("streets").get(codes[0]) if len(codes) else None


def _render(name: str, answers: Answers, base: str, **values: object) -> str:
    return template(name).render(
        answers=answers, base=base, settings=answers.settings, bureau=answers.settings.bureau, **values)
