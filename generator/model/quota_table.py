"""The columns of households.csv and of the frames made from it. Declared once; every stage uses these."""

from __future__ import annotations

import unicodedata

import polars as pl

HEADINGS = ("公示编号", "字号", "经营者", "行业代码", "街道代码", "经营地址", "经营面积(㎡)", "从业人数",
            "月核定营业额(元)", "执行期起", "执行期止", "核定方法", "状态", "备注")
TAX_SUFFIX = "(元)"  # every other column that ends so and names a tax item is that tax's monthly amount
HEADING_OF = dict(zip(
    ("disclosure_no", "shop_name", "owner_masked", "industry_code", "street_code", "address", "floor_area_m2",
     "staff", "monthly_turnover_fen", "starts_on", "ends_on", "method", "status", "remark"), HEADINGS, strict=True))

STATED_OF = {"total_fen": "税额合计(元)", "capitals": "税额合计（大写）", "suspended_from": "停业起", "suspended_to": "停业止"}
"""Columns a table may have besides. The days of a suspension are published; the sums are only checked against the others."""

BELOW_THRESHOLD = "未达起征点"
STATUSES = ("在营", "停业", "复业", "注销", "转查账", BELOW_THRESHOLD)
TRADING = ("在营", "复业", BELOW_THRESHOLD)  # the states in which a household has a quota to compare
SUSPENDED, RESUMED, ENDED = "停业", "复业", ("注销", "转查账")

DISCLOSURE_NO = r"^[A-Za-z0-9][A-Za-z0-9._-]{3,39}$"

QUOTA_ROWS = pl.Schema({
    "posting_id": pl.String, "row": pl.UInt32, "disclosure_no": pl.String, "shop_name": pl.String,
    "owner_masked": pl.String, "industry_code": pl.String, "street_code": pl.String, "address": pl.String,
    "floor_area_m2": pl.Float64, "staff": pl.UInt32, "monthly_turnover_fen": pl.Int64, "starts_on": pl.Date,
    "ends_on": pl.Date, "method": pl.String, "status": pl.String, "remark": pl.String,
    "suspended_from": pl.Date, "suspended_to": pl.Date,
})
"""One row of households.csv, accepted: one household and period. `row` as a spreadsheet counts (heading = 1)."""

QUOTA_TAXES = pl.Schema({
    "posting_id": pl.String, "row": pl.UInt32, "tax_item": pl.String, "tax_fen": pl.Int64,
})
"""The monthly tax of one accepted row, one line per tax item that the row states, in the table's column order."""


def fold_heading(heading: str) -> str:
    """A heading as headings are compared: `经营面积（㎡）` and `经营面积 (m2)` are one."""
    return unicodedata.normalize("NFKC", heading).replace(" ", "").strip()
