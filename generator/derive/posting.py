"""Takes postings and the history, gives one view a posting: its window, its sums, what came after it."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from datetime import date

from generator.model.answers import PostingView
from generator.model.posted_table import PostedTable
from generator.model.posting import Posting, PostingKind
from generator.model.reference import Reference
from generator.model.settings import Settings
from generator.model.working_days import Window, WorkingDays, posting_window


def windows(postings: Mapping[str, Posting], reference: Reference, settings: Settings) -> dict[str, Window]:
    """The posting window of each provisional posting, by id."""
    calendar = WorkingDays(reference.calendar_overrides())
    return {posting.id: posting_window(posting.posted_on, calendar, settings.comment_days, settings.count_from)
            for posting in postings.values() if posting.kind is PostingKind.PROVISIONAL}


def posting_views(postings: Mapping[str, Posting], tables: Mapping[str, PostedTable], withdrawn: Mapping[str, int],
                  divisions: Mapping[str, Collection[str]], posting_windows: Mapping[str, Window], reference: Reference, digests: Mapping[str, str],
                  as_of: date) -> tuple[PostingView, ...]:
    """All postings, newest first. Sums are over the posting's own rows as posted, whatever became of them.

    Shape: `withdrawn` is how many rows of each posting were taken back, `divisions` where its households are.
    """
    offices = reference.names("offices")
    whole = {p.of for p in postings.values() if p.kind is PostingKind.WITHDRAWAL and not tables[p.id].rows}
    views = []
    for posting in postings.values():
        window, table = posting_windows.get(posting.id), tables[posting.id]
        gone = posting.id in whole or 0 < table.rows == withdrawn.get(posting.id, 0)
        views.append(PostingView(
            posting=posting, office_name=offices.get(posting.office, posting.office), window=window,
            is_open=window is not None and not gone and posting.posted_on <= as_of <= window.last, is_withdrawn=gone,
            households=table.households, last_row=table.last_row,
            monthly_turnover_fen=table.monthly_turnover_fen, tax_fen=table.tax_fen,
            divisions=tuple(sorted(divisions.get(posting.id, ()))), digest=posting_digest(posting, digests),
            replies=tuple(reply for reply in postings.values() if reply.of == posting.id)))
    return tuple(sorted(views, key=lambda view: view.posting.sort_key, reverse=True))


def posting_digest(posting: Posting, digests: Mapping[str, str]) -> str:
    """SHA-256 over the lines `digest  file` of the posting's files, as `sha256sum * | sha256sum` gives in its folder."""
    prefix = f"postings/{posting.id}/"
    lines = "".join(f"{digest}  {file.removeprefix(prefix)}\n" for file, digest in sorted(digests.items())
                    if file.startswith(prefix))
    return hashlib.sha256(lines.encode()).hexdigest()
