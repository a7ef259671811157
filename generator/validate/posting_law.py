"""Takes posting headers, gives what the law finds wrong with days, places, offices and what was withdrawn. Changes nothing."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from generator.model.fold import Act, withdrawals_taken_back
from generator.model.posting import Posting, PostingKind
from generator.model.problem import Problem
from generator.model.reference import Reference
from generator.model.settings import Settings
from generator.model.working_days import Window, WorkingDays

ORDER_16 = date(2007, 1, 1)
LEGAL_WINDOW = 5  # working days: 令第16号, art. 8(3) (7(3) since 2018)
_BRANCH = 6       # the division at the beginning of an office's code


def check_posting_law(postings: Sequence[Posting], windows: Mapping[str, Window], acts: Mapping[str, Act], emptied: Mapping[str, bool],
                      begins: Mapping[str, date], reference: Reference, day: date) -> list[Problem]:
    """What is wrong with the headers as acts of law.

    Shape: `windows` of the provisional postings; `acts`: the postings whose chain is sound; `emptied`: withdrawals by id,
        whether they have no table and so take back a whole posting; `begins`: the first day of any period in a table.
    """
    calendar = WorkingDays(reference.calendar_overrides())
    by_id, offices = {posting.id: posting for posting in postings}, frozenset(reference["offices"]["code"])
    problems = [problem for posting in postings for problem in (
        *_days(posting, calendar, windows), *_stated(posting), *_office(posting, reference), *_beside(posting, by_id, offices))]
    return [*problems, *_numbers(postings), *_withdrawn(acts, emptied), *_never_final(postings, acts, emptied, windows, begins, day)]


def check_limits(settings: Settings, config_name: str) -> list[Problem]:
    """A setting that undercuts what the law fixes."""
    if settings.comment_days >= LEGAL_WINDOW:
        return []
    return [Problem.of("window-too-short", config_name, column="extra.gongshi.comment_days", value=settings.comment_days)]


def _problem(rule: str, posting: Posting, key: str, value: object, **facts: object) -> Problem:
    return Problem.of(rule, f"{posting.folder}/posting.yml", posting.lines.get(key), key, value, on=posting.posted_on, **facts)


def _days(posting: Posting, calendar: WorkingDays, windows: Mapping[str, Window]) -> Iterator[Problem]:
    if posting.posted_on < ORDER_16:
        yield _problem("posted-before-order", posting, "posted_on", posting.posted_on)
    for key, day in (("posted_on", posting.posted_on), ("approved_on", posting.approved_on)):
        if day is not None and calendar.is_certain(day) and not calendar.is_working(day):
            yield _problem("posted-on-day-off", posting, key, day)
    window = windows.get(posting.id)
    if window is not None and not window.is_certain:
        yield _problem("window-not-certain", posting, "posted_on", posting.posted_on, last=window.last)


def _stated(posting: Posting) -> Iterator[Problem]:
    if posting.kind is PostingKind.PROVISIONAL:
        for key, rule in (("place", "place-not-stated"), ("contact", "contact-not-stated")):
            if getattr(posting, key) is None:
                yield _problem(rule, posting, key, None)


def _office(posting: Posting, reference: Reference) -> Iterator[Problem]:
    offices = reference["offices"]
    own = [row for row in offices.iter_rows(named=True) if row["code"] == posting.office]
    if own and not any((row["valid_from"] or posting.posted_on) <= posting.posted_on <= (row["valid_to"] or posting.posted_on)
                       for row in own):
        yield _problem("office-not-in-force", posting, "office", posting.office, posted_on=posting.posted_on)


def _beside(posting: Posting, by_id: Mapping[str, Posting], offices: Collection[str]) -> Iterator[Problem]:
    """A final beside the provisional posting it speaks of."""
    original = by_id.get(posting.of or "")
    if posting.kind is not PostingKind.FINAL or original is None or original is posting:
        return
    for key in ("place", "scope"):
        own, other = getattr(posting, key), getattr(original, key)
        if own and other and _folded(own) != _folded(other):
            yield _problem("final-outside-place", posting, key, own, of=original.id, other=other)
    if {posting.office, original.office} <= set(offices) and posting.office[:_BRANCH] != original.office[:_BRANCH]:
        yield _problem("final-by-other-office", posting, "office", posting.office, of=original.id, other=original.office)


def _numbers(postings: Sequence[Posting]) -> Iterator[Problem]:
    first: dict[str, Posting] = {}
    for posting in postings:
        if posting.document_number:
            number = _folded(posting.document_number).translate(str.maketrans("〔〕【】()", "[][][]"))
            other = first.setdefault(number, posting)
            if other is not posting:
                yield _problem("document-number-on-two-postings", posting, "document_number", posting.document_number, other=other.id)


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _withdrawn(acts: Mapping[str, Act], emptied: Mapping[str, bool]) -> Iterator[Problem]:
    """Postings that speak of one that was taken back whole before them."""
    back = withdrawals_taken_back(acts)
    by: dict[str, Posting] = {}
    for act in acts.values():
        posting = act.posting
        earlier = by.get(posting.of or "")
        if earlier is not None and posting.id not in back:
            rule = "withdrawn-twice" if posting.kind is PostingKind.WITHDRAWAL else "speaks-of-withdrawn"
            yield _problem(rule, posting, "of", posting.of, by=earlier.id, on_day=earlier.posted_on)
        if posting.kind is PostingKind.WITHDRAWAL and emptied.get(posting.id) and posting.id not in back:
            by.setdefault(posting.of or "", posting)


def _never_final(postings: Sequence[Posting], acts: Mapping[str, Act], emptied: Mapping[str, bool], windows: Mapping[str, Window],
                 begins: Mapping[str, date], day: date) -> Iterator[Problem]:
    """Provisional postings whose quotas should be in force by now and that nothing made final or took back. An act that has
    problems of its own counts as well."""
    spoken_of = {posting.of for posting in postings if posting.kind is PostingKind.FINAL
                 or posting.kind is PostingKind.WITHDRAWAL and emptied.get(posting.id, True)}
    for name, act in acts.items():
        window, starts_on = windows.get(name), begins.get(name)
        if act.posting.kind is PostingKind.PROVISIONAL and name not in spoken_of and window is not None and starts_on is not None \
                and max(window.last, starts_on) < day:
            yield _problem("final-missing", act.posting, "id", name, last=window.last, starts_on=starts_on, day=day)
