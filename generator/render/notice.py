"""Takes the warnings of the checks, gives those of one posting by rule, each with the rows it is about. Judges nothing."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from generator.model.answers import Answers
from generator.model.rules import RULES
from generator.render.posting_table import page_of

_LISTED = 12
"""So many rows of a rule are led to; all of them are in the table of the data quality."""


@dataclass(frozen=True)
class Notice:
    """One rule that warned of a posting.

    Shape: `rows` are the first rows it is about, each with the page of the posting it stands on; a warning of the header
        has none. `sample` names the parameter never verified on which it rests, if it does.
    """

    rule: str
    what: str
    message: str
    law: str | None
    sample: str | None
    times: int
    rows: tuple[tuple[int, int], ...]


def notices(answers: Answers, posting_id: str) -> list[Notice]:
    """What the checks noticed in one posting, the most frequent first."""
    own = answers.quality.filter(pl.col("posting_id") == posting_id)
    if own.is_empty():
        return []
    in_table = pl.col("row").filter(pl.col("file").str.ends_with(".csv")).drop_nulls()
    found = own.group_by("rule", maintain_order=True).agg(
        pl.col("message", "law", "sample").first(), pl.len().alias("times"), in_table.unique().sort().head(_LISTED).alias("rows"))
    size = answers.settings.rows_per_posting_page
    return [Notice(rule, RULES[rule].what.zh, message, law, sample, times, tuple((row, page_of(row, size)) for row in rows))
            for rule, message, law, sample, times, rows in found.sort(["times", "rule"], descending=[True, False]).iter_rows()]


def notice_facts(answers: Answers) -> dict[str, int]:
    """A number for each posting with warnings, which changes when they do."""
    hashed = answers.quality.filter(pl.col("posting_id").is_not_null())
    hashed = hashed.select("posting_id", hashed.hash_rows(seed=37).alias("facts"))
    return dict(hashed.group_by("posting_id").agg(pl.col("facts").sum()).iter_rows())
