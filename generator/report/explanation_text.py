"""Takes an explanation, gives it as text for a terminal. Computes no figure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from generator.model.answers import RINGS, STANDINGS
from generator.model.explanation import KINDS, Explanation, Fact, Parameter, Peers, Unknown
from generator.model.money import format_yuan
from generator.model.posting import PostingKind
from generator.report.text_table import folded, padded, table, width

_RINGS_EN = {"street": "the same trade on the same street", "division": "the same trade in the same division",
             "city": "the same trade in the city", "group": "the same group of trades in the city"}
_STANDINGS_EN = {"standing": "standing", "superseded": "corrected", "withdrawn": "withdrawn"}
_NUMBERS = (("min_fen", "最低", "lowest"), ("q1_fen", "四分之一", "first quartile"), ("median_fen", "中位数", "median"),
            ("q3_fen", "四分之三", "third quartile"), ("max_fen", "最高", "highest"))


def explanation_text(found: Explanation, language: str, columns: int) -> str:
    """Everything that is known, section by section; a section with nothing in it is left out."""
    zh = language == "zh"
    kind = KINDS[found.kind][0 if zh else 1]
    lines = [*folded(f"{found.title} · {kind}", columns)]
    lines += [f"/{found.address}"] if found.address is not None else []
    sections = (
        ("", _facts(found.facts, language, columns)),
        ("文件和行" if zh else "files and rows", _sources(found, zh)),
        ("历次" if zh else "history", _versions(found, zh, columns)),
        ("税额" if zh else "taxes", _taxes(found, zh, columns)),
        ("参数" if zh else "parameters", _parameters(found.parameters, zh, columns)),
        ("同业比较" if zh else "peers", _peers(found.peers, zh, columns)),
        ("规则" if zh else "rules", _rules(found, language, columns)),
        ("由什么画出" if zh else "drawn by", [*found.modules, *found.templates]),
        ("另见" if zh else "see also", [f"/{address}" for address in found.see]))
    for name, body in sections:
        body = list(body)
        if body:
            lines += ["", *([name] if name else []), *(f"  {line}" if name and line else line for line in body)]
    return "\n".join(lines) + "\n"


def unknown_text(found: Unknown, language: str) -> str:
    """What was asked is not on the site; what was perhaps meant."""
    zh = language == "zh"
    said = f"没有“{found.asked}”：既不是公示编号，也不是本站的网址。" if zh else \
        f"nothing is called “{found.asked}”: it is no disclosure number and no address of this site."
    if not found.nearest:
        return said + "\n"
    return "\n".join((said, "是不是：" if zh else "Perhaps:", *(f"  {name}" for name in found.nearest))) + "\n"


def _facts(facts: tuple[Fact, ...], language: str, columns: int) -> Iterator[str]:
    shown = [(fact.zh if language == "zh" else fact.en, _value(fact, language)) for fact in facts if fact.value is not None]
    size = max((width(name) for name, _ in shown), default=0)
    for name, value in shown:
        first, *rest = folded(value, max(20, columns - size - 2))
        yield f"{padded(name, size)}  {first}"
        yield from (" " * (size + 2) + line for line in rest)


def _value(fact: Fact, language: str) -> str:
    if fact.unit == "fen":
        return f"{format_yuan(int(fact.value))} 元" if language == "zh" else f"{format_yuan(int(fact.value))} yuan"
    if isinstance(fact.value, bool):
        return {"zh": ("否", "是"), "en": ("no", "yes")}[language][fact.value]
    return f"{fact.value:,}" if isinstance(fact.value, int) else str(fact.value)


def _sources(found: Explanation, zh: bool) -> Iterator[str]:
    for source in found.sources:
        row = "" if source.row is None else f"，第 {source.row} 行" if zh else f", row {source.row}"
        yield f"{source.file}{row}（{source.zh}）" if zh else f"{source.file}{row} ({source.en})"


def _versions(found: Explanation, zh: bool, columns: int) -> list[str]:
    if not found.versions:
        return []
    head = (("日期", "种类", "月定额", "税额", "执行期", "状态", "效力", "公示") if zh else
            ("day", "kind", "quota", "tax", "period", "status", "standing", "posting"))
    return table([head, *(_version(version, zh) for version in found.versions)],
                 (False, False, True, True, False, False, False, False), columns - 2, whole=(0, 1, 4, 5))


def _version(version: dict[str, Any], zh: bool) -> tuple[str, ...]:
    kind = PostingKind(version["kind"])
    standing = (STANDINGS if zh else _STANDINGS_EN)[version["standing"]]
    by = f"（{version['by']}）" if version["by"] and zh else f" ({version['by']})" if version["by"] else ""
    return (str(version["posted_on"]), kind.zh if zh else kind.value, format_yuan(version["monthly_turnover_fen"]),
            format_yuan(version["tax_fen"]), f"{version['starts_on']}–{version['ends_on']}", version["status"], standing + by,
            f"{version['posting_id']} #{version['row']}")


def _taxes(found: Explanation, zh: bool, columns: int) -> list[str]:
    if not found.taxes:
        return []
    head = ("税种", "计税依据", "税率", "公示", "重算", "差额") if zh else ("tax", "base", "rate", "posted", "computed", "difference")
    rows = [(line["tax_item"], "—" if line["base_fen"] is None else format_yuan(line["base_fen"]), line["rate"] or "—",
             *("—" if line[name] is None else format_yuan(line[name]) for name in ("tax_fen", "recomputed_fen", "difference_fen")))
            for line in found.taxes]
    return table([head, *rows], (False, *(True,) * 5), columns - 2)


def _parameters(parameters: tuple[Parameter, ...], zh: bool, columns: int) -> Iterator[str]:
    for one in parameters:
        row = "" if one.row is None else f"，第 {one.row} 行" if zh else f", row {one.row}"
        mark = ("已核实" if one.verified else "未核实") if zh else ("verified" if one.verified else "NOT verified")
        yield from folded(f"{one.name}：{one.value}（{mark}）" if zh else f"{one.name}: {one.value} ({mark})", columns - 2)
        yield from folded(f"{one.file}{row}" + (f"{'：' if zh else ': '}{one.source}" if one.source else ""), columns - 2, "  ")


def _peers(peers: Peers | None, zh: bool, columns: int) -> Iterator[str]:
    if peers is None:
        return
    if peers.ring is None:
        yield from folded((peers.why or "").split(" / ")[0 if zh else 1], columns - 2)
        return
    numbers = peers.numbers
    ring = RINGS[peers.ring] if zh else _RINGS_EN[peers.ring]
    said = "、".join(f"{name} {format_yuan(numbers[key])}" for key, name, _ in _NUMBERS) if zh else \
        ", ".join(f"{name} {format_yuan(numbers[key])}" for key, _, name in _NUMBERS)
    where = (f"比它低 {numbers['below']} 户，一样（含本户）{numbers['same']} 户，比它高 {numbers['above']} 户" if zh else
             f"{numbers['below']} below it, {numbers['same']} the same (itself included), {numbers['above']} above")
    yield from folded(f"{ring}，{peers.n} 户：{said}（元）；{where}" if zh else f"{ring}, n = {peers.n}: {said} (yuan); {where}", columns - 2)


def _rules(found: Explanation, language: str, columns: int) -> Iterator[str]:
    if found.checked:
        good = ("都通过" if language == "zh" else "all hold") if not found.problems else \
            (f"{len(found.problems)} 个问题" if language == "zh" else f"{len(found.problems)} problems")
        yield f"查了 {len(found.checked)} 条规则：{good}" if language == "zh" else f"{len(found.checked)} rules looked: {good}"
    for problem in found.problems:
        for line in problem.as_text(language).splitlines():
            yield from folded(line.strip(), columns - 4, "  " if line.startswith(" ") else "")


def explanation_json(found: Explanation, language: str) -> dict[str, Any]:
    """The explanation as values JSON knows: dates as text, amounts in whole fen. docs/formats/explain.md has the keys."""
    return {
        "asked": found.asked, "found": True, "kind": found.kind, "address": found.address, "title": found.title,
        "drawn_by": {"modules": list(found.modules), "templates": list(found.templates)},
        "sources": [{"file": one.file, "row": one.row, "what": one.zh if language == "zh" else one.en} for one in found.sources],
        "facts": {fact.key: _plain(fact.value) for fact in found.facts},
        "versions": [{key: _plain(value) for key, value in version.items()} for version in found.versions],
        "taxes": [dict(line) for line in found.taxes],
        "parameters": [{"name": one.name, "value": one.value, "file": one.file, "row": one.row, "source": one.source,
                        "verified": one.verified} for one in found.parameters],
        "peers": found.peers and {"ring": found.peers.ring, "n": found.peers.n, **found.peers.numbers, "why": found.peers.why},
        "rules": list(found.checked), "problems": [problem.as_json(language) for problem in found.problems],
        "see": list(found.see)}


def unknown_json(found: Unknown) -> dict[str, Any]:
    return {"asked": found.asked, "found": False, "nearest": list(found.nearest)}


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
