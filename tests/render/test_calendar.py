"""The calendar files: read back by a calendar library, the days are those on the posting's page."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import icalendar
from hypothesis import given
from hypothesis import strategies as st

from generator.model.answers import Answers, PostingView
from generator.publish.gate import in_bytes
from generator.render.calendar import open_calendar, window_calendar
from tests.render.answers_example import OPEN, answers

URL = "https://tax.example/site/"


def _view(contact: str | None = None, **changed: object) -> PostingView:
    """The open posting of the example, with another contact."""
    view = answers().views[OPEN]
    return replace(view, posting=replace(view.posting, contact=contact), **changed)


def _events(view: PostingView, url: str | None = URL, found: Answers | None = None) -> list:
    return icalendar.Calendar.from_ical(window_calendar(found or answers(), [view], url)).walk("VEVENT")


def test_the_window_and_its_last_day_are_all_day_events() -> None:
    """From the first counted day to the last, the end exclusive; the same identities each time."""
    view = answers().views[OPEN]
    window, last = _events(view)
    assert window.decoded("DTSTART") == view.window.first
    assert window.decoded("DTEND") == last.decoded("DTEND") == view.window.last + timedelta(days=1)
    assert last.decoded("DTSTART") == view.window.last == date(2008, 10, 7)
    assert window["UID"] == f"{OPEN}-window@tax.example" and last["UID"] == f"{OPEN}-last-day@tax.example"
    assert str(window["URL"]) == f"{URL}quota/posting/{OPEN}/"
    assert window_calendar(answers(), [view], URL) == window_calendar(answers(), [view], URL)


def test_the_last_day_rings_at_nine_the_day_before() -> None:
    """One alarm, on the last day's event only."""
    window, last = _events(_view())
    [alarm] = last.walk("VALARM")
    assert not window.walk("VALARM")
    assert alarm.decoded("TRIGGER") == -timedelta(hours=15) and alarm["ACTION"] == "DISPLAY"


def test_the_text_says_where_to_comment_and_the_hotline() -> None:
    """The posting's contact, else its office; the hotline and the page in both."""
    for contact, where in (("一楼窗口；周一至周五", "一楼窗口；周一至周五"), (None, "向和平第一税务所当面或书面提出")):
        said = _events(_view(contact))[1]["DESCRIPTION"]
        assert where in said and "12366" in said and f"{URL}quota/posting/{OPEN}/" in said


def test_without_a_site_address_the_event_names_no_page() -> None:
    """Nothing absolute is invented."""
    assert b"http" not in window_calendar(answers(), [_view()], None)


def test_the_stamp_is_the_as_of_date_until_the_window_closes() -> None:
    """The file of an old posting is the same file every day; the identity never changes."""
    during, after, later = (_events(_view(), URL, replace(answers(), as_of=day))[1]
                            for day in (date(2008, 9, 26), date(2008, 10, 8), date(2012, 1, 1)))
    assert during.decoded("DTSTAMP").date() == date(2008, 9, 26)
    assert after.decoded("DTSTAMP").date() == later.decoded("DTSTAMP").date() == date(2008, 10, 7)
    assert during["UID"] == later["UID"]


def test_the_open_calendar_holds_what_is_open() -> None:
    """One of the four acts takes comments; with none open the calendar is empty and still one."""
    [_, last] = icalendar.Calendar.from_ical(open_calendar(answers(), URL)).walk("VEVENT")
    assert last["UID"] == f"{OPEN}-last-day@tax.example"
    closed = replace(answers(), postings=tuple(replace(view, is_open=False) for view in answers().postings))
    assert icalendar.Calendar.from_ical(open_calendar(closed, URL)).walk("VEVENT") == []


def test_a_withdrawn_posting_is_cancelled() -> None:
    """A subscriber's calendar strikes it out, and nothing rings."""
    events = _events(_view(is_withdrawn=True))
    assert [str(event["STATUS"]) for event in events] == ["CANCELLED", "CANCELLED"]
    assert not any(event.walk("VALARM") for event in events) and "撤回" in events[1]["DESCRIPTION"]


@given(st.text(max_size=300))
def test_any_text_reads_back_from_lines_of_at_most_75_octets(contact: str) -> None:
    """CRLF only, no character cut in two, signs of the format escaped, and no text becomes a line of its own."""
    content = window_calendar(answers(), [_view(contact)], URL)
    lines = content.split(b"\r\n")
    assert content.count(b"\n") == content.count(b"\r") == content.count(b"\r\n")
    assert max(map(len, lines)) <= 75 and [line.decode() for line in lines]  # no piece ends within a character
    shown = "".join(" " if sign != "\n" and (ord(sign) < 32 or 127 <= ord(sign) < 160 or sign in "\u2028\u2029") else sign
                    for sign in contact.replace("\r\n", "\n").replace("\r", "\n"))
    events = icalendar.Calendar.from_ical(content).walk("VEVENT")
    assert len(events) == 2 and all((shown or "当面或书面提出") in event["DESCRIPTION"] for event in events)


def test_the_last_gate_reads_over_the_folds() -> None:
    """A telephone number that a fold cuts in two is found all the same."""
    for before in range(75):
        content = window_calendar(answers(), [_view("x" * before + "电话 13" + "8" * 9 + "。")], URL)
        assert list(in_bytes(content, "window.ics", ())), before
