"""What is normal and what stands apart: how quotas spread and move, by trade and place. Declared columns only, no arithmetic.

Unit: `cod_tenths` is the coefficient of dispersion in tenths of a percent, `quartile_hundredths` the upper quartile over the
lower in hundredths, `gini_thousandths` the Gini coefficient in thousandths. All are whole numbers: the same on any machine.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import polars as pl

from generator.model.difference import KINDS

_FIGURES = ("n", "median_fen", "cod_tenths", "quartile_hundredths", "gini_thousandths")
DISPERSIONS = pl.Schema({
    "level": pl.String, "place_code": pl.String, "industry_code": pl.String,
    **{name: pl.Int64 for name in _FIGURES}, **{f"before_{name}": pl.Int64 for name in _FIGURES},
})
"""One trade in one place, now and in the period before. `level`: city, division or street. A side whose figures may not
be told has `n` alone."""

SHIFTS = pl.Schema({
    "level": pl.String, "code": pl.String, "households": pl.Int64, **{kind: pl.Int64 for kind in KINDS},
    "compared": pl.Int64, "unchanged_tenths": pl.Int64, "before_fen": pl.Int64, "after_fen": pl.Int64, "change_tenths": pl.Int64,
    "n": pl.Int64, "median_fen": pl.Int64,
})
"""What changed since the quota before, by city, division, street, trade or office (`level`). `compared` are those of
which both quotas can be compared, `unchanged_tenths` the share of them that stayed; `before_fen` and `after_fen` are the sums of these.
`n` and `median_fen`: the quotas of all trades together. Shares, sums and median are null where they may not be told."""

OPEN_HERE = pl.Schema({
    "level": pl.String, "code": pl.String, "posting_id": pl.String, "households": pl.Int64, "up": pl.Int64, "down": pl.Int64,
    "unchanged": pl.Int64, "new": pl.Int64,
})
"""How many households of a place, trade or office stand in a posting that takes comments, and how their quotas would move."""

OUTLIERS = pl.Schema({
    "at": pl.UInt32, "side": pl.String, "ring": pl.String, "n": pl.UInt32, "quota_fen": pl.Int64, "q1_fen": pl.Int64,
    "median_fen": pl.Int64, "q3_fen": pl.Int64, "times_hundredths": pl.Int64, "facts": pl.UInt64,
})
"""Households far from their peers, the farthest first on each `side` (high, low). `at`: its row in the index; `times`: its
quota over the median of its peers."""

LEAST_FOR_OUTLIERS = 10
"""Of fewer peers nobody is called far from them: one large shop would move the quartiles."""

MOVES = pl.Schema({"posting_id": pl.String, "kind": pl.String, "quotas": pl.Int64, "before_fen": pl.Int64, "after_fen": pl.Int64})
"""What a posting changes against the quota before of each of its households, by kind."""

OBJECTION_COUNTS = pl.Schema({
    "dimension": pl.String, "code": pl.String, "filed": pl.Int64, "accepted": pl.Int64, "refused": pl.Int64, "waiting": pl.Int64,
    "median_days": pl.Float64,
})
"""Objections by `dimension` (all, route, ground, division): counts, null where withheld, and the median of the days until an
answer, null where fewer than five were answered."""

SURVEYS = pl.Schema({
    "industry_code": pl.String, "area": pl.String, "surveyed_on": pl.Date, "households": pl.Int64, "sampled": pl.Int64,
    "share_tenths": pl.Int64, "is_enough": pl.Boolean, "source": pl.String, "verified": pl.Boolean,
})
"""Typical surveys with the share of households surveyed, in tenths of a percent, and whether it reaches the least share."""

ROUTES = {"comment": "公示期内提意见", "reassessment": "申请重新核定", "review": "行政复议", "court": "行政诉讼"}
GROUNDS = {"too_high": "营业额估计过高", "unequal": "与同行不一致", "facts": "面积、人数等事实有误", "rule": "适用规定有误", "other": "其他"}
OUTCOMES = {"accepted": "采纳", "partly": "部分采纳", "refused": "未采纳"}
"""The words of reference/objections.csv; one without a decision has no outcome. A partly accepted objection counts as accepted."""


@dataclass(frozen=True, eq=False)
class Summary:
    """The city in a few figures, null where fewer than five households stand behind one.

    Shape: `within_*`: the coefficients of the trades on each street, weighted by their households; `groups` such groups,
        with `grouped` households; `before_*` the same for the period before.
    """

    groups: int = 0
    grouped: int = 0
    within_tenths: int | None = None
    before_groups: int = 0
    before_within_tenths: int | None = None
    high: int = 0
    low: int = 0
    judged: int = 0                  # households whose peers are known


@dataclass(frozen=True, eq=False)
class Fairness:
    """The tables of this module for one bureau, and their summary."""

    dispersions: pl.DataFrame = field(default_factory=DISPERSIONS.to_frame)
    shifts: pl.DataFrame = field(default_factory=SHIFTS.to_frame)
    open_here: pl.DataFrame = field(default_factory=OPEN_HERE.to_frame)
    outliers: pl.DataFrame = field(default_factory=OUTLIERS.to_frame)
    office_spreads: pl.DataFrame = field(default_factory=pl.DataFrame)   # SPREADS, the places being offices
    moves: pl.DataFrame = field(default_factory=MOVES.to_frame)
    objection_counts: pl.DataFrame = field(default_factory=OBJECTION_COUNTS.to_frame)
    surveys: pl.DataFrame = field(default_factory=SURVEYS.to_frame)
    summary: Summary = field(default_factory=Summary)
    objections_from: date | None = None
    objections_to: date | None = None
    are_objections_verified: bool = True
    objection_source: str = ""
