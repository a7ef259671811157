"""The dated reference tables of one bureau: places, trades, offices, taxes, calendar. Facts only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

_SOURCE = {"source": pl.String, "verified": pl.Boolean}
_DATED = {"valid_from": pl.Date, "valid_to": pl.Date}  # inclusive; an empty valid_to is still valid
_DOCUMENT = {"authority": pl.String, "document": pl.String, "article": pl.String}  # who set it, and where it stands

SCHEMAS: dict[str, pl.Schema] = {
    "divisions": pl.Schema({"code": pl.String, "name": pl.String, "tile_row": pl.Int32, "tile_column": pl.Int32,
                            **_DATED, **_SOURCE}),
    "streets": pl.Schema({"code": pl.String, "name": pl.String, "division_code": pl.String, **_DATED, **_SOURCE}),
    "industries": pl.Schema({"code": pl.String, "name": pl.String, "parent": pl.String, "edition": pl.String,
                             **_DATED, **_SOURCE}),
    "offices": pl.Schema({"code": pl.String, "name": pl.String, "division_code": pl.String, "streets": pl.String,
                          "hall": pl.String, **_DATED, **_SOURCE}),
    "tax_items": pl.Schema({"code": pl.String, "name": pl.String, "rate": pl.String, "base": pl.String,
                            "industries": pl.String, "areas": pl.String, **_DATED, **_SOURCE}),
    "thresholds": pl.Schema({"tax_item": pl.String, "monthly_turnover": pl.String, "compare": pl.String,
                             "industries": pl.String, "areas": pl.String, **_DATED, **_SOURCE}),
    "margins": pl.Schema({"name": pl.String, "percent": pl.String, "inclusive": pl.Boolean, "months": pl.Int32, **_DATED,
                          **_DOCUMENT, **_SOURCE}),
    "limits": pl.Schema({"name": pl.String, "value": pl.String, "industries": pl.String, "areas": pl.String, **_DATED,
                         **_DOCUMENT, **_SOURCE}),
    "surveys": pl.Schema({"industry_code": pl.String, "area": pl.String, "households": pl.Int32, "sampled": pl.Int32,
                          "surveyed_on": pl.Date, **_SOURCE}),
    "objections": pl.Schema({"office": pl.String, "route": pl.String, "ground": pl.String, "received_on": pl.Date,
                             "decided_on": pl.Date, "outcome": pl.String, **_SOURCE}),
    "methods": pl.Schema({"code": pl.String, "name": pl.String, "article": pl.String, **_SOURCE}),
    "calendar": pl.Schema({"day": pl.Date, "is_workday": pl.Boolean, "source": pl.String}),
    "heading_aliases": pl.Schema({"alias": pl.String, "meaning": pl.String}),
    "name_aliases": pl.Schema({"table": pl.String, "alias": pl.String, "target": pl.String}),
}
"""One CSV per name in quota_data/reference/: its columns and their types. Lists in a cell are separated by `;`."""

REQUIRED = ("divisions", "streets", "industries", "offices", "tax_items")


@dataclass(frozen=True)
class Reference:
    """The tables by name, each with the schema of `SCHEMAS`; a table a bureau does not keep is empty."""

    tables: Mapping[str, pl.DataFrame]

    def __getitem__(self, name: str) -> pl.DataFrame:
        return self.tables[name]

    def names(self, table: str) -> dict[str, str]:
        """Code to name, the last one winning where a code was renamed."""
        return dict(self.tables[table].select("code", "name").iter_rows())

    def calendar_overrides(self) -> dict[date, bool]:
        return dict(self.tables["calendar"].select("day", "is_workday").iter_rows())


def empty_tables() -> dict[str, pl.DataFrame]:
    return {name: schema.to_frame() for name, schema in SCHEMAS.items()}
