"""Takes a posting's table with wrong rows and the table as it was last, gives one without: right rows as now, wrong ones as last.

Column-wise. A row belongs to the household whose number it has; where the number is what was mistyped, to the one that
stood on that row.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

import polars as pl

from generator.model.posted_table import TAX, PostedTable, facts_of, group_digests


def last_table(table: PostedTable) -> PostedTable:
    """The table as it was, with its rows in hand: a cache may forget what nobody used lately."""
    return replace(table, **_loads(table.load(), table.load_facts()))


def mended_table(table: PostedTable, last: PostedTable | None, wrong: Collection[int]) -> PostedTable:
    """The table with each wrong row as it was last. A row that never was right is left out."""
    now = table.load()
    is_wrong = pl.col("row").is_in(list(wrong))
    good = now.filter(~is_wrong.fill_null(False))
    rows = pl.concat([good, _last_rows(now, good, last.load(), wrong)], how="diagonal") if last else good
    return _of_rows(table, rows.sort("group", "row"))


def _last_rows(now: pl.DataFrame, good: pl.DataFrame, last: pl.DataFrame, wrong: Collection[int]) -> pl.DataFrame:
    """The rows as they were last of those that are wrong now, with the row numbers of now."""
    numbered = pl.DataFrame({"now": sorted(wrong)}, schema={"now": pl.UInt32})
    named = numbered.join(now.select(pl.col("row").alias("now"), "disclosure_no"), on="now", how="left")
    free = last.join(good, on="disclosure_no", how="anti")
    by_number = free.join(named.unique("disclosure_no", keep="first"), on="disclosure_no", how="inner")
    others = numbered.join(by_number, on="now", how="anti")
    by_row = free.join(by_number, on="disclosure_no", how="anti").join(
        now, on="disclosure_no", how="anti").with_columns(pl.col("row").alias("now")).join(others, on="now", how="semi")
    found = pl.concat([by_number, by_row.select(by_number.columns)]).with_columns(pl.col("now").alias("row")).drop("now")
    return found.unique("disclosure_no", keep="first", maintain_order=True)


def _of_rows(table: PostedTable, rows: pl.DataFrame) -> PostedTable:
    """The table with other rows, and everything that is known of them."""
    digests, contents = group_digests(rows)
    items = [name for name in rows.columns if name.startswith(TAX)]
    return replace(
        table, rows_read=rows.height, rows=rows.height, households=rows["disclosure_no"].n_unique(),
        last_row=int(rows["row"].max() or 1), begins_on=rows["starts_on"].min(),
        monthly_turnover_fen=int(rows["monthly_turnover_fen"].sum()), tax_fen=sum(int(rows[item].sum()) for item in items),
        digests=digests, contents=contents, counts=dict(rows.group_by("group").len().iter_rows()),
        **_loads(rows, facts_of(rows)))


def _loads(rows: pl.DataFrame, facts: pl.DataFrame) -> dict[str, Callable[..., pl.DataFrame]]:
    """How a PostedTable gives rows that are in memory."""
    return {"load": lambda start=0, length=None: rows.slice(start, length),
            "load_facts": lambda start=0, length=None: facts.slice(start, length)}
