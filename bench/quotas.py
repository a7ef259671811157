"""Takes the households and a provisional or final act, gives the rows it posts: who, how much, in which state."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from bench.households import rounded
from bench.story import Act
from bench.taxes import Rates, with_taxes

_NEWCOMERS = 30  # thousandths of 和平: opened in summer 2008, posted apart
_OPENED_AFTER, _CLOSED_BEFORE = (30, 110), (110, 160)  # cohorts that are only in 2008, only in 2007


@dataclass(frozen=True)
class _Fate:
    """What befell a household, by its number below 1000. Empty: in business all the time."""

    low: int
    high: int
    words: dict[tuple[int, str], tuple[str, str]]  # (edition, kind) -> status, remark


_SUSPENDED, _DEREGISTERED, _AUDITED = (
    ("停业", "停业登记"),
    ("注销", "公示期间办理注销登记"),
    ("转查账", "公示期间改为查账征收"),
)
_FATES = (
    _Fate(
        0,
        12,
        {
            (2007, "provisional"): _SUSPENDED,
            (2007, "final"): _SUSPENDED,
            (2008, "provisional"): ("复业", "复业登记"),
            (2008, "final"): ("复业", "复业登记"),
        },
    ),
    _Fate(12, 28, {(2008, "provisional"): _SUSPENDED, (2008, "final"): _SUSPENDED}),
    _Fate(28, 40, {(2008, "final"): _DEREGISTERED}),
    _Fate(40, 48, {(2008, "final"): _AUDITED}),
)
_LOWERED, _RAISED = (100, 130), (130, 136)  # fates whose final follows a comment
_LOWERED_WORDS, _RAISED_WORDS = "公示期间本人提出意见，经核实下调", "公示期间他人提出意见，经核实上调"


def posted_rows(households: pl.DataFrame, act: Act, rates: Rates) -> pl.DataFrame:
    """The rows of a provisional or a final, in the order of its table: by street, trade and number.

    Shape: the household's facts, turnover_fen, status, remark, and each tax in fen.
    """
    rows = households.filter(_takes_part(act)).sort("street_code", "industry_code", "disclosure_no")
    rows = rows.with_columns(
        _status(act).alias("status"),
        _remark(act).alias("remark"),
        (_turnover(act) * 100).cast(pl.Int64).alias("turnover_fen"),
    )
    return with_taxes(_settled(rows, rates, act), rates, act.starts_on)


def _takes_part(act: Act) -> pl.Expr:
    code, cohort = act.place[0], pl.col("cohort")
    inside = pl.col("division_code") == code
    if not _has_two_editions(act):
        return inside
    is_newcomer = cohort < _NEWCOMERS if act.division == "heping" else pl.lit(False)
    if act.lot == "newcomers":
        return inside & is_newcomer
    gone = cohort.is_between(*(_CLOSED_BEFORE if act.edition == 2008 else _OPENED_AFTER), closed="left")
    return inside & ~is_newcomer & ~gone


def _has_two_editions(act: Act) -> bool:
    return not act.is_first_year and act.division not in ("sujiatun", "liaozhong", "kangping", "faku", "xinmin")


def _turnover(act: Act) -> pl.Expr:
    """Yuan a month. What a final lowers after a comment had been posted higher, and the other way round."""
    fate, yuan = pl.col("fate"), pl.col(f"turnover_{act.edition}")
    if act.kind == "final" or act.lot == "newcomers":
        return yuan
    return (
        pl.when(fate.is_between(*_LOWERED, closed="left"))
        .then(rounded(yuan * 118 // 100))
        .when(fate.is_between(*_RAISED, closed="left"))
        .then(rounded(yuan * 85 // 100))
        .otherwise(yuan)
    )


def _words(act: Act, position: int) -> pl.Expr:
    chosen = pl.lit(None, pl.String)
    for fate in _FATES:
        said = fate.words.get((act.edition, act.kind))
        if said and act.lot == "main":
            inside = pl.col("fate").is_between(fate.low, fate.high, closed="left") & _was_there(said[0], act)
            chosen = pl.when(inside).then(pl.lit(said[position])).otherwise(chosen)
    return chosen


def _was_there(status: str, act: Act) -> pl.Expr:
    """Nobody resumes who was not posted a year before."""
    if status != "复业":
        return pl.lit(True)
    opened = pl.col("cohort").is_between(*_OPENED_AFTER, closed="left")
    return ~opened if _has_two_editions(act) else pl.lit(False)


def _status(act: Act) -> pl.Expr:
    return _words(act, 0).fill_null("在营")


def _remark(act: Act) -> pl.Expr:
    fate, said = pl.col("fate"), _words(act, 1)
    opened = pl.col("cohort").is_between(*_OPENED_AFTER, closed="left") & (act.edition == 2008) & _has_two_editions(act)
    is_new = opened | (pl.lit(act.lot) == "newcomers")
    after_comment = pl.lit(act.kind == "final")
    return (
        pl.when(said.is_not_null())
        .then(said)
        .when(after_comment & fate.is_between(*_LOWERED, closed="left"))
        .then(pl.lit(_LOWERED_WORDS))
        .when(after_comment & fate.is_between(*_RAISED, closed="left"))
        .then(pl.lit(_RAISED_WORDS))
        .when(is_new)
        .then(pl.lit("新开业"))
        .otherwise(pl.lit(""))
    )


def _settled(rows: pl.DataFrame, rates: Rates, act: Act) -> pl.DataFrame:
    """Nothing assessed where nothing is sold; below the threshold said so; who resumes is at least at the threshold."""
    threshold = rates.threshold_fen("营业税", act.starts_on) or 0
    idle = pl.col("status").is_in(["停业", "注销", "转查账"])
    resumed = pl.col("status") == "复业"
    turnover = (
        pl.when(idle)
        .then(0)
        .when(resumed)
        .then(pl.col("turnover_fen").clip(threshold))
        .otherwise(pl.col("turnover_fen"))
    )
    rows = rows.with_columns(turnover.alias("turnover_fen"))
    below = (pl.col("status") == "在营") & (pl.col("turnover_fen") < threshold)
    return rows.with_columns(pl.when(below).then(pl.lit("未达起征点")).otherwise("status").alias("status"))
