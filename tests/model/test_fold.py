"""Postings are events; the present is a fold over them."""

from __future__ import annotations

from datetime import date

import polars as pl

from generator.model.fold import fold
from generator.model.posting import Posting, PostingKind
from generator.model.quota_table import QUOTA_ROWS


def posting(id: str, kind: str, day: int, of: str | None = None) -> Posting:
    return Posting(id=id, kind=PostingKind(kind), posted_on=date(2008, 1, day), office="1", folder=id, of=of)


def rows(posting_id: str, *amounts: tuple[str, int]) -> pl.DataFrame:
    made = [{"posting_id": posting_id, "row": row, "disclosure_no": number, "monthly_turnover_fen": fen}
            for row, (number, fen) in enumerate(amounts, start=2)]
    return pl.DataFrame(made, schema=QUOTA_ROWS)


def standings(postings: list[Posting], *tables: pl.DataFrame) -> list[tuple]:
    versions = fold(postings, pl.concat([QUOTA_ROWS.to_frame(), *tables]))
    return versions.select("posting_id", "disclosure_no", "standing", "by").rows()


def test_a_correction_supersedes_only_the_households_it_names() -> None:
    """The corrected version stays in the history and says by what."""
    found = standings([posting("f", "final", 1), posting("c", "correction", 2, "f")],
                      rows("f", ("A", 1), ("B", 2)), rows("c", ("A", 3)))
    assert found == [("f", "A", "superseded", "c"), ("f", "B", "standing", None), ("c", "A", "standing", None)]


def test_withdrawing_a_correction_brings_back_what_it_corrected() -> None:
    """The fold forgets nothing."""
    found = standings([posting("f", "final", 1), posting("c", "correction", 2, "f"), posting("w", "withdrawal", 3, "c")],
                      rows("f", ("A", 1)), rows("c", ("A", 3)))
    assert found == [("f", "A", "standing", None), ("c", "A", "withdrawn", "w")]


def test_withdrawing_a_whole_posting_takes_its_corrections_along() -> None:
    """A withdrawal without rows takes back everything of its original."""
    found = standings([posting("p", "provisional", 1), posting("c", "correction", 2, "p"), posting("w", "withdrawal", 3, "p")],
                      rows("p", ("A", 1), ("B", 2)), rows("c", ("A", 3)))
    assert found == [("p", "A", "withdrawn", "w"), ("p", "B", "withdrawn", "w"), ("c", "A", "withdrawn", "w")]


def test_a_withdrawal_with_rows_takes_back_only_those() -> None:
    """Its rows name households and state no quota: they are no version."""
    found = standings([posting("p", "provisional", 1), posting("w", "withdrawal", 2, "p")],
                      rows("p", ("A", 1), ("B", 2)), rows("w", ("B", 2)))
    assert found == [("p", "A", "standing", None), ("p", "B", "withdrawn", "w")]


def test_a_withdrawal_that_was_taken_back_does_nothing() -> None:
    """Withdrawing the withdrawal restores its original."""
    found = standings([posting("p", "provisional", 1), posting("w", "withdrawal", 2, "p"), posting("v", "withdrawal", 3, "w")],
                      rows("p", ("A", 1)))
    assert found == [("p", "A", "standing", None)]


def test_a_correction_of_a_correction_supersedes_both() -> None:
    """Each version is superseded by the next; the last one stands."""
    found = standings([posting("f", "final", 1), posting("c", "correction", 2, "f"), posting("d", "correction", 3, "c")],
                      rows("f", ("A", 1)), rows("c", ("A", 2)), rows("d", ("A", 3)))
    assert found == [("f", "A", "superseded", "c"), ("c", "A", "superseded", "d"), ("d", "A", "standing", None)]


def test_the_order_of_files_does_not_matter() -> None:
    """The fold orders by day and id, so any order of reading gives the same history."""
    postings = [posting("f", "final", 1), posting("c", "correction", 2, "f")]
    tables = rows("f", ("A", 1)), rows("c", ("A", 3))
    assert standings(postings, *tables) == standings(postings[::-1], *tables[::-1])
