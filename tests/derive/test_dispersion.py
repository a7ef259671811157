"""How uneven quotas are, by hand and beside assesspy, the library assessors use."""

from __future__ import annotations

import assesspy
import polars as pl
import pytest
from hypothesis import given, settings, strategies as st

from generator.derive.dispersion import dispersions, summary
from generator.derive.outlier import outliers
from generator.model.answers import HOUSEHOLDS, INDEX, PEERS
from generator.model.fairness import OUTLIERS


def index(quotas: list[int | None], previous: list[int | None] | None = None, street: str = "110101001",
          division: str = "110101") -> pl.DataFrame:
    return pl.DataFrame({"bucket": [0] * len(quotas), "division_code": [division] * len(quotas), "street_code": [street] * len(quotas),
                         "industry_code": ["6710"] * len(quotas), "compared_fen": quotas,
                         "previous_fen": previous or [None] * len(quotas), "facts": [1] * len(quotas)}).pipe(
        lambda rows: rows.with_columns(pl.lit(None, kind).alias(name) for name, kind in INDEX.items() if name not in rows.columns)
    ).select(INDEX.names()).cast(INDEX)


def measures(rows: pl.DataFrame) -> dict:
    return dispersions(rows).filter(pl.col("level") == "street").row(0, named=True)


def told_levels(found: pl.DataFrame, measure: str) -> list[str]:
    """At which levels a measure is told somewhere."""
    return found.filter(pl.col(measure).is_not_null())["level"].unique(maintain_order=True).to_list()


def test_five_quotas_by_hand() -> None:
    """1,000 2,000 3,000 4,000 10,000: median 3,000; distances 2+1+0+1+7 = 11 thousand, mean 2,200, 73.3 % of the median;
    quartiles 2,000 and 4,000, ratio 2; Gini (-4*1 - 2*2 + 0*3 + 2*4 + 4*10) / (5 * 20) = 0.4."""
    row = measures(index([100000, 200000, 300000, 400000, 1000000]))
    assert (row["n"], row["median_fen"]) == (5, 300000)
    assert (row["cod_tenths"], row["quartile_hundredths"], row["gini_thousandths"]) == (733, 200, 400)


def test_a_group_of_four_has_its_number_alone() -> None:
    """Fewer than five: no figure, now or before; a household without a quota to compare does not count."""
    row = measures(index([100000, 200000, 300000, 400000, None], [1, 2, 3, 4, 5]))
    assert row["n"] == 4 and row["before_n"] == 4
    assert all(row[name] is None for name in row if name.endswith(("_fen", "tenths", "hundredths", "thousandths")))


def test_what_would_give_a_smaller_group_away_is_not_told() -> None:
    """Thirty in one division and three in another: with the city's figures the thirty would tell the three. Of thirty in the
    period before, three stood on another street then: neither street's figures before are told."""
    usual = [1000 + at for at in range(30)]
    both = pl.concat([index(usual), index([900, 901, 902], street="110102001", division="110102")])
    assert told_levels(dispersions(both), "cod_tenths") == ["city"]
    assert told_levels(dispersions(index(usual)), "cod_tenths") == ["city", "division", "street"]
    parted = pl.concat([index(usual, [*usual[:27], None, None, None]), index(usual, [*[None] * 27, *usual[:3]], street="110101002")])
    assert told_levels(dispersions(parted), "before_cod_tenths") == ["city", "division"]


def test_the_period_before() -> None:
    """The quotas before of those compared now: five equal ones have no dispersion, their quartiles are one, their Gini nothing."""
    row = measures(index([100000, 200000, 300000, 400000, 1000000], [500000] * 5))
    assert (row["before_cod_tenths"], row["before_quartile_hundredths"], row["before_gini_thousandths"]) == (0, 100, 0)


