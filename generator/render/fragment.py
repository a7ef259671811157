"""Takes the answers, gives the pieces of HTML that hand-written pages name: home, quota, data. Computes no money.

A page asks for one with `<!-- gongshi:NAME -->` on a line of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import jinja2
import polars as pl

from generator.model.answers import Answers, PostingView
from generator.model.document import Document
from generator.render import components, fairness
from generator.render.file_size import mark
from generator.render.law_table import rule_counts
from generator.render.open_data import NOTES
from generator.render.templates import environment

LATEST = 6
TRADES = 12
_SHADES = 4

FORMATS = ("csv", "xlsx", "json", "parquet")
DOWNLOADS: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("households", "全部定额户", "每户一行：公示编号、字号、行业、街道、现行定额、税额、执行期、状态", FORMATS),
    ("quotas", "定额沿革", "每次公示、公布、更正各一行，含被更正和撤回的", FORMATS),
    ("taxes", "分税种税额", "每户每期每个税种一行：计税依据、税率、公示税额、按参数重算的税额和差额", FORMATS),
    ("postings", "公示清单", "每次公示一行：机关、日期、公示期、户数、合计、文件摘要值", FORMATS),
    ("spreads", "定额的分布", "每个街道、区县和全市每个行业一行：户数和分布，不足五户的不给出金额", FORMATS),
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
    """One division of the map: where its tile stands, how many households, and the trade with the most of them."""

    code: str
    name: str
    households: int
    row: int | None
    column: int | None
    shade: int
    trade: Trade | None
    streets: tuple[Street, ...]


def home(answers: Answers, base: str) -> str:
    """What is open for comment now, the ways in, the latest documents, the bureau's figures."""
    return _render("home.html", answers, base, open_postings=open_postings(answers),
                   policies=latest(answers, "policies"), press=latest(answers, "press"),
                   example=_example(answers))


def quota(answers: Answers, base: str) -> str:
    """The search box with its places for results, and the same as a tree that needs no script."""
    return _render("quota_index.html", answers, base, open_postings=open_postings(answers),
                   divisions=divisions(answers), trades=list(_trades(answers, "city"))[:TRADES])


def data(answers: Answers, base: str) -> str:
    """The list of all downloads with what each holds; for their sizes there are marks."""
    return _render("data_index.html", answers, base, downloads=DOWNLOADS, notes=NOTES, size=mark, rule_counts=rule_counts(answers))


def all_components(answers: Answers, base: str) -> str:
    """Every component of the site, for whoever changes how it looks."""
    return _render("components.html", answers, base, open_postings=open_postings(answers)[:1], **components.values(answers))


def how_fair(answers: Answers, base: str) -> str:
    """How far the quotas of each trade lie apart, and who is far out."""
    return _render("fairness.html", answers, base, **fairness.values(answers))


FRAGMENTS: Mapping[str, Callable[[Answers, str], str]] = {
    "home": home, "quota": quota, "data": data, "components": all_components, "fairness": how_fair}


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
    most = max(counts.values(), default=0)
    streets = _streets(answers)
    rows = answers.reference["divisions"].unique("code", keep="last").sort("code")
    return [Division(row["code"], row["name"], counts.get(row["code"], 0), row["tile_row"], row["tile_column"],
                     shade(counts.get(row["code"], 0), most), next(_trades(answers, row["code"]), None),
                     streets.get(row["code"], ()))
            for row in rows.iter_rows(named=True)]


def shade(count: int, most: int) -> int:
    """0 for none, else 1 to 4: how full a tile of the map is beside the fullest one."""
    return -(-count * _SHADES // most) if count else 0


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


def _render(template: str, answers: Answers, base: str, **values: object) -> str:
    return _environment().get_template(template).render(
        answers=answers, base=base, settings=answers.settings, bureau=answers.settings.bureau, **values)


@cache
def _environment() -> jinja2.Environment:
    return environment()
