"""Takes the compared households, says of which groups the figures may be told. Computes none of them.

A group below five is not told. Nor may one be worked out: where the groups told within a wider one leave one to four
households over, whose figures would be the difference, the smallest of them is not told either, and nothing within it.
What any told groups leave of a wider one is then nought or at least five, whichever are taken away.

Tax offices lie across that ladder. Those of one trade and division are told together or not at all: where no street has
two of them, and what the told streets leave of each is nought or at least five.
"""

from __future__ import annotations

import polars as pl

from generator.model.answers import MINIMUM_PEERS

CITY, DIVISION, STREET, SIZE = "told_city", "told_division", "told_street", "told_size"
OFFICE, TRADE = "told_office", "told_trade"
_LADDER = ((CITY, DIVISION, ["industry_code"], "division_code"), (DIVISION, STREET, ["industry_code", "division_code"], "street_code"),
           (STREET, SIZE, ["industry_code", "division_code", "street_code"], "size_band"))


def with_told(households: pl.DataFrame) -> pl.DataFrame:
    """The households, each with whether the figures of its trade are told in its city, division, street and size band.

    Shape: `households` has the columns industry_code, division_code, street_code, size_band, compared_fen.
    """
    count = pl.col("compared_fen").count()
    found = households.with_columns((count.over("industry_code") >= MINIMUM_PEERS).alias(CITY))
    for wider, narrower, keys, code in _LADDER:
        found = _step(found, wider, narrower, keys, code)
    return found


def _step(households: pl.DataFrame, wider: str, narrower: str, keys: list[str], code: str) -> pl.DataFrame:
    """One rung down: the groups `code` makes within each of `keys`."""
    count = pl.col("compared_fen").count()
    found = households.with_columns(count.over([*keys, code]).alias("own"))
    enough = pl.col(wider) & (pl.col("own") >= MINIMUM_PEERS) & pl.col(code).is_not_null()
    found = found.with_columns(enough.alias(narrower))
    told, is_compared = pl.col(narrower), pl.col("compared_fen").is_not_null()
    left = (is_compared & ~told).sum().over(keys)
    least = pl.when(told).then(pl.col("own")).min().over(keys)
    found = found.with_columns(left.alias("left"), (told & (pl.col("own") == least)).alias("is_least"))
    given_up = pl.when(pl.col("is_least")).then(pl.col(code)).min().over(keys)
    dropped = pl.col("left").is_between(1, MINIMUM_PEERS - 1) & pl.col("is_least") & (pl.col(code) == given_up)
    return found.with_columns((told & ~dropped.fill_null(False)).alias(narrower)).drop("own", "left", "is_least")


def with_told_offices(households: pl.DataFrame) -> pl.DataFrame:
    """What `with_told` gave, each with whether the figures of its trade are told in its office. Shape: office_code, too."""
    count, place = pl.col("compared_fen").count(), ["industry_code", "division_code"]
    left = (pl.col("compared_fen").is_not_null() & ~pl.col(STREET)).sum().over([*place, "office_code"])
    is_whole = ((pl.col("office_code").n_unique().over("industry_code", "street_code") == 1)
                & (pl.col("division_code").n_unique().over("industry_code", "office_code") == 1))
    is_safe = ((left == 0) | (left >= MINIMUM_PEERS)) & is_whole
    enough = pl.col(DIVISION) & (count.over("industry_code", "office_code") >= MINIMUM_PEERS)
    return households.with_columns((enough & is_safe.all().over(place)).alias(OFFICE))


def with_told_together(households: pl.DataFrame) -> pl.DataFrame:
    """The households, each with whether the figures of all trades together are told in its city, division, street and
    office, and those of its trade in the city beside them."""
    trades = households.with_columns(pl.lit("").alias("all"), (pl.len() >= MINIMUM_PEERS).alias(CITY))
    trades = _step(trades, CITY, TRADE, ["all"], "industry_code")
    together = with_told_offices(with_told(households.with_columns(pl.lit("").alias("industry_code"))))
    return trades.select(*households.columns, TRADE).hstack(together.select(CITY, DIVISION, STREET, OFFICE))
