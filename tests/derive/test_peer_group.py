"""Whom a household is compared with: size bands, the ladder of rings, by hand figures."""

from __future__ import annotations

import polars as pl
import pytest

from generator.derive.peer_group import peers, size_band
from generator.model.answers import INDEX

STREET, OTHER = "110101001", "110101002"


def index(*groups: tuple[str, int | None, list[int]]) -> pl.DataFrame:
    """Restaurants: street, size band and yuan a month of each."""
    rows = [{"bucket": 0, "division_code": "110101", "street_code": street, "industry_code": "6710", "size_band": band,
             "compared_fen": yuan * 100, "facts": 0, "searched": 0} for street, band, amounts in groups for yuan in amounts]
    return pl.DataFrame(rows, schema=INDEX)


@pytest.mark.parametrize(("area", "band"), [(None, None), (0.0, 0), (19.9, 0), (20.0, 1), (50.0, 2), (99.5, 2), (100.0, 3), (200.0, 4), (9000.0, 4)])
def test_a_band_begins_at_its_edge(area: float | None, band: int | None) -> None:
    """20, 50, 100 and 200 square metres are the first of the next band; no area, no band."""
    assert pl.DataFrame({"floor_area_m2": [area]}, schema={"floor_area_m2": pl.Float64}).select(size_band().alias("band"))["band"].to_list() == [band]


def test_five_of_a_size_on_a_street_are_the_narrowest_ring() -> None:
    """5,000 to 9,000 yuan in one band: median 7,000; the five large shops around 40,000 are a ring of their own."""
    found = peers(index((STREET, 2, [5000, 6000, 7000, 8000, 9000]), (STREET, 4, [20000, 30000, 40000, 50000, 60000])))
    assert found["ring"].to_list() == ["size"] * 10 and found["peer_n"].to_list() == [5] * 10
    assert found["peer_median_fen"].to_list() == [700_000] * 5 + [4_000_000] * 5


def test_a_lone_large_shop_is_not_given_away() -> None:
    """Five small shops and one large: the figures of the five would leave the one, so all six are compared together."""
    found = peers(index((STREET, 2, [5000, 6000, 7000, 8000, 9000]), (STREET, 4, [40000])))
    assert found["ring"].to_list() == ["street"] * 6 and found["peer_median_fen"].to_list() == [750_000] * 6


def test_four_of_a_size_are_compared_without_size() -> None:
    """Four in a band and one in another make five of the street."""
    found = peers(index((STREET, 2, [5000, 6000, 7000, 8000]), (STREET, 1, [3000])))
    assert found["ring"].to_list() == ["street"] * 5


def test_shops_without_a_stated_size_are_no_band() -> None:
    """Six shops whose size nobody stated are compared on the street, not as shops of one size."""
    assert peers(index((STREET, None, [1000, 2000, 3000, 4000, 5000, 6000])))["ring"].to_list() == ["street"] * 6


def test_the_same_size_on_another_street_is_a_wider_ring() -> None:
    """Three here and three there: the division is the first ring of five, whatever the size."""
    found = peers(index((STREET, 2, [5000, 6000, 7000]), (OTHER, 2, [5000, 6000, 7000])))
    assert found["ring"].to_list() == ["division"] * 6
