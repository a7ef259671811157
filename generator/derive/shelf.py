"""Takes the rows of some households in all postings, gives their shelf: versions, taxes, present quotas. Knows no peers.

A shelf is a pure function of its own rows and of the postings that concern them, so one that did not change is taken
from the cache; and memory holds one shelf at a time, whatever the size of the site.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import date
from functools import partial

import polars as pl

from generator.derive.history import quota_history
from generator.derive.household import households
from generator.derive.movement import changes_of_present, moves
from generator.derive.objection import objections
from generator.derive.peer_group import is_compared, size_band
from generator.derive.posting import windows
from generator.derive.row_number import RowNumbers, placed
from generator.derive.tax import recomputed_taxes
from generator.model.answers import HOUSEHOLDS, INDEX, PEERS, Load, spans_of
from generator.model.fold import fold
from generator.model.part import Cache, key_of
from generator.model.posted_table import GROUPS, PostedTable, rows_and_taxes
from generator.model.posting import Posting, PostingKind
from generator.model.quota_table import QUOTA_ROWS, QUOTA_TAXES
from generator.model.reference import Reference
from generator.model.search import SEARCHED
from generator.model.settings import Settings
from generator.model.working_days import Window, WorkingDays

SHELF_ROWS = 150_000
_TABLES = ("index", "spans", "households", "quotas", "taxes", "moves")
UNCOMPARED = HOUSEHOLDS.names()[:-len(PEERS)]


@dataclass(frozen=True)
class Derived:
    """A shelf before its peers are known. Shape: `index` INDEX, `spans` SPANS; `load_households` UNCOMPARED columns;
    `moves` MOVES of its households.

    Unit: `turnover_out_fen` is the sum over all versions, of retired households too; `withdrawn` counts the rows of
        each posting that were taken back, `divisions` says where its households are.
    """

    index: pl.DataFrame
    spans: pl.DataFrame
    load_households: Load
    load_quotas: Load
    load_taxes: Load
    moves: pl.DataFrame
    expired: int
    turnover_out_fen: int
    withdrawn: Mapping[str, int]
    divisions: Mapping[str, list[str]]


def shelf_ranges(tables: Mapping[str, PostedTable], buckets: int, shelf_rows: int | None = None) -> Iterator[tuple[int, int]]:
    """The groups of each shelf, first and end: a power of two of shelves, so that a site that grows rarely moves all."""
    groups, count, most = min(GROUPS, buckets), 1, shelf_rows or SHELF_ROWS
    while count < groups and count * most < sum(table.rows for table in tables.values()):
        count *= 2
    edges = [groups * number // min(count, groups) for number in range(min(count, groups) + 1)]
    yield from zip(edges, edges[1:])


@dataclass(frozen=True, eq=False)
class Ground:
    """What every shelf is made from. `key`: changes with the program, the settings, the reference tables and the day.

    Shape: a shelf has about `shelf_rows` rows: fewer where little changes at a time and that must be shown at once;
        `is_placed`: then it is made of placed rows, too.
    """

    postings: Mapping[str, Posting]
    tables: Mapping[str, PostedTable]
    reference: Reference
    settings: Settings
    as_of: date
    key: str
    shelf_rows: int | None = None
    is_placed: bool = False

    def digests(self, table: PostedTable, groups: tuple[int, int]) -> dict[int, int]:
        """What a shelf depends on of a table, by group."""
        digests = table.contents if self.is_placed else table.digests
        return {group: digest for group, digest in digests.items() if groups[0] <= group < groups[1]}

    def numbers(self, concerned: Mapping[str, Posting], groups: tuple[int, int]) -> RowNumbers | None:
        """The row numbers that a shelf was made without."""
        return RowNumbers([self.tables[name] for name in concerned], groups) if self.is_placed else None


def all_derived(ground: Ground, cache: Cache, executor: Executor | None = None) -> list[Derived]:
    """Every shelf in order, from the cache where nothing that concerns it changed; the others in other processes where
    there are some."""
    ranges = list(shelf_ranges(ground.tables, ground.settings.household_buckets, ground.shelf_rows))
    concerned = [_concerned(groups, ground) for groups in ranges]
    keys = [_key(groups, named, ground) for groups, named in zip(ranges, concerned)]
    known = [_known(cache, key) for key in keys]
    missing = [at for at, facts in enumerate(known) if facts is None]
    making = [partial(_put_shelf, ground, cache, ranges[at], frozenset(concerned[at]), keys[at]) for at in missing]
    for at, facts in zip(missing, executor.map(_call, making) if executor and len(making) > 1 else map(_call, making)):
        known[at] = facts
        for kind in _TABLES:
            cache.adopt_frame(kind, keys[at])
    numbers = map(ground.numbers, concerned, ranges)
    return [_derived(cache, key, facts or b"", own) for key, facts, own in zip(keys, known, numbers)]


def _call(make: Callable[[], bytes]) -> bytes:
    return make()


def _key(groups: tuple[int, int], concerned: Mapping[str, Posting], ground: Ground) -> str:
    return key_of(ground.key, groups, *((repr(posting), bool(ground.tables[posting.id].rows), tuple(sorted(
        ground.digests(ground.tables[posting.id], groups).items()))) for posting in concerned.values()))


def _known(cache: Cache, key: str) -> bytes | None:
    """The facts of a shelf whose tables are all there."""
    known = cache.get("shelf", key)
    return known if known is not None and all(cache.has_frame(kind, key) for kind in _TABLES) else None


def _put_shelf(ground: Ground, cache: Cache, groups: tuple[int, int], concerned: frozenset[str], key: str) -> bytes:
    """Make one shelf and keep it; gives its facts."""
    postings = {name: posting for name, posting in ground.postings.items() if name in concerned}
    rows, taxes = _rows(groups, sorted(postings.values(), key=lambda posting: posting.sort_key), ground)
    naming = {name for name in postings if ground.tables[name].rows}
    frames, facts = shelf_of_rows(rows, taxes, naming, postings, ground.reference, ground.settings, ground.as_of)
    for kind in _TABLES:
        cache.put_frame(kind, key, frames[kind])
    known = json.dumps(facts).encode()
    cache.put("shelf", key, known)
    return known


def _derived(cache: Cache, key: str, facts: bytes, numbers: RowNumbers | None) -> Derived:
    loads: dict[str, Load] = {kind: partial(cache.load, kind, key) for kind in _TABLES}
    index, spans = loads["index"](), loads["spans"]()
    moves = loads["moves"]()
    if numbers:
        index, spans = (frame.with_columns(pl.col("facts") ^ numbers.digest) for frame in (index, spans))
        loads = {kind: numbers.on(load) for kind, load in loads.items()}
    return Derived(index, spans, loads["households"], loads["quotas"], loads["taxes"], moves, **json.loads(facts))


def _concerned(groups: tuple[int, int], ground: Ground) -> dict[str, Posting]:
    """The postings that can change a household of the shelf: those with rows on it, what these speak of, and the
    withdrawals of whole postings or of withdrawals. A posting of another district leaves the shelf as it is."""
    postings, tables = ground.postings, ground.tables
    found: set[str] = set()
    for posting in postings.values():
        above = postings.get(posting.of or "")
        takes_back_act = posting.kind is PostingKind.WITHDRAWAL and (
            not tables[posting.id].rows or above is not None and above.kind is PostingKind.WITHDRAWAL)
        each: Posting | None = posting if takes_back_act or ground.digests(tables[posting.id], groups) else None
        while each is not None and each.id not in found:
            found.add(each.id)
            each = postings.get(each.of or "")
    return {name: posting for name, posting in postings.items() if name in found}


def shelf_of_rows(rows: pl.DataFrame, taxes: pl.DataFrame, naming: Collection[str], postings: Mapping[str, Posting],
                  reference: Reference, settings: Settings, as_of: date) -> tuple[dict[str, pl.DataFrame], dict[str, object]]:
    """The tables and facts of some households, whose every row is in `rows` and `taxes`.

    Shape: `naming` are the postings whose table names households, these or others.
    """
    versions = fold(postings.values(), rows, naming)
    history, posted = quota_history(versions, taxes), windows(postings, reference, settings)
    present, expired = households(history, posted, postings, reference, settings, as_of)
    kept = history.join(present.select("disclosure_no"), on="disclosure_no", how="semi", maintain_order="left")
    shown = taxes.join(kept.select("posting_id", "row"), on=["posting_id", "row"], how="semi", maintain_order="left")
    checked = recomputed_taxes(shown, versions, reference)
    frames = {"households": present.select(UNCOMPARED).cast({name: HOUSEHOLDS[name] for name in UNCOMPARED}),
              "quotas": kept, "taxes": checked, "spans": spans_of(kept, checked),
              "index": _index(present, kept, shown, _ways(postings, posted, reference, as_of)), "moves": moves(kept, postings)}
    gone = history.filter(pl.col("standing") == "withdrawn").group_by("posting_id").len()
    return frames, {"expired": expired, "turnover_out_fen": int(history["monthly_turnover_fen"].sum()),
                    "withdrawn": dict(sorted(gone.iter_rows())), "divisions": _divisions(kept, reference)}


def _rows(groups: tuple[int, int], ordered: Sequence[Posting], ground: Ground) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows and taxes of the shelf, each posting's in the order of its table, or by group where they are placed."""
    tables = [ground.tables[posting.id] for posting in ordered]
    found = [(table.posting_id, table.of_groups(*groups)) for table in tables if ground.digests(table, groups)]
    parts = [rows_and_taxes(name, placed(rows) if ground.is_placed else rows.sort("row")) for name, rows in found]
    return (pl.concat([QUOTA_ROWS.to_frame(), *(rows for rows, _ in parts)]),
            pl.concat([QUOTA_TAXES.to_frame(), *(taxes for _, taxes in parts)]))


