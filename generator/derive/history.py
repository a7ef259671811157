"""Takes the versions of the fold and the taxes, gives the history a page shows. Decides no standing."""

from __future__ import annotations

import polars as pl

from generator.model.answers import QUOTAS


def quota_history(versions: pl.DataFrame, taxes: pl.DataFrame) -> pl.DataFrame:
    """Every version with its total tax and the change of turnover against the household's version before it.

    Shape: QUOTAS, in the order of the fold. A version that was withdrawn is never what a later one is compared with.
    """
    totals = taxes.group_by("posting_id", "row").agg(pl.col("tax_fen").sum())
    history = versions.join(totals, on=["posting_id", "row"], how="left", maintain_order="left")
    live = pl.col("standing") != "withdrawn"
    turnover = pl.when(live).then(pl.col("monthly_turnover_fen"))
    before = turnover.forward_fill().shift(1).over("disclosure_no")
    return history.with_columns(
        pl.col("tax_fen").fill_null(0), (pl.col("monthly_turnover_fen") - before).alias("change_fen"),
    ).select(QUOTAS.names()).cast(QUOTAS)
