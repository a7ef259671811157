"""What `derive` answers and `render` prints: frames with declared columns and small views. No arithmetic happens after this."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from functools import cached_property, wraps
from typing import Protocol, TypeVar

import polars as pl

from generator.model.document import Document, Figure
from generator.model.fairness import Fairness
from generator.model.figures import BuildFigures
from generator.model.objection import Objection
from generator.model.posting import Posting
from generator.model.quota_table import QUOTA_ROWS
from generator.model.reference import Reference
from generator.model.settings import Settings
from generator.model.working_days import Window

STATES = {
    "open": "公示中", "pending": "公示期满，待公布", "upcoming": "已公布，尚未起执行", "in_force": "执行中",
    "ended": "执行期已满", "withdrawn": "已撤回",
}
"""Where a household's quota stands on the as-of date, and the words for it."""

RINGS = {"size": "本街道同行业同规模", "street": "本街道同行业", "division": "本区县同行业", "city": "全市同行业", "group": "全市同大类行业"}
"""The rings in which peers are looked for, narrowest first, until there are at least `MINIMUM_PEERS`."""

MINIMUM_PEERS = 5

SIZE_EDGES = (20, 50, 100, 200)
"""Square metres of floor at which the next size band begins: a band holds shops that one would call as large as one another."""

STANDINGS = {"standing": "有效", "superseded": "已被更正", "withdrawn": "已撤回"}

QUOTAS = pl.Schema({
    **QUOTA_ROWS, "kind": pl.String, "root_id": pl.String, "root_kind": pl.String, "posted_on": pl.Date,
    "standing": pl.String, "by": pl.String, "tax_fen": pl.Int64, "change_fen": pl.Int64,
})
"""The history: every version of every quota in the order of the fold. `kind`: the posting it stands in; `root_kind`:
provisional or final; `by`: the posting that superseded or withdrew it; `change_fen`: monthly turnover against the
version before it of the same household, null for the first."""

TAXES = pl.Schema({
    "posting_id": pl.String, "row": pl.UInt32, "position": pl.UInt32, "tax_item": pl.String, "base": pl.String,
    "base_fen": pl.Int64, "rate": pl.String, "tax_fen": pl.Int64, "recomputed_fen": pl.Int64,
    "difference_fen": pl.Int64, "verified": pl.Boolean, "source": pl.String,
})
"""Each tax of each version, with our recomputation from the dated parameters (null where there is no rate)."""

QUALITY = pl.Schema({
    "rule": pl.String, "what": pl.String, "posting_id": pl.String, "file": pl.String, "row": pl.UInt32, "column": pl.String,
    "value": pl.String, "message": pl.String, "law": pl.String, "sample": pl.String,
})
"""What the checks warned of. `sample`: the parameter a warning rests on where that was never verified."""

HOUSEHOLDS = pl.Schema({
    "disclosure_no": pl.String, "bucket": pl.String, "shop_name": pl.String, "owner_masked": pl.String,
    "industry_code": pl.String, "industry_name": pl.String, "street_code": pl.String, "street_name": pl.String,
    "division_code": pl.String, "division_name": pl.String, "address": pl.String, "floor_area_m2": pl.Float64,
    "staff": pl.UInt32, "office_code": pl.String, "office_name": pl.String, "status": pl.String, "remark": pl.String,
    "state": pl.String, "posting_id": pl.String, "row": pl.UInt32, "root_kind": pl.String, "posted_on": pl.Date,
    "monthly_turnover_fen": pl.Int64, "tax_fen": pl.Int64, "starts_on": pl.Date, "ends_on": pl.Date,
    "method": pl.String, "suspended_from": pl.Date, "suspended_to": pl.Date, "previous_turnover_fen": pl.Int64,
    "proposed_posting_id": pl.String, "proposed_turnover_fen": pl.Int64, "proposed_tax_fen": pl.Int64,
    "comment_until": pl.Date, "comment_is_certain": pl.Boolean,
    "ring": pl.String, "peer_n": pl.UInt32, "peer_min_fen": pl.Int64, "peer_q1_fen": pl.Int64,
    "peer_median_fen": pl.Int64, "peer_q3_fen": pl.Int64, "peer_max_fen": pl.Int64, "peer_below": pl.UInt32,
    "peer_same": pl.UInt32, "peer_above": pl.UInt32,
})
"""One row a household with a block, in HOUSEHOLD_ORDER: its present quota (in force, else
upcoming, else provisional, else the last that ended), a newer provisional one if there is (`proposed_*`), the last day
for comment while it is open, and its peers. `peer_same` counts the household itself; all peer columns are null where
no ring reaches five, or the household is not trading."""

