"""The way against a quota on a day, and its limits, worked out by hand."""

from datetime import date

import pytest

from generator.derive.objection import objections
from generator.model.posting import Posting, PostingKind
from generator.model.working_days import WorkingDays, posting_window

PROPOSED = Posting("p", PostingKind.PROVISIONAL, date(2008, 9, 10), "01", "")
FINAL = Posting("f", PostingKind.FINAL, date(2008, 9, 26), "01", "", of="p", approved_on=date(2008, 9, 22))
CORRECTED = Posting("c", PostingKind.CORRECTION, date(2008, 10, 8), "01", "", of="f")
WITHDRAWN = Posting("w", PostingKind.WITHDRAWAL, date(2008, 10, 9), "01", "", of="f")


def found(as_of: date, *postings: Posting):
    calendar = WorkingDays()
    windows = {one.id: posting_window(one.posted_on, calendar) for one in postings if one.kind is PostingKind.PROVISIONAL}
    return objections({one.id: one for one in postings}, windows, calendar, as_of)


@pytest.mark.parametrize(("day", "route"), [((9, 10), "comment"), ((9, 18), "comment"), ((9, 19), "wait")])
def test_a_proposal_is_commented_until_its_window_ends(day: tuple, route: str) -> None:
    """Posted on 2008-09-10: the fifth working day is 18 September, because of the Mid-Autumn days off."""
    assert found(date(2008, *day), PROPOSED)["p"].route == route


@pytest.mark.parametrize(("day", "route"), [
    ((2008, 9, 26), "reassess"), ((2008, 10, 27), "reassess"), ((2008, 10, 28), "review"), ((2008, 11, 25), "review"),
    ((2008, 11, 26), "change")])
def test_a_final_quota_goes_from_reassessment_to_review_to_change(day: tuple, route: str) -> None:
    """Published on 26 September: 30 days end on Sunday 26 October, so on Monday; 60 days end on Tuesday 25 November."""
    assert found(date(*day), PROPOSED, FINAL)["f"].route == route


def test_the_limits_run_from_the_first_and_the_last_day_of_the_notice() -> None:
    """Approved on 22 September: the 30th day is 22 October, the 60th 21 November; later for a notice that came later."""
    one = found(date(2008, 9, 26), PROPOSED, FINAL)["f"]
    assert [term.last for term in one.reassess] == [date(2008, 10, 22), date(2008, 10, 27)]
    assert [term.last for term in one.review] == [date(2008, 11, 21), date(2008, 11, 25)]
    assert all(term.is_certain for term in one.reassess + one.review)


def test_a_correction_keeps_the_days_of_what_it_corrects() -> None:
    """The steps name every day, and a withdrawal opens no way."""
    ways = found(date(2008, 10, 10), PROPOSED, FINAL, CORRECTED, WITHDRAWN)
    assert "w" not in ways
    assert ways["c"].steps == (("公示", date(2008, 9, 10)), ("提意见截至", date(2008, 9, 18)), ("核准", date(2008, 9, 22)),
                               ("公布", date(2008, 9, 26)), ("更正", date(2008, 10, 8)))


def test_a_circle_of_corrections_ends() -> None:
    """Corrections that name each other are a mistake told elsewhere; here they do not hang the build."""
    one = Posting("a", PostingKind.CORRECTION, date(2008, 9, 10), "01", "", of="b")
    other = Posting("b", PostingKind.CORRECTION, date(2008, 9, 11), "01", "", of="a")
    assert {way.route for way in found(date(2008, 9, 12), one, other).values()} == {"wait"}


def test_a_correction_begins_its_own_terms() -> None:
    """Corrected on 8 October: 30 days end on Friday 7 November, 60 on Sunday 7 December, so on Monday."""
    one = found(date(2008, 10, 10), PROPOSED, FINAL, CORRECTED)["c"]
    assert ([term.last for term in one.reassess], [term.last for term in one.review]) == ([date(2008, 11, 7)], [date(2008, 12, 8)])
    assert one.route == "reassess"
