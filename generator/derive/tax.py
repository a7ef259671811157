"""Takes the taxes as posted, gives each beside our own recomputation from the dated parameters. Corrects nothing.

Parameters are looked up by the quota's period, never by the build's date. The difference is reported as it is.
"""

from __future__ import annotations

import polars as pl

from generator.model.answers import TAXES
from generator.model.quota_table import BELOW_THRESHOLD
from generator.model.reference import Reference
from generator.model.tax_parameter import TURNOVER, TaxParameters, recomputed

_ROWS = 1 << 32                # more rows than a posting can have: posting and row make one number
_NEVER = (1 << 64) - 1          # a version no line has
_KEY = ["tax_item", "industry_code", "starts_on", "area"]


def recomputed_taxes(taxes: pl.DataFrame, versions: pl.DataFrame, reference: Reference) -> pl.DataFrame:
    """Every posted tax with base, rate, the amount we get and the difference.

    Shape: TAXES; the lines of one row of a posting stand together. Unit: fen, rounded half up per tax. A surcharge's
        base is the posted turnover tax it is levied on.
    """
    parameters = TaxParameters(reference)
    lines = _beside_their_version(taxes, versions, parameters)
    lines = lines.join(_rates(lines, parameters), on=_KEY, how="left", maintain_order="left")
    lines = _with_base(lines)
    spared = (pl.col("status") == BELOW_THRESHOLD) & pl.col("tax_item").is_in(reference["thresholds"]["tax_item"].implode())
    amount = pl.when(spared).then(0).otherwise(recomputed(pl.col("base_fen"), pl.col("millionths")))
    return lines.with_columns(amount.alias("recomputed_fen")).with_columns(
        (pl.col("tax_fen") - pl.col("recomputed_fen")).alias("difference_fen"),
    ).select(TAXES.names()).cast(TAXES)


def _beside_their_version(taxes: pl.DataFrame, versions: pl.DataFrame, parameters: TaxParameters) -> pl.DataFrame:
    """Each tax with its position in its row, the facts of that row and `version`, one number for posting and row."""
    postings = pl.Enum(pl.concat([taxes["posting_id"], versions["posting_id"]]).unique().sort())
    number = pl.col("posting_id").cast(postings).to_physical().cast(pl.UInt64) * _ROWS + pl.col("row")
    facts = versions.select(number.alias("version"), "industry_code", "starts_on", "monthly_turnover_fen", "status",
                            parameters.area(pl.col("street_code")).alias("area"))
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


def _rates(lines: pl.DataFrame, parameters: TaxParameters) -> pl.DataFrame:
    """The rate in force for each tax item, trade, period start and area that occurs: few, so a plain loop is clear."""
    keys = lines.select(_KEY).unique(maintain_order=True)
    found = [parameters.rate(*key) for key in keys.iter_rows()]
    facts = [(rate.rate, rate.base, rate.millionths, rate.verified, rate.source) if rate else (None,) * 5 for rate in found]
    schema = {"rate": pl.String, "base": pl.String, "millionths": pl.Int64, "verified": pl.Boolean, "source": pl.String}
    return pl.concat([keys, pl.DataFrame(facts, schema=schema, orient="row")], how="horizontal")