def test_quotas_of_nothing() -> None:
    """Where the median is nothing, a share of it is not a number, and none is printed."""
    row = measures(index([0, 0, 0, 0, 0]))
    assert row["median_fen"] == 0 and row["cod_tenths"] is row["quartile_hundredths"] is row["gini_thousandths"] is None


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 10**9), min_size=5, max_size=60))
def test_beside_assesspy(quotas: list[int]) -> None:
    """The coefficient of dispersion is `assesspy.cod` of the quotas over one, and the Gini coefficient is the numerator of
    `assesspy.mki`, whose denominator for 1, 2 … n is (n - 1) / 3n: to the last place printed."""
    row = measures(index(quotas))
    n = len(quotas)
    assert row["cod_tenths"] / 10 == pytest.approx(assesspy.cod(quotas, [1] * n), abs=.0501)
    gini = assesspy.mki(sorted(quotas), list(range(1, n + 1))) * (n - 1) / (3 * n)
    assert row["gini_thousandths"] / 1000 == pytest.approx(gini, abs=.000501)


def test_sums_beyond_64_bits() -> None:
    """A million million yuan five times: the sums need more than 64 bits and come out."""
    row = measures(index([10**14, 2 * 10**14, 3 * 10**14, 4 * 10**14, 10**15]))
    assert (row["cod_tenths"], row["gini_thousandths"]) == (733, 400)


def test_the_city_in_one_figure() -> None:
    """Two streets of five and six households with coefficients 73.3 and 0: (5 * 73.3 + 6 * 0) / 11 = 33.3."""
    rows = pl.concat([index([100000, 200000, 300000, 400000, 1000000]), index([500000] * 6, street="110101002")])
    found = summary(dispersions(rows), OUTLIERS.to_frame(), 11)
    assert (found.groups, found.grouped, found.within_tenths, found.before_within_tenths) == (2, 11, 333, None)


def test_outliers_by_hand() -> None:
    """Quartiles 2,000 and 4,000: the fences are 2,000 - 3,000 and 4,000 + 3,000. 7,000 stands on the fence and is not beyond
    it; 7,000.01 is; with quartiles 3,000 and 4,000 the lower fence is 1,500."""
    quotas, q1 = [700000, 700001, 100000, 149999, 150000], [200000, 200000, 200000, 300000, 300000]
    peers = pl.DataFrame({"ring": ["street"] * 5, "peer_n": [10] * 5, "peer_q1_fen": q1, "peer_median_fen": [300000] * 5,
                          "peer_q3_fen": [400000] * 5})
    peers = peers.with_columns(pl.lit(None).alias(name) for name in PEERS if name not in peers.columns).select(PEERS).cast(
        {name: HOUSEHOLDS[name] for name in PEERS})
    found, judged = outliers(index(quotas), peers, pl.Series([0] * 5, dtype=pl.UInt64))
    assert judged == 5
    assert found.select("at", "side", "times_hundredths").rows() == [(1, "high", 233), (3, "low", 50)]


def test_of_nine_peers_nobody_is_called_far_out() -> None:
    """Ten judge and nine do not: the same quotas, and nobody is in the queue."""
    peers = pl.DataFrame({"ring": ["street"] * 2, "peer_n": [9, 10], "peer_q1_fen": [1] * 2, "peer_median_fen": [1] * 2, "peer_q3_fen": [1] * 2})
    peers = peers.with_columns(pl.lit(None).alias(name) for name in PEERS if name not in peers.columns).select(PEERS).cast(
        {name: HOUSEHOLDS[name] for name in PEERS})
    found, judged = outliers(index([100, 100]), peers, pl.Series([0, 0], dtype=pl.UInt64))
    assert (found["at"].to_list(), judged) == ([1], 1)


def test_another_trade_does_not_judge() -> None:
    """A household compared only with its whole group of trades is in no queue."""
    peers = pl.DataFrame({"ring": ["group"], "peer_n": [30], "peer_q1_fen": [1], "peer_median_fen": [1], "peer_q3_fen": [1]})
    peers = peers.with_columns(pl.lit(None).alias(name) for name in PEERS if name not in peers.columns).select(PEERS).cast(
        {name: HOUSEHOLDS[name] for name in PEERS})
    found, judged = outliers(index([100]), peers, pl.Series([0], dtype=pl.UInt64))
    assert (found.height, judged) == (0, 0)
