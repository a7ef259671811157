"""The accepted table of one posting as the build keeps it: its rows by group of buckets, and its sums. Reads no file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import polars as pl

from generator.model.bucket import bucket_numbers
from generator.model.quota_table import QUOTA_ROWS, QUOTA_TAXES, STATUSES

GROUPS = 256
"""The buckets of a site are cut into this many groups, or one a bucket where there are fewer: the grain of a shelf."""

TAX = "tax/"
KEPT = pl.Schema({"group": pl.UInt32, **{name: kind for name, kind in QUOTA_ROWS.items() if name != "posting_id"}})
"""The rows of a posting by group, in each group in the order of the table; then a column `tax/<item>` a tax item."""

FACTS = pl.Schema({"row": pl.UInt32, "household": pl.UInt64, "starts_on": pl.Date, "ends_on": pl.Date, "turnover": pl.Int64,
                   "status": pl.UInt8, "place": pl.UInt64, "trade": pl.UInt64, "remarked": pl.Boolean})
"""What one posting's rows are compared by with other postings', in the order of KEPT: numbers only, texts as hashes."""


@dataclass(frozen=True)
class PostedTable:
    """What is known of a posting's table without its rows; `load` gives these (KEPT), `load_facts` the FACTS of them.

    Shape: `last_row` as a spreadsheet counts; `begins_on`: the first day of any period; `digests` has one number a group,
        which changes when a row of it or its row number does, `contents` one that the row numbers leave alone, `counts` its
        rows; `load` takes where to start and how many rows.
    Unit: money in fen, over all rows as posted.
    """

    posting_id: str
    file: str
    rows_read: int
    rows: int
    households: int
    last_row: int
    begins_on: date | None
    monthly_turnover_fen: int
    tax_fen: int
    digests: dict[int, int]
    contents: dict[int, int]
    counts: dict[int, int]
    load: Callable[..., pl.DataFrame]
    load_facts: Callable[..., pl.DataFrame] = FACTS.to_frame

    def facts_of_groups(self, first: int, end: int) -> pl.DataFrame:
        """The FACTS of the groups from `first` up to `end`."""
        return self.load_facts(*self._place(first, end))

    def of_groups(self, first: int, end: int) -> pl.DataFrame:
        """The rows of the groups from `first` up to `end`."""
        return self.load(*self._place(first, end))

    def _place(self, first: int, end: int) -> tuple[int, int]:
        """Where the groups begin, and how many rows they have."""
        start = sum(count for group, count in self.counts.items() if group < first)
        return start, sum(count for group, count in self.counts.items() if first <= group < end)


def group_of_bucket(bucket: pl.Series, buckets: int) -> pl.Series:
    """The group of each bucket number."""
    return (bucket.cast(pl.UInt64) * min(GROUPS, buckets) // buckets).cast(pl.UInt32).alias("group")


def kept_rows(rows: pl.DataFrame, taxes: pl.DataFrame, buckets: int) -> pl.DataFrame:
    """The rows of one posting as they are kept. Shape: `rows` QUOTA_ROWS, `taxes` their taxes side by side; the result KEPT."""
    wide = rows.drop("posting_id").with_columns(group_of_bucket(bucket_numbers(rows["disclosure_no"], buckets), buckets),
                                                *taxes.drop("row"))
    items = [name for name in wide.columns if name.startswith(TAX)]
    return wide.select(*KEPT.names(), *items).sort("group", maintain_order=True)  # rows are in order already


def facts_of(kept: pl.DataFrame) -> pl.DataFrame:
    """FACTS of kept rows. The hashes are compared only with those of the same version of Polars."""
    number = {status: number for number, status in enumerate(STATUSES)}
    return kept.select(
        "row", pl.col("disclosure_no").hash(seed=1).alias("household"), "starts_on", "ends_on",
        pl.col("monthly_turnover_fen").alias("turnover"),
        pl.col("status").replace_strict(number, default=None, return_dtype=pl.UInt8),
        (pl.col("street_code").hash(seed=2) ^ pl.col("address").hash(seed=3)).alias("place"),
        pl.col("industry_code").hash(seed=4).alias("trade"), (pl.col("remark") != "").alias("remarked")).cast(dict(FACTS))


def group_digests(kept: pl.DataFrame) -> tuple[dict[int, int], dict[int, int]]:
    """`digests` and `contents` of a PostedTable, over all cells and the order of the rows in a group.

    They are compared only with numbers of the same version of Polars.
    """
    place = pl.int_range(pl.len(), dtype=pl.UInt32).over("group")
    cells = kept.drop("row").hash_rows(seed=2008).alias("cells")
    hashed = kept.select("group", "row", cells).with_columns(cells ^ place.hash(seed=3))
    sums = hashed.group_by("group", maintain_order=True).agg(
        (pl.col("cells") ^ pl.col("row").hash(seed=5)).hash(seed=1).sum().alias("digest"), pl.col("cells").hash(seed=1).sum())
    return dict(zip(sums["group"], sums["digest"])), dict(zip(sums["group"], sums["cells"]))


def rows_and_taxes(posting_id: str, kept: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Kept rows as the two tables they came from. Shape: QUOTA_ROWS; QUOTA_TAXES, the taxes of a row side by side."""
    rows = kept.with_columns(pl.lit(posting_id).alias("posting_id")).select(QUOTA_ROWS.names())
    items = [name for name in kept.columns if name.startswith(TAX)]
    if not items:
        return rows, QUOTA_TAXES.to_frame()
    names = pl.lit(pl.Series([[item.removeprefix(TAX) for item in items]]))
    long = kept.select("row", names.first().alias("tax_item"), pl.concat_list(items).alias("tax_fen"))
    long = long.explode("tax_item", "tax_fen").filter(pl.col("tax_fen").is_not_null())
    return rows, long.with_columns(pl.lit(posting_id).alias("posting_id")).select(QUOTA_TAXES.names()).cast(dict(QUOTA_TAXES))
