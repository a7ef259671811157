"""The example bureau's answers, worked out by hand."""

from __future__ import annotations

from datetime import date

import polars as pl

from generator.model.answers import Answers


def household(answers: Answers, number: str) -> dict:
    return answers.households.filter(pl.col("disclosure_no") == number).row(0, named=True)


def test_the_sums_of_the_build(answers: Answers) -> None:
    """8 households from 28 rows; the money of all quota rows comes out as it went in, to the fen."""
    figures = answers.figures
    assert (figures.rows_accepted, figures.households, figures.expired, figures.postings) == (28, 8, 0, 7)
    expected = 2 * 48000_00 + 2 * 51500_00 + 13000_00 + 12000_00
    assert figures.turnover_in_fen == figures.turnover_out_fen == expected


def test_a_quota_in_force(answers: Answers) -> None:
    """顺河饺子馆: 8,000 yuan a month in force since 2008-07-01, tax 440.00, unchanged from the period before."""
    row = household(answers, "HDA1001")
    assert (row["state"], row["monthly_turnover_fen"], row["tax_fen"]) == ("in_force", 800000, 44000)
    assert (row["posting_id"], row["row"], row["previous_turnover_fen"]) == ("2008-dong-final", 2, 800000)
    assert (row["street_name"], row["division_name"], row["office_name"]) == ("河沿街道", "东区", "东区第一税务所")


def test_a_corrected_quota(answers: Answers) -> None:
    """四季餐厅 was posted with 15,000 and corrected to 13,000: the correction is what holds, the history has all five."""
    row = household(answers, "HDA1004")
    assert (row["monthly_turnover_fen"], row["posting_id"]) == (1300000, "2008-dong-correction")
    history = answers.quotas.filter(pl.col("disclosure_no") == "HDA1004")
    assert history["monthly_turnover_fen"].to_list() == [1200000, 1200000, 1500000, 1500000, 1300000]
    assert history["change_fen"].to_list() == [None, 0, 300000, 0, -200000]
    assert history["standing"].to_list() == ["standing"] * 3 + ["superseded", "standing"]


def test_peers_on_the_street(answers: Answers) -> None:
    """6,500 8,000 9,000 10,000 13,000: median 9,000, quartiles 8,000 and 10,000; one is lower, three are higher."""
    row = household(answers, "HDA1001")
    assert [row[f"peer_{name}_fen"] // 100 for name in ("min", "q1", "median", "q3", "max")] == [6500, 8000, 9000, 10000, 13000]
    assert (row["ring"], row["peer_n"], row["peer_below"], row["peer_same"], row["peer_above"]) == ("street", 5, 1, 1, 3)


def test_the_ring_widens_until_five(answers: Answers) -> None:
    """The only fast-food shop is compared with all six catering households of the city; a lone hairdresser with nobody."""
    row = household(answers, "HXB2001")
    assert (row["ring"], row["peer_n"], row["peer_below"], row["peer_above"]) == ("group", 6, 0, 5)
    assert household(answers, "HDA1006")["ring"] is None


def test_an_open_posting(answers: Answers) -> None:
    """Posted on 2008-09-25, open until 2008-10-07 because of the holidays, and open on the as-of date."""
    row = household(answers, "HXB2001")
    assert (row["state"], row["comment_until"], row["comment_is_certain"]) == ("open", date(2008, 10, 7), True)
    assert [view.posting.id for view in answers.open_postings] == ["2008-xi-provisional"]


def test_a_withdrawn_household(answers: Answers) -> None:
    """The withdrawal names one household: that one is withdrawn, the other stays open for comment."""
    row = household(answers, "HXB2002")
    assert (row["state"], row["ring"]) == ("withdrawn", None)
    view = next(view for view in answers.postings if view.posting.id == "2008-xi-provisional")
    assert view.is_open and not view.is_withdrawn and [reply.id for reply in view.replies] == ["2008-xi-withdrawal"]


def test_taxes_are_recomputed_and_the_difference_is_kept(answers: Answers) -> None:
    """5,000 × 5 % = 250.00, × 7 % = 17.50, × 3 % = 7.50; the table says 8.50, so 1.00 yuan too much."""
    taxes = answers.taxes.filter(pl.col("posting_id") == "2008-xi-provisional", pl.col("row") == 2)
    assert taxes["tax_item"].to_list() == ["营业税", "城市维护建设税", "教育费附加"]
    assert taxes["recomputed_fen"].to_list() == [25000, 1750, 750]
    assert taxes["difference_fen"].to_list() == [0, 0, 100]


def test_below_the_threshold_nothing_is_due(answers: Answers) -> None:
    """未达起征点: the turnover tax is 0, and so are the surcharges on it."""
    taxes = answers.taxes.filter(pl.col("posting_id") == "2008-dong-final", pl.col("row") == 7)
    assert taxes["recomputed_fen"].to_list() == [0, 0, 0] and taxes["difference_fen"].sum() == 0


def test_spreads_below_five_are_not_told(answers: Answers) -> None:
    """A trade with fewer than five households has its count and no amounts."""
    spread = {(row["place_code"], row["industry_code"]): row for row in answers.spreads.iter_rows(named=True)}
    assert spread["110101001", "6710"]["median_fen"] == 900000 and spread["city", "6710"]["n"] == 5
    assert spread["110101002", "8240"]["n"] == 1 and spread["110101002", "8240"]["median_fen"] is None


def test_the_posting_digest_is_what_sha256sum_says(answers: Answers, root) -> None:
    """The digest on a posting's page is `sha256sum * | sha256sum` in its folder."""
    import hashlib
    folder = root / "tests/example_site/quota_data/postings/2008-dong-final"
    lines = "".join(f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n"
                    for name in ("households.csv", "posting.yml"))
    view = next(view for view in answers.postings if view.posting.id == "2008-dong-final")
    assert view.digest == hashlib.sha256(lines.encode()).hexdigest()
