"""Takes quotas beside those before them, gives what moved: of each household, of each posting, of each place and trade.

What is new, gone, up or down is decided by `difference.py`. Here a household's present quota is compared with the standing
final one whose period began last before it, as its page shows it.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from generator.derive.difference import kind_of, tenths
from generator.derive.dispersion import median_fen
from generator.derive.suppression import with_told_together
from generator.model.difference import ENDED, KINDS
from generator.model.fairness import MOVES, OPEN_HERE, SHIFTS
from generator.model.posting import Posting, PostingKind

LEVELS = {"city": pl.lit("city"), "division": pl.col("division_code"), "street": pl.col("street_code"),
          "trade": pl.col("industry_code"), "office": pl.col("office_code")}
_OVER = ("ended", "withdrawn")
_COMPARED = ("up", "down", "unchanged")


def changes_of_present() -> list[pl.Expr]:
    """`previous_fen`, `change`, `open_posting_id` and `open_change` of each present household.

    A quota that ran out with none after it is gone; one that was withdrawn before any was final never was.
    """
    is_over = pl.col("state").is_in(_OVER)
    ran_out = pl.col("state") == "ended"
    held = ~pl.col("previous_status").is_in(ENDED)
    before = pl.when(ran_out).then(pl.col("status")).when(held).then(pl.col("previous_status"))
    after = pl.when(~is_over).then(pl.col("status"))
    previous = pl.when(ran_out).then(pl.col("monthly_turnover_fen")).when(held).then(pl.col("previous_turnover_fen"))
    is_known = before.is_not_null() | after.is_not_null()
    change = pl.when(is_known).then(kind_of(before, after, pl.col("monthly_turnover_fen") - previous))
    is_open = pl.col("state") == "open"
    may_comment = pl.col("comment_until").is_not_null()
    more = pl.col("proposed_turnover_fen") - pl.col("monthly_turnover_fen")
    proposal = pl.when(more > 0).then(pl.lit("up")).when(more < 0).then(pl.lit("down")).otherwise(pl.lit("unchanged"))
    return [previous.alias("previous_fen"), change.alias("change"),
            pl.when(is_open).then(pl.col("posting_id")).when(may_comment).then(pl.col("proposed_posting_id")).alias("open_posting_id"),
            pl.when(is_open).then(change).when(may_comment).then(proposal).alias("open_change")]


def moves(history: pl.DataFrame, postings: Mapping[str, Posting]) -> pl.DataFrame:
    """MOVES of the provisional and final postings: their rows as corrected against each household's final quota before."""
    standing = history.filter(pl.col("standing") == "standing").select(
        pl.col("root_id").alias("posting_id"), "root_kind", "disclosure_no", "starts_on", "status", "monthly_turnover_fen")
    of = pl.DataFrame([(one.id, one.of) for one in postings.values() if one.kind is PostingKind.FINAL and one.of], orient="row",
                      schema={"before_id": pl.String, "before_of": pl.String})
    finals = standing.filter(pl.col("root_kind") == "final").select(
        "disclosure_no", pl.col("posting_id").alias("before_id"), pl.col("starts_on").alias("began"),
        pl.col("status").alias("before_status"), pl.col("monthly_turnover_fen").alias("before_fen"))
    earlier = (standing.select("posting_id", "disclosure_no", "starts_on").join(finals, on="disclosure_no")
               .join(of, on="before_id", how="left")
               .filter((pl.col("began") < pl.col("starts_on")) & (pl.col("before_id") != pl.col("posting_id"))
                       & (pl.col("before_of").fill_null("") != pl.col("posting_id")))
               .sort("began", "before_id").unique(["posting_id", "disclosure_no", "starts_on"], keep="last", maintain_order=True)
               .filter(~pl.col("before_status").is_in(ENDED))
               .select("posting_id", "disclosure_no", "starts_on", "before_status", "before_fen"))
    paired = standing.join(earlier, on=["posting_id", "disclosure_no", "starts_on"], how="left")
    more = pl.col("monthly_turnover_fen") - pl.col("before_fen")
    return _moves(paired.with_columns(kind_of(pl.col("before_status"), pl.col("status"), more).alias("kind"),
                                      pl.col("monthly_turnover_fen").alias("after_fen"), pl.lit(1).alias("quotas")))


