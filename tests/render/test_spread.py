"""The drawing of a spread and its table rows: places worked out by hand, nothing below five."""

import polars as pl

from tests.render.answers_example import answers
from generator.render.spread import at, drawing, rows
from tests.render.pages_read import parsed, words


def test_a_value_is_placed_between_the_ends() -> None:
    """5,250 between 4,000 and 12,000 is 31.25 of 200 units: 31, and 10 of margin."""
    frame = pl.DataFrame({"v": [525_000, 400_000, 1_200_000]})
    assert frame.select(at(pl.col("v"), pl.lit(400_000), pl.lit(1_200_000)))["v"].to_list() == [41, 10, 210]


def test_all_the_same_is_drawn_in_the_middle() -> None:
    """Five shops with one quota: no division by nothing."""
    same = {f"{name}_fen": [300_000] for name in ("min", "q1", "median", "q3", "max")}
    text = pl.DataFrame(same).select(drawing().alias("d"))["d"][0]
    assert 'd="M110 14H110"' in text and 'width=2 ' in text


def test_no_numbers_no_drawing() -> None:
    """Below five the amounts are null: nothing is drawn and the row says why."""
    city = answers().spreads.filter(pl.col("place_code") == "city").with_columns(pl.col("n").alias("households"))
    table = rows(city, pl.col("industry_code"))
    assert table.count("<svg") == 1 and table.count("不足5户") == 3


def test_rows_are_strict_html() -> None:
    """The rows parse inside a table without an error."""
    city = answers().spreads.with_columns(pl.col("n").alias("households"))
    page = "<!doctype html><title>t</title><table><tbody>" + rows(city, pl.col("industry_code")) + "</tbody></table>"
    assert "7,000" in words(parsed(page.encode()))


def test_no_spreads_no_rows() -> None:
    """An empty place gives an empty table body."""
    assert rows(answers().spreads.clear().with_columns(pl.lit(0).alias("households")), pl.col("industry_code")) == ""
