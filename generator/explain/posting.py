"""One posting: its header, window, sums and what came after it; and the list of all of them."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from generator.derive.posting import windows
from generator.explain.bureau import Bureau, drawn
from generator.explain.household import household
from generator.model.address import Route
from generator.model.explanation import Explanation, Fact
from generator.model.posting import Posting
from generator.model.rules import posting as posting_rules

_CHECKED = tuple(rule.id for rule in posting_rules.RULES)


def posting(bureau: Bureau, route: Route, asked: str, name: str, page: int, anchor: str) -> Explanation | None:
    """A posting's page; with `#r12` the row. None where there is no such posting, page or row."""
    found = next((p for p in bureau.examined.postings if p.id == name), None)
    if found is None or page > _pages(bureau, name):
        return None
    if anchor:
        return _row(bureau, asked, name, anchor)
    address = f"quota/posting/{name}/" + (f"{page}/" if page > 1 else "")
    folder = bureau.examined.project.postings / name
    sources = [bureau.source(folder / "posting.yml", None, "文书头", "its header")]
    if (folder / "households.csv").is_file():
        sources.append(bureau.source(folder / "households.csv", None, "全表", "its table"))
    table = bureau.examined.tables[name]
    return drawn(route, asked, address, f"{name} {found.kind.zh}", sources=tuple(sources),
                 facts=_facts(bureau, found, table), checked=_CHECKED,
                 problems=bureau.problems_below(bureau.examined.project.name(folder)), see=_see(bureau, found))


def poster(bureau: Bureau, route: Route, asked: str, path: str, name: str) -> Explanation | None:
    """The wall poster of a posting; None where the settings want none."""
    wanted = bureau.examined.project.settings.posters != "none"
    found = posting(bureau, route, asked, name, 1, "") if wanted else None
    return replace(found, title=f"{found.title} {path.rpartition('/')[2]}", address=path) if found else None


def _pages(bureau: Bureau, name: str) -> int:
    last, size = bureau.examined.tables[name].last_row, bureau.examined.project.settings.rows_per_posting_page
    return max(1, -(-(last - 1) // size))


def _row(bureau: Bureau, asked: str, name: str, anchor: str) -> Explanation | None:
    number = anchor.removeprefix("r")
    if not anchor.startswith("r") or not number.isdecimal() or len(number) > 9:
        return None
    rows = bureau.codes[name].filter(pl.col("row") == int(number))
    return household(bureau, asked, rows["disclosure_no"][0], (name, int(number))) if rows.height else None


def _facts(bureau: Bureau, found: Posting, table: object) -> tuple[Fact, ...]:
    reference, settings = bureau.usable.reference, bureau.examined.project.settings
    office = f"{found.office} {reference.names('offices').get(found.office, '')}".strip()
    facts = [Fact("kind", "种类", "kind", found.kind.value), Fact("office", "主管税务所", "office", office),
             Fact("posted_on", "张贴日期", "posted on", found.posted_on), Fact("of", "针对", "of", found.of),
             Fact("approved_on", "批准日期", "approved on", found.approved_on), Fact("scope", "范围", "scope", found.scope)]
    for window in windows({found.id: found}, reference, settings).values():
        days = "、".join(day.isoformat() for day in window.days)
        facts += [Fact("window_last", "公示最后一天", "last day for comment", window.last),
                  Fact("window_days", "计入的工作日", "counted working days", days),
                  Fact("window_certain", "节假日安排已公布", "holidays are announced", window.is_certain)]
    return (*facts, Fact("rows", "行数", "rows", table.rows), Fact("households", "户数", "households", table.households),
            Fact("monthly_turnover_fen", "月核定营业额合计", "monthly turnover in all", table.monthly_turnover_fen, "fen"),
            Fact("tax_fen", "税额合计", "tax in all", table.tax_fen, "fen"))


def _see(bureau: Bureau, found: Posting) -> tuple[str, ...]:
    """What it speaks of, and what speaks of it."""
    others = [p.id for p in bureau.examined.postings if p.of == found.id]
    return tuple(f"quota/posting/{name}/" for name in (*([found.of] if found.of else []), *others))


def postings(bureau: Bureau, route: Route, asked: str) -> Explanation:
    """The list of all postings."""
    folder = bureau.examined.project.postings
    return drawn(route, asked, "quota/posting/", "全部公示", sources=(bureau.source(folder, None, "各份公示", "the postings"),),
                 facts=(Fact("postings", "公示份数", "postings", len(bureau.examined.postings)),),
                 problems=bureau.problems_below(bureau.examined.project.name(folder)))
