"""No group below five is told, and none can be worked out from those that are: by hand, at random, and in published figures."""

from __future__ import annotations

from itertools import combinations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.derive.movement import shifts
from generator.derive.peer_group import office_spreads, peers, spreads
from generator.derive.suppression import CITY, DIVISION, OFFICE, SIZE, STREET, with_told, with_told_offices
from generator.model.answers import INDEX, Answers

PLACES = [("110101", "110101001"), ("110101", "110101002"), ("110102", "110102001"), ("110102", "110102002"), ("110103", "110103001")]


def index(counts: dict[tuple[str, str, int | None], int]) -> pl.DataFrame:
    """So many restaurants in each division, street and size band, each with a quota of its own."""
    rows = [(division, street, band) for (division, street, band), count in counts.items() for _ in range(count)]
    return pl.DataFrame([{"bucket": 0, "division_code": division, "street_code": street, "industry_code": "6710", "size_band": band,
                          "compared_fen": 100 * (at + 1), "facts": 0, "searched": 0} for at, (division, street, band) in enumerate(rows)],
                        schema=INDEX)


def with_offices(table: pl.DataFrame, *offices: str | None) -> pl.DataFrame:
    """The households one after the other in these offices, over and over."""
    rows = table.with_row_index("at")["at"] % len(offices)
    return table.with_columns(rows.replace_strict(list(range(len(offices))), list(offices), return_dtype=pl.String).alias("office_code"))


def told_groups(found: pl.DataFrame) -> list[frozenset[int]]:
    """Each group whose figures are told, as the households in it."""
    rows = found.with_row_index("at")
    levels = ((CITY, ["industry_code"]), (DIVISION, ["division_code"]), (STREET, ["street_code"]), (SIZE, ["street_code", "size_band"]))
    return [frozenset(group["at"]) for flag, keys in levels
            for group in rows.filter(pl.col(flag)).partition_by(["industry_code", *keys]) if group.height]


def gaps(groups: list[frozenset[int]]) -> list[int]:
    """How many households are left of a told group when told groups within it are taken away, one, two or all."""
    found = []
    for whole in groups:
        inner = [group for group in groups if group < whole]
        widest = [group for group in inner if not any(group < other for other in inner)]
        taken = [[*pair] for size in (1, 2) for pair in combinations(inner, size)] + [widest]
        found += [len(whole - frozenset().union(*some)) for some in taken if some]
    return found


def test_a_street_of_three_beside_one_of_six_hides_both() -> None:
    """Nine in the division: with the six told, the three would be the difference, so only the nine are told."""
    found = with_told(index({("110101", "110101001", None): 6, ("110101", "110101002", None): 3}))
    assert found[DIVISION].all() and not found[STREET].any()


def test_the_smallest_group_is_given_up_and_no_other() -> None:
    """Streets of 8, 6 and 2: the six are given up, the eight stay, and what is left over are eight."""
    found = with_told(index({("110101", "110101001", None): 8, ("110101", "110101002", None): 6, ("110101", "110101003", None): 2}))
    assert found[STREET].to_list() == [True] * 8 + [False] * 8


def test_of_two_as_small_the_first_code_is_given_up() -> None:
    """The choice does not depend on the order of the rows."""
    table = index({("110101", "110101002", None): 5, ("110101", "110101001", None): 5, ("110101", "110101003", None): 1})
    for rows in (table, table.reverse()):
        found = with_told(rows)
        assert set(found.filter(pl.col(STREET))["street_code"]) == {"110101002"}


def test_nothing_within_a_hidden_street_is_told() -> None:
    """A size band of five in a street that was given up would give the street away."""
    found = with_told(index({("110101", "110101001", 1): 6, ("110101", "110101002", None): 3}))
    assert not found[SIZE].any()


def test_the_household_is_compared_in_the_next_ring_instead() -> None:
    """Six and three on two streets: all nine are compared in the division, and the street's spread is empty."""
    table = index({("110101", "110101001", None): 6, ("110101", "110101002", None): 3})
    assert peers(table)["ring"].to_list() == ["division"] * 9
    names = pl.DataFrame({"industry_code": ["6710"], "industry_name": ["正餐服务"]})
    found = {row["place_code"]: row for row in spreads(table, names).iter_rows(named=True)}
    assert found["110101001"]["n"] == 6 and found["110101001"]["median_fen"] is None
    assert found["110101"]["median_fen"] == 500 and found["city"]["median_fen"] == 500


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.tuples(st.sampled_from(PLACES), st.sampled_from([None, 0, 1, 2])), st.integers(1, 9), max_size=12))
def test_no_difference_of_told_groups_is_below_five(sizes: dict) -> None:
    """Random cities: whichever told groups are taken from a told one, nobody or at least five are left."""
    groups = told_groups(with_told(index({(*place, band): count for (place, band), count in sizes.items()})))
    assert all(len(group) >= 5 for group in groups)
    assert not [left for left in gaps(groups) if 0 < left < 5]


