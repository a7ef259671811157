"""How far quotas lie apart: by hand, and as the assessors' own library has it."""

from __future__ import annotations

from random import Random

import assesspy
import polars as pl
import pytest

from generator.derive.dispersion import dispersion, outliers
from generator.model.answers import INDEX, LEAST_FOR_OUTLIERS


def index(*quotas: int | None, street: str = "210102001", trade: str = "6710") -> pl.DataFrame:
    rows = [{"bucket": 0, "division_code": street[:6], "street_code": street, "industry_code": trade, "compared_fen": quota,
             "facts": 0, "searched": 0} for quota in quotas]
    return pl.DataFrame(rows, schema=INDEX)


def test_five_quotas_by_hand() -> None:
    """1, 2, 3, 4, 10 yuan: 2.2 from the median 3 is 73.3 %; quartiles 4 and 2; Gini 0.4."""
    found = dispersion(index(100, 200, 300, 400, 1000)).filter(pl.col("place_kind") == "street").row(0, named=True)
    assert (found["n"], found["cod"], found["quartile_ratio"], found["gini"]) == (5, 73.3, 2.0, 0.4)


def test_equal_quotas_do_not_differ() -> None:
    """Nothing apart: 0 %, 1, 0."""
    found = dispersion(index(*[500] * 7)).row(0, named=True)
    assert (found["cod"], found["quartile_ratio"], found["gini"]) == (0, 1, 0)


@pytest.mark.parametrize("seed", range(5))
def test_the_coefficient_is_that_of_assesspy(seed: int) -> None:
    """The ratio of a quota to one is the quota: the same coefficient of dispersion."""
    quotas = [Random(seed * 1000 + at).randint(50_000, 3_000_000) for at in range(40)]
    found = dispersion(index(*quotas)).row(0, named=True)
    assert found["cod"] == pytest.approx(assesspy.cod([float(quota) for quota in quotas], [1.0] * 40), abs=0.051)


def test_small_groups_and_missing_quotas_are_left_out() -> None:
    """Four households are no group, and who has no quota is in none."""
    assert dispersion(index(1, 2, 3, 4, None, 0)).is_empty()
    both = pl.concat([index(1, 2, 3), index(1, 2, 3, street="210102002")])
    assert dispersion(both)["place_kind"].to_list() == ["city", "division"]


def test_what_would_give_a_smaller_group_away_is_left_out() -> None:
    """Thirty in one division and three in another: with the city's figures the thirty would tell the three."""
    usual = [1000 + at for at in range(29)]
    few = index(900, 901, 902, street="210103001")
    both = pl.concat([index(*usual, 50_000), few])
    assert dispersion(both)["place_kind"].to_list() == ["city"] and outliers(both, 5).is_empty()
    alone = index(*usual, 50_000)
    assert dispersion(alone)["place_kind"].to_list() == ["city", "division", "street"] and outliers(alone, 5).height == 1


def test_both_sides_are_called_far_out() -> None:
    """One ten times the others and one a tenth; in a group of fewer than twenty nobody."""
    usual = [1000 + at for at in range(LEAST_FOR_OUTLIERS)]
    found = outliers(index(*usual, 10_000, 100), 5)
    assert found.select("side", "compared_fen", "of").rows() == [("high", 10_000, 1), ("low", 100, 1)]
    assert found["at"].to_list() == [LEAST_FOR_OUTLIERS, LEAST_FOR_OUTLIERS + 1]
    assert outliers(index(*usual[:10], 10_000, 100), 5).is_empty()
    assert outliers(index(*usual, *range(100_000, 100_004)), 2)["of"].to_list() == [4, 4]
