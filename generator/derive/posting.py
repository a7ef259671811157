"""Takes postings and the history, gives one view a posting: its window, its sums, what came after it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date

import polars as pl

from generator.model.answers import PostingView
from generator.model.posting import Posting, PostingKind
from generator.model.reference import Reference
from generator.model.settings import Settings
from generator.model.working_days import Window, WorkingDays, posting_window


def windows(postings: Mapping[str, Posting], reference: Reference, settings: Settings) -> dict[str, Window]:
    """The posting window of each provisional posting, by id."""
    calendar = WorkingDays(reference.calendar_overrides())
    return {posting.id: posting_window(posting.posted_on, calendar, settings.comment_days, settings.count_from)
            for posting in postings.values() if posting.kind is PostingKind.PROVISIONAL}


def posting_views(postings: Mapping[str, Posting], rows: pl.DataFrame, history: pl.DataFrame, taxes: pl.DataFrame,
                  posting_windows: Mapping[str, Window], reference: Reference, digests: Mapping[str, str],
                  as_of: date) -> tuple[PostingView, ...]:
    """All postings, newest first. Sums are over the posting's own rows as posted, whatever became of them."""
    sums = _sums(rows, taxes)
    offices = reference.names("offices")
    withdrawn = _withdrawn(history)
    whole = {p.of for p in postings.values() if p.kind is PostingKind.WITHDRAWAL and p.id not in sums}
    views = []
    for posting in postings.values():
        window = posting_windows.get(posting.id)
        gone = posting.id in withdrawn or posting.id in whole
        count, turnover, tax = sums.get(posting.id, (0, 0, 0))
        views.append(PostingView(
            posting=posting, office_name=offices.get(posting.office, posting.office), window=window,
            is_open=window is not None and not gone and posting.posted_on <= as_of <= window.last, is_withdrawn=gone,
            households=count, monthly_turnover_fen=turnover, tax_fen=tax, digest=posting_digest(posting, digests),
            replies=tuple(reply for reply in postings.values() if reply.of == posting.id)))
    return tuple(sorted(views, key=lambda view: view.posting.sort_key, reverse=True))


def posting_digest(posting: Posting, digests: Mapping[str, str]) -> str:
    """SHA-256 over the lines `digest  file` of the posting's files, as `sha256sum * | sha256sum` gives in its folder."""
    prefix = f"postings/{posting.id}/"
    lines = "".join(f"{digest}  {file.removeprefix(prefix)}\n" for file, digest in sorted(digests.items())
                    if file.startswith(prefix))
    return hashlib.sha256(lines.encode()).hexdigest()


def _sums(rows: pl.DataFrame, taxes: pl.DataFrame) -> dict[str, tuple[int, int, int]]:
    tax = taxes.group_by("posting_id").agg(pl.col("tax_fen").sum())
    sums = (rows.group_by("posting_id").agg(pl.col("disclosure_no").n_unique(), pl.col("monthly_turnover_fen").sum())
            .join(tax, on="posting_id", how="left").with_columns(pl.col("tax_fen").fill_null(0)))
    return {row[0]: row[1:] for row in sums.iter_rows()}


def _withdrawn(history: pl.DataFrame) -> set[str]:
    """The postings of which nothing stands any more because all of it was withdrawn."""
    return set(history.group_by("posting_id").agg((pl.col("standing") == "withdrawn").all().alias("gone"))
               .filter("gone")["posting_id"])
