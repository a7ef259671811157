"""What a posting changes: every kind, how postings are read, what they are compared with. Figures worked out by hand."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from generator.accepted import accepted
from generator.comparison import versions_with_tax
from generator.derive.difference import difference
from generator.model.answers import Answers
from generator.model.difference import CHANGES, GROUPS, KINDS, Difference
from generator.model.fold import fold
from generator.model.posting import Posting, PostingKind
from generator.model.quota_table import QUOTA_ROWS
from generator.model.reference import Reference, empty_tables

REFERENCE = Reference(empty_tables())
LAST, THIS = (date(2007, 7, 1), date(2008, 6, 30)), (date(2008, 7, 1), date(2009, 6, 30))


def act(name: str, kind: str, day: date, of: str | None = None) -> Posting:
    return Posting(name, PostingKind(kind), day, "office", name, of)


def row(number: str, yuan: int, period: tuple[date, date], status: str = "在营", tax: int = 0, street: str = "s1",
        trade: str = "6710") -> dict:
    return {"disclosure_no": number, "shop_name": f"shop {number}", "monthly_turnover_fen": yuan * 100, "starts_on": period[0],
            "ends_on": period[1], "status": status, "street_code": street, "industry_code": trade, "tax_fen": tax}


def compared(rows: dict[Posting, list[dict]], posting: str, against: str | None = None, unread: tuple[str, ...] = ()) -> Difference:
    """What a posting of this small bureau changes."""
    stated = [{"posting_id": act.id, "row": place, **row} for act, listed in rows.items() for place, row in enumerate(listed, 2)]
    frame = pl.DataFrame(stated, schema={**QUOTA_ROWS, "tax_fen": pl.Int64})
    postings = {act.id: act for act in rows}
    versions = fold(rows, frame.drop("tax_fen")).join(frame.select("posting_id", "row", "tax_fen"), on=["posting_id", "row"], how="left")
    return difference(postings[posting], postings.get(against or ""), postings, versions, REFERENCE, date(2008, 9, 26), unread)


OLD, NEW = act("2007-final", "final", date(2007, 6, 20)), act("2008-final", "final", date(2008, 6, 20))


def two_years(before: list[dict], after: list[dict], *more: tuple[Posting, list[dict]]) -> dict[Posting, list[dict]]:
    return {OLD: before, NEW: after, **dict(more)}


def kinds(found: Difference) -> dict[str, str]:
    return dict(found.changes.select("disclosure_no", "kind").iter_rows())


@pytest.mark.parametrize(("before", "after", "wanted"), (
    ((8000, "在营"), (9000, "在营"), "up"), ((8000, "在营"), (7000, "在营"), "down"), ((8000, "在营"), (8000, "在营"), "unchanged"),
    ((8000, "在营"), (8000, "停业"), "suspended"), ((8000, "在营"), (0, "停业"), "suspended"), ((0, "停业"), (8000, "在营"), "resumed"),
    ((8000, "停业"), (8000, "停业"), "unchanged"), ((8000, "在营"), (9000, "复业"), "resumed"), ((8000, "复业"), (9000, "复业"), "up"),
    ((8000, "复业"), (9000, "在营"), "up"), ((8000, "在营"), (0, "注销"), "gone"), ((8000, "在营"), (0, "转查账"), "gone"),
    ((0, "注销"), (8000, "在营"), "new"), ((4000, "未达起征点"), (6000, "在营"), "up"), ((8000, "停业"), (0, "注销"), "gone"),
))
def test_every_quota_is_of_one_kind(before: tuple, after: tuple, wanted: str) -> None:
    """Over, new, stopped, begun again, more, less or the same: asked in that order."""
    found = compared(two_years([row("a", before[0], LAST, before[1])], [row("a", after[0], THIS, after[1])]), "2008-final")
    assert kinds(found) == {"a": wanted} and found.kinds["code"].to_list() == list(KINDS)
    assert found.kinds.filter(pl.col("quotas") > 0)["code"].to_list() == [wanted]


def test_the_largest_change_comes_first_and_the_sums_add_up() -> None:
    """Amounts, percent and totals of four households, on paper: 8000 to 8600, 5000 to 4000, new 2000, 6000 gone."""
    rows = two_years([row("a", 8000, LAST), row("b", 5000, LAST, trade="8240"), row("d", 6000, LAST)],
                     [row("a", 8600, THIS), row("b", 4000, THIS, trade="8240"), row("c", 2000, THIS)])
    found = compared(rows, "2008-final")
    listed = found.changes.select("disclosure_no", "change_fen", "change_tenths").rows()
    assert listed == [("d", -600000, -1000), ("c", 200000, None), ("b", -100000, -200), ("a", 60000, 75)]
    total = found.total.to_dicts()[0]
    assert (total["quotas"], total["before_fen"], total["after_fen"], total["change_fen"]) == (4, 1900000, 1460000, -440000)
    assert total["change_tenths"] == -232                                     # −4400 of 19000 is 23.157…%
    assert found.trades.select("code", "quotas", "change_fen").rows() == [("6710", 3, -340000), ("8240", 1, -100000)]
    for frame in (found.kinds, found.trades, found.streets):
        assert frame["change_fen"].sum() == total["change_fen"] and frame["quotas"].sum() == 4
    assert found.changes.schema == CHANGES and found.kinds.schema == GROUPS == found.total.schema


@pytest.mark.parametrize(("before", "after", "tenths"), ((8000, 8600, 75), (3000, 3001, 0), (2000, 2001, 1), (2000, 1999, -1), (0, 5, None)))
def test_a_percentage_is_rounded_half_away_from_nought(before: int, after: int, tenths: int | None) -> None:
    """In tenths of a percent, by whole numbers: 1 of 2000 is 0.05% and becomes 0.1%, 1 of 3000 becomes 0.0%."""
    found = compared(two_years([row("a", before, LAST)], [row("a", after, THIS)]), "2008-final")
    assert found.changes["change_tenths"][0] == tenths


def test_a_tax_that_changes_alone_is_counted() -> None:
    """The quota is unchanged, the tax is not: it is not hidden among the unchanged."""
    found = compared(two_years([row("a", 8000, LAST, tax=100), row("b", 1, LAST)], [row("a", 8000, THIS, tax=150), row("b", 1, THIS)]),
                     "2008-final")
    assert set(kinds(found).values()) == {"unchanged"} and found.tax_only == 1 and found.total["tax_change_fen"][0] == 50


# ---- how a posting is read

def test_a_posting_is_read_as_it_was_corrected() -> None:
    """The corrected row counts in its new form, and says where it stands."""
    fix = act("2008-fix", "correction", date(2008, 7, 10), "2008-final")
    found = compared(two_years([row("a", 8000, LAST)], [row("a", 80000, THIS)], (fix, [row("a", 8100, THIS)])), "2008-final")
    assert found.changes.select("change_fen", "after_posting", "after_row").rows() == [(10000, "2008-fix", 2)]
    assert found.corrected == 1


def test_a_correction_is_compared_with_what_it_replaced() -> None:
    """Not with last year; households it does not name are not gone."""
    fix = act("2008-fix", "correction", date(2008, 7, 10), "2008-final")
    rows = two_years([row("a", 1, LAST)], [row("a", 80000, THIS), row("b", 5, THIS)], (fix, [row("a", 8100, THIS)]))
    found = compared(rows, "2008-fix")
    assert found.changes.select("kind", "disclosure_no", "before_turnover_fen", "before_posting").rows() == [
        ("down", "a", 8000000, "2008-final")]


def test_a_second_correction_is_compared_with_the_first() -> None:
    """Each correction replaces what stood before it, and the first one keeps its own comparison."""
    first, second = (act(f"fix-{n}", "correction", date(2008, 7, n), "2008-final") for n in (1, 2))
    rows = two_years([], [row("a", 9, THIS)], (first, [row("a", 8, THIS)]), (second, [row("a", 6, THIS)]))
    assert compared(rows, "fix-2").changes["change_fen"].to_list() == [-200]
    assert compared(rows, "fix-1").changes["change_fen"].to_list() == [-100]


def test_of_a_withdrawal_nothing_is_left() -> None:
    """Named households only, or the whole posting; the reason is that they were withdrawn."""
    part = act("part", "withdrawal", date(2008, 8, 1), "2008-final")
    rows = two_years([], [row("a", 9, THIS), row("b", 5, THIS)], (part, [row("a", 9, THIS)]))
    found = compared(rows, "part")
    assert found.changes.select("disclosure_no", "kind", "reason", "change_fen").rows() == [("a", "gone", "withdrawn", -900)]
    whole = compared(two_years([], [row("a", 9, THIS), row("b", 5, THIS)], (part, [])), "part")
    assert whole.total["quotas"][0] == 2 and set(whole.changes["reason"]) == {"withdrawn"}


def test_a_withdrawn_row_does_not_count() -> None:
    """The household had a quota before: it is gone, because it was withdrawn; without one it is only counted."""
    part = act("part", "withdrawal", date(2008, 8, 1), "2008-final")
    rows = two_years([row("a", 8, LAST), row("b", 5, LAST)], [row("a", 9, THIS), row("b", 5, THIS), row("n", 3, THIS)],
                     (part, [row("a", 9, THIS), row("n", 3, THIS)]))
    found = compared(rows, "2008-final")
    assert kinds(found) == {"a": "gone", "b": "unchanged"} and found.withdrawn == 2
    assert found.changes.filter(pl.col("disclosure_no") == "a")["reason"].to_list() == ["withdrawn"]


def test_what_cannot_be_read_is_on_neither_side() -> None:
    """A household whose row has a mistake is not said to be gone."""
    found = compared(two_years([row("a", 8, LAST), row("b", 5, LAST)], [row("b", 6, THIS)]), "2008-final", unread=("a",))
    assert kinds(found) == {"b": "up"}


# ---- what it is compared with

def test_a_provisional_and_its_final_are_both_compared_with_the_year_before() -> None:
    """The previous quota is a final one whose period began earlier: not the provisional posting of the same year."""
    draft = act("2008-draft", "provisional", date(2008, 5, 20))
    final = act("2008-final", "final", date(2008, 6, 20), "2008-draft")
    rows = {OLD: [row("a", 8000, LAST)], draft: [row("a", 9500, THIS)], final: [row("a", 9000, THIS)]}
    assert compared(rows, "2008-draft").changes["change_fen"].to_list() == [150000]
    assert compared(rows, "2008-final").changes["change_fen"].to_list() == [100000]
    assert compared(rows, "2008-final", "2008-draft").changes["change_fen"].to_list() == [-50000]


def test_the_previous_quota_is_the_newest_that_stands() -> None:
    """Of two earlier finals the one that began last; one that was withdrawn is not compared with."""
    older = act("2006-final", "final", date(2006, 6, 20))
    gone = act("gone", "withdrawal", date(2007, 8, 1), "2007-final")
    rows = {older: [row("a", 7000, (date(2006, 7, 1), date(2007, 6, 30)))], OLD: [row("a", 8000, LAST)], NEW: [row("a", 9000, THIS)]}
    assert compared(rows, "2008-final").changes["change_fen"].to_list() == [100000]
    assert compared({**rows, gone: []}, "2008-final").changes["change_fen"].to_list() == [200000]


@pytest.mark.parametrize(("lost", "also", "is_gone"), (
    (row("b", 5, LAST), None, True),
    (row("b", 5, LAST, street="s2"), None, False),                                         # a street this posting has nothing on
    (row("b", 5, (LAST[0], date(2008, 12, 31))), None, False),                             # it still runs
    (row("b", 5, LAST), row("b", 5, THIS), False),                                         # another posting renews it
    (row("b", 0, LAST, "注销"), None, False),                                              # it was over already
))
def test_gone_is_what_nothing_else_covers(lost: dict, also: dict | None, is_gone: bool) -> None:
    """A household is gone only if its quota ended, on a street of this posting, and nothing else is in force or proposed."""
    other = act("2008-other", "provisional", date(2008, 6, 1))
    rows = two_years([row("a", 8, LAST), lost], [row("a", 8, THIS)], *([(other, [also])] if also else []))
    assert ("b" in kinds(compared(rows, "2008-final"))) is is_gone


def test_a_posting_that_follows_nothing_ends_nothing() -> None:
    """A posting of newly opened shops says nothing of the others on their street."""
    opened = act("2008-opened", "final", date(2008, 8, 1))
    rows = {OLD: [row("a", 8, LAST), row("b", 5, LAST)], opened: [row("n", 3, (date(2008, 8, 1), date(2009, 6, 30)))]}
    assert kinds(compared(rows, "2008-opened")) == {"n": "new"}


def test_against_another_posting_everything_else_is_new_or_gone() -> None:
    """Both directions are mirror images."""
    rows = two_years([row("a", 8, LAST), row("b", 5, LAST)], [row("a", 9, THIS), row("c", 3, THIS)])
    there, back = compared(rows, "2008-final", "2007-final"), compared(rows, "2007-final", "2008-final")
    assert kinds(there) == {"a": "up", "b": "gone", "c": "new"} and kinds(back) == {"a": "down", "b": "new", "c": "gone"}
    assert there.total["change_fen"][0] == -back.total["change_fen"][0] == -100


def test_several_periods_of_a_household_are_compared_in_their_order() -> None:
    """The first half-year with the first, the second with the second."""
    halves = ((date(2008, 1, 1), date(2008, 6, 30)), (date(2008, 7, 1), date(2008, 12, 31)))
    rows = two_years([row("a", 5, halves[0]), row("a", 6, halves[1])], [row("a", 9, halves[1]), row("a", 5, halves[0])])
    found = compared(rows, "2008-final", "2007-final")
    assert sorted(found.changes.select("kind", "change_fen").rows()) == [("unchanged", 0), ("up", 300)]


def test_nothing_compared_is_noughts() -> None:
    """A posting without rows has a total of noughts, not none."""
    found = compared(two_years([], []), "2008-final")
    assert found.total.to_dicts()[0]["quotas"] == 0 and found.changes.height == found.trades.height == 0


def test_the_previous_quota_is_the_one_the_page_shows(answers: Answers, examined) -> None:
    """For every household whose present quota is in a final posting, the two ways give the same figure."""
    usable = accepted(examined)
    shown = {no: fen for no, fen in answers.households.filter(pl.col("posting_id") == "2008-dong-final").select(
        "disclosure_no", "previous_turnover_fen").iter_rows()}
    found = difference(usable.postings["2008-dong-final"], None, usable.postings, versions_with_tax(usable), examined.reference, answers.as_of)
    before = dict(found.changes.select("disclosure_no", "before_turnover_fen").iter_rows())
    assert shown and shown == {number: before[number] for number in shown}
