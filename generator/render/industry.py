"""Takes the answers, gives the list of trades and the pages of each: one trade across the city.

A trade of up to 1,000 households lists them; a larger one lists its streets with the spread on each, which is what
can be compared, and every street lists its households.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

import polars as pl

from generator.model.answers import Answers
from generator.model.part import Batch, File, key_of
from generator.render import normal
from generator.render.frame import Frames, base_of
from generator.render.listing import TEMPLATES, PageBody, group_head, household_row, page_bodies, with_spread
from generator.render.normal import Normal, normals
from generator.render.open_data import has_group_files
from generator.render.part_key import keys_by, row_digests, shared_key, single
from generator.render.place import trade_names
from generator.render.spread import linked, row, rows
from generator.render.templates import crumbs, template

LISTED = 1_000


def parts(answers: Answers, frames: Frames) -> Iterator[Batch]:
    """`quota/industry/`, then every trade that has households: a part each."""
    counts, numbers = row_digests(answers.counts, "industry_code"), row_digests(answers.spreads, "industry_code")
    shared = shared_key(answers, frames, [("quota", 2)], ("industry_index.html", "parts/crumbs.html"))
    yield single("quota/industry", key_of(shared, sorted(counts.items()), sorted(numbers.items())),
                 partial(index_page, answers, frames))
    shared = shared_key(answers, frames, [("quota", 3), ("quota", 4)], ("industry.html", *TEMPLATES),
                        has_group_files(answers))
    totals = dict(answers.counts.group_by("industry_code").agg(pl.col("households").sum()).iter_rows())
    small = answers.index.filter(pl.col("industry_code").is_in([code for code, n in totals.items() if n <= LISTED]))
    told = normal.facts(answers, "trade")
    listed = keys_by(small, "industry_code", shared, {code: (numbers.get(code), told.get(code)) for code in totals})
    yield Batch({_part(code): listed.get(code) or key_of(shared, counts[code], numbers.get(code), told.get(code)) for code in sorted(totals)},
                partial(_pages, answers, frames, totals), is_sent=True)


def _part(code: str) -> str:
    return f"quota/industry/{code}"


def index_page(answers: Answers, frames: Frames) -> File:
    """All trades with their households and their spread in the city, under the groups of the classification."""
    base, path = base_of(2), "quota/industry/"
    content = template("industry_index.html").render(
        base=base, groups=_groups(answers, base), count=answers.counts["industry_code"].n_unique(),
        households=answers.figures.households, as_of=answers.as_of)
    return f"{path}index.html", frames[("quota", 2)].fill(
        title="按行业查看定额", description="各行业的公示户数和全市月定额的分布。", path=path, content=content,
        breadcrumb=crumbs(base, ("定额公示", "quota/"), ("行业", None)))


def _groups(answers: Answers, base: str) -> list[tuple[str, str]]:
    """Each group of trades with its rows, all drawn on one scale; a trade whose parent has no name is under 其他."""
    names = answers.reference.names("industries")
    parents = dict(answers.reference["industries"].select("code", "parent").iter_rows())
    counted = (answers.counts.group_by("industry_code").agg(pl.col("households").sum())
               .join(trade_names(answers), on="industry_code", how="left")
               .join(answers.spreads.filter(pl.col("place_code") == "city").drop("place_code", "industry_name"),
                     on="industry_code", how="left").sort("industry_code"))
    found: dict[str, list[str]] = {}
    for code in counted["industry_code"]:
        parent = parents.get(code) or code[:2]
        found.setdefault(names.get(parent, "其他"), []).append(code)
    href = pl.concat_str([pl.lit(f"{base}quota/industry/"), pl.col("industry_code"), pl.lit("/")])
    name = linked(href, pl.col("industry_name").fill_null(pl.col("industry_code")))
    top = counted["max_fen"].max()
    return [(group, rows(counted.filter(pl.col("industry_code").is_in(codes)), name, top))
            for group, codes in found.items()]


def _pages(answers: Answers, frames: Frames, totals: Mapping[str, int],
           wanted: frozenset[str]) -> Iterator[tuple[str, File]]:
    """`quota/industry/<code>/`, then `…/2/`."""
    codes = [code for code in totals if _part(code) in wanted]
    names = answers.reference.names("industries")
    small = [code for code in codes if totals[code] <= LISTED]
    households = with_spread(answers.in_trades(small), answers.spreads, "street_code", ("industry_code", "street_code"))
    told = normals(answers, "trade", codes)
    streets = _by_street(answers, [code for code in codes if totals[code] > LISTED])
    for depth, page in ((3, 1), (4, 2)):
        base = base_of(depth)
        for is_listed, bodies in ((True, _households(households, answers, base)), (False, _streets(streets, answers, base))):
            for body in bodies:
                if min(body.number, 2) == page:
                    yield _part(body.key), _page(answers, frames, body, names.get(body.key, body.key), depth,
                                                 totals[body.key], is_listed,
                                                 told.get(body.key) if body.number == 1 else None)


def _households(households: pl.DataFrame, answers: Answers, base: str) -> Iterator[PageBody]:
    """The households of some trades, by street."""
    size = answers.settings.households_per_page
    if base == base_of(4):  # only trades that do not fit on one page
        households = households.filter(pl.len().over("industry_code") > size)
    listed = households.select("industry_code", pl.col("street_code").alias("group"), household_row(base).alias("html"),
                               group_head(_street_link(base)).alias("head"),
                               group_head(_street_link(base), "（续）").alias("head_again"))
    yield from page_bodies(listed, "industry_code", size)


def _by_street(answers: Answers, codes: list[str]) -> pl.DataFrame:
    """Each street of some trades with its households, its spread and its names."""
    streets = answers.reference["streets"].unique("code", keep="last").select(
        pl.col("code").alias("street_code"), pl.col("name").alias("street_name"))
    divisions = answers.reference["divisions"].unique("code", keep="last").select(
        pl.col("code").alias("division_code"), pl.col("name").alias("division_name"))
    numbers = answers.spreads.rename({"place_code": "street_code"}).drop("industry_name")
    return (answers.counts.filter(pl.col("industry_code").is_in(codes))
            .join(numbers, on=["street_code", "industry_code"], how="left", maintain_order="left")
            .join(streets, on="street_code", how="left", maintain_order="left")
            .join(divisions, on="division_code", how="left", maintain_order="left")
            .sort("industry_code", "division_code", "street_code"))


def _streets(streets: pl.DataFrame, answers: Answers, base: str) -> Iterator[PageBody]:
    """The streets of some trades, by division, all of a trade drawn on one scale."""
    link = linked(pl.concat_str([pl.lit(f"{base}quota/"), pl.col("division_code"), pl.lit("/")]),
                  pl.col("division_name").fill_null(pl.col("division_code")))
    head = pl.concat_str([pl.lit('<tr class="g-listing__group"><th colspan="7" scope="rowgroup">'), link])
    listed = streets.select("industry_code", pl.col("division_code").alias("group"), head.alias("head"),
                            (head + pl.lit("（续）")).alias("head_again"),
                            row(_street_link(base), pl.col("max_fen").max().over("industry_code")).alias("html"))
    yield from page_bodies(listed, "industry_code", answers.settings.households_per_page)


def _street_link(base: str) -> pl.Expr:
    href = pl.concat_str([pl.lit(f"{base}quota/"), pl.col("division_code"), pl.lit("/"), pl.col("street_code"), pl.lit("/")])
    return linked(href, pl.col("division_name").fill_null("") + pl.lit(" ") + pl.col("street_name").fill_null(""))


def _page(answers: Answers, frames: Frames, part: PageBody, name: str, depth: int, total: int, is_listed: bool,
          told: Normal | None) -> File:
    base = base_of(depth)
    first = f"quota/industry/{part.key}/"
    path = part.address(first)
    content = template("industry.html").render(
        base=base, name=name, code=part.key, part=part, pager=part.pager(first), as_of=answers.as_of, total=total,
        spreads=_place_rows(answers, part.key, base) if part.number == 1 else "", is_listed=is_listed,
        is_unverified=_is_unverified(answers, part.key), has_file=has_group_files(answers), normal=told)
    page_title = f"{name}定额公示" + (f"（第 {part.number} 页）" if part.number > 1 else "")
    return f"{path}index.html", frames[("quota", depth)].fill(
        title=page_title, description=f"全市{name}的定期定额户，按区县和街道排列，附定额的分布。", path=path, content=content,
        breadcrumb=crumbs(base, ("定额公示", "quota/"), ("行业", "quota/industry/"), (name, None)))


def _place_rows(answers: Answers, code: str, base: str) -> str:
    """The spread of the trade in the city and in each division."""
    here = answers.counts.filter(pl.col("industry_code") == code)
    names = answers.reference.names("divisions")
    city = pl.DataFrame({"place_code": ["city"], "households": [here["households"].sum()]})
    divisions = here.group_by(pl.col("division_code").alias("place_code")).agg(pl.col("households").sum()).sort("place_code")
    numbers = answers.spreads.filter(pl.col("industry_code") == code).drop("industry_code", "industry_name")
    joined = pl.concat([city, divisions]).join(numbers, on="place_code", how="left", maintain_order="left")
    name = pl.col("place_code").replace_strict({"city": "全市", **names}, default=pl.col("place_code"))
    href = (pl.when(pl.col("place_code") == "city").then(pl.lit(f"{base}quota/"))
            .otherwise(pl.concat_str([pl.lit(f"{base}quota/"), pl.col("place_code"), pl.lit("/")])))
    return rows(joined, linked(href, name))


def _is_unverified(answers: Answers, code: str) -> bool:
    """True where nobody checked the name and code against the classification."""
    known = answers.reference["industries"].filter(pl.col("code") == code)["verified"]
    return not known.fill_null(False).any()
