"""Takes the rows of all sheets, gives one row a household and period, and the rows that say again what was said before."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from generator.intake.heading import TAX

KEY = pl.coalesce("computer_code", "taxpayer_id", "place_key")
_TEXTS = ("office_text", "owner_masked", "address", "floor_area_m2", "staff", "method", "remark")


def with_household(rows: pl.DataFrame) -> pl.DataFrame:
    """`household`: the same number for the rows of one household and period, whatever sheet they stand on."""
    key = rows.select(pl.struct(KEY.alias("key"), "starts_on").rank("dense").alias("household"))
    return rows.with_columns(key["household"].cast(pl.UInt32))


def repeated(rows: pl.DataFrame) -> pl.Series:
    """Rows of a household and period, or of one tax of it, that stand there already."""
    parts = ["household", "tax_item"] if "tax_item" in rows.columns else ["household"]
    alive = rows.select(pl.when(~pl.col("refused")).then(pl.col("household")).alias("household"), *parts[1:])
    kept = alive.drop_nulls("household")
    if not kept.select(pl.struct(parts).is_duplicated().any() if parts[1:] else pl.col("household").is_duplicated().any()).item():
        return pl.repeat(False, rows.height, eager=True, dtype=pl.Boolean)
    again = ~alive.select(pl.struct(parts).is_first_distinct().alias("first"))["first"]
    return again & alive["household"].is_not_null()


def first_rows(rows: pl.DataFrame, again: pl.Series) -> pl.DataFrame:
    """For each repeated row the row and sheet of the first one."""
    firsts = rows.filter(~pl.col("refused")).unique("household", keep="first", maintain_order=True)
    joined = rows.filter(again).join(firsts.select("household", pl.col("row").alias("first"), pl.col("sheet").alias("first_sheet")),
                                     on="household", how="left", maintain_order="left")
    return joined.select("sheet", "row", "first", "first_sheet")


def refused_whole(rows: pl.DataFrame) -> pl.Series:
    """Where each tax has a row: rows whose household is refused in another row. Half a household is not published."""
    return rows.select((pl.col("refused").any().over("household") & ~pl.col("refused")).alias("whole"))["whole"]


def one_row_a_household(rows: pl.DataFrame, turnover_items: Collection[str]) -> pl.DataFrame:
    """The rows of a table with a row a tax, wide. `turnover_items`: the taxes whose base is the turnover itself."""
    items = rows["tax_item"].unique(maintain_order=True).drop_nulls().to_list()
    base = pl.col("turnover").filter(pl.col("tax_item").is_in(list(turnover_items)))
    taxes = [pl.col("tax_total").filter(pl.col("tax_item") == item).first().alias(TAX + item) for item in items]
    kept = [pl.col(name).first() for name in rows.columns
            if name not in ("household", "turnover", "tax_total", "tax_item", "status", *_TEXTS)]
    texts = [pl.col(name).filter(pl.col(name) != "").first().fill_null("").alias(name) for name in _TEXTS]
    status = pl.coalesce(pl.col("status").filter(pl.col("status") != "在营").first(), pl.col("status").first()).alias("status")
    wide = rows.group_by("household", maintain_order=True).agg(
        *kept, *texts, status, pl.coalesce(base.max(), pl.col("turnover").max()).alias("turnover"), *taxes)
    return wide