HOUSEHOLD_ORDER = ("division_code", "street_code", "industry_code", "shop_name", "disclosure_no")
PEERS = HOUSEHOLDS.names()[HOUSEHOLDS.names().index("ring"):]

SPREADS = pl.Schema({
    "place_code": pl.String, "industry_code": pl.String, "industry_name": pl.String, "n": pl.UInt32,
    "min_fen": pl.Int64, "q1_fen": pl.Int64, "median_fen": pl.Int64, "q3_fen": pl.Int64, "max_fen": pl.Int64,
})
"""How one trade spreads in one place: `place_code` is a street, a division, or `city`. Amounts are null below five."""


@dataclass(frozen=True)
class PostingView:
    """One act with what follows from it. `opens`: it is provisional; `is_open`: comments are taken on the as-of date."""

    posting: Posting
    office_name: str
    window: Window | None
    is_open: bool
    is_withdrawn: bool
    households: int
    last_row: int                    # of its table, as a spreadsheet counts
    monthly_turnover_fen: int
    tax_fen: int
    divisions: tuple[str, ...]       # the divisions its households are in
    digest: str                      # SHA-256 of posting.yml and households.csv as they stand in the repository
    replies: tuple[Posting, ...]     # the finals, corrections and withdrawals that name this posting, in order


INDEX = pl.Schema({
    "bucket": pl.UInt32, "division_code": pl.String, "street_code": pl.String, "industry_code": pl.String,
    "office_code": pl.String, "size_band": pl.UInt8, "compared_fen": pl.Int64, "previous_fen": pl.Int64, "change": pl.String,
    "open_posting_id": pl.String, "open_change": pl.String, "facts": pl.UInt64, "searched": pl.UInt64,
})
"""One row a household of a shelf, in the order of its households: what is needed of all of them at once. `size_band`: by
SIZE_EDGES, null where no floor area is stated; `compared_fen`: its monthly turnover where it is compared with others, else
null; `previous_fen`: that of its quota before, `change` what became of it, one of KINDS; `open_posting_id`: the posting in
which anyone may comment on it now, `open_change` what that would change; `facts` changes when anything shown of it does, its
peers left out, `searched` when anything by which the search finds or sorts it does."""

SPANS = pl.Schema({
    "posting_id": pl.String, "start": pl.UInt32, "rows": pl.UInt32, "tax_start": pl.UInt32, "tax_rows": pl.UInt32,
    "withdrawn": pl.UInt32, "facts": pl.UInt64,
})
"""One row a posting that has versions on a shelf: where in the shelf's quotas and taxes they stand, how many of its rows
were taken back, and a number that changes when one of the versions does."""


class Load(Protocol):
    """Gives rows of a table that may lie on the disk."""

    def __call__(self, start: int = 0, rows: int | None = None) -> pl.DataFrame:
        """All rows, or so many from there."""


@dataclass(frozen=True)
class Shelf:
    """Some whole buckets of households. The tables may lie on the disk: each look at one loads it.

    Shape: `index` INDEX; `spans` SPANS; `households` HOUSEHOLDS in HOUSEHOLD_ORDER; `quotas` QUOTAS and `taxes` TAXES
        of every version, each posting's together in the order of its table.
    """

    index: pl.DataFrame
    spans: pl.DataFrame
    load_households: Load
    load_quotas: Load
    load_taxes: Load

    def on_streets(self, streets: Collection[str]) -> pl.DataFrame:
        """The households of these streets, in the shelf's order."""
        wanted = self.index["street_code"].is_in(list(streets))
        if not wanted.any():
            return HOUSEHOLDS.to_frame()
        places = wanted.arg_true()
        first, last = int(places[0]), int(places[-1])
        return self.load_households(first, last + 1 - first).filter(wanted.slice(first, last + 1 - first))

    def versions_of(self, postings: Collection[str]) -> list[pl.DataFrame]:
        """The versions of these postings: QUOTAS."""
        return self._slices(self.load_quotas, postings, "start", "rows")

    def taxes_of(self, postings: Collection[str]) -> list[pl.DataFrame]:
        """The taxes of these postings: TAXES."""
        return self._slices(self.load_taxes, postings, "tax_start", "tax_rows")

    def _slices(self, load: Load, postings: Collection[str], start: str,
                rows: str) -> list[pl.DataFrame]:
        places = self.spans.filter(pl.col("posting_id").is_in(list(postings)) & (pl.col(rows) > 0)).sort(start)
        return [load(*run) for run in _runs(places.select(start, rows).iter_rows())]


