"""The sample bureau obeys the law it is checked by, and shows every state on 2008-09-26."""

from collections import Counter
from datetime import date

from bench.story import DIVISIONS, acts
from generator.model.working_days import WorkingDays, posting_window

AS_OF = date(2008, 9, 26)
BY_ID = {act.id: act for act in acts()}
PROVISIONALS = [act for act in acts() if act.kind == "provisional"]


def window_of(act):
    return posting_window(act.posted_on, WorkingDays())


def test_ids_are_unique_and_every_reply_names_a_posting():
    """No two acts share an id; each final, correction and withdrawal names an earlier act of the same division."""
    assert len(BY_ID) == len(acts()) == 47
    for act in acts():
        if act.kind != "provisional":
            assert BY_ID[act.of].posted_on < act.posted_on and BY_ID[act.of].division == act.division, act.id


def test_no_final_before_its_window_is_over_and_it_is_approved():
    """令16号第八条: five working days for comment, then approval, then the final."""
    finals = [act for act in acts() if act.kind == "final"]
    assert len(finals) == 18
    for act in finals:
        assert window_of(BY_ID[act.of]).last < act.approved_on < act.posted_on, act.id


def test_no_period_is_longer_than_twelve_months():
    """令16号第六条: at most one year; and a quota is announced before it starts."""
    for act in acts():
        assert act.ends_on < act.starts_on.replace(year=act.starts_on.year + 1), act.id
        assert act.kind != "final" or act.posted_on < act.starts_on, act.id


def test_everything_is_posted_on_a_working_day_before_the_as_of_date():
    """Nothing is posted on a holiday, nor after the day the sample is looked at."""
    assert all(WorkingDays().is_working(act.posted_on) and act.posted_on <= AS_OF for act in acts())


def test_two_windows_are_open_with_the_make_up_day_and_the_holiday():
    """Posted on 09-22 it ends on Saturday 09-27, a working day; posted on 09-25 it ends on 10-07, after the holiday."""
    open_now = {act.id: window_of(act).last for act in PROVISIONALS if window_of(act).last >= AS_OF}
    assert open_now == {
        "2008-heping-provisional-02": date(2008, 9, 27),
        "2008-shenbei-provisional-01": date(2008, 9, 27),
        "2008-xinmin-provisional-01": date(2008, 10, 7),
    }


def test_one_provisional_is_pending_and_one_final_is_upcoming():
    """辽中 has had its five days and waits; 苏家屯 is announced and starts on 1 October."""
    answered = {act.of for act in acts() if act.kind == "final" or act.deed == "whole"}
    pending = [act.id for act in PROVISIONALS if window_of(act).last < AS_OF and act.id not in answered]
    upcoming = [act.id for act in acts() if act.kind == "final" and act.starts_on > AS_OF]
    assert pending == ["2008-liaozhong-provisional-01"] and upcoming == ["2008-sujiatun-final-01"]


def test_every_division_and_every_kind_has_its_part():
    """All thirteen divisions post; three corrections, three withdrawals, one of them of a whole posting."""
    assert {act.division for act in acts()} == set(DIVISIONS)
    assert Counter(act.kind for act in acts()) == {"provisional": 23, "final": 18, "correction": 3, "withdrawal": 3}
    assert {BY_ID[act.of].kind for act in acts() if act.kind == "correction"} == {"provisional", "final"}


def test_the_correction_of_a_provisional_comes_while_comments_are_open():
    """People can comment on the corrected figures too."""
    for act in acts():
        if act.kind == "correction" and BY_ID[act.of].kind == "provisional":
            assert act.posted_on <= window_of(BY_ID[act.of]).last
