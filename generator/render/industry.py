"""Takes the answers, gives the list of trades and the pages of each: one trade across the city."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import jinja2
import polars as pl

from generator.model.answers import Answers
from generator.render.frame import File, Frames, base_of
from generator.render.listing import PageBody, batches, group_head, household_row, page_bodies, with_spread
from generator.render.spread import linked, rows
from generator.render.templates import environment

_PLACE = ("division_code", "division_name")


def pages(answers: Answers, frames: Frames) -> Iterator[File]:
    """`quota/industry/`, then every trade that has households."""
    yield index_page(answers, frames)
    yield from industry_pages(answers, frames)


def index_page(answers: Answers, frames: Frames) -> File:
    """All trades with their households and their spread in the city, under the groups of the classification."""
    base, path = base_of(2), "quota/industry/"
    content = _template("industry_index.html").render(
        base=base, groups=_groups(answers, base), count=answers.households["industry_code"].n_unique(),
        households=answers.households.height, as_of=answers.as_of)
    return f"{path}index.html", frames[("quota", 2)].fill(
        title="按行业查看定额", description="各行业的公示户数和全市月定额的分布。", path=path, content=content,
        breadcrumb=_crumbs(base, ("定额公示", "quota/"), ("行业", None)))


def _groups(answers: Answers, base: str) -> list[tuple[str, str]]:
    """Each group of trades with its rows, all drawn on one scale; a trade whose parent has no name is under 其他."""
    names = answers.reference.names("industries")
    parents = dict(answers.reference["industries"].select("code", "parent").iter_rows())
    counted = (answers.households.group_by("industry_code", "industry_name").agg(pl.len().alias("households"))
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


def industry_pages(answers: Answers, frames: Frames) -> Iterator[File]:
    """`quota/industry/<code>/`, then `…/2/`."""
    ordered = answers.households.sort("industry_code", "division_code", "street_code", maintain_order=True)
    households = with_spread(ordered, answers.spreads, "street_code", ("industry_code", "street_code"))
    for batch in batches(households, "industry_code"):
        names = dict(batch.select("industry_code", "industry_name").unique("industry_code").iter_rows())
        for depth, wanted in ((3, 1), (4, 2)):
            for part in _parts(batch, answers, base_of(depth)):
                if min(part.number, 2) == wanted:
                    yield _page(answers, frames, part, names[part.key] or part.key, depth)


def _parts(batch: pl.DataFrame, answers: Answers, base: str) -> Iterator[PageBody]:
    size = answers.settings.households_per_page
    if base == base_of(4):  # only trades that do not fit on one page
        batch = batch.filter(pl.len().over("industry_code") > size)
    href = pl.concat_str([pl.lit(f"{base}quota/"), pl.col("division_code"), pl.lit("/"), pl.col("street_code"),
                          pl.lit("/")])
    link = linked(href, pl.col("division_name").fill_null("") + pl.lit(" ") + pl.col("street_name").fill_null(""))
    listed = batch.select("industry_code", pl.col("street_code").alias("group"), household_row(base).alias("html"),
                          group_head(link).alias("head"), group_head(link, "（续）").alias("head_again"))
    yield from page_bodies(listed, "industry_code", size)


def _page(answers: Answers, frames: Frames, part: PageBody, name: str, depth: int) -> File:
    base = base_of(depth)
    first = f"quota/industry/{part.key}/"
    path = part.address(first)
    content = _template("industry.html").render(
        base=base, name=name, code=part.key, part=part, pager=part.pager(first), as_of=answers.as_of,
        spreads=_place_rows(answers, part.key, base) if part.number == 1 else "",
        is_unverified=_is_unverified(answers, part.key))
    title = f"{name}定额公示" + (f"（第 {part.number} 页）" if part.number > 1 else "")
    return f"{path}index.html", frames[("quota", depth)].fill(
        title=title, description=f"全市{name}的定期定额户，按区县和街道排列，附定额的分布。", path=path, content=content,
        breadcrumb=_crumbs(base, ("定额公示", "quota/"), ("行业", "quota/industry/"), (name, None)))


def _place_rows(answers: Answers, code: str, base: str) -> str:
    """The spread of the trade in the city and in each division."""
    here = answers.households.filter(pl.col("industry_code") == code)
    city = pl.DataFrame({"place_code": ["city"], "place_name": ["全市"], "households": [here.height]})
    divisions = (here.group_by(pl.col("division_code").alias("place_code"), pl.col("division_name").alias("place_name"))
                 .agg(pl.len().cast(pl.Int64).alias("households")).sort("place_code"))
    numbers = answers.spreads.filter(pl.col("industry_code") == code).drop("industry_code", "industry_name")
    joined = pl.concat([city, divisions]).join(numbers, on="place_code", how="left", maintain_order="left")
    href = (pl.when(pl.col("place_code") == "city").then(pl.lit(f"{base}quota/"))
            .otherwise(pl.concat_str([pl.lit(f"{base}quota/"), pl.col("place_code"), pl.lit("/")])))
    return rows(joined, linked(href, pl.col("place_name")))


def _is_unverified(answers: Answers, code: str) -> bool:
    """True where nobody checked the name and code against the classification."""
    known = answers.reference["industries"].filter(pl.col("code") == code)["verified"]
    return not known.fill_null(False).any()


def _crumbs(base: str, *crumbs: tuple[str, str | None]) -> str:
    return _template("parts/crumbs.html").render(base=base, crumbs=crumbs)


@cache
def _environment() -> jinja2.Environment:
    return environment()


def _template(name: str) -> jinja2.Template:
    return _environment().get_template(name)
