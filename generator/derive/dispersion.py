"""Takes the index of households, gives how far the quotas of a trade lie apart, and the households that lie far out.

Coefficient of dispersion, the measure assessors of property use (IAAO, Standard on Ratio Studies): the mean distance from
the median, in percent of the median. Gini coefficient: half the mean difference of any two quotas in parts of the mean; 0
when all are the same. Quartile ratio: the upper quartile over the lower.
"""

from __future__ import annotations

import polars as pl

from generator.derive.suppression import CITY, DIVISION, STREET, with_told
from generator.model.answers import DISPERSION, LEAST_FOR_OUTLIERS, OUTLIERS

_FENCE = 1.5  # quartile distances beyond a quartile: Tukey, Exploratory Data Analysis, 1977


def dispersion(index: pl.DataFrame) -> pl.DataFrame:
    """Each trade in the city, in each division and on each street whose figures may be told: DISPERSION.

    A group with a quota of nothing is left out: its quartile ratio has no meaning.
    """
    compared = with_told(index.filter(pl.col("compared_fen").is_not_null()))
    places = (("city", pl.lit("city"), CITY), ("division", pl.col("division_code"), DIVISION), ("street", pl.col("street_code"), STREET))
    frames = [_of_places(compared.with_columns(pl.lit(kind).alias("place_kind"), place.alias("place_code")), told)
              for kind, place, told in places]
    return pl.concat([DISPERSION.to_frame(), *frames])


def _of_places(compared: pl.DataFrame, told: str) -> pl.DataFrame:
    quota, n = pl.col("compared_fen"), pl.len()
    numbers = compared.group_by("place_kind", "place_code", "industry_code").agg(
        (pl.col(told) & (quota > 0)).all().alias("is_told"), n.cast(pl.UInt32).alias("n"), _cod(quota).round(1).alias("cod"), _gini(quota).round(3).alias("gini"),
        (quota.quantile(0.75, "linear") / quota.quantile(0.25, "linear")).round(2).alias("quartile_ratio"))
    return numbers.filter("is_told").sort("place_code", "industry_code").select(DISPERSION.names()).cast(DISPERSION)


def _cod(quota: pl.Expr) -> pl.Expr:
    return (quota - quota.median()).abs().mean() / quota.median() * 100


def _gini(quota: pl.Expr) -> pl.Expr:
    place = pl.int_range(1, pl.len() + 1)
    return 2 * (quota.sort() * place).sum() / (pl.len() * quota.sum()) - (pl.len() + 1) / pl.len()


def outliers(index: pl.DataFrame, most: int) -> pl.DataFrame:
    """The households whose quota lies far from the same trade in the same division, the farthest first: OUTLIERS.

    Shape: at most `most` above and as many below; `at` is the household's place in INDEX. Only trades whose figures in the
        division may be told.
    """
    group = ("division_code", "industry_code")
    quota = pl.col("compared_fen")
    low, high = quota.quantile(0.25, "linear").over(group), quota.quantile(0.75, "linear").over(group)
    placed = with_told(index.with_row_index("at").filter(quota.is_not_null())).with_columns(
        pl.len().over(group).cast(pl.UInt32).alias("n"), quota.median().over(group).alias("middle"),
        (low - _FENCE * (high - low)).alias("below"), (high + _FENCE * (high - low)).alias("above"))
    enough = placed.filter((pl.col("n") >= LEAST_FOR_OUTLIERS) & pl.col(DIVISION) & (pl.col("middle") > 0)).with_columns(
        pl.when(quota > pl.col("above")).then(pl.lit("high")).when(quota < pl.col("below")).then(pl.lit("low")).alias("side"),
        (quota / pl.col("middle")).alias("times"), pl.col("middle").round().cast(pl.Int64).alias("median_fen"))
    out = enough.filter(pl.col("side").is_not_null()).with_columns(pl.len().over("side").cast(pl.UInt32).alias("of"))
    parts = [out.filter(pl.col("side") == side).sort("times", "at", descending=[side == "high", False]).head(most)
             for side in ("high", "low")]
    return pl.concat(parts).select(OUTLIERS.names()).cast(OUTLIERS)