def _moves(rows: pl.DataFrame) -> pl.DataFrame:
    sums = rows.group_by("posting_id", "kind").agg(
        pl.col(name).fill_null(0).sum().cast(pl.Int64) for name in ("quotas", "before_fen", "after_fen"))
    return sums.select(MOVES.names()).cast(MOVES).sort("posting_id", "kind")


def all_moves(parts: list[pl.DataFrame]) -> pl.DataFrame:
    """MOVES of all shelves together."""
    return _moves(pl.concat([MOVES.to_frame(), *parts]))


def shifts(index: pl.DataFrame) -> pl.DataFrame:
    """SHIFTS of the city, and of every division, street, trade and office that has households."""
    quota = pl.col("compared_fen").is_not_null()
    present = with_told_together(index.filter(quota))
    paired = with_told_together(index.filter(quota & pl.col("change").is_in(_COMPARED)))
    return pl.concat([_shift(index, present, paired, level, code.fill_null("").alias("code")) for level, code in LEVELS.items()])


def _shift(index: pl.DataFrame, present: pl.DataFrame, paired: pl.DataFrame, level: str, code: pl.Expr) -> pl.DataFrame:
    """One level. Shape: `present` are the households of INDEX with a quota to compare, `paired` those with one before it, too."""
    quota, previous, is_told = pl.col("compared_fen"), pl.col("previous_fen"), pl.col(f"told_{level}").all()
    counts = index.group_by(code).agg(pl.len().alias("households"), *((pl.col("change") == kind).sum().alias(kind) for kind in KINDS))
    medians = present.group_by(code).agg(pl.len().alias("n"), pl.when(is_told).then(median_fen(quota)).alias("median_fen"))
    sums = paired.group_by(code).agg(
        pl.len().cast(pl.Int64).alias("compared"), (pl.col("change") == "unchanged").sum().cast(pl.Int64).alias("same"),
        pl.when(is_told).then(previous.sum()).alias("before_fen"), pl.when(is_told).then(quota.sum()).alias("after_fen"))
    shares = sums.with_columns(
        pl.when(pl.col("before_fen").is_not_null()).then(share_tenths(pl.col("same"), pl.col("compared"))).alias("unchanged_tenths"),
        tenths(pl.col("after_fen") - pl.col("before_fen"), pl.col("before_fen")).alias("change_tenths"))
    joined = counts.join(medians, on="code", how="left").join(shares, on="code", how="left")
    return joined.with_columns(pl.lit(level).alias("level"), pl.col("n", "compared").fill_null(0)).select(SHIFTS.names()).cast(SHIFTS).sort("code")


def share_tenths(part: pl.Expr, whole: pl.Expr) -> pl.Expr:
    """A share in tenths of a percent, rounded half up; null of nothing."""
    return pl.when(whole > 0).then((part * 2000 + whole) // (whole * 2))


def open_here(index: pl.DataFrame) -> pl.DataFrame:
    """OPEN_HERE of every place, trade and office."""
    rows = index.filter(pl.col("open_posting_id").is_not_null())
    frames = [rows.with_columns(code.fill_null("").alias("code")).group_by("code", pl.col("open_posting_id").alias("posting_id")).agg(
        pl.len().alias("households"), *((pl.col("open_change") == kind).sum().alias(kind) for kind in ("up", "down", "unchanged", "new")),
        pl.lit(level).alias("level").first()) for level, code in LEVELS.items()]
    return pl.concat(frame.select(OPEN_HERE.names()).cast(OPEN_HERE) for frame in frames).sort("level", "code", "posting_id")
