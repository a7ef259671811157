"""Takes findings between postings and the cells of the rows they name, gives the problems. Finds nothing itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import polars as pl

from generator.model.money import format_yuan
from generator.model.posting import Posting
from generator.model.problem import Problem
from generator.model.quota_table import HEADING_OF
from generator.model.reference import Reference
from generator.validate.margin import margin_facts

Cells = Mapping[str, Any]


def finding_problems(findings: pl.DataFrame, postings: Sequence[Posting], files: Mapping[str, str],
                     rows_of: Callable[[str, Sequence[int]], Mapping[int, Cells]], reference: Reference) -> list[Problem]:
    """The problems. Shape: `findings` FOUND; `postings` in the order of the fold; `files`: the table of each posting; `rows_of`
    reads rows of a posting by their numbers."""
    cells = _cells(findings, postings, rows_of)
    problems = []
    for rule, order, row, other, other_row in findings.iter_rows():
        own = cells[order, row]
        there = cells.get((other, other_row), {})
        named = None if other is None else postings[other]
        problems += _problem(rule, postings[order], files, own, named, there, reference)
    return problems

def _cells(findings: pl.DataFrame, postings: Sequence[Posting],
           rows_of: Callable[[str, Sequence[int]], Mapping[int, Cells]]) -> dict[tuple[int, int], Cells]:
    pairs = [findings.select("order", "row"), findings.select(pl.col("other").alias("order"), pl.col("other_row").alias("row"))]
    wanted = pl.concat(pairs).drop_nulls().unique().group_by("order").agg(pl.col("row").sort())
    return {(order, row): found for order, rows in wanted.iter_rows()
            for row, found in rows_of(postings[order].id, rows).items()}

def _problem(rule: str, posting: Posting, files: Mapping[str, str], own: Cells, other: Posting | None, there: Cells,
             reference: Reference) -> list[Problem]:
    def said(column: str, value: object, blamed: Posting = posting, row: int | None = own["row"], sample: str | None = None,
             **facts: object) -> list[Problem]:
        return [Problem.of(rule, files[blamed.id], row, HEADING_OF[column], value, on=blamed.posted_on, sample=sample, **facts)]

    number, of = own["disclosure_no"], other.id if other else posting.of
    if rule == "provisional-without-final":
        assert other is not None
        return said("disclosure_no", number, blamed=other, row=None, of=posting.id, of_row=own["row"])
    if rule in ("final-period-differs", "final-place-changed"):
        columns = ("starts_on", "ends_on") if rule == "final-period-differs" else ("street_code", "address")
        differing = [column for column in columns if own[column] != there[column]]
        return [problem for column in differing for problem in said(column, own[column], of=of, other=there[column])]
    if rule in ("final-differs-unexplained", "quota-jump"):
        amounts = own["monthly_turnover_fen"], there["monthly_turnover_fen"]
        sample, facts = margin_facts(reference, own["starts_on"]) if rule == "quota-jump" else (None, {})
        percent = round((amounts[0] - amounts[1]) * 100 / amounts[1]) if amounts[1] else 0
        return said("monthly_turnover_fen", format_yuan(amounts[0]), of=of, other=format_yuan(amounts[1]), sample=sample,
                    percent=f"{percent:+d}", **facts)
    if rule == "final-trade-changed":
        return said("industry_code", own["industry_code"], of=of, other=there["industry_code"])
    if rule == "quotas-overlap":
        return said("starts_on", number, other=of, other_row=there["row"], other_ends=there["ends_on"])
    if rule == "ended-posted-again":
        return said("status", number, of=of, other=there["status"])
    return said("status" if rule == "resumed-without-suspension" else "disclosure_no", number, of=posting.of, by=of)
