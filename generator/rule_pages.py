"""Takes the rules, gives the pages that list them: one in both languages for docs/, and the Chinese ones of the clerk's handbook.

Words only: what a rule says stands in `generator/model/rules/`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from generator.model.rules import (document, household_table, intake, law_history, law_posting, law_quota, law_tax, posting, privacy, reference,
                                   settings, site)
from generator.model.rules.rule import Rule

_RULE_GROUPS = (
    ("设置和 YAML · Settings and YAML", settings), ("参数表 · Reference tables", reference),
    ("公示 · Postings", posting), ("定额表 · Tables of households", household_table),
    ("规定：文书 · The law: acts", law_posting), ("规定：定额 · The law: quotas", law_quota),
    ("规定：税额 · The law: taxes", law_tax), ("规定：前后文书 · The law: between postings", law_history),
    ("文件 · Documents", document), ("导入的表格 · Tables to import", intake),
    ("个人信息 · Personal data", privacy), ("做好的网站 · The finished site", site),
)
_SEVERITY = {"error": "错误：不改好就不发布 · error: nothing is published until it is mended",
             "warning": "提醒：加 `--strict` 才算错误 · warning: an error only with `--strict`"}

_HANDBOOK_GROUPS = {"import": ("导入的表格", intake), "table": ("定额表", household_table), "posting": ("公示", posting),
                    "acts": ("文书的规定", law_posting), "quotas": ("定额的规定", law_quota), "taxes": ("税额的规定", law_tax),
                    "history": ("前后文书的规定", law_history), "privacy": ("个人信息", privacy), "documents": ("文件", document),
                    "reference": ("参数表", reference), "settings": ("设置", settings), "site": ("做好的网站", site)}
_STOPS = {"error": "错误，不改好就不发布", "warning": "提醒，不影响发布"}
_BY = "<!-- python -m generator.reference_docs -->"


def rules_page() -> str:
    """Every rule with its words in both languages."""
    lines = ["# 规则 · Rules", "", "检查出来的每个问题都带规则的名称，写在方括号里，如 `[amount-not-a-number]`。"
             "同一次检查报告全部问题；花括号里的，到时换成实际内容。Every problem names its rule in brackets; one run reports "
             "them all. What stands in braces is filled in.", "",
             "有“依据”的是法律或文书格式的规则：提示里写的是公示当天的条文。参数未核实的，提示会说明，最多是提醒，不作为法律依据。"
             "A rule with a source is one of the law or of its forms: a message names the article of the posting's day. Where a "
             "parameter was never verified the message says so, and it is at most a warning.", ""]
    for title, group in _RULE_GROUPS:
        lines += [f"## {title}", ""]
        for rule in group.RULES:
            lines += _rule(rule)
    return "\n".join(lines)


def _rule(rule: Rule) -> Iterator[str]:
    yield from (f"### {rule.id}", "", _SEVERITY[rule.severity.value], "")
    rows = [(f"{zh} · {en}", inert(text.zh), inert(text.en)) for zh, en, text in (
        ("是什么", "what", rule.what), ("为什么", "why", rule.why), ("提示", "message", rule.message),
        ("怎么改", "fix", rule.fix))]
    if rule.law:
        rows.insert(2, ("依据 · source", *(inert(" ".join(source.all(lang) for source in rule.law)) for lang in ("zh", "en"))))
    yield from table(("", "中文", "English"), rows)
    yield from ("", f"写成 · wrong: {code(rule.example)}  ", f"应为 · right: {code(rule.instead)}", "")


def handbook_pages() -> dict[str, str]:
    """The pages of rules for clerks, by their path below content/handbook/: an index by group, and a page a group."""
    pages = {"rules/index.md": "\n".join(_handbook_index())}
    for name, (title, group) in _HANDBOOK_GROUPS.items():
        lines = [*_head(f"全部规则：{title}", f"{title}的每一条规则：是什么、为什么、例子、怎么改"),
                 f"[全部规则](../index.md) · [手册目录](../../index.md)。共 {len(group.RULES)} 条。花括号里的，提示时换成实际内容。", ""]
        for rule in group.RULES:
            lines += _for_clerks(rule)
        pages[f"rules/{name}/index.md"] = "\n".join(lines)
    return pages


def _head(title: str, description: str) -> tuple[str, ...]:
    return ("---", f"title: {title}", f"description: {description}", "---", "", _BY, "", f"# {title}", "")


def _handbook_index() -> Iterator[str]:
    count = sum(len(group.RULES) for _, group in _HANDBOOK_GROUPS.values())
    yield from _head("全部规则", "检查时用的每一条规则：是什么、为什么、依据、例子、怎么改")
    yield from (f"[手册目录](../index.md)。检查时用 {count} 条规则。每个问题的末尾有规则的名称，写在方括号里，如 `[amount-not-a-number]`，照它在这里找。", "",
                "有“依据”的，是法律或文书格式的规则。令第16号在 2018 年修正以后，条文的编号变了，所以新旧编号都写。"
                "写着“未与原文核对”的，不能当作法律依据。", "")
    for name, (title, group) in _HANDBOOK_GROUPS.items():
        yield from (f"## {title}", "", *table(("规则", "是什么", "级别"), [
            (f"[{rule.id}]({name}/index.md#{rule.id})", inert(rule.what.zh), "错误" if rule.severity.value == "error" else "提醒")
            for rule in group.RULES]), "")


def _for_clerks(rule: Rule) -> Iterator[str]:
    """One rule: what, why and by which article, what is said, an example, what to do."""
    facts = [("是什么", inert(rule.what.zh)), ("为什么", inert(rule.why.zh))]
    facts += [("依据", inert(source.all("zh"))) for source in rule.law]
    facts += [("提示", inert(rule.message.zh)), ("写成", code(rule.example)), ("应为", code(rule.instead)),
              ("怎么改", inert(rule.fix.zh)), ("级别", _STOPS[rule.severity.value])]
    yield from (f"## {rule.id}", "", *(f"- **{name}**：{words}" for name, words in facts), "")


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    every = (head, ("---",) * len(head), *rows)
    return [f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in every]


def inert(words: str) -> str:
    """Words as they are, where Markdown would read a picture, a tag or an emphasis; code spans stay code."""
    parts = re.split(r"(`[^`]*`)", words)
    return "".join(part if part.startswith("`") else re.sub(r"([\\*_\[\]<])", r"\\\1", part) for part in parts)


def code(text: str) -> str:
    """Text as code, whatever backticks it holds itself."""
    flat = text.replace("\n", " ⏎ ")
    fence = "``" if "`" in flat else "`"
    return f"{fence} {flat} {fence}" if "`" in flat else f"{fence}{flat}{fence}"
