"""Takes the taxes as posted, gives each beside our own recomputation from the dated parameters. Corrects nothing.

Parameters are looked up by the quota's period, never by the build's date. The difference is reported as it is.
"""

from __future__ import annotations

from decimal import Decimal

import polars as pl

from generator.model.answers import TAXES
from generator.model.quota_table import BELOW_THRESHOLD
from generator.model.reference import Reference

TURNOVER = "月核定营业额"  # the base of a tax that is levied on the turnover itself


def recomputed_taxes(taxes: pl.DataFrame, versions: pl.DataFrame, reference: Reference) -> pl.DataFrame:
    """Every posted tax with base, rate, the amount we get and the difference.

    Shape: TAXES. Unit: fen, rounded half up per tax. A surcharge's base is the posted turnover tax it is levied on.
    """
    lines = taxes.with_columns(pl.int_range(pl.len(), dtype=pl.UInt32).over("posting_id", "row").alias("position"))
    lines = lines.join(versions.select("posting_id", "row", "industry_code", "starts_on", "monthly_turnover_fen",
                                       "status"),
                       on=["posting_id", "row"], maintain_order="left")
    parameters = _parameters(lines, reference)
    lines = lines.join(parameters, on=["tax_item", "industry_code", "starts_on"], how="left", maintain_order="left")
    lines = _with_base(lines, taxes)
    spared = (pl.col("status") == BELOW_THRESHOLD) & pl.col("tax_item").is_in(reference["thresholds"]["tax_item"].implode())
    amount = (pl.col("base_fen") * pl.col("millionths") + 500_000) // 1_000_000
    recomputed = pl.when(spared).then(0).otherwise(amount)
    return lines.with_columns(recomputed.alias("recomputed_fen")).with_columns(
        (pl.col("tax_fen") - pl.col("recomputed_fen")).alias("difference_fen"),
    ).select(TAXES.names()).cast(TAXES)


def _with_base(lines: pl.DataFrame, taxes: pl.DataFrame) -> pl.DataFrame:
    """`base_fen`: the turnover, or the posted amount of the tax that `base` names."""
    other = taxes.rename({"tax_item": "base", "tax_fen": "other_fen"}).unique(["posting_id", "row", "base"])
    lines = lines.join(other, on=["posting_id", "row", "base"], how="left", maintain_order="left")
    base = pl.when(pl.col("base") == TURNOVER).then(pl.col("monthly_turnover_fen")).otherwise(pl.col("other_fen"))
    return lines.with_columns(base.alias("base_fen"))


def _parameters(lines: pl.DataFrame, reference: Reference) -> pl.DataFrame:
    """The parameter in force for each tax item, trade and period start that occurs: few, so a plain loop is clear."""
    keys = lines.select("tax_item", "industry_code", "starts_on").unique(maintain_order=True)
    items = list(reference["tax_items"].iter_rows(named=True))
    found = [_in_force(items, *key) for key in keys.iter_rows()]
    schema = {"rate": pl.String, "base": pl.String, "millionths": pl.Int64, "verified": pl.Boolean, "source": pl.String}
    return pl.concat([keys, pl.DataFrame(found, schema=schema, orient="row")], how="horizontal")


def _in_force(items: list[dict], tax_item: str, industry_code: str, starts_on) -> tuple:
    for item in items:
        prefixes = [prefix for prefix in (item["industries"] or "").split(";") if prefix]
        if (item["name"] == tax_item and item["rate"] and starts_on is not None
                and (item["valid_from"] is None or item["valid_from"] <= starts_on)
                and (item["valid_to"] is None or starts_on <= item["valid_to"])
                and (not prefixes or industry_code.startswith(tuple(prefixes)))):
            millionths = int(Decimal(item["rate"]) * 1_000_000)
            return item["rate"], item["base"], millionths, bool(item["verified"]), item["source"]
    return None, None, None, None, None
