"""The calendar files: read back by a calendar library, the days are those on the posting's page."""

from __future__ import annotations

from datetime import timedelta

import icalendar

from generator.render.calendar import window_calendar
from tests.render.answers_example import OPEN, answers

URL = "https://tax.example/"


def test_the_window_and_its_last_day_are_all_day_events() -> None:
    """From the first counted day to the last, the end exclusive; the same identities each time."""
    view = answers().views[OPEN]
    content = window_calendar(answers(), [view], URL)
    window, last = icalendar.Calendar.from_ical(content).walk("VEVENT")
    assert window.decoded("DTSTART") == view.window.first
    assert window.decoded("DTEND") == last.decoded("DTEND") == view.window.last + timedelta(days=1)
    assert last.decoded("DTSTART") == view.window.last and window["UID"] == f"{OPEN}-window@gongshi" != last["UID"]
    assert window.decoded("DTSTAMP").date() == answers().as_of and str(window["URL"]) == f"{URL}quota/posting/{OPEN}/"
    assert content == window_calendar(answers(), [view], URL)


def test_lines_are_folded_and_end_as_the_standard_says() -> None:
    """At most 75 octets a line, CRLF, no character cut, signs of the format escaped."""
    from dataclasses import replace
    view = answers().views[OPEN]
    contact = "窗口;一,二\n\\" + "长" * 90
    content = window_calendar(answers(), [replace(view, posting=replace(view.posting, contact=contact))], None)
    lines = content.split(b"\r\n")
    assert content.count(b"\n") == content.count(b"\r\n") and all(len(line) <= 75 for line in lines)
    assert [line.decode() for line in lines]
    assert str(icalendar.Calendar.from_ical(content).walk("VEVENT")[0]["DESCRIPTION"]) == contact


def test_a_withdrawn_posting_is_cancelled() -> None:
    """A subscriber's calendar strikes it out."""
    from dataclasses import replace
    view = replace(answers().views[OPEN], is_withdrawn=True)
    events = icalendar.Calendar.from_ical(window_calendar(answers(), [view], URL)).walk("VEVENT")
    assert [str(event["STATUS"]) for event in events] == ["CANCELLED", "CANCELLED"]
