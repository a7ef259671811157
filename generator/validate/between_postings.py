"""Takes all postings and their tables, gives what the law finds wrong between them. Holds the facts of one range of groups.

A range that did not change is taken from the cache.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from generator.model.fold import Act, acts
from generator.model.part import Cache, key_of
from generator.model.posted_table import FACTS, GROUPS, PostedTable
from generator.model.posting import Posting, PostingKind
from generator.model.problem import Problem
from generator.model.quota_table import HEADING_OF
from generator.model.reference import Reference
from generator.validate.margin import margin_columns
from generator.validate.posting import MAY_REFER_TO
from generator.validate.quota_finding import finding_problems
from generator.validate.quota_history import history_findings
from generator.validate.quota_table import check_against_original

RANGE_ROWS = 600_000


def sound_acts(postings: Sequence[Posting]) -> dict[str, Act]:
    """The postings whose chain leads to an earlier posting of a fitting kind each time: the others have a problem of their own."""
    sound: dict[str, Posting] = {}
    for posting in sorted(postings, key=lambda posting: posting.sort_key):
        original = sound.get(posting.of or "")
        if posting.kind is PostingKind.PROVISIONAL or original is not None and original.kind in MAY_REFER_TO[posting.kind]:
            sound[posting.id] = posting
    return acts(sound.values())


def check_between(postings: Mapping[str, Act], tables: Mapping[str, PostedTable], reference: Reference, buckets: int, common: str,
                  cache: Cache) -> list[Problem]:
    """Every contradiction between the rows of different postings. Shape: `common` changes with all that is not in a table."""
    problems: list[Problem] = []
    for groups in _ranges(tables, buckets):
        key = key_of(common, groups, *((repr(act.posting), bool(tables[name].rows), repr(_digests(tables[name], groups)))
                                       for name, act in postings.items()))
        known = cache.get("between postings", key)
        found = pickle.loads(known) if known is not None else _in_range(groups, postings, tables, reference)
        if known is None:
            cache.put("between postings", key, pickle.dumps(found))
        problems += found
    return problems


def _ranges(tables: Mapping[str, PostedTable], buckets: int) -> Iterator[tuple[int, int]]:
    groups = min(GROUPS, buckets)
    count = min(groups, 1 + sum(table.rows for table in tables.values()) // RANGE_ROWS)
    edges = [groups * number // count for number in range(count + 1)]
    yield from zip(edges, edges[1:])


def _digests(table: PostedTable, groups: tuple[int, int]) -> tuple[tuple[int, int], ...]:
    return tuple(sorted((group, digest) for group, digest in table.digests.items() if groups[0] <= group < groups[1]))


def _in_range(groups: tuple[int, int], postings: Mapping[str, Act], tables: Mapping[str, PostedTable],
              reference: Reference) -> list[Problem]:
    facts = [tables[name].facts_of_groups(*groups).with_columns(pl.lit(act.order, pl.UInt32).alias("order"))
             for name, act in postings.items() if tables[name].rows]
    rows = pl.concat([FACTS.to_frame().with_columns(pl.lit(0, pl.UInt32).alias("order")), *facts])
    naming = {name for name in postings if tables[name].rows}
    findings = history_findings(rows, postings, naming, margin_columns(reference))

    def cells(name: str, numbers: Sequence[int]) -> dict[int, dict[str, Any]]:
        found = tables[name].of_groups(*groups).select("row", *HEADING_OF).filter(pl.col("row").is_in(list(numbers)))
        return {row["row"]: row for row in found.iter_rows(named=True)}

    ordered = [act.posting for act in postings.values()]
    return finding_problems(findings, ordered, {name: tables[name].file for name in postings}, cells, reference)


def check_beside_originals(postings: Mapping[str, Act], tables: Mapping[str, PostedTable]) -> list[Problem]:
    """Corrections and withdrawals beside the table of what they speak of."""
    problems: list[Problem] = []
    for name, act in postings.items():
        of = act.posting.of
        if act.posting.kind in (PostingKind.CORRECTION, PostingKind.WITHDRAWAL) and of in tables and tables[name].rows:
            problems += check_against_original(act.posting, tables[name].file, tables[name].load().sort("row"), tables[of].load(),
                                               act.root.kind is PostingKind.FINAL)
    return problems
