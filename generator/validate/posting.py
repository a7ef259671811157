"""Takes posting headers, gives what the law and the order of postings find wrong with them. Changes nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from generator.model.posting import MAY_REFER_TO, Posting, PostingKind
from generator.model.problem import Problem
from generator.model.reference import Reference
from generator.model.working_days import Window


def check_postings(postings: Iterable[Posting], unreadable: Collection[str], reference: Reference,
                   windows: Mapping[str, Window], as_of: date) -> list[Problem]:
    """What is wrong with the postings' headers, each alone and beside the one it refers to.

    `unreadable`: ids of postings whose own header is broken; what refers to them is not blamed for it. `windows`: of the
    provisional postings.
    """
    by_id = {posting.id: posting for posting in postings}
    offices = set(reference["offices"]["code"])
    problems: list[Problem] = []
    for posting in by_id.values():
        problems += _check_alone(posting, offices, as_of)
        if posting.of not in unreadable:
            problems += _check_reference(posting, by_id)
        problems += _check_window(posting, by_id, windows)
    return problems


def _problem(rule: str, posting: Posting, key: str, value: object, **facts: object) -> Problem:
    return Problem.of(rule, f"{posting.folder}/posting.yml", posting.lines.get(key), key, value, on=posting.posted_on,
                      **facts)


def _check_alone(posting: Posting, offices: set[str], as_of: date) -> list[Problem]:
    problems = []
    if posting.office not in offices:
        problems.append(_problem("unknown-office", posting, "office", posting.office))
    if posting.posted_on > as_of:
        problems.append(_problem("posting-in-the-future", posting, "posted_on", posting.posted_on, as_of=as_of))
    if posting.approved_on and posting.approved_on > posting.posted_on:
        problems.append(_problem("approved-after-posting", posting, "approved_on", posting.approved_on,
                                 posted_on=posting.posted_on))
    if posting.kind is PostingKind.FINAL and posting.approved_on is None:
        problems.append(_problem("final-without-approval", posting, "approved_on", None))
    if posting.kind is PostingKind.PROVISIONAL and posting.of is not None:
        problems.append(_problem("provisional-refers", posting, "of", posting.of))
    return problems


def _check_reference(posting: Posting, by_id: Mapping[str, Posting]) -> list[Problem]:
    if posting.of is None or posting.kind is PostingKind.PROVISIONAL:
        return []
    target = by_id.get(posting.of)
    if target is None or target is posting:
        return [_problem("posting-refers-to-nothing", posting, "of", posting.of)]
    problems = []
    if target.kind not in MAY_REFER_TO[posting.kind]:
        problems.append(_problem("posting-refers-to-wrong-kind", posting, "of", posting.of, kind=posting.kind.zh,
                                 found=target.kind.zh))
    if target.sort_key >= posting.sort_key:
        problems.append(_problem("posting-before-its-original", posting, "posted_on", posting.posted_on,
                                 of=target.id, of_posted_on=target.posted_on))
    return problems


def _check_window(posting: Posting, by_id: Mapping[str, Posting], windows: Mapping[str, Window]) -> list[Problem]:
    """A final may only come when the window of its provisional posting has ended."""
    provisional = by_id.get(posting.of or "")
    if posting.kind is not PostingKind.FINAL or provisional is None or provisional.id not in windows and \
            provisional.kind is not PostingKind.PROVISIONAL:
        return []
    last = windows[provisional.id].last
    return [_problem("final-before-window-ends", posting, key, day, of=provisional.id, last=last)
            for key, day in (("posted_on", posting.posted_on), ("approved_on", posting.approved_on))
            if day is not None and day <= last]
