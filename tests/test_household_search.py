"""The household search in parts: made anywhere, kept by what it is made of, put together from what is known of the parts."""

from __future__ import annotations

import pickle
import shutil
from pathlib import Path

import polars as pl
import pytest

from generator.derive import search_source
from generator.derive.search_records import search_records
from generator.household_search import Plan, lead_of, parts_of, planned
from generator.model.part import Memory, files_of
from generator.publish.cache import DiskCache
from tests.search_files import search_files
from tests.search_sample import households

COUNT = 1500


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_source, "PART_ROWS", 4000)


def plan_of(frame: pl.DataFrame, cache: Memory | DiskCache, key: str) -> Plan:
    return planned(search_records([frame]), 16, cache, key)


def test_a_part_can_be_made_in_another_process(tmp_path: Path) -> None:
    """Each part's work is pickled, and made from what lies in the cache's folder alone; the files are the same bytes."""
    frame = households(COUNT)
    cache = DiskCache(tmp_path / "cache")
    plan = plan_of(frame, cache, "all")
    batches = list(parts_of(plan, cache))
    assert all(batch.is_sent for batch in batches) and len(batches) > 5
    made = [pickle.loads(pickle.dumps(batch)) for batch in batches]
    assert dict(files_of([*made, lead_of(plan, cache)])) == search_files([frame])


def test_what_is_known_of_a_part_can_be_lost(tmp_path: Path) -> None:
    """Where the cache says nothing of the parts any more, the files that lead to them are the same."""
    cache = DiskCache(tmp_path / "cache")
    plan = plan_of(households(COUNT), cache, "all")
    before = dict(files_of([*parts_of(plan, cache), lead_of(plan, cache)]))
    shutil.rmtree(tmp_path / "cache" / "search part")
    leading = dict(files_of([lead_of(plan, cache)]))
    assert leading and leading.items() <= before.items()


def test_a_part_whose_key_stays_keeps_its_files() -> None:
    """After another amount, some parts have another key; the files of all others are the same, at the same addresses."""
    frame = households(COUNT)
    changed = frame.with_columns(pl.when(pl.int_range(pl.len()) == 70).then(
        pl.col("monthly_turnover_fen") + 5000).otherwise("monthly_turnover_fen").alias("monthly_turnover_fen"))
    one, other = ({name: (key, files_of([batch])) for batch in parts_of(plan_of(rows, cache, "all"), cache)
                   for name, key in batch.keys.items()} for rows, cache in ((frame, Memory()), (changed, Memory())))
    assert set(one) == set(other)
    same = [name for name in one if one[name][0] == other[name][0]]
    assert 0 < len(same) < len(one)
    for name in same:
        assert dict(one[name][1]) == dict(other[name][1]), name
