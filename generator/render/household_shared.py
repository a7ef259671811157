"""Takes the answers, gives what the pages of all households share: the guide to objecting, where rates come from."""

from __future__ import annotations

import polars as pl

from generator.model.answers import Answers
from generator.model.document import Document
from generator.render.household_tax import document_of, policies_by_title


def objection_guide(answers: Answers) -> Document | None:
    """The guide that tells how to object, where the bureau has written one."""
    guides = answers.documents.get("guides", ())
    named = (g for word in ("异议", "提意见", "意见", "重新核定", "变更") for g in guides if word in g.title)
    return next(named, None)


def rate_sources(answers: Answers) -> list[dict[str, object]]:
    """Where each rate stands, as the reference table says: name, source, verified, and the document's address if we have it."""
    rows = (answers.reference["tax_items"].select("name", "source", pl.col("verified").fill_null(False))
            .filter(pl.col("source").fill_null("") != "").unique(maintain_order=True))
    titles = policies_by_title(answers)
    return [{**row, "path": document_of(row["source"], titles)} for row in rows.iter_rows(named=True)]
