"""Takes the table of typical surveys, gives the share of households each one surveyed, beside the least the law allows."""

from __future__ import annotations

import polars as pl

from generator.derive.movement import share_tenths
from generator.model.fairness import SURVEYS
from generator.model.reference import Reference

LEAST_TENTHS = 50
"""Five percent of the households of a trade and area: 令第16号, art. 5 (4 since 2018)."""


def surveys(reference: Reference) -> pl.DataFrame:
    """SURVEYS, the smallest share first. The share is rounded; whether it is enough is asked of the counts."""
    households, sampled = pl.col("households").cast(pl.Int64), pl.col("sampled").cast(pl.Int64)
    return (reference["surveys"].with_columns(share_tenths(sampled, households).alias("share_tenths"),
                                              (sampled * 1000 >= households * LEAST_TENTHS).alias("is_enough"))
            .select(SURVEYS.names()).cast(SURVEYS).sort("share_tenths", "industry_code", "area", nulls_last=True))