@dataclass(frozen=True, eq=False)
class Answers:
    """Everything a page can say."""

    as_of: date
    settings: Settings
    reference: Reference
    figures: BuildFigures
    shelves: tuple[Shelf, ...]
    peer_facts: pl.Series            # one number a row of `index`, which changes when the household's peers do
    spreads: pl.DataFrame            # SPREADS
    key: str                         # changes with the program, the settings, the reference tables and the as-of date
    postings: tuple[PostingView, ...]           # newest first
    documents: Mapping[str, tuple[Document, ...]]   # by column, in the order a list shows them
    interpreted_by: Mapping[str, tuple[Document, ...]]  # path of a policy -> its interpretations
    key_figures: tuple[tuple[Figure, Document], ...]    # for the home page, with the document that states each
    quality_of: Callable[[], pl.DataFrame] = QUALITY.to_frame
    objections: Mapping[str, Objection] = field(default_factory=dict)   # posting's id -> what can be done against its quotas
    fairness: Fairness = field(default_factory=lambda: Fairness(office_spreads=SPREADS.to_frame()))
    spread_of: Callable[[pl.DataFrame, pl.DataFrame], pl.DataFrame] = lambda rows, names: SPREADS.to_frame()

    @cached_property
    def quality(self) -> pl.DataFrame:
        """QUALITY: a row a warning."""
        return self.quality_of()

    @cached_property
    def views(self) -> dict[str, PostingView]:
        """The postings by their id."""
        return {view.posting.id: view for view in self.postings}

    @property
    def open_postings(self) -> tuple[PostingView, ...]:
        return tuple(view for view in self.postings if view.is_open)

    @cached_property
    def index(self) -> pl.DataFrame:
        """INDEX over all shelves, `facts` now with the peers."""
        whole = pl.concat([INDEX.to_frame(), *(shelf.index for shelf in self.shelves)])
        return whole.with_columns((pl.col("facts") ^ self.peer_facts).alias("facts"))

    @cached_property
    def spans(self) -> pl.DataFrame:
        """SPANS over all shelves, a row a posting and shelf."""
        return pl.concat([SPANS.to_frame(), *(shelf.spans for shelf in self.shelves)])

    @cached_property
    def counts(self) -> pl.DataFrame:
        """How many households each trade has on each street: division_code, street_code, industry_code, households."""
        return (self.index.group_by("division_code", "street_code", "industry_code")
                .agg(pl.len().cast(pl.Int64).alias("households"))
                .sort("division_code", "street_code", "industry_code"))

    def on_streets(self, streets: Collection[str]) -> pl.DataFrame:
        """The households of these streets: HOUSEHOLDS in HOUSEHOLD_ORDER."""
        parts = [HOUSEHOLDS.to_frame(), *(shelf.on_streets(streets) for shelf in self.shelves)]
        return pl.concat(parts).sort(HOUSEHOLD_ORDER)

    def street_batches(self, size: int) -> Iterator[list[str]]:
        """The streets that have households, in order, in batches of about `size` households."""
        streets = self.counts.group_by("street_code", maintain_order=True).agg(pl.col("households").sum())
        batch = (pl.col("households").cum_sum() - pl.col("households")) // size
        for part in streets.with_columns(batch.alias("batch")).partition_by("batch", maintain_order=True):
            yield part["street_code"].to_list()

    def posting_batches(self, size: int) -> Iterator[list[str]]:
        """All postings in the order of the fold, in batches of about `size` rows: on every shelf a batch lies together."""
        batch: list[str] = []
        rows = 0
        for view in reversed(self.postings):
            batch.append(view.posting.id)
            rows += view.households
            if rows >= size:
                yield batch
                batch, rows = [], 0
        if batch:
            yield batch

    def at_rows(self, places: Collection[int]) -> pl.DataFrame:
        """The households at these rows of the index, in its order: HOUSEHOLDS and `at`."""
        wanted, start = pl.Series(sorted(places), dtype=pl.UInt32), 0
        parts = [HOUSEHOLDS.to_frame().with_columns(pl.lit(None, pl.UInt32).alias("at"))]
        for shelf in self.shelves:
            here = wanted.filter((wanted >= start) & (wanted < start + shelf.index.height))
            if len(here):
                loaded = shelf.load_households(int(here[0]) - start, int(here[-1]) - int(here[0]) + 1)
                numbered = loaded.with_columns((pl.int_range(pl.len()) + int(here[0])).cast(pl.UInt32).alias("at"))
                parts.append(numbered.filter(pl.col("at").is_in(here.implode())))
            start += shelf.index.height
        return pl.concat(parts)

    def in_trades(self, codes: Collection[str]) -> pl.DataFrame:
        """The households of these trades: HOUSEHOLDS by trade, then in HOUSEHOLD_ORDER."""
        parts = [shelf.load_households().filter(pl.col("industry_code").is_in(list(codes))) for shelf in self.shelves]
        return pl.concat([HOUSEHOLDS.to_frame(), *parts]).sort("industry_code", *HOUSEHOLD_ORDER)

    def versions_of(self, postings: Collection[str]) -> pl.DataFrame:
        """Every version of these postings: QUOTAS by posting and row."""
        parts = [frame for shelf in self.shelves for frame in shelf.versions_of(postings)]
        return pl.concat([QUOTAS.to_frame(), *parts]).sort("posting_id", "row", maintain_order=True)

    def taxes_of(self, postings: Collection[str]) -> pl.DataFrame:
        """Every tax of these postings: TAXES by posting, row and position."""
        parts = [frame for shelf in self.shelves for frame in shelf.taxes_of(postings)]
        return pl.concat([TAXES.to_frame(), *parts]).sort("posting_id", "row", maintain_order=True)

    @property
    def households(self) -> pl.DataFrame:
        """Every household at once: for a small bureau and for tests."""
        parts = [HOUSEHOLDS.to_frame(), *(shelf.load_households() for shelf in self.shelves)]
        return pl.concat(parts).sort(HOUSEHOLD_ORDER)

    @property
    def quotas(self) -> pl.DataFrame:
        """The whole history at once, in the order of the fold: for a small bureau and for tests."""
        return self.versions_of(self.spans["posting_id"].unique().to_list()).sort(
            "posted_on", "posting_id", "row", maintain_order=True)

    @property
    def taxes(self) -> pl.DataFrame:
        """Every tax at once: for a small bureau and for tests."""
        return self.taxes_of(self.spans["posting_id"].unique().to_list())

    def document(self, path: str) -> Document | None:
        column = path.partition("/")[0]
        return next((d for d in self.documents.get(column, ()) if d.path == path), None)

    def __getstate__(self) -> dict[str, object]:
        """What another process is sent: the fields. It works out the rest itself, where it needs it."""
        return {one.name: self.__dict__[one.name] for one in fields(self)}


