"""The published files searched as a stranger would: no group below five stands in them, nor can one be worked out."""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl


def test_no_published_spread_gives_a_small_group_away(site_folder: Path) -> None:
    """In the sample's spreads.csv: no amount below five, and what the told places leave of a told wider one is 0 or at least 5."""
    folder = site_folder / "data"
    table = pl.read_csv(folder / "spreads.csv", infer_schema=False)
    place, trade, count, median = (table.columns[at] for at in (0, 1, 3, 6))
    table = table.with_columns(pl.col(count).cast(pl.Int64), pl.col(median).fill_null("").ne("").alias("told"))
    told = table.filter(pl.col("told"))
    assert told.height > 100 and told[count].min() >= 5
    wider = (pl.when(pl.col(place).str.len_chars() == 9).then(pl.col(place).str.slice(0, 6))
             .when(pl.col(place).str.len_chars() == 6).then(pl.lit("city")))
    inside = told.with_columns(wider.alias("whole")).drop_nulls("whole").group_by("whole", trade).agg(pl.col(count).sum().alias("inside"))
    left = told.join(inside, left_on=[place, trade], right_on=["whole", trade]).select(pl.col(count) - pl.col("inside"))[count]
    assert left.len() > 10 and left.min() >= 0
    assert not left.filter(left.is_between(1, 4)).to_list()
    hidden = table.filter(~pl.col("told") & (pl.col(count) >= 5))
    assert hidden.height < told.height  # most of what may be told is told


def test_the_page_of_fairness_tells_only_what_is_told(site_folder: Path) -> None:
    """Each street and trade on it has its amounts in spreads.csv, too, with as many households."""
    table = pl.read_csv(site_folder / "data" / "spreads.csv", infer_schema=False)
    place, trade, count, median = (table.columns[at] for at in (0, 1, 3, 6))
    told = set(table.filter(pl.col(median).fill_null("") != "").select(place, trade, count).iter_rows())
    page = (site_folder / "fairness" / "index.html").read_text(encoding="utf-8")
    shown = re.findall(r'quota/\d{6}/(\d{9})/"?>[^<]*</a></th><td[^>]*><a href="?[^">]*quota/industry/(\d{4})/"?>[^<]*</a></td><td[^>]*>([\d,]+)<', page)
    assert len(shown) >= 20
    assert {(street, code, households.replace(",", "")) for street, code, households in shown} <= told