def _divisions(quotas: pl.DataFrame, reference: Reference) -> dict[str, list[str]]:
    """The divisions in which the households of each posting are."""
    streets = reference["streets"].unique("code", keep="last").select(pl.col("code").alias("street_code"), "division_code")
    named = quotas.select("posting_id", "street_code").unique().join(streets, on="street_code")
    found = named.group_by("posting_id").agg(pl.col("division_code").unique().sort())
    return dict(sorted(found.iter_rows()))


def _ways(postings: Mapping[str, Posting], posted: Mapping[str, Window], reference: Reference, as_of: date) -> pl.DataFrame:
    """A number for each posting that changes when what can be done against its quotas does."""
    found = objections(postings, posted, WorkingDays(reference.calendar_overrides()), as_of)
    return pl.DataFrame({"posting_id": list(found), "way": [repr(one) for one in found.values()]},
                        schema={"posting_id": pl.String, "way": pl.String}).with_columns(pl.col("way").hash(seed=37))


def _index(present: pl.DataFrame, quotas: pl.DataFrame, taxes: pl.DataFrame, ways: pl.DataFrame) -> pl.DataFrame:
    """INDEX of the shelf's households, in their order; `facts` over their present quota, every version, every tax, and what
    can be done against them.

    A tax's recomputation follows from these and the reference tables, on which everything depends anyway.
    """
    levied = taxes.select("posting_id", "row", taxes.hash_rows(seed=5).alias("levied"))
    levied = levied.group_by("posting_id", "row").agg(pl.col("levied").sum())
    each = quotas.select("disclosure_no", "posting_id", "row", quotas.hash_rows(seed=7).alias("version"))
    each = each.join(levied, on=["posting_id", "row"], how="left", maintain_order="left")
    each = each.join(ways, on="posting_id", how="left", maintain_order="left")
    history = each.group_by("disclosure_no").agg(
        (pl.col("version") ^ pl.col("levied").fill_null(0).hash(seed=11) ^ pl.col("way").fill_null(0)).sum().alias("history"))
    shown = present.select(UNCOMPARED)
    own = present.select("disclosure_no", pl.col("bucket").str.to_integer(base=16).alias("bucket"), "division_code",
                         "street_code", "industry_code", "office_code", size_band().alias("size_band"), *changes_of_present(),
                         pl.when(is_compared()).then("monthly_turnover_fen").alias("compared_fen"),
                         shown.hash_rows(seed=13).alias("own"), present.select(SEARCHED).hash_rows(seed=19).alias("searched"))
    joined = own.join(history, on="disclosure_no", how="left", maintain_order="left")
    return joined.with_columns((pl.col("own") ^ pl.col("history").hash(seed=17)).alias("facts")
                               ).select(INDEX.names()).cast(INDEX)

