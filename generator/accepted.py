"""What of an examined project can be used although some of it is wrong: takes Examined, gives postings and rows without errors.

A site is built only from a project without errors; a clerk who asks about one posting or one household shall have an
answer while another file still has a mistake. Nothing is left out in silence: what is, is named.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

import polars as pl

from generator.examined import Examined
from generator.model.posted_table import PostedTable, rows_and_taxes
from generator.model.posting import Posting, PostingKind
from generator.model.problem import Problem
from generator.model.quota_table import QUOTA_ROWS, QUOTA_TAXES
from generator.model.reference import Reference


@dataclass(frozen=True)
class Accepted:
    """Shape: `postings` in the order of the fold; `left_out` the postings whose header, or that of what they speak of, has an
        error; in `reference` a rate that is no number is none; `refused` the rows with an error of each posting, `whole`
        the postings whose table cannot be used at all.
    """

    postings: Mapping[str, Posting]
    reference: Reference
    tables: Mapping[str, PostedTable]
    left_out: tuple[str, ...]
    refused: Mapping[str, Collection[int]] = field(default_factory=dict)
    whole: frozenset[str] = frozenset()

    @property
    def naming(self) -> set[str]:
        """The postings whose table names households."""
        return {name for name in self.postings if self.tables[name].rows}

    def kept(self, posting: str, wanted: pl.DataFrame | None = None) -> pl.DataFrame:
        """The accepted rows of a posting (KEPT), in the order of its table; `wanted`: of these disclosure_no only."""
        table = self.tables[posting]
        rows = table.load() if posting not in self.whole else table.load(0, 0)
        if self.refused.get(posting):
            rows = rows.filter(~pl.col("row").is_in(list(self.refused[posting])))
        return (rows if wanted is None else rows.join(wanted, on="disclosure_no", how="semi", maintain_order="left")).sort("row")

    def rows_and_taxes(self, wanted: pl.DataFrame | None = None) -> tuple[pl.DataFrame, pl.DataFrame]:
        """All accepted rows and their taxes: QUOTA_ROWS, QUOTA_TAXES."""
        parts = [rows_and_taxes(name, kept) for name in self.postings if (kept := self.kept(name, wanted)).height]
        return (pl.concat([QUOTA_ROWS.to_frame(), *(rows for rows, _ in parts)]),
                pl.concat([QUOTA_TAXES.to_frame(), *(taxes for _, taxes in parts)]))


def accepted(examined: Examined) -> Accepted:
    """The part of a project that has no error."""
    errors = [problem for problem in examined.problems if problem.is_error]
    headers = {problem.file for problem in errors}
    usable = _chained([posting for posting in examined.postings if not headers & _header_files(posting)])
    of_table = {table.file: name for name, table in examined.tables.items()}
    refused: dict[str, set[int]] = {}
    for problem in errors:
        if problem.file in of_table:
            refused.setdefault(of_table[problem.file], set()).add(problem.row or 1)
    whole = {of_table[p.file] for p in errors if p.file in of_table and ((p.row or 1) < 2 or p.rule == "csv-broken")}
    return Accepted({posting.id: posting for posting in usable}, _with_good_rates(examined.reference), examined.tables,
                    tuple(p.id for p in examined.postings if p not in usable), refused, frozenset(whole))


def _with_good_rates(reference: Reference) -> Reference:
    """The reference tables, their lines in the same places, with no rate but plain numbers."""
    is_good = pl.col("rate").str.contains(r"^[0-9]+(\.[0-9]+)?$")
    items = reference["tax_items"].with_columns(pl.when(is_good).then("rate").alias("rate"))
    return Reference({**reference.tables, "tax_items": items})


def problems_of(examined: Examined, posting: str) -> list[Problem]:
    """The problems in the files of one posting, read or not."""
    folder = f"{examined.project.name(examined.project.postings)}/{posting}"
    return [problem for problem in examined.problems if problem.file == folder or problem.file.startswith(f"{folder}/")]


def _header_files(posting: Posting) -> set[str]:
    return {posting.folder, f"{posting.folder}/posting.yml"}


def _chained(postings: Iterable[Posting]) -> list[Posting]:
    """The postings whose `of` leads to one that is usable too."""
    found = list(postings)
    while True:
        known = {posting.id for posting in found}
        kept = [posting for posting in found if posting.kind is PostingKind.PROVISIONAL or posting.of in known]
        if len(kept) == len(found):
            return kept
        found = kept
