"""Takes the accepted facts, gives everything a page can say. The only place where the answers are put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from generator.derive.document import documents_by_column, interpretations, key_figures
from generator.derive.fairness import fairness
from generator.derive.objection import objections
from generator.derive.peer_group import Known, peers, posted_spreads, spreads
from generator.derive.posting import posting_views, windows
from generator.derive.shelf import Derived, Ground, all_derived
from generator.model.answers import HOUSEHOLDS, INDEX, Answers, Load, Shelf
from generator.model.document import Document
from generator.model.figures import BuildFigures
from generator.model.part import Cache
from generator.model.posted_table import PostedTable
from generator.model.posting import Posting, PostingKind
from generator.model.reference import Reference
from generator.model.settings import Settings
from generator.model.working_days import WorkingDays


@dataclass(frozen=True)
class Often:
    """How a process answers that asks after every small change: small shelves, and the peers and spreads of before.

    Shape: a shelf of about `shelf_rows` rows is the least that is derived again; `peers` and `spreads` are those of the last time.
    """

    shelf_rows: int = 16_000
    peers: Known = field(default_factory=dict)
    spreads: Known = field(default_factory=dict)


def answer(postings: Sequence[Posting], tables: Mapping[str, PostedTable], reference: Reference,
           documents: Sequence[Document], digests: Mapping[str, str], settings: Settings, as_of: date, key: str,
           cache: Cache, executor: Executor | None = None, often: Often | None = None) -> Answers:
    """The site's answers: a pure function of the postings, the reference tables, the documents and the as-of date.

    Shape: `key` changes with the program, the settings, the reference tables and the as-of date. Whoever asks `often`,
        after small changes, has the answers sooner.
    """
    by_id = {posting.id: posting for posting in postings}
    ground = Ground(by_id, tables, reference, settings, as_of, key, often.shelf_rows if often else None, often is not None)
    found = all_derived(ground, cache, executor)
    index = pl.concat([INDEX.to_frame(), *(shelf.index for shelf in found)])
    compared = peers(index, often.peers if often else None)
    posted = windows(by_id, reference, settings)
    names = reference["industries"].unique("code", keep="last").select(
        pl.col("code").alias("industry_code"), pl.col("name").alias("industry_name"))
    peer_facts = compared.hash_rows(seed=19)
    return Answers(
        as_of=as_of, settings=settings, reference=reference,
        figures=_figures(tables, found, postings, documents), shelves=_shelves(found, compared),
        peer_facts=peer_facts, spreads=spreads(index, names, often.spreads if often else None), key=key,
        postings=posting_views(by_id, tables, _withdrawn(found), _divisions(found),
                               posted, reference, digests, as_of),
        objections=objections(by_id, posted, WorkingDays(reference.calendar_overrides()), as_of),
        documents=documents_by_column(documents), interpreted_by=interpretations(documents),
        key_figures=key_figures(documents), spread_of=posted_spreads,
        fairness=fairness(index, compared, peer_facts, [shelf.moves for shelf in found], names, reference, often is not None))


def _shelves(found: Sequence[Derived], compared: pl.DataFrame) -> tuple[Shelf, ...]:
    shelves, start = [], 0
    for shelf in found:
        own = compared.slice(start, shelf.index.height)
        start += shelf.index.height
        shelves.append(Shelf(shelf.index, shelf.spans, _Beside(shelf.load_households, own), shelf.load_quotas,
                             shelf.load_taxes))
    return tuple(shelves)


@dataclass(frozen=True)
class _Beside:
    """Loads households beside their peers."""

    load: Load
    compared: pl.DataFrame

    def __call__(self, start: int = 0, rows: int | None = None) -> pl.DataFrame:
        found = [self.load(start, rows), self.compared.slice(start, rows)]
        return pl.concat(found, how="horizontal").select(HOUSEHOLDS.names())


def _withdrawn(found: Sequence[Derived]) -> dict[str, int]:
    total: dict[str, int] = {}
    for posting, count in (pair for shelf in found for pair in shelf.withdrawn.items()):
        total[posting] = total.get(posting, 0) + count
    return total


def _divisions(found: Sequence[Derived]) -> dict[str, set[str]]:
    total: dict[str, set[str]] = {}
    for posting, codes in (pair for shelf in found for pair in shelf.divisions.items()):
        total.setdefault(posting, set()).update(codes)
    return total


def _figures(tables: Mapping[str, PostedTable], found: Sequence[Derived], postings: Sequence[Posting],
             documents: Sequence[Document]) -> BuildFigures:
    """The sums in and out: a withdrawal's rows name households, they state no quota, so they carry no money."""
    rows = sum(table.rows for table in tables.values())
    stating = [tables[posting.id] for posting in postings if posting.kind is not PostingKind.WITHDRAWAL]
    return BuildFigures(
        rows_read=rows, rows_accepted=rows, rows_refused=0, postings=len(postings), documents=len(documents),
        households=sum(shelf.index.height for shelf in found), expired=sum(shelf.expired for shelf in found),
        turnover_in_fen=sum(table.monthly_turnover_fen for table in stating),
        turnover_out_fen=sum(shelf.turnover_out_fen for shelf in found))
