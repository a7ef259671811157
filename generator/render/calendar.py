"""Takes the postings, gives calendar files of the days on which anyone may comment (RFC 5545). Knows no clock."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from generator.model.answers import Answers, PostingView
from generator.render.posting import title

_LINE = 75  # octets in a line, by the standard


def window_calendar(answers: Answers, views: Iterable[PostingView], site_url: str | None) -> bytes:
    """The comment window of each of these postings, and its last day; a withdrawn one is cancelled."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Gongshi//Comment windows//ZH", "CALSCALE:GREGORIAN",
             f"X-WR-CALNAME:{_escaped(answers.settings.bureau.name + '：提意见的时间')}"]
    for view in views:
        lines += _events(view, answers.as_of, site_url)
    return "".join(f"{part}\r\n" for line in [*lines, "END:VCALENDAR"] for part in _folded(line)).encode()


def _events(view: PostingView, as_of: date, site_url: str | None) -> Iterator[str]:
    if view.window is None:
        return
    window, name = view.window, title(view)
    yield from _event(view, "window", window.first, window.last, f"可以提意见：{name}", as_of, site_url)
    yield from _event(view, "last-day", window.last, window.last, f"提意见的最后一天：{name}", as_of, site_url)


def _event(view: PostingView, kind: str, first: date, last: date, summary: str, as_of: date,
           site_url: str | None) -> Iterator[str]:
    assert view.window is not None
    status = "CANCELLED" if view.is_withdrawn else "CONFIRMED" if view.window.is_certain else "TENTATIVE"
    contact = view.posting.contact or f"向{view.office_name}提出"
    yield from ("BEGIN:VEVENT", f"UID:{_escaped(view.posting.id)}-{kind}@gongshi", f"DTSTAMP:{as_of:%Y%m%d}T000000Z",
                f"DTSTART;VALUE=DATE:{first:%Y%m%d}", f"DTEND;VALUE=DATE:{last + timedelta(days=1):%Y%m%d}",
                f"SUMMARY:{_escaped(summary)}", f"DESCRIPTION:{_escaped(contact)}", f"STATUS:{status}", "TRANSP:TRANSPARENT")
    if site_url:
        yield f"URL:{site_url.rstrip('/')}/quota/posting/{view.posting.id}/"
    yield "END:VEVENT"


def _escaped(said: str) -> str:
    for sign, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\n", "\\n"), ("\r", "\\n")):
        said = said.replace(sign, written)
    return said


def _folded(line: str) -> Iterator[str]:
    """The line in pieces of at most 75 octets; all but the first begin with a space, and no character is cut."""
    piece, size = "", 0
    for sign in line:
        weight = len(sign.encode())
        if size + weight > _LINE:
            yield piece
            piece, size = " ", 1
        piece, size = piece + sign, size + weight
    yield piece
