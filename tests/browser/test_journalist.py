"""A journalist's way: from the front page to a trade's file, and the published median reproduced from it."""

from __future__ import annotations

from pathlib import Path

import polars as pl
from playwright.sync_api import Page


def test_a_published_median_is_reproduced_from_a_download(page: Page, site: str, site_folder: Path, tmp_path: Path) -> None:
    """Front page, quotas, trades, one trade, its file: the median of the compared rows is the one in spreads.csv."""
    page.goto(site)
    page.locator(".g-ways a[href$='quota/']").click()
    page.goto(page.locator("a[href$='quota/industry/']").first.evaluate("link => link.href"))
    spreads = pl.read_csv(site_folder / "data/spreads.csv", schema_overrides={"行业代码": pl.String, "地区代码": pl.String})
    city = spreads.filter((pl.col("地区代码") == "city") & pl.col("中位数(元)").is_not_null()).sort("户数(户)").row(-1, named=True)
    page.locator(f"a[href$='quota/industry/{city['行业代码']}/']").first.click()
    with page.expect_download() as started:
        page.locator("a[download][href*='data/trades/']").click()
    file = tmp_path / "trade.csv"
    started.value.save_as(file)
    rows = pl.read_csv(file, infer_schema_length=None, schema_overrides={"行业代码": pl.String})
    compared = rows.filter(pl.col("比较范围代码").is_not_null())["月核定营业额(元)"]
    assert len(compared) == city["户数(户)"]
    assert round(compared.median(), 2) == city["中位数(元)"]
