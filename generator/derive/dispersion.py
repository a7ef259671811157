"""Takes quotas in groups, gives how uneven each group is: coefficient of dispersion, quartile ratio, Gini. Whole numbers only.

Coefficient of dispersion: the mean distance from the median, in percent of the median; quartile ratio: the upper quartile
over the lower; Gini coefficient: half the mean difference between any two, over the mean.

Source: IAAO, Standard on Ratio Studies (2013), part 1, section 5.4.1, for the coefficient of dispersion; C. Gini (1912) for
his coefficient. All sums are of whole fen and rounded once, half up, so that they are the same on any machine.
"""

from __future__ import annotations

import polars as pl

from generator.derive.suppression import with_told
from generator.model.fairness import DISPERSIONS, Summary

_PLACES = {"city": pl.lit("city"), "division": pl.col("division_code"), "street": pl.col("street_code")}
_GROUP = ("place_code", "industry_code")


def median_fen(quota: pl.Expr) -> pl.Expr:
    """The median in whole fen, half up, as the pages round it."""
    return (quota.quantile(0.5, "linear") + 0.5).floor().cast(pl.Int64)


def dispersions(index: pl.DataFrame) -> pl.DataFrame:
    """DISPERSIONS of each trade in the city, each division and each street, now and in the period before.

    Shape: `index` INDEX. The period before has the quotas before of the households that are compared now.
    """
    compared = index.filter(pl.col("compared_fen").is_not_null())
    present, past = with_told(compared), with_told(compared.filter(pl.col("previous_fen").is_not_null()))
    found = []
    for level, place in _PLACES.items():
        now = _measured(present, "compared_fen", level, place)
        before = _measured(past, "previous_fen", level, place)
        before = before.rename({name: f"before_{name}" for name in before.columns if name not in _GROUP})
        joined = now.join(before, on=_GROUP, how="left").with_columns(pl.lit(level).alias("level"), pl.col("before_n").fill_null(0))
        found.append(joined.select(DISPERSIONS.names()).cast(DISPERSIONS).sort(_GROUP))
    return pl.concat(found)


def _measured(rows: pl.DataFrame, column: str, level: str, place: pl.Expr) -> pl.DataFrame:
    """The measures of each group; one whose figures may not be told has `n` alone. Sums need more than 64 bits."""
    quota, n = pl.col(column).cast(pl.Int128), pl.len().cast(pl.Int128)
    low, high = pl.col(column).sort().get((pl.len() - 1) // 2), pl.col(column).sort().get(pl.len() // 2)
    twice = (low.cast(pl.Int128) + high.cast(pl.Int128))  # of the median
    away = (quota * 2 - twice).abs().sum()
    ranked = (pl.col(column).rank("ordinal").cast(pl.Int128) * 2 - n - 1) * quota
    total = quota.sum()
    q1, q3 = (pl.col(column).quantile(share, "linear") for share in (0.25, 0.75))
    measures = {"median_fen": median_fen(pl.col(column)), "cod_tenths": _rounded(away * 1000, n * twice),
                "quartile_hundredths": pl.when(q1 > 0).then((q3 * 100 / q1 + 0.5).floor()),
                "gini_thousandths": _rounded(ranked.sum() * 1000, n * total)}
    is_told = pl.col(f"told_{level}").all()
    return rows.with_columns(place.fill_null("").alias("place_code")).group_by(_GROUP).agg(pl.len().alias("n"), *(
        pl.when(is_told).then(measure).cast(pl.Int64).alias(name) for name, measure in measures.items()))


def _rounded(above: pl.Expr, below: pl.Expr) -> pl.Expr:
    """A ratio rounded half up; null over nothing."""
    return pl.when(below > 0).then((above * 2 + below) // (below * 2))


def summary(found: pl.DataFrame, outliers: pl.DataFrame, judged: int) -> Summary:
    """The city in a few figures. Shape: `found` DISPERSIONS, `outliers` OUTLIERS."""
    streets = found.filter(pl.col("level") == "street")
    groups, grouped, within = _weighted(streets, "")
    before_groups, _, before_within = _weighted(streets, "before_")
    sides = dict(outliers.group_by("side").len().iter_rows())
    return Summary(groups, grouped, within, before_groups, before_within, sides.get("high", 0), sides.get("low", 0), judged)


def _weighted(streets: pl.DataFrame, side: str) -> tuple[int, int, int | None]:
    """How many groups have a coefficient, their households, and the coefficients weighted by these."""
    n, tenths = f"{side}n", f"{side}cod_tenths"
    kept = streets.filter(pl.col(tenths).is_not_null())
    households, total = int(kept[n].sum()), int((kept[n] * kept[tenths]).sum())
    return kept.height, households, (total * 2 + households) // (households * 2) if households else None
