"""Takes a day and the announced holidays, gives working days and posting windows. Never guesses silently.

The calendar is the State Council's, with make-up days, as the library `chinesecalendar` holds it; a bureau's
overrides go before it. A year nobody has announced counts Monday to Friday and is marked as not certain.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

import chinese_calendar


@dataclass(frozen=True)
class WorkingDays:
    """Which days are working days. `overrides`: day to True (work) or False (off), before the library's word."""

    overrides: Mapping[date, bool] = field(default_factory=dict)

    def is_working(self, day: date) -> bool:
        if day in self.overrides:
            return self.overrides[day]
        return chinese_calendar.is_workday(day) if _announced(day.year) else day.weekday() < 5

    def is_certain(self, day: date) -> bool:
        """False where holidays that decide this day are not announced, so that Monday to Friday was assumed.

        The notice of one year also moves days at the end of the year before (2007-12-29 was made a working day by
        the notice for 2008), so the last week of December needs the next year's notice too.
        """
        known = _announced(day.year) and (day < date(day.year, 12, 25) or _announced(day.year + 1))
        return day in self.overrides or known


def _announced(year: int) -> bool:
    try:
        chinese_calendar.is_workday(date(year, 1, 1))
    except NotImplementedError:
        return False
    return True


@dataclass(frozen=True)
class Window:
    """The days in which anyone may comment: the counted working days, in order, and whether they are certain."""

    days: tuple[date, ...]
    is_certain: bool

    @property
    def first(self) -> date:
        return self.days[0]

    @property
    def last(self) -> date:
        return self.days[-1]


def posting_window(posted_on: date, calendar: WorkingDays, days: int = 5, count_from: str = "next") -> Window:
    """The five working days in which anyone may comment on a provisional quota.

    Shape: the counted days in order; `is_certain` is false when any day passed over or counted falls in a year
        whose holidays are not announced: the page prints such a window as provisional, never as certain.
    Legal source: 国家税务总局令第16号, art. 8(3) (art. 7(3) since 令第44号). The rule does not say whether the day of
        posting counts: `count_from` is a setting, and by default it does not.
    """
    counted: list[date] = []
    certain = True
    day = posted_on if count_from == "same" else posted_on + timedelta(days=1)
    while len(counted) < days:
        certain = certain and calendar.is_certain(day)
        if calendar.is_working(day):
            counted.append(day)
        day += timedelta(days=1)
    return Window(tuple(counted), certain)


@dataclass(frozen=True)
class Term:
    """A limit in calendar days. `since`: the day of the event, which is not counted; `last`: the last day."""

    since: date
    last: date
    is_certain: bool


def term(since: date, days: int, calendar: WorkingDays) -> Term:
    """The last day of so many calendar days after an event; one that falls on a day off moves to the next working day.

    Shape: what a long holiday within the term adds (three days or more) is left out: whoever keeps to the day printed
        here is in time either way.
    Legal source: 税收征收管理法实施细则, art. 108 and 109.
    """
    last = since + timedelta(days=days)
    certain = calendar.is_certain(last)
    while not calendar.is_working(last):
        last += timedelta(days=1)
        certain = certain and calendar.is_certain(last)
    return Term(since, last, certain)
