"""Takes the answers, gives the pages of divisions and streets: who is there, by trade, and how trades spread."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import jinja2
import polars as pl

from generator.model.answers import Answers, PostingView
from generator.render.frame import File, Frames, base_of
from generator.render.listing import PageBody, batches, group_head, household_row, page_bodies, with_spread
from generator.render.posting import title
from generator.render.spread import linked, rows
from generator.render.templates import environment

_PLACES = ("division_code", "division_name", "street_code", "street_name")


def pages(answers: Answers, frames: Frames) -> Iterator[File]:
    """Every division, and every street that has households."""
    yield from division_pages(answers, frames)
    yield from street_pages(answers, frames)


def division_pages(answers: Answers, frames: Frames) -> Iterator[File]:
    """`quota/<division>/`: its streets, the spread of its trades, its postings and offices. A division without
    households has its page too, which says so."""
    base = base_of(2)
    postings = _postings_by_division(answers)
    divisions = answers.reference["divisions"].unique("code", keep="last").sort("code")
    trades = _counts(answers.households, "division_code")
    for code, name in divisions.select("code", "name").iter_rows():
        here = answers.households.filter(pl.col("division_code") == code)
        path = f"quota/{code}/"
        content = _template("division.html").render(
            base=base, code=code, name=name, count=here.height, streets=_streets(answers, code, here),
            spreads=_trade_rows(answers, code, trades.filter(pl.col("place_code") == code), base),
            postings=postings.get(code, []), offices=_offices(answers, code), as_of=answers.as_of)
        yield f"{path}index.html", frames[("quota", 2)].fill(
            title=f"{name}定额公示", description=f"{name}的定期定额户、各行业定额的分布和历次公示。", path=path,
            content=content, breadcrumb=_crumbs(base, ("定额公示", "quota/"), (name, None)))


def street_pages(answers: Answers, frames: Frames) -> Iterator[File]:
    """`quota/<division>/<street>/`, then `…/2/`: everyone on the street by trade."""
    households = with_spread(answers.households.sort("street_code", maintain_order=True), answers.spreads,
                             "street_code", ("street_code", "industry_code"))
    trades = _counts(answers.households, "street_code")
    for batch in batches(households, "street_code"):
        places = {row["street_code"]: row for row in batch.select(_PLACES).unique().iter_rows(named=True)}
        numbers = trades.filter(pl.col("place_code").is_in(list(places))).partition_by("place_code", as_dict=True)
        # A page two lies one folder deeper, so its links begin with one more step up.
        for depth, wanted in ((3, 1), (4, 2)):
            for part in _parts(batch, answers, base_of(depth)):
                if min(part.number, 2) == wanted:
                    yield _street_page(answers, frames, part, places[part.key], numbers[(part.key,)], depth)


def _parts(batch: pl.DataFrame, answers: Answers, base: str) -> Iterator[PageBody]:
    size = answers.settings.households_per_page
    if base == base_of(4):  # only streets that do not fit on one page
        batch = batch.filter(pl.len().over("street_code") > size)
    link = linked(pl.concat_str([pl.lit(f"{base}quota/industry/"), pl.col("industry_code"), pl.lit("/")]),
                  pl.col("industry_name").fill_null(pl.col("industry_code")))
    listed = batch.select("street_code", pl.col("industry_code").alias("group"), household_row(base).alias("html"),
                          group_head(link).alias("head"), group_head(link, "（续）").alias("head_again"))
    yield from page_bodies(listed, "street_code", size)


def _street_page(answers: Answers, frames: Frames, part: PageBody, place: dict[str, str], numbers: pl.DataFrame,
                 depth: int) -> File:
    base = base_of(depth)
    first = f"quota/{place['division_code']}/{part.key}/"
    path = part.address(first)
    content = _template("street.html").render(
        base=base, place=place, part=part, pager=part.pager(first), as_of=answers.as_of,
        spreads=_trade_rows(answers, part.key, numbers, base) if part.number == 1 else "",
        trades=numbers.height, hotline=answers.settings.bureau.hotline)
    name = f"{place['division_name']}{place['street_name']}"
    title = f"{name}定额公示" + (f"（第 {part.number} 页）" if part.number > 1 else "")
    return f"{path}index.html", frames[("quota", depth)].fill(
        title=title, description=f"{name}的定期定额户，按行业排列，附各行业定额的分布。", path=path, content=content,
        breadcrumb=_crumbs(base, ("定额公示", "quota/"), (place["division_name"], f"quota/{place['division_code']}/"),
                           (place["street_name"], None)))


def _counts(households: pl.DataFrame, place: str) -> pl.DataFrame:
    """How many blocks each trade has in each place."""
    return (households.group_by(pl.col(place).alias("place_code"), "industry_code", "industry_name")
            .agg(pl.len().alias("households")).sort("place_code", "industry_code"))


def _trade_rows(answers: Answers, place: str, counts: pl.DataFrame, base: str) -> str:
    """The table of the trades of one place, the one with the most households first."""
    numbers = answers.spreads.filter(pl.col("place_code") == place).drop("place_code", "industry_name")
    joined = (counts.join(numbers, on="industry_code", how="left", maintain_order="left")
              .sort(["households", "industry_code"], descending=[True, False]))
    href = pl.concat_str([pl.lit(f"{base}quota/industry/"), pl.col("industry_code"), pl.lit("/")])
    return rows(joined, linked(href, pl.col("industry_name").fill_null(pl.col("industry_code"))))


def _streets(answers: Answers, division: str, here: pl.DataFrame) -> list[tuple[str, str, int, int]]:
    """All streets of the division: code, name, households, trades; none for those without a posting yet."""
    counts = {code: (n, trades) for code, n, trades in
              here.group_by("street_code").agg(pl.len(), pl.col("industry_code").n_unique()).iter_rows()}
    streets = (answers.reference["streets"].unique("code", keep="last")
               .filter(pl.col("division_code") == division).sort("code"))
    return [(code, name, *counts.get(code, (0, 0))) for code, name in streets.select("code", "name").iter_rows()]


def _offices(answers: Answers, division: str) -> list[str]:
    offices = answers.reference["offices"].unique("code", keep="last").sort("code")
    return offices.filter(pl.col("division_code") == division)["name"].to_list()


def _postings_by_division(answers: Answers) -> dict[str, list[PostingView]]:
    """The postings that name a household of the division, newest first."""
    streets = answers.reference["streets"].unique("code", keep="last").select(
        pl.col("code").alias("street_code"), "division_code")
    pairs = (answers.quotas.select("posting_id", "street_code").unique().join(streets, on="street_code")
             .select("division_code", "posting_id").unique())
    named = {(division, posting) for division, posting in pairs.iter_rows()}
    divisions = {division for division, _ in named}
    return {code: [view for view in answers.postings if (code, view.posting.id) in named] for code in divisions}


def _crumbs(base: str, *crumbs: tuple[str, str | None]) -> str:
    return _template("parts/crumbs.html").render(base=base, crumbs=crumbs)


@cache
def _environment() -> jinja2.Environment:
    env = environment()
    env.globals["posting_title"] = title
    return env


def _template(name: str) -> jinja2.Template:
    return _environment().get_template(name)
