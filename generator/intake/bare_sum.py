"""Takes rows with amounts and no word about whose, gives those that are the sum of the rows they stand under or above, to the fen."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import polars as pl

from generator.intake.amount import fen_column
from generator.intake.layout import Layout


def bare_sums(below: pl.DataFrame, bare: Sequence[int], none: Collection[int], layout: Layout) -> set[int]:
    """The rows of `bare` that state a sum. `none`: rows that are known to be no household's."""
    column = layout.column("turnover") or layout.column("tax_total")
    if column is None or column.meaning is None:
        return set()
    fen = fen_column(below[column.place], layout.scale_of(column.meaning), layout.months_of(column.meaning))[0]
    rows = pl.DataFrame({"row": below["row"], "fen": fen}).filter(~pl.col("row").is_in([*none, *bare])).drop_nulls()
    stated = dict(zip(below["row"], fen)) if len(bare) > 50 else {row: fen.filter(below["row"] == row)[0] for row in bare}
    return {row for row in bare if stated[row] and _is_sum(rows, row, stated[row], sorted({*none, *bare}))}


def _is_sum(rows: pl.DataFrame, row: int, stated: int, ends: Sequence[int]) -> bool:
    """Whether two rows and more above it, since the last sum or from the start, come to what it states; or all below it."""
    last = max((end for end in ends if end < row), default=0)
    above = rows.filter(pl.col("row") < row)
    since, under = above.filter(pl.col("row") > last), rows.filter(pl.col("row") > row)
    parts = [above, since, *([under] if not above.height else [])]
    return any(part.height >= 2 and part["fen"].sum() == stated for part in parts)
