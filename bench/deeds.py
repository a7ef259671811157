"""Takes the rows of one act, gives them with a clerk's slips, and the rows of the acts that mend or withdraw them.

A slip is made on the households of the act that come first by `lot` among those it fits, so it is the same households
every time. The deliberate differences at the end are never mended: they are there for the recomputation to report.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import polars as pl

from bench.story import Act
from bench.taxes import Rates, times, with_taxes

TAXED = pl.col("营业税") > 0
PLAIN = (pl.col("status") == "在营") & (pl.col("remark") == "")
Rows = pl.DataFrame


@dataclass(frozen=True)
class Slip:
    """A mistake in one act that a later act mends. `spoil`: what was typed; `remark`: of the mending row."""

    name: str
    in_act: str
    count: int
    fits: pl.Expr
    spoil: Callable[[Rows], Rows]
    remark: pl.Expr


@dataclass(frozen=True)
class Difference:
    """A tax that is not what the rates give, left as it is. `nth`: which of the fitting households of the act."""

    in_act: str
    nth: int
    tax_item: str
    what: str
    tax: pl.Expr
    fits: pl.Expr = field(default_factory=lambda: TAXED & PLAIN)
    surcharges_follow: bool = False


def _area_slip(rows: Rows) -> Rows:
    return rows.with_columns(pl.col("floor_area_m2") * 10, (pl.col("turnover_fen") * 3).alias("turnover_fen"))


def _turnover_slip(rows: Rows) -> Rows:
    return rows.with_columns((pl.col("turnover_fen") * 10).alias("turnover_fen"), pl.lit("在营").alias("status"))


def tax_slip(rows: Rows) -> Rows:
    return rows.with_columns(times(pl.col("营业税"), Decimal("0.05")).alias("城市维护建设税"))


def as_posted(rows: Rows) -> Rows:
    return rows


def _square_metres(times_ten: int) -> pl.Expr:
    return (pl.col("floor_area_m2").cast(pl.Int64) * times_ten).cast(pl.String) + "㎡"


SLIPS = (
    Slip(
        "area-slip",
        "2008-dadong-provisional-01",
        2,
        TAXED
        & PLAIN
        & (pl.col("floor_area_m2") <= 60)
        & (pl.col("turnover_fen") <= 1_000_000)
        & (pl.col("floor_area_m2") % 1 == 0),
        _area_slip,
        pl.lit("更正：经营面积误录为") + _square_metres(10) + "，应为" + _square_metres(1) + "，月核定营业额随之更正",
    ),
    Slip(
        "turnover-slip",
        "2008-huanggu-final-01",
        1,
        (pl.col("status") == "未达起征点") & (pl.col("remark") == "") & (pl.col("turnover_fen") <= 380_000),
        _turnover_slip,
        pl.lit("更正：月核定营业额误多录一个0"),
    ),
    Slip(
        "tax-slip",
        "2008-shenhe-final-01",
        3,
        TAXED & PLAIN,
        tax_slip,
        pl.lit("更正：城市维护建设税误按5%计算，应按7%"),
    ),
    Slip("torn-down", "2008-tiexi-final-01", 3, TAXED & PLAIN, as_posted, pl.lit("撤回：经营场所拆迁，另行核定")),
    Slip(
        "wrong-trade",
        "2008-liaozhong-provisional-01",
        2,
        TAXED & PLAIN,
        as_posted,
        pl.lit("撤回：行业归类有误，重新核定后另行公示"),
    ),
)

DIFFERENCES = (
    Difference(
        "2007-shenhe-final-01", 4, "个人所得税", "按0.5%计算，而不是1%", times(pl.col("turnover_fen"), Decimal("0.005"))
    ),
    Difference(
        "2008-heping-final-01", 0, "城市维护建设税", "按5%计算，而不是7%", times(pl.col("营业税"), Decimal("0.05"))
    ),
    Difference("2008-heping-final-01", 1, "地方教育费", "漏计，录为0", pl.lit(0, pl.Int64)),
    Difference("2008-dadong-final-01", 0, "教育费附加", "按1%计算，而不是3%", times(pl.col("营业税"), Decimal("0.01"))),
    Difference(
        "2008-huanggu-final-01", 0, "个人所得税", "按2%计算，而不是1%", times(pl.col("turnover_fen"), Decimal("0.02"))
    ),
    Difference(
        "2008-tiexi-final-01",
        3,
        "营业税",
        "按3%计算，而不是5%；各项附加随所列营业税计算",
        times(pl.col("turnover_fen"), Decimal("0.03")),
        TAXED & PLAIN & pl.col("industry_code").str.starts_with("67"),
        True,
    ),
    Difference("2008-yuhong-final-01", 0, "城市维护建设税", "舍去尾数，少1分", pl.col("城市维护建设税") - 1),
    Difference("2008-hunnan-final-01", 0, "地方教育费", "按2%计算，而不是1%", times(pl.col("营业税"), Decimal("0.02"))),
)


def slipped(rows: Rows, slip: Slip) -> pl.Series:
    """The households of a slip."""
    return rows.filter(slip.fits).sort("lot", "disclosure_no").head(slip.count)["disclosure_no"]


def differing(rows: Rows, difference: Difference) -> pl.Series:
    """The one household of a difference; none where the act is too small to have it."""
    return rows.filter(difference.fits).sort("lot", "disclosure_no")["disclosure_no"].slice(difference.nth, 1)


def as_typed(rows: Rows, act: Act, rates: Rates, slips: Sequence[Slip] = SLIPS) -> Rows:
    """The rows of an act as it was posted: with its slips and differences."""
    for slip in (slip for slip in slips if slip.in_act == act.id):
        rows = _replaced(rows, slipped(rows, slip), lambda some, slip=slip: _spoilt(some, slip, act, rates))
    for difference in (found for found in DIFFERENCES if found.in_act == act.id):
        rows = _replaced(rows, differing(rows, difference), lambda some, it=difference: _differ(some, it))
    return rows


def mending(rows: Rows, deed: str, slips: Sequence[Slip] = SLIPS) -> Rows:
    """The rows that correct or withdraw: those of the slip as they should have been, with the reason."""
    slip = next(slip for slip in slips if slip.name == deed)
    chosen = rows.filter(pl.col("disclosure_no").is_in(slipped(rows, slip).implode()))
    return chosen.with_columns(slip.remark.alias("remark"))


def _spoilt(rows: Rows, slip: Slip, act: Act, rates: Rates) -> Rows:
    spoilt = slip.spoil(rows)
    is_new_amount = not spoilt["turnover_fen"].equals(rows["turnover_fen"])
    return with_taxes(spoilt, rates, act.starts_on) if is_new_amount else spoilt


def _differ(rows: Rows, difference: Difference) -> Rows:
    rows = rows.with_columns(difference.tax.alias(difference.tax_item))
    if difference.surcharges_follow:
        follow = {"城市维护建设税": "0.07", "教育费附加": "0.03", "地方教育费": "0.01"}
        rows = rows.with_columns(times(pl.col("营业税"), Decimal(rate)).alias(item) for item, rate in follow.items())
    return rows


def _replaced(rows: Rows, numbers: pl.Series, change: Callable[[Rows], Rows]) -> Rows:
    """The rows in the same order, those of `numbers` changed."""
    chosen = pl.col("disclosure_no").is_in(numbers.implode())
    changed = change(rows.filter(chosen)).select(pl.all()).cast(rows.schema)
    return pl.concat([rows.filter(~chosen), changed]).sort("street_code", "industry_code", "disclosure_no")
