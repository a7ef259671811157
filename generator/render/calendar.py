"""Takes the postings, gives calendar files of the days on which anyone may comment (RFC 5545). Knows no clock.

Two events a posting, both whole days: its window, and the last day of it with an alarm at nine in the morning of the day before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from urllib.parse import quote, urlsplit

from generator.model.answers import Answers, PostingView
from generator.render.templates import posting_title

_LINE = 75  # octets in a line, by the standard
_CONTROLS = (*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029)  # no reader of calendars takes them in a text
_WRITTEN = str.maketrans({chr(code): " " for code in _CONTROLS} | {"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


def window_calendar(answers: Answers, views: Iterable[PostingView], site_url: str | None) -> bytes:
    """The comment window of each of these postings, and its last day; a withdrawn one is cancelled."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Gongshi//Comment windows//ZH", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
             f"X-WR-CALNAME:{_escaped(answers.settings.bureau.name + '：提意见的时间')}"]
    for view in views:
        lines += _events(answers, view, site_url)
    return "".join(f"{part}\r\n" for line in [*lines, "END:VCALENDAR"] for part in _folded(line)).encode()


def open_calendar(answers: Answers, site_url: str | None) -> bytes:
    """The windows in which anyone may comment now, the one that closes first at the top."""
    views = (view for view in answers.open_postings if view.window)
    return window_calendar(answers, sorted(views, key=lambda view: (view.window.last, view.posting.id)), site_url)


def _events(answers: Answers, view: PostingView, site_url: str | None) -> Iterator[str]:
    if view.window is None:
        return
    window, name = view.window, posting_title(view)
    yield from _event(answers, view, "window", window.first, f"可以提意见：{name}", site_url, ())
    alarm = () if view.is_withdrawn else (
        "BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-PT15H", f"DESCRIPTION:{_escaped('明天是提意见的最后一天：' + name)}", "END:VALARM")
    yield from _event(answers, view, "last-day", window.last, f"提意见的最后一天：{name}", site_url, alarm)


def _event(answers: Answers, view: PostingView, kind: str, first: date, summary: str, site_url: str | None,
           alarm: Iterable[str]) -> Iterator[str]:
    """An event from `first` to the window's last day. Its stamp stands still once nobody can comment any more, so that the
    file of an old posting stays the same file."""
    assert view.window is not None
    last, address = view.window.last, _address(view, site_url)
    status = "CANCELLED" if view.is_withdrawn else "CONFIRMED" if view.window.is_certain else "TENTATIVE"
    yield from ("BEGIN:VEVENT", f"UID:{_escaped(view.posting.id)}-{kind}@{_host(answers, site_url)}",
                f"DTSTAMP:{min(answers.as_of, last):%Y%m%d}T000000Z",
                f"DTSTART;VALUE=DATE:{first:%Y%m%d}", f"DTEND;VALUE=DATE:{last + timedelta(days=1):%Y%m%d}",
                f"SUMMARY:{_escaped(summary)}", f"DESCRIPTION:{_escaped(_description(answers, view, address))}",
                f"STATUS:{status}", "TRANSP:TRANSPARENT")
    if address:
        yield f"URL:{address}"
    yield from alarm
    yield "END:VEVENT"


def _description(answers: Answers, view: PostingView, address: str | None) -> str:
    """What somebody needs who wants to comment: the days, where, the hotline, the page."""
    window = view.window
    assert window is not None
    if view.is_withdrawn:
        return "\n".join(("本次公示已撤回。", *filter(None, [address])))
    doubt = "" if window.is_certain else "（暂定，其中有的年份放假安排尚未公布）"
    said = [f"公示期：{window.first.isoformat()} 至 {window.last.isoformat()}，共 {len(window.days)} 个工作日{doubt}。",
            f"怎样提：{view.posting.contact or f'向{view.office_name}当面或书面提出'}",
            "说明理由，有凭据的带上凭据。", f"咨询电话：{answers.settings.bureau.hotline}", f"全表：{address}" if address else ""]
    return "\n".join(filter(None, said))


def _address(view: PostingView, site_url: str | None) -> str | None:
    return f"{site_url.rstrip('/')}/quota/posting/{quote(view.posting.id)}/" if site_url else None


def _host(answers: Answers, site_url: str | None) -> str:
    """What keeps the events of two bureaus apart in one calendar."""
    return (urlsplit(site_url).hostname if site_url else None) or answers.settings.bureau.site_domain or "gongshi.invalid"


def _escaped(said: str) -> str:
    return said.replace("\r\n", "\n").replace("\r", "\n").translate(_WRITTEN)


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
