"""One household, or one row of a posting: its versions, the parameters of its taxes, its peers, what the rules found.

Only the households of its own trades are derived: no ring of peers reaches beyond a group of trades.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import polars as pl

from generator.derive.history import quota_history
from generator.derive.peer_group import peers
from generator.derive.shelf import shelf_of_rows
from generator.derive.tax import recomputed_taxes
from generator.explain.bureau import ROW_RULES, Bureau, drawn
from generator.model.address import ROUTES
from generator.model.answers import MINIMUM_PEERS, STANDINGS, STATES
from generator.model.bucket import bucket_of
from generator.model.explanation import Explanation, Fact, Parameter, Peers, Source
from generator.model.fold import fold
from generator.model.personal_data import redact
from generator.model.problem import Problem
from generator.model.quota_table import BELOW_THRESHOLD, HEADING_OF, TRADING
from generator.model.tax_parameter import TaxParameters
from generator.render.posting_table import with_source_path

_ROUTE = {route.kind: route for route in ROUTES}
_NUMBERS = ("min", "q1", "median", "q3", "max")
_PLACES = ("below", "same", "above")


def household(bureau: Bureau, asked: str, number: str, row: tuple[str, int] | None = None) -> Explanation | None:
    """The household with that number, None where no posting has it. `row`: the posting and row that was asked for."""
    places = _places(bureau, number)
    if not places or redact(number) != number:  # what looks like a person's number is repeated nowhere
        return None
    present, versions, taxes = _derived(bureau, number)
    facts = present.to_dicts()[0] if present.height else None
    focus = row or (facts and (facts["posting_id"], facts["row"])) or places[-1]
    shown = [version for version in versions if (version["posting_id"], version["row"]) == focus]
    lines = taxes.filter((pl.col("posting_id") == focus[0]) & (pl.col("row") == focus[1])).to_dicts()
    address = f"household/{bucket_of(number, bureau.examined.project.settings.household_buckets)}/#{number}"
    explained = drawn(
        _ROUTE["bucket"] if row is None else _ROUTE["posting"], asked, address if row is None else _row_address(bureau, *row),
        _title(facts, versions, number), sources=_sources(bureau, [focus] if row else places),
        facts=_facts(bureau, facts, number) if row is None else _row_facts(bureau, row, shown),
        versions=tuple(versions if row is None else shown), taxes=tuple(lines),
        parameters=tuple(_parameters(bureau, shown[0] if shown else None, lines)),
        peers=_peers(facts) if facts else None, checked=ROW_RULES,
        problems=_problems(bureau, [focus] if row else places), see=(address,) if row else tuple(v["address"] for v in versions))
    return replace(explained, kind="household" if row is None else "row")



def _places(bureau: Bureau, number: str) -> list[tuple[str, int]]:
    """Where the number stands, refused rows too: posting and row, in the order of the fold."""
    found = []
    for name, rows in bureau.codes.items():
        found += [(name, row) for row in rows.filter(pl.col("disclosure_no") == number)["row"]]
    return found


def _derived(bureau: Bureau, number: str) -> tuple[pl.DataFrame, list[dict[str, Any]], pl.DataFrame]:
    """The household as its page has it, its versions, and their taxes. The first is empty where it has left the site."""
    usable, examined = bureau.usable, bureau.examined
    settings, reference, day = examined.project.settings, usable.reference, examined.as_of.day
    own, own_taxes = usable.rows_and_taxes(pl.DataFrame({"disclosure_no": [number]}))
    history = quota_history(fold(usable.postings.values(), own, usable.naming), own_taxes)
    checked = recomputed_taxes(own_taxes, history, reference)
    frames, _ = shelf_of_rows(*usable.rows_and_taxes(_comparable(bureau, own)), usable.naming, usable.postings, reference,
                              settings, day)
    present = pl.concat([frames["households"], peers(frames["index"])], how="horizontal")
    versions = with_source_path(history, settings.rows_per_posting_page).with_columns(
        (pl.lit("quota/posting/") + pl.col("source_path")).alias("address")).drop("source_path").to_dicts()
    for version in versions:
        version["file"] = examined.tables[version["posting_id"]].file
    return present.filter(pl.col("disclosure_no") == number), versions, checked


def _comparable(bureau: Bureau, own: pl.DataFrame) -> pl.DataFrame:
    """The numbers of all households that ever were in one of its groups of trades."""
    groups = own["industry_code"].str.slice(0, 2).unique().to_list()
    numbers = [rows.filter(pl.col("industry_code").str.slice(0, 2).is_in(groups)).select("disclosure_no")
               for rows in bureau.codes.values()]
    return pl.concat([own.select("disclosure_no"), *numbers]).unique()


def _row_address(bureau: Bureau, posting: str, row: int) -> str:
    page = (row - 2) // bureau.examined.project.settings.rows_per_posting_page + 1
    return f"quota/posting/{posting}/" + (f"{page}/" if page > 1 else "") + f"#r{row}"


def _title(facts: Mapping[str, Any] | None, versions: list[dict[str, Any]], number: str) -> str:
    name = facts["shop_name"] if facts else versions[-1]["shop_name"] if versions else ""
    return f"{number} {name or ''}".strip()


def _sources(bureau: Bureau, places: list[tuple[str, int]]) -> tuple[Source, ...]:
    by_id = {posting.id: posting for posting in bureau.examined.postings}
    return tuple(Source(bureau.examined.tables[name].file, row, by_id[name].kind.zh, by_id[name].kind.value)
                 for name, row in places)


def _problems(bureau: Bureau, places: list[tuple[str, int]]) -> tuple[Problem, ...]:
    found = [problem for name, row in places for problem in bureau.problems(bureau.examined.tables[name].file, row)]
    return tuple(dict.fromkeys(found))


def _facts(bureau: Bureau, facts: Mapping[str, Any] | None, number: str) -> tuple[Fact, ...]:
    if facts is None:
        settings = bureau.examined.project.settings
        return (Fact("disclosure_no", "公示编号", "number", number), Fact(
            "off_site_after_years", "没有它的页：没有可用的定额，或者期满已过几年", "no page: no usable quota, or years since its end",
            settings.retention_years))
    period = f"{facts['starts_on']} – {facts['ends_on']}"
    return (
        Fact("disclosure_no", "公示编号", "number", number), Fact("shop_name", "字号", "name", facts["shop_name"]),
        Fact("state", "定额所处阶段", "state of the quota", STATES[facts["state"]]), Fact("status", "状态", "status", facts["status"]),
        Fact("monthly_turnover_fen", "月核定营业额", "monthly turnover", facts["monthly_turnover_fen"], "fen"),
        Fact("tax_fen", "月税额", "monthly tax", facts["tax_fen"], "fen"), Fact("period", "执行期", "period", period),
        Fact("previous_turnover_fen", "上一次定额", "previous quota", facts["previous_turnover_fen"], "fen"),
        Fact("comment_until", "提意见到", "comments until", facts["comment_until"]),
        Fact("office", "主管税务所", "office", f"{facts['office_code']} {facts['office_name'] or ''}".strip()))


def _row_facts(bureau: Bureau, row: tuple[str, int], shown: list[dict[str, Any]]) -> tuple[Fact, ...]:
    """What the row itself says: also where it was refused, and what could not be read of it is empty."""
    rows = bureau.examined.tables[row[0]].load()
    said = rows.filter(pl.col("row") == row[1]).to_dicts()[0]
    if not shown:  # what was refused may hold what nobody may see: the owner is left out, everything else blotted
        said |= {name: redact(value) for name, value in said.items() if isinstance(value, str)} | {"owner_masked": None}
    facts = [Fact(name, heading.split("(")[0], name, str(said[name]) if isinstance(said[name], float) else said[name] or None,
                  "fen" if name.endswith("_fen") else "") for name, heading in HEADING_OF.items()]
    if not shown:
        return (*facts, Fact("refused", "没有采用", "refused", True))
    return (*facts, Fact("tax_fen", "月税额", "monthly tax", shown[0]["tax_fen"], "fen"),
            Fact("standing", "效力", "standing", STANDINGS[shown[0]["standing"]]), Fact("by", "由哪一份", "by", shown[0]["by"]))


def _parameters(bureau: Bureau, version: Mapping[str, Any] | None, lines: list[dict[str, Any]]) -> list[Parameter]:
    """Every value of the reference tables that the row was read or its tax computed with."""
    if version is None:
        return []
    found, parameters = [], TaxParameters(bureau.usable.reference)
    area = str(pl.select(parameters.area(pl.lit(version["street_code"]))).item())
    for line in lines:
        rate = parameters.rate(line["tax_item"], version["industry_code"], version["starts_on"], area)
        if rate is not None:
            found.append(bureau.parameter("tax_items", rate.place, line["tax_item"], f"{rate.rate} × {rate.base}"))
    if version["status"] == BELOW_THRESHOLD:
        found += _thresholds(bureau, version, {line["tax_item"] for line in lines})
    for code in (version["method"] or "").split(";"):
        found += bureau.named("methods", code.strip(), "核定方法")
    return [*found, *bureau.named("industries", version["industry_code"], "行业"),
            *bureau.named("streets", version["street_code"], "街道")]


def _thresholds(bureau: Bureau, version: Mapping[str, Any], items: set[str]) -> list[Parameter]:
    found = []
    for place, line in enumerate(bureau.usable.reference["thresholds"].to_dicts()):
        starts, ends = line["valid_from"], line["valid_to"]
        if (line["tax_item"] in items and (starts is None or starts <= version["starts_on"])
                and (ends is None or version["starts_on"] <= ends)):
            found.append(bureau.parameter("thresholds", place, f"起征点（{line['tax_item']}）", f"{line['monthly_turnover']} 元/月"))
    return found


def _peers(facts: Mapping[str, Any]) -> Peers:
    if facts["ring"] is not None:
        numbers = {f"{name}_fen": facts[f"peer_{name}_fen"] for name in _NUMBERS} | {name: facts[f"peer_{name}"] for name in _PLACES}
        return Peers(facts["ring"], facts["peer_n"], numbers)
    if facts["status"] not in TRADING:
        return Peers(None, None, why=(f"状态是{facts['status']}，不作比较", f"its status is {facts['status']}: not compared"))
    if facts["state"] in ("ended", "withdrawn"):
        return Peers(None, None, why=(f"{STATES[facts['state']]}，不作比较", "its quota is over: not compared"))
    return Peers(None, None, why=(f"同大类行业也不足 {MINIMUM_PEERS} 户，不作比较",
                                  f"fewer than {MINIMUM_PEERS} even in its group of trades: not compared"))
