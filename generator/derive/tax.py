"""Takes the taxes as posted, gives each beside our own recomputation from the dated parameters. Corrects nothing.

Parameters are looked up by the quota's period, never by the build's date. The difference is reported as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from generator.model.answers import TAXES
from generator.model.quota_table import BELOW_THRESHOLD
from generator.model.reference import Reference

TURNOVER = "月核定营业额"  # the base of a tax that is levied on the turnover itself
_ROWS = 1 << 32                # more rows than a posting can have: posting and row make one number
_NEVER = (1 << 64) - 1          # a version no line has


def recomputed_taxes(taxes: pl.DataFrame, versions: pl.DataFrame, reference: Reference) -> pl.DataFrame:
    """Every posted tax with base, rate, the amount we get and the difference.

    Shape: TAXES; the lines of one row of a posting stand together. Unit: fen, rounded half up per tax. A surcharge's
        base is the posted turnover tax it is levied on.
    """
    lines = _beside_their_version(taxes, versions)
    lines = lines.join(_parameters(lines, reference), on=["tax_item", "industry_code", "starts_on"], how="left",
                       maintain_order="left")
    lines = _with_base(lines)
    spared = (pl.col("status") == BELOW_THRESHOLD) & pl.col("tax_item").is_in(reference["thresholds"]["tax_item"].implode())
    amount = (pl.col("base_fen") * pl.col("millionths") + 500_000) // 1_000_000
    recomputed = pl.when(spared).then(0).otherwise(amount)
    return lines.with_columns(recomputed.alias("recomputed_fen")).with_columns(
        (pl.col("tax_fen") - pl.col("recomputed_fen")).alias("difference_fen"),
    ).select(TAXES.names()).cast(TAXES)


def _beside_their_version(taxes: pl.DataFrame, versions: pl.DataFrame) -> pl.DataFrame:
    """Each tax with its position in its row, the facts of that row and `version`, one number for posting and row."""
    postings = pl.Enum(pl.concat([taxes["posting_id"], versions["posting_id"]]).unique().sort())
    number = pl.col("posting_id").cast(postings).to_physical().cast(pl.UInt64) * _ROWS + pl.col("row")
    facts = versions.select(number.alias("version"), "industry_code", "starts_on", "monthly_turnover_fen", "status")
    lines = taxes.with_columns(number.alias("version"), pl.int_range(pl.len(), dtype=pl.UInt32).alias("at"))
    begins = pl.when(pl.col("version") != pl.col("version").shift(1).fill_null(_NEVER)).then("at").forward_fill()
    return lines.with_columns((pl.col("at") - begins).alias("position")).join(
        facts, on="version", how="left", maintain_order="left")


def _with_base(lines: pl.DataFrame) -> pl.DataFrame:
    """`base_fen`: the turnover, or the posted amount of the tax that `base` names."""
    items = pl.Enum(pl.concat([lines["tax_item"], lines["base"]]).drop_nulls().unique().sort())
    key = {name: pl.col("version") * len(items.categories) + pl.col(name).cast(items).to_physical()
           for name in ("tax_item", "base")}
    named = lines.filter(pl.col("tax_item").is_in(lines["base"].unique().implode()))
    posted = named.select(key["tax_item"].alias("of"), pl.col("tax_fen").alias("other_fen")).unique("of")
    lines = lines.with_columns(key["base"].alias("of")).join(posted, on="of", how="left", maintain_order="left")
    base = pl.when(pl.col("base") == TURNOVER).then(pl.col("monthly_turnover_fen")).otherwise(pl.col("other_fen"))
    return lines.with_columns(base.alias("base_fen"))


def _parameters(lines: pl.DataFrame, reference: Reference) -> pl.DataFrame:
    """The parameter in force for each tax item, trade and period start that occurs: few, so a plain loop is clear."""
    keys = lines.select("tax_item", "industry_code", "starts_on").unique(maintain_order=True)
    items = list(reference["tax_items"].iter_rows(named=True))
    found = [_values(items, parameter_at(items, *key)) for key in keys.iter_rows()]
    schema = {"rate": pl.String, "base": pl.String, "millionths": pl.Int64, "verified": pl.Boolean, "source": pl.String}
    return pl.concat([keys, pl.DataFrame(found, schema=schema, orient="row")], how="horizontal")


def parameter_at(items: Sequence[Mapping[str, Any]], tax_item: str, industry_code: str, starts_on: date | None) -> int | None:
    """The place in the table of tax items of the parameter in force, None where there is none."""
    for place, item in enumerate(items):
        prefixes = [prefix for prefix in (item["industries"] or "").split(";") if prefix]
        if (item["name"] == tax_item and item["rate"] and starts_on is not None
                and (item["valid_from"] is None or item["valid_from"] <= starts_on)
                and (item["valid_to"] is None or starts_on <= item["valid_to"])
                and (not prefixes or industry_code.startswith(tuple(prefixes)))):
            return place
    return None


def _values(items: Sequence[Mapping[str, Any]], place: int | None) -> tuple:
    if place is None:
        return None, None, None, None, None
    item = items[place]
    return item["rate"], item["base"], int(Decimal(item["rate"]) * 1_000_000), bool(item["verified"]), item["source"]
