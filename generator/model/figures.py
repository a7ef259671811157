"""The sums every build prints, tests and publishes: nothing goes missing in silence."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class BuildFigures:
    """Counts of one build.

    Unit: money in whole fen. `rows_read` = accepted + refused; `households` = blocks = search records = rows in /data/;
        `expired` households have left because their last quota ended more than the retention years ago.
    """

    rows_read: int
    rows_accepted: int
    rows_refused: int
    postings: int
    documents: int
    households: int
    expired: int
    turnover_in_fen: int
    turnover_out_fen: int
