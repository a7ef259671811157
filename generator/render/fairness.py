"""Takes the answers, gives the pages of fairness: how uneven quotas are, what moved, who stands apart, what became of objections.

The queues of households far above and far below their peers name shops and places, never owners, and say why different is
not unfair.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

import polars as pl

from generator.model.answers import MINIMUM_PEERS, RINGS, Answers
from generator.model.fairness import GROUNDS, LEAST_FOR_OUTLIERS, ROUTES
from generator.model.money import yuan_text
from generator.model.part import Batch, File, key_of
from generator.render.chart import Bar, bars, dots, hundredths, tenths, thousandths
from generator.render.columns import escaped, html
from generator.render.frame import Frames, base_of
from generator.render.listing import PageBody, page_bodies
from generator.render.part_key import shared_key, single
from generator.render.place import trade_names
from generator.render.row import area_and_staff, household_href, row_template, words
from generator.render.templates import crumbs, template
from generator.render.tile_map import Tile, tile_map

LISTED = 1_000   # of each queue; the whole is in the open data
CHARTED = 10
STREETS = 30     # groups of one trade on one street, those whose quotas lie farthest apart
FIRST = 5
SIDES = {"high": ("明显高于同行", "高"), "low": ("明显低于同行", "低")}
_CRUMB = ("公平度", "fairness/")


def parts(answers: Answers, frames: Frames) -> Iterator[Batch]:
    """`fairness/`, then the two queues: a part each."""
    told = answers.fairness
    tables = (told.dispersions, told.shifts, told.objection_counts, told.surveys)
    figures = [int(table.hash_rows(seed=71).sum() or 0) for table in tables if table.height]
    facts = {side: _facts(_farthest(answers, side, LISTED)) for side in SIDES}
    begun = [_facts(_farthest(answers, side, FIRST)) for side in SIDES]
    shared = shared_key(answers, frames, [("fairness", 1)], ("fairness.html", "outlier_row.html", "parts/crumbs.html"))
    yield single("fairness", key_of(shared, figures, repr(told.summary), begun),
                 partial(index_page, answers, frames))
    shared = shared_key(answers, frames, [("fairness", 2), ("fairness", 3)], ("outliers.html", "outlier_row.html", "parts/crumbs.html"))
    yield Batch({f"fairness/{side}": key_of(shared, facts[side], getattr(told.summary, side)) for side in SIDES},
                partial(_queues, answers, frames))


def _farthest(answers: Answers, side: str, most: int) -> pl.DataFrame:
    """The first of a queue, and all that are as far as the last of these: which of them come first is a matter of their numbers."""
    far = answers.fairness.outliers.filter(pl.col("side") == side)
    if far.height <= most:
        return far
    last = far["times_hundredths"][most - 1]
    return far.filter(pl.col("times_hundredths") >= last if side == "high" else pl.col("times_hundredths") <= last)


def _facts(far: pl.DataFrame) -> list[int]:
    """Numbers that change when one of these households does, wherever the others stand."""
    return sorted(far.drop("at").hash_rows(seed=73).to_list()) if far.height else []


def index_page(answers: Answers, frames: Frames) -> File:
    """The dashboard."""
    told, base, path = answers.fairness, base_of(1), "fairness/"
    trades = _trades(answers)
    city = next(told.shifts.filter(pl.col("level") == "city").iter_rows(named=True), None)
    content = template("fairness.html").render(
        base=base, as_of=answers.as_of, summary=told.summary, city=city, trades=trades, streets=_streets(answers), divisions=_divisions(answers),
        dispersion_chart=_dispersion_chart(trades), unchanged_chart=_unchanged_chart(trades), map=_change_map(answers, base),
        queues={side: _rows(answers, side, base, FIRST) for side in SIDES}, SIDES=SIDES, objections=_objections(answers),
        from_day=told.objections_from, to_day=told.objections_to, are_objections_verified=told.are_objections_verified,
        least=LEAST_FOR_OUTLIERS, objection_source=told.objection_source, surveys=_surveys(answers), tenths=tenths, hundredths=hundredths, thousandths=thousandths)
    return f"{path}index.html", frames[("fairness", 1)].fill(
        title="定额公平度", description="同街同行业的定额相差多少、变了多少，明显高低的户，异议的处理，典型调查的比例。", path=path, content=content,
        breadcrumb=crumbs(base, ("公平度", None)))


def _trades(answers: Answers) -> list[dict]:
    """Each trade in the city with what became of it, the one with the most households first."""
    shifts = answers.fairness.shifts.filter(pl.col("level") == "trade").select(
        pl.col("code").alias("industry_code"), "households", "compared", "unchanged_tenths", "change_tenths")
    found = (answers.fairness.dispersions.filter(pl.col("level") == "city").join(shifts, on="industry_code", how="left")
             .join(trade_names(answers), on="industry_code", how="left").with_columns(pl.col("industry_name").fill_null(pl.col("industry_code")))
             .sort(["n", "industry_code"], descending=[True, False]))
    return list(found.iter_rows(named=True))


def _streets(answers: Answers) -> list[dict]:
    """The trades of single streets whose quotas lie farthest apart."""
    names = answers.reference["streets"].unique("code", keep="last").select(
        pl.col("code").alias("place_code"), "division_code", pl.col("name").alias("street_name"))
    found = (answers.fairness.dispersions.filter((pl.col("level") == "street") & pl.col("cod_tenths").is_not_null())
             .sort(["cod_tenths", "place_code", "industry_code"], descending=[True, False, False]).head(STREETS)
             .join(names, on="place_code", maintain_order="left").join(trade_names(answers), on="industry_code", how="left", maintain_order="left"))
    return list(found.with_columns(pl.col("industry_name").fill_null(pl.col("industry_code"))).iter_rows(named=True))


def _divisions(answers: Answers) -> list[dict]:
    names = answers.reference.names("divisions")
    rows = answers.fairness.shifts.filter((pl.col("level") == "division") & (pl.col("code") != ""))
    return [{**row, "name": names.get(row["code"], row["code"])} for row in rows.iter_rows(named=True)]


def _dispersion_chart(trades: Sequence[dict]) -> str:
    rows = [Bar(row["industry_name"], row["cod_tenths"], row["before_cod_tenths"],
                tenths(row["cod_tenths"]) + ("" if row["before_cod_tenths"] is None else f"（上期 {tenths(row['before_cod_tenths'])}）"))
            for row in trades if row["cod_tenths"] is not None][:CHARTED]
    said = "；".join(f"{row.name} {row.said}" for row in rows)
    return dots(rows, "dispersion", "户数最多的行业的离散系数，全市", f"离散系数越小，同行业的定额越接近。{said}。") if rows else ""


def _unchanged_chart(trades: Sequence[dict]) -> str:
    rows = [Bar(row["industry_name"], row["unchanged_tenths"], None, tenths(row["unchanged_tenths"]))
            for row in trades if row["unchanged_tenths"] is not None][:CHARTED]
    said = "；".join(f"{row.name} {row.said}" for row in rows)
    return bars(rows, "unchanged", "户数最多的行业中定额没有变的户", f"占两期都能比较的户的比例。{said}。", 1000) if rows else ""


def _change_map(answers: Answers, base: str) -> str:
    """The city by how much the sum of the quotas moved."""
    shifts = {row["code"]: row for row in _divisions(answers)}
    rows = answers.reference["divisions"].unique("code", keep="last").sort("code")
    tiles = [Tile(row["code"], row["name"], row["tile_row"], row["tile_column"], *_change_words(shifts.get(row["code"])))
             for row in rows.iter_rows(named=True)]
    return tile_map(tiles, base, "change-map", "各区县月定额合计比上一执行期的变动", "每个区县一格，位置大致按方位。同样的数字在旁边的表里。", 0)


def _change_words(shift: dict | None) -> tuple[int | None, str, str]:
    if shift is None or shift["change_tenths"] is None:
        few = "不足5户" if shift and shift["compared"] < MINIMUM_PEERS else "不给出"
        return None, few if shift and shift["compared"] else "无上期", "不给出变动"
    value = shift["change_tenths"]
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return value, f"{sign}{tenths(abs(value))}", f"合计变动 {sign}{tenths(abs(value))}，两期都能比较的 {shift['compared']:,} 户"


def _rows(answers: Answers, side: str, base: str, most: int) -> str:
    found = _outlier_rows(answers, side, most)
    return "".join(found.select(_row(base).alias("html"))["html"]) if found.height else ""


def _outlier_rows(answers: Answers, side: str, most: int) -> pl.DataFrame:
    """The first households of a queue with their peers, in its order."""
    far = _farthest(answers, side, most)
    if not far.height:
        return far
    shown = ("at", "shop_name", "bucket", "disclosure_no", "industry_code", "industry_name", "division_code", "street_code",
             "street_name", "division_name", "address", "floor_area_m2", "staff")
    joined = far.join(answers.at_rows(far["at"].to_list()).select(shown), on="at")
    return joined.sort("times_hundredths", "disclosure_no", descending=[side == "high", False]).head(most)


def _row(base: str) -> pl.Expr:
    times = pl.concat_str([(pl.col("times_hundredths") // 100).cast(pl.String), pl.lit("."),
                           (pl.col("times_hundredths") % 100).cast(pl.String).str.zfill(2)])
    return html(row_template("outlier_row.html"), href=household_href(base), name=escaped(pl.col("shop_name")),
                trade=escaped(pl.col("industry_name").fill_null(pl.col("industry_code"))),
                place=escaped(pl.col("division_name").fill_null("") + pl.col("street_name").fill_null("")), size=area_and_staff(),
                quota=yuan_text(pl.col("quota_fen")), median=yuan_text(pl.col("median_fen")), q1=yuan_text(pl.col("q1_fen")),
                q3=yuan_text(pl.col("q3_fen")), times=times, ring=words(pl.col("ring"), RINGS), n=pl.col("n"))


def _queues(answers: Answers, frames: Frames, wanted: frozenset[str]) -> Iterator[tuple[str, File]]:
    for side in SIDES:
        if f"fairness/{side}" in wanted:
            for file in _queue(answers, frames, side):
                yield f"fairness/{side}", file


def _queue(answers: Answers, frames: Frames, side: str) -> Iterator[File]:
    """`fairness/high/`, then `…/2/`; an empty queue has its page too, which says so."""
    rows, size = _outlier_rows(answers, side, LISTED), answers.settings.households_per_page
    total = getattr(answers.fairness.summary, side)
    if not rows.height:
        yield _queue_page(answers, frames, side, PageBody(side, 1, 1, 0, ""), 2, total)
    for depth in (2, 3):
        listed = rows.head(size) if depth == 2 else rows
        if listed.height and (depth == 2 or rows.height > size):
            for body in page_bodies(listed.select(pl.lit(side).alias("key"), _row(base_of(depth)).alias("html")), "key", size):
                if min(body.number, 2) == depth - 1:
                    whole = PageBody(side, body.number, -(-rows.height // size), rows.height, body.body)
                    yield _queue_page(answers, frames, side, whole, depth, total)


def _queue_page(answers: Answers, frames: Frames, side: str, part: PageBody, depth: int, total: int) -> File:
    base, first = base_of(depth), f"fairness/{side}/"
    path, name = part.address(first), SIDES[side][0]
    content = template("outliers.html").render(
        base=base, side=side, name=name, other=next(key for key in SIDES if key != side), SIDES=SIDES, part=part, pager=part.pager(first),
        total=total, judged=answers.fairness.summary.judged, least=LEAST_FOR_OUTLIERS, as_of=answers.as_of, most=LISTED)
    title = f"{name}的户" + (f"（第 {part.number} 页）" if part.number > 1 else "")
    return f"{path}index.html", frames[("fairness", depth)].fill(
        title=title, description=f"月定额{name}的户，相差最大的在前，附同行的分布。", path=path, content=content,
        breadcrumb=crumbs(base, _CRUMB, (name, None)))


def _objections(answers: Answers) -> list[tuple[str, list[tuple[str, dict]]]]:
    """The counts by dimension, each code in words; null where withheld."""
    names = {"all": {"all": "全部"}, "route": ROUTES, "ground": GROUNDS, "division": answers.reference.names("divisions")}
    titles = {"all": "全部", "route": "按途径", "ground": "按理由", "division": "按区县"}
    rows = list(answers.fairness.objection_counts.iter_rows(named=True))
    return [(titles[name], [(of.get(row["code"], row["code"] or "其他"), row) for row in rows if row["dimension"] == name])
            for name, of in names.items() if rows]


def _surveys(answers: Answers) -> list[dict]:
    trades, places = answers.reference.names("industries"), {**answers.reference.names("divisions"), **answers.reference.names("streets")}
    return [{**row, "trade": trades.get(row["industry_code"], row["industry_code"]), "place": places.get(row["area"], row["area"] or "全市")}
            for row in answers.fairness.surveys.iter_rows(named=True)]
