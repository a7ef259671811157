"""Takes the answers, gives the tables of the open data about the law: data quality, and the parameters with their sources."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from generator.model.answers import Answers
from generator.model.rules import RULES
from generator.render.data_column import Column, Table, count, day, text, whole

_VERIFIED = Column("verified", "已核实", "boolean", "是否已与原文核对；否为范例参数，不作为法律依据")
_IN_FORCE = (day("valid_from", "有效自", "有效的第一天；空为不限"), day("valid_to", "有效至", "有效的最后一天；空为至今"))
_DOCUMENT = (text("authority", "制定机关", "定下它的机关"), text("document", "文号", "文件的文号"), text("article", "条", "所在的条"))
_SOURCE = (text("source", "出处", "出处"), _VERIFIED)
_REACH = (text("industries", "适用行业", "行业代码的开头几位，多个用 ; 分隔；空为全部"),
          text("areas", "适用地区", "街道代码的开头几位，多个用 ; 分隔；空为全部"))


@dataclass(frozen=True)
class RuleCount:
    """How often one rule warned. `of_sample`: how many of these rest on a parameter that was never verified."""

    rule: str
    what: str
    why: str
    law: str
    times: int
    of_sample: int


def law_tables(answers: Answers) -> tuple[Table, ...]:
    """Quality first, then the parameters by which it was judged."""
    return (_quality(answers), *_parameters(answers))


def rule_counts(answers: Answers) -> list[RuleCount]:
    """The rules that warned, the most frequent first."""
    counted = answers.quality.group_by("rule").agg(pl.len(), pl.col("sample").is_not_null().sum().alias("of_sample"))
    rows = counted.sort(["len", "rule"], descending=[True, False])
    return [RuleCount(rule, RULES[rule].what.zh, RULES[rule].why.zh, "；".join(source.all("zh") for source in RULES[rule].law),
                      times, of_sample) for rule, times, of_sample in rows.iter_rows()]


def _quality(answers: Answers) -> Table:
    columns = (
        text("rule", "规则", "规则的名称"), text("what", "是什么", "规则说的是什么"), text("posting_id", "公示", "所在的公示；不在公示中时为空"),
        text("file", "文件", "所在的文件"), count("row", "行号", "在文件中的行号，标题是第 1 行"), text("column", "列", "所在的列或名称"),
        text("value", "写的是", "原来写的内容；个人号码已遮去"), text("message", "提示", "检查时的提示"),
        text("law", "依据", "法律依据，按公示当时的条文"), text("sample", "范例参数", "所依的参数未核实时，它在参数表中的位置；否则为空"),
    )
    return whole("quality", "数据质量：检查时的提醒，每处一行", columns, answers.quality)


def _parameters(answers: Answers) -> Iterator[Table]:
    yield whole("thresholds", "起征点和出处", (
        text("tax_item", "征收项目", "有起征点的税种"), text("monthly_turnover", "月营业额(元)", "起征点"),
        text("compare", "比较", "lt：低于它不征，正好达到全额征；le：不超过它不征"), *_REACH, *_IN_FORCE, *_SOURCE),
        answers.reference["thresholds"])
    yield whole("margins", "变动幅度和出处", (
        text("name", "名称", "reassessment 重新核定，excess 超定额申报"), text("percent", "百分比", "幅度，百分数"),
        Column("inclusive", "含本数", "boolean", "正好达到幅度算不算"), count("months", "月数", "连续几个月", "月"), *_IN_FORCE, *_DOCUMENT,
        *_SOURCE), answers.reference["margins"])
    yield whole("limits", "期限和限额及出处", (
        text("name", "名称", "period_months 执行期最长月数，books_monthly_turnover 应当建账的月营业额(元)，其他见参数表"),
        text("value", "数值", "数值"), *_REACH, *_IN_FORCE, *_DOCUMENT, *_SOURCE), answers.reference["limits"])
    yield whole("surveys", "典型调查", (
        text("industry_code", "行业代码", "行业代码"), text("area", "区域", "街道或区县代码"), count("households", "总户数", "该行业、区域的总户数", "户"),
        count("sampled", "调查户数", "调查的户数", "户"), day("surveyed_on", "调查日", "调查的日期"), *_SOURCE), answers.reference["surveys"])