_Found = TypeVar("_Found")


def once(make: Callable[[Answers], _Found]) -> Callable[[Answers], _Found]:
    """A function that works out its result once for the same answers; the result is forgotten with them."""
    name = f"{make.__module__}.{make.__qualname__}"

    @wraps(make)
    def found(answers: Answers) -> _Found:
        if name not in answers.__dict__:
            answers.__dict__[name] = make(answers)
        return answers.__dict__[name]

    return found


def shelf_of(households: pl.DataFrame, quotas: pl.DataFrame, taxes: pl.DataFrame,
             index: pl.DataFrame | None = None) -> Shelf:
    """A shelf whose tables are all in memory."""
    plain = index if index is not None else households.select(
        pl.col("bucket").str.to_integer(base=16).cast(pl.UInt32), "division_code", "street_code", "industry_code",
        "office_code", *(pl.lit(None, INDEX[name]).alias(name) for name in INDEX.names()[5:11]),
        pl.lit(0, pl.UInt64).alias("facts"), pl.lit(0, pl.UInt64).alias("searched"))
    return Shelf(plain, spans_of(quotas, taxes), _rows_of(households), _rows_of(quotas), _rows_of(taxes))


def _runs(places: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Places as start and length, in order, with those that follow each other put together: one look instead of many."""
    begun: tuple[int, int] | None = None
    for start, rows in places:
        if begun is not None and sum(begun) == start:
            begun = (begun[0], begun[1] + rows)
            continue
        if begun is not None:
            yield begun
        begun = (start, rows)
    if begun is not None:
        yield begun


def _rows_of(frame: pl.DataFrame) -> Load:
    return lambda start=0, rows=None: frame.slice(start, rows)


def spans_of(quotas: pl.DataFrame, taxes: pl.DataFrame) -> pl.DataFrame:
    """Where each posting stands in the two tables, in which its versions lie together: SPANS."""
    hashed = quotas.select("posting_id", (pl.col("standing") == "withdrawn").alias("gone"),
                           quotas.hash_rows(seed=2008).alias("facts"))
    own = hashed.with_row_index("at").group_by("posting_id", maintain_order=True).agg(
        pl.col("at").min().alias("start"), pl.len().alias("rows"), pl.col("gone").sum().alias("withdrawn"),
        pl.col("facts").hash(seed=3).sum())
    levied = taxes.select("posting_id", taxes.hash_rows(seed=2009).alias("levied")).with_row_index("at")
    levied = levied.group_by("posting_id", maintain_order=True).agg(
        pl.col("at").min().alias("tax_start"), pl.len().alias("tax_rows"), pl.col("levied").hash(seed=5).sum())
    joined = own.join(levied, on="posting_id", how="left", maintain_order="left")
    return joined.with_columns(pl.col("tax_start", "tax_rows", "levied").fill_null(0)).with_columns(
        (pl.col("facts") ^ pl.col("levied")).alias("facts")).select(SPANS.names()).cast(SPANS)
