"""Takes the answers, gives the list of tax offices and the page of each: what is normal among the households it assesses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import polars as pl

from generator.model.answers import Answers, PostingView
from generator.model.part import Batch, File, key_of
from generator.render import normal
from generator.render.frame import Frames, base_of
from generator.render.normal import Normal, normals
from generator.render.part_key import row_digests, shared_key, single
from generator.render.place import trade_rows
from generator.render.templates import crumbs, template

POSTINGS = 20


@dataclass(frozen=True)
class Office:
    """One office of the reference table, with what it covers. `streets`: code, name, households, of those it has some on."""

    code: str
    name: str
    division_code: str
    division_name: str
    hall: tuple[str, str] | None      # the address and title of its service hall's page
    households: int
    streets: tuple[tuple[str, str, str, int], ...]
    normal: Normal | None


def parts(answers: Answers, frames: Frames) -> Iterator[Batch]:
    """`quota/office/`, then every office: a part each. An office without households has its page too."""
    codes = answers.reference["offices"].unique("code", keep="last").sort("code")["code"].to_list()
    told, numbers = normal.facts(answers, "office"), row_digests(answers.fairness.office_spreads, "place_code")
    streets = row_digests(_counts(answers), "office_code")
    shared = shared_key(answers, frames, [("quota", 2)], ("office_index.html", "parts/crumbs.html"))
    yield single("quota/office", key_of(shared, sorted(told.items()), sorted(streets.items())), partial(index_page, answers, frames))
    shared = shared_key(answers, frames, [("quota", 3)], ("office.html", "parts/crumbs.html"), _halls(answers))
    keys = {f"quota/office/{code}": key_of(shared, told.get(code), numbers.get(code), streets.get(code),
                                           [repr(view) for view in _postings(answers, code)]) for code in codes}
    yield Batch(keys, partial(_pages, answers, frames))


def index_page(answers: Answers, frames: Frames) -> File:
    """All offices by division, with the median and what changed of each."""
    base, path = base_of(2), "quota/office/"
    groups: dict[str, list[Office]] = {}
    for office in offices(answers):
        groups.setdefault(office.division_name, []).append(office)
    content = template("office_index.html").render(base=base, groups=groups, as_of=answers.as_of)
    return f"{path}index.html", frames[("quota", 2)].fill(
        title="按税务所查看定额", description="各主管税务机关管辖的户数、定额的中位数和变动。", path=path, content=content,
        breadcrumb=crumbs(base, ("定额公示", "quota/"), ("税务所", None)))


def _pages(answers: Answers, frames: Frames, wanted: frozenset[str]) -> Iterator[tuple[str, File]]:
    base = base_of(3)
    counts = answers.index.group_by(pl.col("office_code").alias("place_code"), "industry_code").agg(
        pl.len().cast(pl.Int64).alias("households"))
    trades = trade_rows(answers, counts, base, answers.fairness.office_spreads)
    for office in offices(answers):
        name, path = f"quota/office/{office.code}", f"quota/office/{office.code}/"
        if name not in wanted:
            continue
        content = template("office.html").render(
            base=base, office=office, spreads=trades.get(office.code, ("", 0))[0], postings=_postings(answers, office.code),
            as_of=answers.as_of, bureau=answers.settings.bureau, most=POSTINGS)
        yield name, (f"{path}index.html", frames[("quota", 3)].fill(
            title=f"{office.name}定额公示", description=f"{office.name}管辖的定期定额户、各行业定额的分布和变动。", path=path, content=content,
            breadcrumb=crumbs(base, ("定额公示", "quota/"), ("税务所", "quota/office/"), (office.name, None))))


def offices(answers: Answers) -> list[Office]:
    """Every office, in the order of its code."""
    rows = answers.reference["offices"].unique("code", keep="last").sort("code")
    names, halls = answers.reference.names("divisions"), _halls(answers)
    told = normals(answers, "office", rows["code"])
    streets: dict[str, list[tuple[str, str, str, int]]] = {}
    for code, division, street, name, count in _counts(answers).iter_rows():
        streets.setdefault(code, []).append((division, street, name, count))
    return [Office(row["code"], row["name"], row["division_code"], names.get(row["division_code"], row["division_code"]),
                   halls.get(row["hall"]), sum(count for *_, count in streets.get(row["code"], ())),
                   tuple(streets.get(row["code"], ())), told.get(row["code"])) for row in rows.iter_rows(named=True)]


def _counts(answers: Answers) -> pl.DataFrame:
    """How many households of each office are on each street: office, division, street, its name, households."""
    names = answers.reference["streets"].unique("code", keep="last").select(
        pl.col("code").alias("street_code"), pl.col("name").alias("street_name"))
    found = answers.index.group_by("office_code", "division_code", "street_code").agg(pl.len().cast(pl.Int64).alias("households"))
    return (found.join(names, on="street_code", how="left").with_columns(pl.col("street_name").fill_null(pl.col("street_code")))
            .filter(pl.col("division_code").is_not_null()).sort("office_code", "street_code")
            .select("office_code", "division_code", "street_code", "street_name", "households"))


def _halls(answers: Answers) -> dict[str, tuple[str, str]]:
    """The service halls that have a page, by file name."""
    return {document.path.rpartition("/")[2]: (document.path, document.title) for document in answers.documents.get("halls", ())}


def _postings(answers: Answers, office: str) -> list[PostingView]:
    return [view for view in answers.postings if view.posting.office == office]
