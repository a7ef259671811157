"""Takes the compared households, says of which groups the figures may be told. Computes none of them.

A group below five is not told. Nor may one be worked out: where the groups told within a wider one leave one to four
households over, whose figures would be the difference, the smallest of them is not told either, and nothing within it.
What any told groups leave of a wider one is then nought or at least five, whichever are taken away.
"""

from __future__ import annotations

import polars as pl

from generator.model.answers import MINIMUM_PEERS

CITY, DIVISION, STREET, SIZE = "told_city", "told_division", "told_street", "told_size"
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
