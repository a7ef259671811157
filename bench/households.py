"""Takes a count, a seed and the reference, gives the invented households: who, where, how large, and since when.

Amounts are whole yuan made with whole-number arithmetic, so that no machine rounds otherwise.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from bench.chance import Chance
from bench.names import owners, shop_names
from bench.streets import Places, addresses, draw_streets, draw_trades, read_places
from bench.trades import TRADES

FIRST_LETTERS = "BCDFGHJKMNPQRTVWXY"
LETTERS = "23456789" + FIRST_LETTERS  # nothing that is mistaken for another sign, no vowels that make words
LENGTH = 10

_METHODS = ("6", "2;6", "4;6", "2", "1;6", "5;6", "4", "7")
_GROWTH = {1000: 450, 1040: 60, 1050: 80, 1080: 80, 1100: 110, 1150: 60, 1200: 35, 1300: 15, 950: 50, 900: 45, 850: 15}


def make_households(count: int, seed: int, reference: Path) -> pl.DataFrame:
    """The households of the sample, one row each. Shape: as `households`."""
    chance, places = Chance.of(count, seed), read_places(reference)
    street = draw_streets(chance, places)
    trade = draw_trades(chance, places, street)
    names = [_numbers(chance), shop_names(chance, trade), addresses(chance, places, street)]
    return households(chance, places, street, trade, names)


def households(
    chance: Chance, places: Places, street: pl.Series, trade: pl.Series, names: list[pl.Series]
) -> pl.DataFrame:
    """One row a household. `street`, `trade`: positions; `names`: disclosure_no, shop_name, address.

    Shape: disclosure_no, shop_name, owner_masked, industry_code, street_code, division_code, address, floor_area_m2,
        staff, method, `lot` (its order of being picked for a deed), `cohort` (below 1000: when it opened and closed),
        `fate` (below 1000: what befell it), turnover_2007 and turnover_2008.
    Unit: turnover in whole yuan a month.
    """
    area = _areas(chance, trade)
    frame = pl.DataFrame(
        [
            *names,
            owners(chance),
            pl.Series("industry_code", [t.code for t in TRADES]).gather(trade),
            pl.Series("street_code", places.codes).gather(street),
            pl.Series("division_code", places.divisions).gather(street),
            area,
            _staff(chance, trade),
            chance.pick("method", _METHODS, [52, 20, 8, 7, 5, 3, 3, 2]).alias("method"),
            chance.draw("lot").alias("lot"),
            chance.below("cohort", 1000).alias("cohort"),
            chance.below("fate", 1000).alias("fate"),
            _turnover(chance, trade, area, pl.Series(places.dearness, dtype=pl.UInt64).gather(street)),
            chance.pick("growth", list(_GROWTH), list(_GROWTH.values())).alias("growth"),
        ]
    )
    grown = rounded(pl.col("turnover_2007") * pl.col("growth").cast(pl.UInt64) // 1000)
    return frame.with_columns(grown.alias("turnover_2008")).drop("growth")


def rounded(yuan: pl.Expr) -> pl.Expr:
    """To whole fifties below 3,000 yuan and whole hundreds from there, between 1,000 and 40,000."""
    step = pl.when(yuan < 3000).then(pl.lit(50, pl.UInt64)).otherwise(pl.lit(100, pl.UInt64))
    return ((yuan + step // 2) // step * step).clip(1000, 40000)


def _numbers(chance: Chance) -> pl.Series:
    """Public numbers, each once, and none with six digits in a row: it shall not be taken for a telephone number."""
    numbers = _draw_numbers(chance, 0)
    attempt = 0
    while (again := ~numbers.is_first_distinct() | numbers.str.contains(r"\d{6}")).any():
        attempt += 1
        numbers = _draw_numbers(chance, attempt).zip_with(again, numbers)
    return numbers.alias("disclosure_no")


def _draw_numbers(chance: Chance, attempt: int) -> pl.Series:
    number = chance.pick(f"number/{attempt}/0", list(FIRST_LETTERS))
    for place in range(1, LENGTH):
        number = number + chance.pick(f"number/{attempt}/{place}", list(LETTERS))
    return number


def _areas(chance: Chance, trade: pl.Series) -> pl.Series:
    """Square metres, with a half here and there: from about two fifths to three times what the trade usually has."""
    usual = pl.Series([t.area for t in TRADES], dtype=pl.UInt64).gather(trade)
    spread = 400 + chance.below("area/a", 700) + chance.below("area/b", 500) + chance.below("area/c", 10) ** 3
    halves = (usual * spread.cast(pl.UInt64) // 500).cast(pl.Float64)
    whole = (usual * spread.cast(pl.UInt64) // 1000).cast(pl.Float64)
    return (halves / 2).zip_with(chance.share("area/half", 120), whole).alias("floor_area_m2")


def _staff(chance: Chance, trade: pl.Series) -> pl.Series:
    usual = pl.Series([t.staff for t in TRADES], dtype=pl.UInt64).gather(trade)
    return (usual * (500 + chance.below("staff", 1000)) // 1000).clip(1).cast(pl.UInt32).alias("staff")


def _turnover(chance: Chance, trade: pl.Series, area: pl.Series, dearness: pl.Series) -> pl.Series:
    """By trade, street and floor area, give or take; three in a hundred stand out, high or low."""
    usual = pl.Series([t.turnover for t in TRADES], dtype=pl.UInt64).gather(trade)
    usual_area = pl.Series([t.area for t in TRADES], dtype=pl.UInt64).gather(trade)
    by_area = (600 + area.cast(pl.UInt64) * 400 // usual_area).clip(0, 1700)
    noise = 720 + chance.below("noise/a", 300) + chance.below("noise/b", 300)
    outlier = chance.pick("noise/outlier", [1000, 1900, 480], [97, 2, 1]).cast(pl.UInt64)
    yuan = usual * dearness // 1000 * by_area // 1000 * noise // 1000 * outlier // 1000
    return pl.DataFrame({"yuan": yuan}).select(rounded(pl.col("yuan"))).to_series().alias("turnover_2007")
