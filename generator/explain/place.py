"""Streets, divisions, trades and buckets: where they are named, which postings have households there, how many there are."""

from __future__ import annotations

import polars as pl

from generator.derive.shelf import shelf_of_rows
from generator.explain.bureau import Bureau, drawn
from generator.model.address import Route
from generator.model.bucket import bucket_names, bucket_numbers
from generator.model.explanation import Explanation, Fact, Source
from generator.render.industry import LISTED


def bucket(bureau: Bureau, route: Route, asked: str, name: str) -> Explanation | None:
    """A page of households. None where no household has that bucket."""
    count = bureau.examined.project.settings.household_buckets
    names = bucket_names(count).to_list()
    if name not in names:
        return None
    number = names.index(name)
    here = _households(bureau, {posting: rows.filter(bucket_numbers(rows["disclosure_no"], count) == number)
                                for posting, rows in bureau.codes.items()})
    return _explained(bureau, route, asked, f"household/{name}/", f"第 {name} 页 / page {name}", here, here[0]) if here[0].height else None


def street(bureau: Bureau, route: Route, asked: str, division: str, code: str, page: int) -> Explanation | None:
    """A street's page. None where the street is not in that division, or has no such page."""
    streets = bureau.usable.reference["streets"].unique("code", keep="last").filter(pl.col("code") == code)
    if not streets.height or streets["division_code"][0] != division:
        return None
    here = _at(bureau, "street_code", [code])
    present = here[0].filter(pl.col("street_code") == code)
    if not present.height or not _has_page(present.height, bureau.examined.project.settings.households_per_page, page):
        return None
    address = f"quota/{division}/{code}/" + (f"{page}/" if page > 1 else "")
    return _explained(bureau, route, asked, address, f"{code} {streets['name'][0]}", here, present,
                      parameters=(*bureau.named("streets", code, "街道"), *bureau.named("divisions", division, "区县")),
                      see=(f"quota/{division}/",))


def division(bureau: Bureau, route: Route, asked: str, code: str) -> Explanation | None:
    """A division's page; one without households has its page too."""
    named = bureau.named("divisions", code, "区县")
    if not named:
        return None
    streets = bureau.usable.reference["streets"].unique("code", keep="last").filter(pl.col("division_code") == code)["code"]
    here = _at(bureau, "street_code", streets.to_list())
    present = here[0].filter(pl.col("division_code") == code)
    return _explained(bureau, route, asked, f"quota/{code}/", named[0].value, here, present, parameters=tuple(named),
                      see=tuple(f"quota/{code}/{name}/" for name in sorted(present["street_code"].unique())))


def trade(bureau: Bureau, route: Route, asked: str, code: str, page: int) -> Explanation | None:
    """A trade's page. None where no household has that trade, or there is no such page."""
    here = _at(bureau, "industry_code", [code])
    present = here[0].filter(pl.col("industry_code") == code)
    listed = present.height if present.height <= LISTED else present["street_code"].n_unique()
    if not present.height or not _has_page(listed, bureau.examined.project.settings.households_per_page, page):
        return None
    named = bureau.named("industries", code, "行业")
    address = f"quota/industry/{code}/" + (f"{page}/" if page > 1 else "")
    return _explained(bureau, route, asked, address, named[0].value if named else code, here, present, parameters=tuple(named))


def office(bureau: Bureau, route: Route, asked: str, code: str) -> Explanation | None:
    """A tax office's page; one without households has its page too."""
    named = bureau.named("offices", code, "税务机关")
    if not named:
        return None
    here = _households(bureau, bureau.codes)
    return _explained(bureau, route, asked, f"quota/office/{code}/", named[0].value, here,
                      here[0].filter(pl.col("office_code") == code), parameters=tuple(named), see=("quota/office/",))


def offices(bureau: Bureau, route: Route, asked: str) -> Explanation:
    """The list of tax offices."""
    path = bureau.examined.project.reference / "offices.csv"
    return drawn(route, asked, "quota/office/", "按税务所查看定额",
                 sources=(bureau.source(path, None, "税务机关和管辖的街道", "offices and their streets"),
                          bureau.source(bureau.examined.project.postings, None, "各份公示", "the postings")),
                 facts=(Fact("offices", "税务机关", "offices", bureau.usable.reference["offices"]["code"].n_unique()),))


def fairness(bureau: Bureau, route: Route, asked: str, side: str | None, page: int) -> Explanation:
    """The dashboard of fairness, or one of its two queues; how many pages a queue has is not asked here."""
    reference = bureau.examined.project.reference
    address = "fairness/" if side is None else f"fairness/{side}/" + (f"{page}/" if page > 1 else "")
    kept = [bureau.source(reference / f"{name}.csv", None, zh, en) for name, zh, en in (
        ("objections", "异议", "objections"), ("surveys", "典型调查", "surveys")) if (reference / f"{name}.csv").is_file()]
    return drawn(route, asked, address, "定额公平度", sources=(
        bureau.source(bureau.examined.project.postings, None, "各份公示", "the postings"), *kept),
        facts=(Fact("format", "格式", "format", "docs/formats/open-data.md"),), see=("quota/",))


def trades(bureau: Bureau, route: Route, asked: str) -> Explanation:
    """The list of trades."""
    path = bureau.examined.project.reference / "industries.csv"
    return drawn(route, asked, "quota/industry/", "按行业查看定额",
                 sources=(bureau.source(path, None, "行业名称", "names of trades"),
                          bureau.source(bureau.examined.project.postings, None, "各份公示", "the postings")),
                 facts=(Fact("trades", "用到的行业", "trades in use", pl.concat(
                     [rows["industry_code"] for rows in bureau.codes.values()] or [pl.Series(dtype=pl.String)]).n_unique()),))


Here = tuple[pl.DataFrame, dict[str, int]]
"""The households that ever were there, as their pages have them; and how many rows each posting has there."""


def _at(bureau: Bureau, column: str, codes: list[str]) -> Here:
    return _households(bureau, {name: rows.filter(pl.col(column).is_in(codes)) for name, rows in bureau.codes.items()})


def _households(bureau: Bureau, rows: dict[str, pl.DataFrame]) -> Here:
    examined, usable = bureau.examined, bureau.usable
    numbers = pl.concat([pl.DataFrame(schema={"disclosure_no": pl.String}), *(part.select("disclosure_no") for part in rows.values())])
    frames, _ = shelf_of_rows(*usable.rows_and_taxes(numbers.unique()), usable.naming, usable.postings, usable.reference,
                              examined.project.settings, examined.as_of.day)
    return frames["households"], {name: part.height for name, part in rows.items() if part.height}


def _has_page(rows: int, size: int, page: int) -> bool:
    return page <= max(1, -(-rows // size))


def _explained(bureau: Bureau, route: Route, asked: str, address: str, title: str, here: Here, present: pl.DataFrame,
               **rest: object) -> Explanation:
    tables = bureau.examined.tables
    sources = tuple(Source(tables[name].file, None, f"{count:,} 行", f"{count:,} rows") for name, count in here[1].items())
    facts = (Fact("households", "户数", "households", present.height),
             Fact("trades", "行业数", "trades", present["industry_code"].n_unique()),
             Fact("monthly_turnover_fen", "现行月定额合计", "monthly turnover in all",
                  int(present["monthly_turnover_fen"].sum()), "fen"))
    return drawn(route, asked, address, title, sources=sources, facts=facts, **rest)
