"""read and validate: takes postings, gives the table of each and what is wrong with it. Derives nothing.

A table is read and checked once; what is found is kept by the digest of its file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import polars as pl

from generator.code_version import code_digest
from generator.model.part import Cache, key_of
from generator.model.posted_table import PostedTable, facts_of, group_digests, kept_rows
from generator.model.posting import Posting, PostingKind
from generator.model.problem import Problem
from generator.model.project import Project
from generator.model.reference import Reference
from generator.model.tax_parameter import TaxParameters
from generator.model.working_days import Window, WorkingDays, posting_window
from generator.progress import Progress, watched
from generator.read.quota_table import QuotaTable, read_quota_table
from generator.validate.privacy import check_extra_columns, check_rows
from generator.validate.quota_law import Surroundings, check_quota_law, streets_of_office
from generator.validate.quota_table import check_quota_table
from generator.validate.quota_tax import check_quota_taxes

_FEW_BYTES = 3_000_000  # of tables; below, other processes cost more than they save
_TABLES = ("posting", "posting facts")
Known = tuple[dict[str, object], list[Problem]]
"""The facts of a table, as PostedTable takes them, and the problems in it."""


@dataclass(frozen=True)
class Around:
    """What every posting is examined with. The law is not judged by reference tables that have errors themselves."""

    project: Project
    reference: Reference
    reference_digest: str
    parameters: TaxParameters
    windows: Mapping[str, Window]
    digests: Mapping[str, str]
    cache: Cache
    can_judge: bool

    @classmethod
    def of(cls, project: Project, reference: Reference, reference_digest: str, postings: Sequence[Posting],
           known: Sequence[Problem], digests: Mapping[str, str], cache: Cache) -> Around:
        """`known`: the problems found so far; `digests`: of the files of all postings."""
        folder = project.name(project.reference)
        can_judge = not any(problem.is_error and problem.file.startswith(folder) for problem in known)
        calendar = WorkingDays(reference.calendar_overrides())
        settings = project.settings
        windows = {posting.id: posting_window(posting.posted_on, calendar, settings.comment_days, settings.count_from)
                   for posting in postings if posting.kind is PostingKind.PROVISIONAL}
        return cls(project, reference, reference_digest, TaxParameters(reference), windows, digests, cache, can_judge)

    def path_of(self, posting: Posting) -> Path:
        return self.project.postings / posting.id / "households.csv"

    def size_of(self, posting: Posting) -> int:
        path = self.path_of(posting)
        return path.stat().st_size if path.is_file() else 0

    def key_of(self, posting: Posting) -> str:
        """Changes with the file of a posting's table and with everything by which it is checked."""
        settings = self.project.settings
        return key_of(code_digest(), repr(posting), self.project.name(self.path_of(posting)),
                      self.digests.get(f"postings/{posting.id}/households.csv", ""), self.reference_digest,
                      settings.public_phones, settings.household_buckets, repr(self.windows.get(posting.id)))


def posted_tables(around: Around, postings: Sequence[Posting], executor: Executor | None,
                  progress: Progress) -> tuple[dict[str, PostedTable], list[Problem]]:
    """The table of each posting and its own problems, from the cache where its file was examined before."""
    cache, keys = around.cache, [around.key_of(posting) for posting in postings]
    known = [_known(cache, key) for key in keys]
    missing = [at for at, facts in enumerate(known) if facts is None]
    arguments = [around] * len(missing), [postings[at] for at in missing], [keys[at] for at in missing]
    is_worth_it = executor is not None and sum(map(around.size_of, arguments[1])) > _FEW_BYTES
    progress.advance(len(known) - len(missing))
    for at, facts in watched(zip(missing, (executor.map if is_worth_it else map)(_put_table, *arguments)), progress):
        known[at] = facts
        for kind in _TABLES:
            cache.adopt_frame(kind, keys[at])
    tables, problems = {}, []
    for posting, key, kept in zip(postings, keys, known):
        assert kept is not None
        facts, found = kept
        tables[posting.id] = PostedTable(**facts, load=partial(cache.load, "posting", key),
                                         load_facts=partial(cache.load, "posting facts", key))
        problems += found
    return tables, problems


def _known(cache: Cache, key: str) -> Known | None:
    """The facts and problems of a table that is there whole."""
    known: Known | None = cache.value("posting", key)
    return known if known is not None and all(cache.has_frame(kind, key) for kind in _TABLES) else None


def _put_table(around: Around, posting: Posting, key: str) -> Known:
    """Read and check one table and keep it; gives its facts and problems."""
    path, cache = around.path_of(posting), around.cache
    table, problems = read_quota_table(posting, path, around.project.name(path))
    kept = kept_rows(table.rows, table.taxes, around.project.settings.household_buckets)
    problems += _in_table(posting, table, kept, around)
    found = _facts(posting, table, kept), problems
    cache.put_frame("posting", key, kept)
    cache.put_frame("posting facts", key, facts_of(kept))
    cache.put_value("posting", key, found)
    return found


def _in_table(posting: Posting, table: QuotaTable, kept: pl.DataFrame, around: Around) -> list[Problem]:
    reference, phones = around.reference, around.project.settings.public_phones
    return [*check_quota_table(posting, table.file, table.rows, table.taxes, reference),
            *(_rows_as_law(posting, table, kept, around) if around.can_judge else ()),
            *check_rows(table.rows, {posting.id: table.file}, phones),
            *check_extra_columns(table.file, table.extra, phones)]


def _rows_as_law(posting: Posting, table: QuotaTable, kept: pl.DataFrame, around: Around) -> list[Problem]:
    reference, window = around.reference, around.windows.get(posting.id)
    judged_by = Surroundings(posting, reference, window, streets_of_office(reference, posting.office, posting.posted_on))
    return [*check_quota_law(table.file, table.rows, table.stated, judged_by),
            *check_quota_taxes(posting, table.file, kept, table.stated, reference, around.parameters)]


def _facts(posting: Posting, table: QuotaTable, kept: pl.DataFrame) -> dict[str, object]:
    rows = table.rows
    digests, contents = group_digests(kept)
    return {"posting_id": posting.id, "file": table.file, "rows_read": table.rows_read, "rows": rows.height,
            "households": rows["disclosure_no"].n_unique(), "last_row": int(rows["row"].max() or 1), "begins_on": rows["starts_on"].min(),
            "monthly_turnover_fen": int(rows["monthly_turnover_fen"].sum()), "tax_fen": sum(int(tax.sum()) for tax in table.taxes.drop("row")),
            "digests": digests, "contents": contents, "counts": dict(kept.group_by("group").len().iter_rows())}
