"""What `derive` answers and `render` prints: frames with declared columns and small views. No arithmetic happens after this."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from generator.model.document import Document, Figure
from generator.model.figures import BuildFigures
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

RINGS = {"street": "本街道同行业", "division": "本区县同行业", "city": "全市同行业", "group": "全市同大类行业"}
"""The rings in which peers are looked for, narrowest first, until there are at least `MINIMUM_PEERS`."""

MINIMUM_PEERS = 5

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

HOUSEHOLDS = pl.Schema({
    "disclosure_no": pl.String, "bucket": pl.String, "shop_name": pl.String, "owner_masked": pl.String,
    "industry_code": pl.String, "industry_name": pl.String, "street_code": pl.String, "street_name": pl.String,
    "division_code": pl.String, "division_name": pl.String, "address": pl.String, "floor_area_m2": pl.Float64,
    "staff": pl.UInt32, "office_code": pl.String, "office_name": pl.String, "status": pl.String, "remark": pl.String,
    "state": pl.String, "posting_id": pl.String, "row": pl.UInt32, "root_kind": pl.String, "posted_on": pl.Date,
    "monthly_turnover_fen": pl.Int64, "tax_fen": pl.Int64, "starts_on": pl.Date, "ends_on": pl.Date,
    "method": pl.String, "previous_turnover_fen": pl.Int64,
    "proposed_posting_id": pl.String, "proposed_turnover_fen": pl.Int64, "proposed_tax_fen": pl.Int64,
    "comment_until": pl.Date, "comment_is_certain": pl.Boolean,
    "ring": pl.String, "peer_n": pl.UInt32, "peer_min_fen": pl.Int64, "peer_q1_fen": pl.Int64,
    "peer_median_fen": pl.Int64, "peer_q3_fen": pl.Int64, "peer_max_fen": pl.Int64, "peer_below": pl.UInt32,
    "peer_same": pl.UInt32, "peer_above": pl.UInt32,
})
"""One row a household with a block, sorted by street, industry, shop name, number: its present quota (in force, else
upcoming, else provisional, else the last that ended), a newer provisional one if there is (`proposed_*`), the last day
for comment while it is open, and its peers. `peer_same` counts the household itself; all peer columns are null where
no ring reaches five, or the household is not trading."""

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
    monthly_turnover_fen: int
    tax_fen: int
    digest: str                      # SHA-256 of posting.yml and households.csv as they stand in the repository
    replies: tuple[Posting, ...]     # the finals, corrections and withdrawals that name this posting, in order


@dataclass(frozen=True)
class Answers:
    """Everything a page can say."""

    as_of: date
    settings: Settings
    reference: Reference
    figures: BuildFigures
    households: pl.DataFrame         # HOUSEHOLDS
    quotas: pl.DataFrame             # QUOTAS
    taxes: pl.DataFrame              # TAXES
    spreads: pl.DataFrame            # SPREADS
    postings: tuple[PostingView, ...]           # newest first
    documents: Mapping[str, tuple[Document, ...]]   # by column, in the order a list shows them
    interpreted_by: Mapping[str, tuple[Document, ...]]  # path of a policy -> its interpretations
    key_figures: tuple[tuple[Figure, Document], ...]    # for the home page, with the document that states each

    @property
    def open_postings(self) -> tuple[PostingView, ...]:
        return tuple(view for view in self.postings if view.is_open)

    def document(self, path: str) -> Document | None:
        column = path.partition("/")[0]
        return next((d for d in self.documents.get(column, ()) if d.path == path), None)
