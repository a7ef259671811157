"""The files of the household search, made of a few households in this process."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from generator.derive.search_records import search_records
from generator.household_search import lead_of, parts_of, planned
from generator.model.part import Memory, files_of


def search_files(chunks: Iterable[pl.DataFrame], buckets: int = 16) -> dict[str, bytes]:
    """Path to content. Shape: `chunks` are HOUSEHOLDS."""
    cache = Memory()
    plan = planned(search_records(chunks), buckets, cache, "test")
    return dict(files_of([*parts_of(plan, cache), lead_of(plan, cache)]))
