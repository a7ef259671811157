"""Takes where the rows of a shelf stand in their tables, gives its tables their row numbers back. Derives nothing else.

A row taken out of a table moves every row below it. A shelf that is asked for after each small change is therefore made
with the place of a row among the shelf's own rows, which does not move, and learns the number when it is looked at.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from generator.model.answers import Load
from generator.model.posted_table import PostedTable

_NUMBERS = pl.Schema({"posting_id": pl.String, "row": pl.UInt32, "number": pl.UInt32})


def placed(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows of one posting, `row` now their place among these: 0, 1, 2, …"""
    return rows.with_columns(pl.int_range(pl.len(), dtype=pl.UInt32).alias("row"))


@dataclass(frozen=True, eq=False)
class RowNumbers:
    """The numbers of the rows of `tables` in some groups, for tables made of `placed` rows."""

    tables: Collection[PostedTable]
    groups: tuple[int, int]

    @cached_property
    def digest(self) -> int:
        """Changes when one of the rows or its number does."""
        first, end = self.groups
        return hash(tuple(digest for table in self.tables for group, digest in sorted(table.digests.items())
                          if first <= group < end)) & (1 << 64) - 1

    def on(self, load: Load) -> Load:
        """Loads the same rows with their numbers."""
        return lambda start=0, rows=None: self._numbered(load(start, rows))

    def _numbered(self, frame: pl.DataFrame) -> pl.DataFrame:
        found = frame.join(self._numbers, on=["posting_id", "row"], how="left", maintain_order="left")
        return found.with_columns(pl.col("number").alias("row")).select(frame.columns)

    @cached_property
    def _numbers(self) -> pl.DataFrame:
        parts = [self._of(table) for table in self.tables]
        return pl.concat([_NUMBERS.to_frame(), *parts])

    def _of(self, table: PostedTable) -> pl.DataFrame:
        number = table.of_groups(*self.groups)["row"]
        return placed(number.to_frame()).select(pl.lit(table.posting_id).alias("posting_id"), "row", number.alias("number"))
