"""Takes the postings, their windows, the calendar and the as-of date, gives the way open against each. Decides no case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from generator.model.objection import REASSESS_DAYS, REVIEW_DAYS, Objection
from generator.model.posting import Posting, PostingKind
from generator.model.working_days import Term, Window, WorkingDays, term


def objections(postings: Mapping[str, Posting], windows: Mapping[str, Window], calendar: WorkingDays,
               as_of: date) -> dict[str, Objection]:
    """The way against the quotas of each posting that states some, by its id."""
    return {posting.id: _objection(posting, postings, windows, calendar, as_of) for posting in postings.values()
            if posting.kind is not PostingKind.WITHDRAWAL}


def _objection(posting: Posting, postings: Mapping[str, Posting], windows: Mapping[str, Window], calendar: WorkingDays,
               as_of: date) -> Objection:
    root = _root(posting, postings)
    proposed = postings.get(root.of or "") if root.kind is PostingKind.FINAL else root
    window = windows.get(proposed.id) if proposed else None
    known = [day for day in (posting.approved_on, posting.posted_on) if day] if root.kind is PostingKind.FINAL else []
    days = sorted({day for day in known if day <= posting.posted_on})
    reassess = tuple(term(day, REASSESS_DAYS, calendar) for day in days)
    review = tuple(term(day, REVIEW_DAYS, calendar) for day in days)
    return Objection(_route(root, window, reassess, review, as_of), window, reassess, review,
                     tuple(_steps(posting, root, proposed, window)))


def _root(posting: Posting, postings: Mapping[str, Posting]) -> Posting:
    """The provisional or final posting that a correction corrects, however often; a correction of nothing is its own."""
    seen = {posting.id}
    while posting.kind is PostingKind.CORRECTION and posting.of in postings and posting.of not in seen:
        posting = postings[posting.of]
        seen.add(posting.id)
    return posting


def _route(root: Posting, window: Window | None, reassess: tuple[Term, ...], review: tuple[Term, ...], as_of: date) -> str:
    if root.kind is not PostingKind.FINAL:
        return "comment" if window and root.posted_on <= as_of <= window.last else "wait"
    if as_of <= reassess[-1].last:
        return "reassess"
    return "review" if as_of <= review[-1].last else "change"


def _steps(posting: Posting, root: Posting, proposed: Posting | None, window: Window | None) -> Iterator[tuple[str, date]]:
    if proposed is not None:
        yield "公示", proposed.posted_on
    if window is not None:
        yield "提意见截至", window.last
    if root.kind is PostingKind.FINAL:
        if root.approved_on:
            yield "核准", root.approved_on
        yield "公布", root.posted_on
    if posting is not root:
        yield "更正", posting.posted_on