def test_an_office_beside_a_smaller_one_is_not_told() -> None:
    """Six of one office and three of another on one street: with the street's nine the six would tell the three."""
    table = index({("110101", "110101001", None): 9})
    names = pl.DataFrame({"industry_code": ["6710"], "industry_name": ["正餐服务"]})
    for offices, told in ((["A"] * 6 + ["B"] * 3, []), (["A"] * 9, ["A"])):
        found = office_spreads(table.with_columns(pl.Series("office_code", offices)), names)
        assert found.filter(pl.col("median_fen").is_not_null())["place_code"].to_list() == told


def test_offices_with_streets_of_their_own_are_told() -> None:
    """Two streets of five, an office each: both are told; with three of the same trade on a third street, of no told
    street, neither office is, since the division's figures less theirs would be those of the three."""
    table = index({("110101", "110101001", None): 5, ("110101", "110101002", None): 5}).with_columns(pl.Series("office_code", ["A"] * 5 + ["B"] * 5))
    more = index({("110101", "110101003", None): 3}).with_columns(pl.lit("B").alias("office_code"))
    assert with_told_offices(with_told(table))[OFFICE].all()
    assert not with_told_offices(with_told(pl.concat([table, more])))[OFFICE].any()


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from(PLACES), st.integers(1, 14), max_size=5), st.lists(st.sampled_from(["A", "B", "C", None]), min_size=1, max_size=3))
def test_no_office_gives_a_small_group_away(sizes: dict, offices: list[str | None]) -> None:
    """Random cities and offices: whichever told groups that have nobody in common are taken from a told one, nobody or at
    least five are left."""
    rows = with_offices(index({(*place, None): count for place, count in sizes.items()}), *offices)
    found = with_told_offices(with_told(rows)).with_row_index("at")
    own = [frozenset(group["at"]) for group in found.filter(pl.col(OFFICE)).partition_by("office_code") if group.height]
    groups = set(told_groups(found.drop("at"))) | set(own)
    for whole in groups:
        inner = [group for group in groups if group < whole]
        some = [taken for size in range(1, len(inner) + 1) for taken in combinations(inner, size)
                if sum(map(len, taken)) == len(frozenset().union(*taken))]
        assert not [left for taken in some if 0 < (left := len(whole) - sum(map(len, taken))) < 5]


def test_sums_of_small_places_are_not_told() -> None:
    """Six of one street had quotas before, and three of the other: only the division's sums and share are printed."""
    table = index({("110101", "110101001", None): 6, ("110101", "110101002", None): 3}).with_columns(
        pl.lit("up").alias("change"), pl.lit(100).alias("previous_fen"), pl.lit("A").alias("office_code"))
    found = {(row["level"], row["code"]): row for row in shifts(table).iter_rows(named=True)}
    assert found["division", "110101"]["before_fen"] == 900 and found["division", "110101"]["unchanged_tenths"] == 0
    for street in ("110101001", "110101002"):
        assert [found["street", street][name] for name in ("median_fen", "before_fen", "after_fen", "unchanged_tenths", "change_tenths")] == [None] * 5
    assert found["street", "110101002"]["compared"] == 3 and found["trade", "6710"]["n"] == 9


@pytest.mark.parametrize("place", ["city", "division"])
def test_the_published_spreads_give_nobody_away(answers: Answers, place: str) -> None:
    """The example's published table: what the places told leave of a wider one is nobody or at least five."""
    streets = answers.reference["streets"].select(pl.col("code").alias("place_code"), "division_code")
    table = answers.spreads.with_columns(pl.col("median_fen").is_not_null().alias("told"))
    divisions = table.filter(pl.col("place_code").str.len_chars() == 6)
    inner = (divisions.with_columns(pl.lit("city").alias("whole")) if place == "city"
             else table.join(streets, on="place_code").rename({"division_code": "whole"}))
    told = inner.filter(pl.col("told")).group_by("whole", "industry_code").agg(pl.col("n").sum().alias("inside"))
    whole = table.filter(pl.col("told")).join(told, left_on=["place_code", "industry_code"], right_on=["whole", "industry_code"])
    left = whole.select(pl.col("n").cast(pl.Int64) - pl.col("inside").cast(pl.Int64))["n"].to_list()
    assert not [count for count in left if 0 < count < 5]
