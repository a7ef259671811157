"""Takes households beside their peers, gives those far above and far below. Says nothing about why.

Far is more than one and a half times the distance between the quartiles beyond them: Tukey's fences (J. W. Tukey,
Exploratory Data Analysis, 1977, section 2C), with the peers and the quartiles that the household's own page shows.
"""

from __future__ import annotations

import polars as pl

from generator.model.fairness import LEAST_FOR_OUTLIERS, OUTLIERS

_RINGS = ("size", "street", "division", "city")  # whoever has too few of its own trade is not judged by others


def is_judged() -> pl.Expr:
    """Whether a household has enough peers of its own trade."""
    return pl.col("ring").is_in(_RINGS) & (pl.col("peer_n") >= LEAST_FOR_OUTLIERS) & pl.col("quota_fen").is_not_null()


def outliers(index: pl.DataFrame, peers: pl.DataFrame, facts: pl.Series) -> tuple[pl.DataFrame, int]:
    """OUTLIERS, and how many households were judged. Equal distances come in the order of the index.

    Shape: `index` INDEX, `peers` PEERS and `facts` row by row beside it.
    """
    rows = pl.DataFrame({"quota_fen": index["compared_fen"], "facts": index["facts"] ^ facts}).hstack(
        peers.select("ring", "peer_n", "peer_q1_fen", "peer_median_fen", "peer_q3_fen")).with_row_index("at").filter(is_judged())
    quota, q1, q3 = pl.col("quota_fen"), pl.col("peer_q1_fen"), pl.col("peer_q3_fen")
    side = (pl.when((quota - q3) * 2 > (q3 - q1) * 3).then(pl.lit("high"))
            .when((q1 - quota) * 2 > (q3 - q1) * 3).then(pl.lit("low")))
    found = rows.with_columns(side.alias("side"), _times(quota, pl.col("peer_median_fen")).alias("times_hundredths")).filter(
        pl.col("side").is_not_null())
    named = found.rename({"peer_n": "n", "peer_q1_fen": "q1_fen", "peer_median_fen": "median_fen", "peer_q3_fen": "q3_fen"})
    ordered = named.sort("side", pl.when(pl.col("side") == "high").then(-pl.col("times_hundredths")).otherwise("times_hundredths"), "at")
    return ordered.select(OUTLIERS.names()).cast(OUTLIERS), rows.height


def _times(quota: pl.Expr, median: pl.Expr) -> pl.Expr:
    return pl.when(median > 0).then((quota * 200 + median) // (median * 2)).otherwise(0)
