"""Takes an explanation, gives it as text for a terminal. Computes no figure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from generator.model.answers import RINGS, STANDINGS
from generator.model.explanation import KINDS, Explanation, Fact, Parameter, Peers, Unknown
from generator.model.money import format_yuan
from generator.model.posting import PostingKind
from generator.report.difference_words import pick, yuan
from generator.report.text_table import folded, padded, table
from generator.report.width import width

_RINGS_EN = {"size": "the same trade on the same street and of the same size", "street": "the same trade on the same street", "division": "the same trade in the same division",
             "city": "the same trade in the city", "group": "the same group of trades in the city"}
_STANDINGS_EN = {"standing": "standing", "superseded": "corrected", "withdrawn": "withdrawn"}
_NUMBERS = (("min_fen", "最低", "lowest"), ("q1_fen", "四分之一", "first quartile"), ("median_fen", "中位数", "median"),
            ("q3_fen", "四分之三", "third quartile"), ("max_fen", "最高", "highest"))


def explanation_text(found: Explanation, language: str, columns: int) -> str:
    """Everything that is known, section by section; a section with nothing in it is left out."""
    kind = pick(language, KINDS[found.kind])
    lines = [*folded(f"{found.title} · {kind}", columns)]
    lines += [f"/{found.address}"] if found.address is not None else []
    sections = (
        ("", _facts(found.facts, language, columns)),
        (pick(language, ("文件和行", "files and rows")), _sources(found, language)),
        (pick(language, ("历次", "history")), _versions(found, language, columns)),
        (pick(language, ("税额", "taxes")), _taxes(found, language, columns)),
        (pick(language, ("参数", "parameters")), _parameters(found.parameters, language, columns)),
        (pick(language, ("同业比较", "peers")), _peers(found.peers, language, columns)),
        (pick(language, ("规则", "rules")), _rules(found, language, columns)),
        (pick(language, ("由什么画出", "drawn by")), [*found.modules, *found.templates]),
        (pick(language, ("另见", "see also")), [f"/{address}" for address in found.see]))
    for name, body in sections:
        body = list(body)
        if body:
            lines += ["", *([name] if name else []), *(f"  {line}" if name and line else line for line in body)]
    return "\n".join(lines) + "\n"


def pick_all(language: str, pairs: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    """The headings of a table in one language."""
    return tuple(pick(language, pair) for pair in pairs)


def unknown_text(found: Unknown, language: str) -> str:
    """What was asked is not on the site; what was perhaps meant."""
    said = pick(language, (f"没有“{found.asked}”：既不是公示编号，也不是本站的网址。",
                           f"nothing is called “{found.asked}”: it is no disclosure number and no address of this site."))
    near = [pick(language, ("是不是：", "Perhaps:")), *(f"  {name}" for name in found.nearest)] if found.nearest else []
    return "\n".join((said, *near)) + "\n"


def _facts(facts: tuple[Fact, ...], language: str, columns: int) -> Iterator[str]:
    shown = [(pick(language, (fact.zh, fact.en)), _value(fact, language)) for fact in facts if fact.value is not None]
    size = max((width(name) for name, _ in shown), default=0)
    for name, value in shown:
        first, *rest = folded(value, max(20, columns - size - 2))
        yield f"{padded(name, size)}  {first}"
        yield from (" " * (size + 2) + line for line in rest)


def _value(fact: Fact, language: str) -> str:
    if fact.unit == "fen":
        return pick(language, (f"{format_yuan(int(fact.value))} 元", f"{format_yuan(int(fact.value))} yuan"))
    if isinstance(fact.value, bool):
        return pick(language, ("是", "yes") if fact.value else ("否", "no"))
    return f"{fact.value:,}" if isinstance(fact.value, int) else str(fact.value)


def _row(row: int | None, language: str) -> str:
    return "" if row is None else pick(language, (f"，第 {row} 行", f", row {row}"))


def _sources(found: Explanation, language: str) -> Iterator[str]:
    for one in found.sources:
        yield f"{one.file}{_row(one.row, language)}" + pick(language, (f"（{one.zh}）", f" ({one.en})"))


def _versions(found: Explanation, language: str, columns: int) -> list[str]:
    if not found.versions:
        return []
    head = pick_all(language, (("日期", "day"), ("种类", "kind"), ("月定额", "quota"), ("税额", "tax"), ("执行期", "period"),
                               ("状态", "status"), ("效力", "standing"), ("公示", "posting")))
    return table([head, *(_version(version, language) for version in found.versions)],
                 (False, False, True, True, False, False, False, False), columns - 2, whole=(0, 1, 4, 5))


def _version(version: dict[str, Any], language: str) -> tuple[str, ...]:
    kind = PostingKind(version["kind"])
    standing = pick(language, (STANDINGS[version["standing"]], _STANDINGS_EN[version["standing"]]))
    return (str(version["posted_on"]), pick(language, (kind.zh, kind.value)), format_yuan(version["monthly_turnover_fen"]),
            format_yuan(version["tax_fen"]), f"{version['starts_on']}–{version['ends_on']}", version["status"],
            standing + (f" ({version['by']})" if version["by"] else ""), f"{version['posting_id']} #{version['row']}")


def _taxes(found: Explanation, language: str, columns: int) -> list[str]:
    if not found.taxes:
        return []
    head = pick_all(language, (("税种", "tax"), ("计税依据", "base"), ("税率", "rate"), ("公示", "posted"), ("重算", "computed"),
                               ("差额", "difference")))
    rows = [(line["tax_item"], yuan(line["base_fen"]), line["rate"] or "—",
             *(yuan(line[name]) for name in ("tax_fen", "recomputed_fen", "difference_fen"))) for line in found.taxes]
    return table([head, *rows], (False, *(True,) * 5), columns - 2)


def _parameters(parameters: tuple[Parameter, ...], language: str, columns: int) -> Iterator[str]:
    for one in parameters:
        mark = pick(language, ("已核实", "verified") if one.verified else ("未核实", "NOT verified"))
        yield from folded(f"{one.name}: {one.value} ({mark})", columns - 2)
        yield from folded(f"{one.file}{_row(one.row, language)}" + (f": {one.source}" if one.source else ""), columns - 2, "  ")


def _peers(peers: Peers | None, language: str, columns: int) -> Iterator[str]:
    if peers is None:
        return
    if peers.ring is None:
        yield from folded(pick(language, peers.why or ("", "")), columns - 2)
        return
    numbers = peers.numbers
    ring = pick(language, (RINGS[peers.ring], _RINGS_EN[peers.ring]))
    said = ", ".join(f"{pick(language, (zh, en))} {yuan(numbers[key])}" for key, zh, en in _NUMBERS)
    where = pick(language, (
        f"比它低 {numbers['below']} 户，一样（含本户）{numbers['same']} 户，比它高 {numbers['above']} 户",
        f"{numbers['below']} below it, {numbers['same']} the same (itself included), {numbers['above']} above"))
    yield from folded(pick(language, (f"{ring}，n = {peers.n}：{said}（元）；{where}", f"{ring}, n = {peers.n}: {said} (yuan); {where}")),
                      columns - 2)


def _rules(found: Explanation, language: str, columns: int) -> Iterator[str]:
    if found.checked:
        count = len(found.problems)
        good = pick(language, (f"{count} 个问题", f"{count} problems") if count else ("都通过", "all hold"))
        yield pick(language, (f"查了 {len(found.checked)} 条规则：{good}", f"{len(found.checked)} rules looked: {good}"))
    for problem in found.problems:
        for line in problem.as_text(language).splitlines():
            yield from folded(line.strip(), columns - 4, "  " if line.startswith(" ") else "")


def explanation_json(found: Explanation, language: str) -> dict[str, Any]:
    """The explanation as values JSON knows: dates as text, amounts in whole fen. docs/formats/explain.md has the keys."""
    return {
        "asked": found.asked, "found": True, "kind": found.kind, "address": found.address, "title": found.title,
        "drawn_by": {"modules": list(found.modules), "templates": list(found.templates)},
        "sources": [{"file": one.file, "row": one.row, "what": pick(language, (one.zh, one.en))} for one in found.sources],
        "facts": {fact.key: _plain(fact.value) for fact in found.facts},
        "versions": [{key: _plain(value) for key, value in version.items()} for version in found.versions],
        "taxes": [dict(line) for line in found.taxes],
        "parameters": [{"name": one.name, "value": one.value, "file": one.file, "row": one.row, "source": one.source,
                        "verified": one.verified} for one in found.parameters],
        "peers": found.peers and {"ring": found.peers.ring, "n": found.peers.n, **found.peers.numbers,
                                  "why": found.peers.why and pick(language, found.peers.why)},
        "rules": list(found.checked), "problems": [problem.as_json(language) for problem in found.problems],
        "see": list(found.see)}


def unknown_json(found: Unknown) -> dict[str, Any]:
    return {"asked": found.asked, "found": False, "nearest": list(found.nearest)}


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
