"""Takes the answers, gives what the page of fairness shows: how far quotas of a trade lie apart, who is far out. Computes no figure."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from generator.model.answers import LEAST_FOR_OUTLIERS, MINIMUM_PEERS, Answers

_STREETS = 30


@dataclass(frozen=True)
class Spread:
    """How far one trade's quotas lie apart in one place."""

    place: str
    place_path: str
    trade: str
    trade_code: str
    n: int
    cod: float
    quartile_ratio: float
    gini: float


@dataclass(frozen=True)
class FarOut:
    """A household far from the same trade in the same division."""

    name: str
    path: str
    street: str
    street_path: str
    trade: str
    quota_fen: int
    median_fen: int
    times: float
    n: int


def values(answers: Answers) -> dict[str, object]:
    """What the template needs."""
    found, far = _spreads(answers), answers.outliers
    sides = {side: (rows.height and int(rows["of"][0]), _far_out(answers, rows))
             for side, rows in ((side, far.filter(pl.col("side") == side)) for side in ("high", "low"))}
    streets = sorted((one for kind, one in found if kind == "street"), key=lambda one: -one.cod)
    return {"city": sorted((one for kind, one in found if kind == "city"), key=lambda one: -one.n),
            "streets": streets[:_STREETS], "street_count": len(streets), "sides": sides,
            "surveys": _surveys(answers), "least": LEAST_FOR_OUTLIERS, "minimum": MINIMUM_PEERS}


def _spreads(answers: Answers) -> list[tuple[str, Spread]]:
    trades, places = answers.reference.names("industries"), answers.reference.names("streets")
    divisions = dict(answers.counts.select("street_code", "division_code").unique().iter_rows())
    return [(kind, Spread(places.get(place, place), f"quota/{divisions.get(place)}/{place}/", trades.get(trade, trade), trade, n,
                          cod, ratio, gini))
            for kind, place, trade, n, cod, ratio, gini in answers.dispersion.iter_rows() if kind != "division"]


def _far_out(answers: Answers, rows: pl.DataFrame) -> list[FarOut]:
    trades, streets = answers.reference.names("industries"), answers.reference.names("streets")
    found = []
    for row in rows.iter_rows(named=True):
        household = _household(answers, row["at"])
        street = row["street_code"]
        found.append(FarOut(household["shop_name"], f"household/{household['bucket']}/#{household['disclosure_no']}",
                            streets.get(street, street), f"quota/{row['division_code']}/{street}/",
                            trades.get(row["industry_code"], row["industry_code"]), row["compared_fen"], row["median_fen"],
                            row["times"], row["n"]))
    return found


def _household(answers: Answers, at: int) -> dict[str, str]:
    """The household at a place of the index: its shelf is asked for this one only."""
    for shelf in answers.shelves:
        if at < shelf.index.height:
            return shelf.load_households(at, 1).row(0, named=True)
        at -= shelf.index.height
    raise IndexError(at)


def _surveys(answers: Answers) -> list[dict[str, object]]:
    """The surveys of the reference table, the most recent first, each with its share in percent, to a tenth."""
    share = (pl.col("sampled") * 100 / pl.col("households")).round(1)
    rows = answers.reference["surveys"].filter(pl.col("households") > 0).with_columns(share.alias("share"))
    names = answers.reference.names("industries")
    return [row | {"trade": names.get(row["industry_code"], row["industry_code"] or "各行业")}
            for row in rows.sort("surveyed_on", descending=True, nulls_last=True).iter_rows(named=True)]
