"""Takes nothing, gives what identifies a row of each table of the open data and which rows of another table it names.

Only what holds for every bureau stands here: a validator and a database believe it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Link:
    """A column whose values are the key of another table, or empty."""

    column: str
    table: str
    key: str


KEYS: dict[str, tuple[str, ...]] = {
    "households": ("disclosure_no",), "quotas": ("posting_id", "row"), "taxes": ("posting_id", "row", "position"),
    "postings": ("posting_id",), "places": ("place_code",), "trades": ("industry_code",),
    "spreads": ("place_code", "industry_code"), "dispersions": ("level", "place_code", "industry_code"),
    "changes": ("level", "code"), "outliers": ("disclosure_no",), "objections": ("dimension", "code"), "documents": ("path",)}
"""The columns that name a row. A table that is not here may say the same thing twice."""

LINKS: dict[str, tuple[Link, ...]] = {
    "households": (Link("posting_id", "postings", "posting_id"), Link("proposed_posting_id", "postings", "posting_id"),
                   Link("industry_code", "trades", "industry_code"), Link("street_code", "places", "place_code")),
    "quotas": (Link("posting_id", "postings", "posting_id"), Link("root_id", "postings", "posting_id"),
               Link("by", "postings", "posting_id")),
    "taxes": (Link("posting_id", "postings", "posting_id"),),
    "postings": (Link("of", "postings", "posting_id"),),
    "spreads": (Link("industry_code", "trades", "industry_code"), Link("place_code", "places", "place_code")),
    "dispersions": (Link("industry_code", "trades", "industry_code"), Link("place_code", "places", "place_code")),
    "statistics": (Link("path", "documents", "path"),)}

LABELS: dict[str, str] = {"households": "shop_name", "postings": "posting_title", "places": "place_name",
                          "trades": "industry_name", "documents": "title"}
"""The column that says a row in words."""
