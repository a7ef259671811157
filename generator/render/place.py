"""Takes the answers, gives the pages of divisions and streets: who is there, by trade, and how trades spread."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

import polars as pl

from generator.model.answers import Answers, PostingView
from generator.model.part import Batch, File, key_of
from generator.render import normal
from generator.render.frame import Frames, base_of
from generator.render.listing import BATCH, TEMPLATES, PageBody, group_head, household_row, page_bodies, with_spread
from generator.render.normal import Normal, normals
from generator.render.open_data import has_group_files
from generator.render.part_key import keys_by, row_digests, shared_key
from generator.render.spread import linked, row
from generator.render.templates import crumbs, template

_PLACES = ("division_code", "division_name", "street_code", "street_name")


def parts(answers: Answers, frames: Frames) -> Iterator[Batch]:
    """Every division, and every street that has households: a part each."""
    yield from division_parts(answers, frames)
    yield from street_parts(answers, frames)


def division_parts(answers: Answers, frames: Frames) -> Iterator[Batch]:
    """`quota/<division>/`: its streets, the spread of its trades, its postings and offices. A division without
    households has its page too, which says so."""
    shared = shared_key(answers, frames, [("quota", 2)], ("division.html", "parts/crumbs.html"))
    counts, numbers = row_digests(answers.counts, "division_code"), row_digests(answers.spreads, "place_code")
    divisions = answers.reference["divisions"].unique("code", keep="last").sort("code")
    postings = {code: [view for view in answers.postings if code in view.divisions] for code in divisions["code"]}
    told = normal.facts(answers, "division")
    keys = {f"quota/{code}": key_of(shared, counts.get(code), numbers.get(code), told.get(code), [repr(v) for v in postings[code]])
            for code in divisions["code"]}
    yield Batch(keys, partial(_division_pages, answers, frames, divisions, postings))


def _division_pages(answers: Answers, frames: Frames, divisions: pl.DataFrame,
                    postings: Mapping[str, list[PostingView]], wanted: frozenset[str]) -> Iterator[tuple[str, File]]:
    base = base_of(2)
    counts = answers.counts.group_by(pl.col("division_code").alias("place_code"), "industry_code").agg(pl.col("households").sum())
    trades = trade_rows(answers, counts, base)
    told = normals(answers, "division", answers.counts["division_code"].unique().drop_nulls())
    for code, name in divisions.select("code", "name").iter_rows():
        if f"quota/{code}" not in wanted:
            continue
        here, path = answers.counts.filter(pl.col("division_code") == code), f"quota/{code}/"
        content = template("division.html").render(
            base=base, code=code, name=name, count=int(here["households"].sum()), streets=_streets(answers, code, here),
            spreads=trades.get(code, ("", 0))[0], postings=postings[code], offices=_offices(answers, code),
            as_of=answers.as_of, normal=told.get(code))
        yield f"quota/{code}", (f"{path}index.html", frames[("quota", 2)].fill(
            title=f"{name}定额公示", description=f"{name}的定期定额户、各行业定额的分布和历次公示。", path=path,
            content=content, breadcrumb=crumbs(base, ("定额公示", "quota/"), (name, None))))


def street_parts(answers: Answers, frames: Frames) -> Iterator[Batch]:
    """`quota/<division>/<street>/`, then `…/2/`: everyone on the street by trade."""
    shared = shared_key(answers, frames, [("quota", 3), ("quota", 4)], ("street.html", *TEMPLATES), has_group_files(answers))
    numbers, told = row_digests(answers.spreads, "place_code"), normal.facts(answers, "street")
    beside = {street: (numbers.get(street), told.get(street)) for street in {*numbers, *told}}
    keys = keys_by(answers.index, "street_code", shared, beside)
    for streets in answers.street_batches(BATCH):
        yield Batch({f"quota/street/{street}": keys[street] for street in streets},
                    partial(_street_pages, answers, frames), is_sent=True)


def one_street(answers: Answers, frames: Frames, street: str) -> Iterator[File]:
    """The pages of one street, for whoever looks at one: no key of the others is worked out."""
    if street in answers.counts["street_code"]:
        yield from (file for _, file in _street_pages(answers, frames, frozenset([f"quota/street/{street}"])))


def _street_pages(answers: Answers, frames: Frames, wanted: frozenset[str]) -> Iterator[tuple[str, File]]:
    batch = with_spread(answers.on_streets([name.rpartition("/")[2] for name in wanted]), answers.spreads,
                        "street_code", ("street_code", "industry_code"))
    places = {place["street_code"]: place for place in batch.select(_PLACES).unique().iter_rows(named=True)}
    here = answers.counts.filter(pl.col("street_code").is_in(list(places)))
    trades = trade_rows(answers, here.select(pl.col("street_code").alias("place_code"), "industry_code", "households"),
                         base_of(3))
    told = normals(answers, "street", places)
    # A page two lies one folder deeper, so its links begin with one more step up.
    for depth, page in ((3, 1), (4, 2)):
        for part in _bodies(batch, answers, base_of(depth)):
            if min(part.number, 2) == page:
                yield f"quota/street/{part.key}", _street_page(answers, frames, part, places[part.key],
                                                               trades[part.key], told.get(part.key), depth)


def _bodies(batch: pl.DataFrame, answers: Answers, base: str) -> Iterator[PageBody]:
    size = answers.settings.households_per_page
    if base == base_of(4):  # only streets that do not fit on one page
        batch = batch.filter(pl.len().over("street_code") > size)
    link = linked(pl.concat_str([pl.lit(f"{base}quota/industry/"), pl.col("industry_code"), pl.lit("/")]),
                  pl.col("industry_name").fill_null(pl.col("industry_code")))
    listed = batch.select("street_code", pl.col("industry_code").alias("group"), household_row(base).alias("html"),
                          group_head(link).alias("head"), group_head(link, "（续）").alias("head_again"))
    yield from page_bodies(listed, "street_code", size)


def _street_page(answers: Answers, frames: Frames, part: PageBody, place: dict[str, str],
                 trades: tuple[str, int], told: Normal | None, depth: int) -> File:
    base = base_of(depth)
    first = f"quota/{place['division_code']}/{part.key}/"
    path = part.address(first)
    content = template("street.html").render(
        base=base, place=place, part=part, pager=part.pager(first), as_of=answers.as_of,
        spreads=trades[0] if part.number == 1 else "", trades=trades[1], hotline=answers.settings.bureau.hotline,
        has_file=has_group_files(answers),
        normal=told if part.number == 1 else None)
    name = f"{place['division_name']}{place['street_name']}"
    title = f"{name}定额公示" + (f"（第 {part.number} 页）" if part.number > 1 else "")
    return f"{path}index.html", frames[("quota", depth)].fill(
        title=title, description=f"{name}的定期定额户，按行业排列，附各行业定额的分布。", path=path, content=content,
        breadcrumb=crumbs(base, ("定额公示", "quota/"), (place["division_name"], f"quota/{place['division_code']}/"),
                           (place["street_name"], None)))


def trade_rows(answers: Answers, counts: pl.DataFrame, base: str, spreads: pl.DataFrame | None = None) -> dict[str, tuple[str, int]]:
    """The table rows of the trades of each place, the one with the most households first, and how many there are.

    Shape: `counts` has place_code, industry_code and households; `spreads` SPREADS, those of streets and divisions where none
        are given. All of a place are drawn on one scale.
    """
    numbers = (answers.spreads if spreads is None else spreads).drop("industry_name")
    joined = (counts.join(numbers, on=["place_code", "industry_code"], how="left")
              .join(trade_names(answers), on="industry_code", how="left")
              .sort(["place_code", "households", "industry_code"], descending=[False, True, False]))
    href = pl.concat_str([pl.lit(f"{base}quota/industry/"), pl.col("industry_code"), pl.lit("/")])
    name = linked(href, pl.col("industry_name").fill_null(pl.col("industry_code")))
    written = joined.select("place_code", row(name, pl.col("max_fen").max().over("place_code")).alias("html"))
    found = written.group_by("place_code", maintain_order=True).agg(pl.col("html").str.join("\n"), pl.len())
    return {place: (text, count) for place, text, count in found.iter_rows()}


def trade_names(answers: Answers) -> pl.DataFrame:
    return answers.reference["industries"].unique("code", keep="last").select(
        pl.col("code").alias("industry_code"), pl.col("name").alias("industry_name"))


def _streets(answers: Answers, division: str, here: pl.DataFrame) -> list[tuple[str, str, int, int]]:
    """All streets of the division: code, name, households, trades; none for those without a posting yet."""
    counts = {code: (n, trades) for code, n, trades in
              here.group_by("street_code").agg(pl.col("households").sum(), pl.len()).iter_rows()}
    streets = (answers.reference["streets"].unique("code", keep="last")
               .filter(pl.col("division_code") == division).sort("code"))
    return [(code, name, *counts.get(code, (0, 0))) for code, name in streets.select("code", "name").iter_rows()]


def _offices(answers: Answers, division: str) -> list[tuple[str, str]]:
    offices = answers.reference["offices"].unique("code", keep="last").sort("code")
    return offices.filter(pl.col("division_code") == division).select("code", "name").rows()
