"""What a posting changes: one row a quota that is on one side or the other, and the sums by kind, trade and street.

Facts and words only; `derive/difference.py` works them out, `report/` prints them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from generator.model.posting import Posting

KINDS = {
    "up": ("上调", "up"), "down": ("下调", "down"), "new": ("新增", "new"), "gone": ("减少", "gone"),
    "suspended": ("停业", "suspended"), "resumed": ("复业", "resumed"), "unchanged": ("不变", "unchanged"),
}
"""Every quota compared is of exactly one kind; the words for it in Chinese and English."""

MEANINGS = {
    "up": ("两边都有定额，月核定营业额比原来高", "a quota on both sides, the monthly turnover is higher than before"),
    "down": ("两边都有定额，月核定营业额比原来低", "a quota on both sides, the monthly turnover is lower than before"),
    "new": ("原来没有定额，这次有", "no quota before, one now"),
    "gone": ("这次注销、转查账或者被撤回，或者原来有定额、这次没有了",
             "deregistered, moved to audit, or withdrawn now; or a quota before and none now"),
    "suspended": ("状态变为停业", "the status is 停业 now and was not before"),
    "resumed": ("状态由停业变为别的，或者变为复业", "the status was 停业 before and is not now, or is 复业 now and was not before"),
    "unchanged": ("月核定营业额和原来一样", "the same monthly turnover as before"),
}
"""The definitions, in the order in which they are shown; they are asked in the order of `derive/difference.py`."""

REASONS = {
    "absent": ("这次没有这一户", "not listed"), "withdrawn": ("已撤回", "withdrawn"),
    "注销": ("注销", "deregistered"), "转查账": ("转查账", "moved to audit"),
}
"""Why a quota is gone."""

ENDED = ("注销", "转查账")
SUSPENDED, RESUMED = "停业", "复业"

_SIDE = {"posting": pl.String, "row": pl.UInt32, "starts_on": pl.Date, "ends_on": pl.Date, "status": pl.String,
         "turnover_fen": pl.Int64, "tax_fen": pl.Int64}
CHANGES = pl.Schema({
    "kind": pl.String, "reason": pl.String, "disclosure_no": pl.String, "shop_name": pl.String, "industry_code": pl.String,
    "industry_name": pl.String, "street_code": pl.String, "street_name": pl.String,
    **{f"before_{name}": kind for name, kind in _SIDE.items()}, **{f"after_{name}": kind for name, kind in _SIDE.items()},
    "change_fen": pl.Int64, "change_tenths": pl.Int64, "tax_change_fen": pl.Int64,
})
"""One row a quota, the largest change first. `before_*` and `after_*` say where each side stands and are null where there is
none; `change_fen` is after less before, a side without a quota counting as nothing; `change_tenths` is the change in
tenths of a percent of before, rounded half away from nought, null where before is nothing."""

GROUPS = pl.Schema({
    "code": pl.String, "name": pl.String, "quotas": pl.Int64, **{kind: pl.Int64 for kind in KINDS},
    "before_fen": pl.Int64, "after_fen": pl.Int64, "change_fen": pl.Int64, "change_tenths": pl.Int64,
    "before_tax_fen": pl.Int64, "after_tax_fen": pl.Int64, "tax_change_fen": pl.Int64,
})
"""The sums of one trade, one street, one kind or all, the largest change first."""


@dataclass(frozen=True)
class Difference:
    """What one posting changes against the quotas before it, or against another posting.

    Shape: `changes` CHANGES; `kinds`, `trades`, `streets` and `total` GROUPS, `kinds` in the order of KINDS and `total`
        of one row; `against` is None where each household is compared with its own previous quota.
    Unit: `tax_only` counts the unchanged quotas whose tax changed; `corrected` the rows that a correction restated,
        `withdrawn` the rows of the posting that were taken back, `refused` the rows that could not be read;
        `left_out` names postings that have mistakes of their own and were not looked at.
    """

    posting: Posting
    office_name: str
    against: Posting | None
    as_of: date
    changes: pl.DataFrame
    kinds: pl.DataFrame
    trades: pl.DataFrame
    streets: pl.DataFrame
    total: pl.DataFrame
    tax_only: int
    corrected: int
    withdrawn: int
    refused: int = 0
    left_out: tuple[str, ...] = ()
