"""Takes the accepted facts, gives everything a page can say. The only place where the answers are put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import polars as pl

from generator.derive.document import documents_by_column, interpretations, key_figures
from generator.derive.history import quota_history
from generator.derive.household import households
from generator.derive.peer_group import spreads, with_peers
from generator.derive.posting import posting_views, windows
from generator.derive.tax import recomputed_taxes
from generator.model.answers import HOUSEHOLDS, Answers
from generator.model.document import Document
from generator.model.figures import BuildFigures
from generator.model.fold import fold
from generator.model.posting import Posting
from generator.model.reference import Reference
from generator.model.settings import Settings


def answer(postings: Sequence[Posting], rows: pl.DataFrame, taxes: pl.DataFrame, reference: Reference,
           documents: Sequence[Document], digests: Mapping[str, str], settings: Settings, as_of: date) -> Answers:
    """The site's answers: a pure function of the postings, the reference tables, the documents and the as-of date."""
    by_id = {posting.id: posting for posting in postings}
    versions = fold(postings, rows)
    checked_taxes = recomputed_taxes(taxes, versions, reference)
    history = quota_history(versions, taxes)
    posting_windows = windows(by_id, reference, settings)
    present, expired = households(history, posting_windows, by_id, reference, settings, as_of)
    compared = with_peers(present).select(HOUSEHOLDS.names()).cast(HOUSEHOLDS)
    kept = history.join(compared.select("disclosure_no"), on="disclosure_no", how="semi", maintain_order="left")
    return Answers(
        as_of=as_of, settings=settings, reference=reference,
        figures=_figures(rows, compared, history, postings, documents, expired),
        households=compared, quotas=kept,
        taxes=checked_taxes.join(kept.select("posting_id", "row"), on=["posting_id", "row"], how="semi",
                                 maintain_order="left"),
        spreads=spreads(compared),
        postings=posting_views(by_id, rows, history, taxes, posting_windows, reference, digests, as_of),
        documents=documents_by_column(documents), interpreted_by=interpretations(documents),
        key_figures=key_figures(documents))


def _figures(rows: pl.DataFrame, present: pl.DataFrame, history: pl.DataFrame, postings: Sequence[Posting],
             documents: Sequence[Document], expired: int) -> BuildFigures:
    """The sums in and out: a withdrawal's rows name households, they state no quota, so they carry no money."""
    stating = rows.filter(pl.col("posting_id").is_in([p.id for p in postings if p.kind.value != "withdrawal"]))
    return BuildFigures(
        rows_read=rows.height, rows_accepted=rows.height, rows_refused=0, postings=len(postings),
        documents=len(documents), households=present.height, expired=expired,
        turnover_in_fen=int(stating["monthly_turnover_fen"].sum()),
        turnover_out_fen=int(history["monthly_turnover_fen"].sum()))
