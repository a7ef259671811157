"""Working days and posting windows, held against the worked examples of 2008."""

from datetime import date

import pytest

from generator.model.working_days import WorkingDays, posting_window, term

WORKED = [((2008, 1, 29), (2008, 2, 3)), ((2008, 2, 1), (2008, 2, 13)), ((2008, 4, 28), (2008, 5, 6)),
          ((2008, 6, 5), (2008, 6, 13)), ((2008, 9, 10), (2008, 9, 18)), ((2008, 9, 25), (2008, 10, 7)),
          ((2008, 12, 26), (2009, 1, 5))]


@pytest.mark.parametrize(("posted", "last"), WORKED)
def test_the_worked_examples_of_2008(posted: tuple, last: tuple) -> None:
    """Five working days with make-up days: the last day is the one worked out by hand, and is certain."""
    window = posting_window(date(*posted), WorkingDays())
    assert (window.last, window.is_certain, len(window.days)) == (date(*last), True, 5)


def test_a_make_up_sunday_is_counted() -> None:
    """2008-02-03 was a Sunday on which people worked: it is the fifth day after 2008-01-29."""
    assert posting_window(date(2008, 1, 29), WorkingDays()).days == tuple(
        date(2008, 1, 30 + i) for i in range(2)) + (date(2008, 2, 1), date(2008, 2, 2), date(2008, 2, 3))


def test_counting_from_the_same_day_ends_one_working_day_sooner() -> None:
    """The setting `count_from: same` counts the day of posting itself."""
    assert posting_window(date(2008, 9, 22), WorkingDays(), count_from="same").last == date(2008, 9, 26)
    assert posting_window(date(2008, 9, 22), WorkingDays()).last == date(2008, 9, 27)


def test_a_window_into_an_unannounced_year_is_not_certain() -> None:
    """Nobody has announced 2027 to the library: a window that reaches it is provisional, Monday to Friday."""
    window = posting_window(date(2026, 12, 28), WorkingDays())
    assert not window.is_certain and window.last == date(2027, 1, 4)


def test_late_december_needs_the_next_years_notice() -> None:
    """The notice of a year also moves days at the end of the year before, so they are certain only with it."""
    assert WorkingDays().is_certain(date(2026, 12, 24))
    assert not WorkingDays().is_certain(date(2026, 12, 28))


def test_an_override_goes_before_the_library() -> None:
    """A bureau's own closing day is not counted, and a day it names is certain even in an unannounced year."""
    calendar = WorkingDays({date(2008, 9, 23): False, date(2027, 1, 4): True})
    assert posting_window(date(2008, 9, 22), calendar).first == date(2008, 9, 24)
    assert calendar.is_certain(date(2027, 1, 4))


def test_a_term_that_ends_on_a_day_off_moves_to_the_next_working_day() -> None:
    """30 days after 30 August 2008 is 29 September, in the holidays until 5 October: the last day is 6 October."""
    assert term(date(2008, 8, 30), 30, WorkingDays()).last == date(2008, 10, 6)
    assert term(date(2008, 8, 27), 30, WorkingDays()).last == date(2008, 9, 26)


def test_a_term_into_an_unannounced_year_is_not_certain() -> None:
    """30 days after 20 December 2026 is 19 January 2027, whose holidays nobody has announced to the library."""
    assert not term(date(2026, 12, 20), 30, WorkingDays()).is_certain
