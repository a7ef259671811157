"""Takes the households' frames, gives the search records: one a household, numbered. Never reads an owner's name."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from generator.model.answers import HOUSEHOLDS
from generator.model.search import SEARCH_RECORDS, SEARCHED, STREET_STEP, folded


def search_records(households: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """One record a household, in the order of the index.

    Shape: SEARCH_RECORDS. As many rows as `households` have together.
    """
    number = folded(pl.col("disclosure_no")).str.replace_all(r"[-._]", "")
    schema = {name: HOUSEHOLDS[name] for name in SEARCHED}
    chunks = (chunk.select(SEARCHED).cast(schema) for chunk in households)
    texts = pl.concat([pl.DataFrame(schema=schema), *chunks]).with_columns(
        folded(pl.col("shop_name")).alias("name_text"), folded(pl.col("address")).alias("address_text"),
        number.alias("number_text"), pl.col("street_code").fill_null(""))
    ordered = texts.sort("street_code", "address_text", "name_text", "disclosure_no")
    del texts
    return ordered.with_columns(_numbers(ordered)).select(SEARCH_RECORDS.names()).cast(dict(SEARCH_RECORDS))


def _numbers(ordered: pl.DataFrame) -> pl.Series:
    """Rising numbers; each street begins at a multiple of STREET_STEP."""
    streets = ordered.group_by("street_code", maintain_order=True).agg(pl.len().alias("count"))
    room = (pl.col("count") + STREET_STEP - 1) // STREET_STEP * STREET_STEP
    starts = streets.select("street_code", (room.cum_sum() - room - pl.col("count").cum_sum() + pl.col("count")).alias("gap"))
    gaps = ordered.select("street_code").join(starts, on="street_code", how="left", maintain_order="left")["gap"]
    return (pl.int_range(ordered.height, eager=True) + gaps.cast(pl.Int64)).alias("record")
