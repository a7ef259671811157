"""Takes problems, says which pages they concern: the pages drawn from their file, and on those the row or household.

A page shows the last good state, in which a row may have another number than in the file as it stands now: a problem
finds its place by the disclosure number, and by its row only where that number is what was mistyped.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from generator.examined import Examined
from generator.model.bucket import bucket_column
from generator.model.document import COLUMNS
from generator.model.problem import Problem

_ROWS = pl.Schema({"at": pl.UInt32, "posting_id": pl.String, "row": pl.UInt32, "disclosure_no": pl.String,
                   "street_code": pl.String, "industry_code": pl.String, "shown_row": pl.UInt32})
_PAGE = re.compile(r"(.*?)(?:index\.html)?")
_KEYS = {"household": "bucket", "street": "street_code", "industry": "industry_code"}


@dataclass(frozen=True)
class PageProblems:
    """The problems of one page: all of them, and those that have a place on it.

    Shape: errors first; `rows` by the number of the row on a posting's page, `households` by disclosure number.
    """

    problems: tuple[Problem, ...]
    rows: Mapping[int, list[Problem]]
    households: Mapping[str, list[Problem]]


def errors_among(problems: Sequence[Problem]) -> int:
    """How many are errors, of problems of which the errors come first."""
    return bisect_left(problems, True, key=lambda problem: not problem.is_error)


class Blame:
    """The problems of one look at the project, beside the good state that the pages show."""

    def __init__(self, examined: Examined, shown: Examined | None) -> None:
        self.examined, self.shown = examined, shown
        self.problems = sorted(examined.problems, key=lambda problem: not problem.is_error)

    def of(self, path: str) -> PageProblems:
        """The problems that concern the page at a path of the site, errors first."""
        if not self.problems:
            return PageProblems((), {}, {})
        parts = _PAGE.fullmatch(path)[1].strip("/").split("/")
        rows = self._rows_on(parts)
        numbered, concerned = set(rows["at"]), {file for file in self._files if self._concerns(file, parts)}
        own = [problem for at, problem in enumerate(self.problems) if at in numbered or problem.file in concerned]
        is_posting = parts[:2] == ["quota", "posting"]
        return PageProblems(tuple(own), self._by(rows, "shown_row") if is_posting else {},
                            self._by(rows, "disclosure_no") if parts[0] == "household" else {})

    @cached_property
    def _files(self) -> set[str]:
        return {problem.file for problem in self.problems}

    def _by(self, rows: pl.DataFrame, column: str) -> dict:
        found: dict[object, list[Problem]] = {}
        for key, at in rows.filter(pl.col(column).is_not_null()).select(column, "at").sort("at").iter_rows():
            found.setdefault(key, []).append(self.problems[at])
        return found

    def _concerns(self, file: str, parts: list[str]) -> bool:
        """Whether a page is drawn from a file; the rows of tables are looked up one by one."""
        project = self.examined.project
        data, content = project.name(project.data), project.name(project.content)
        if file == project.config_file.name or parts == [""]:
            return True
        if file.startswith(f"{data}/postings/"):
            posting_id = file.removeprefix(f"{data}/postings/").partition("/")[0]
            return parts in (["quota"], ["quota", "posting"]) or parts[:3] == ["quota", "posting", posting_id]
        if file.startswith(f"{data}/"):
            return parts[0] in ("quota", "household", "data")
        source = file.removeprefix(f"{content}/")
        if parts[0] in COLUMNS and (len(parts) == 1 or parts[1] == "page"):
            return source.startswith(f"{parts[0]}/")
        return source in ("/".join(parts) + ".md", "/".join([*parts, "index.md"])) or self._path_of.get(file) == "/".join(parts)

    @cached_property
    def _path_of(self) -> dict[str, str]:
        """The address of each document by its file."""
        return {document.file: document.path for document in self.examined.documents}

    def _rows_on(self, parts: list[str]) -> pl.DataFrame:
        """The rows with a problem that stand on a page."""
        kind, wanted = self._kind(parts)
        rows = self._rows
        if kind == "division":
            streets = self.examined.reference["streets"]
            return rows.filter(pl.col("street_code").is_in(
                streets.filter(pl.col("division_code") == wanted)["code"].implode()))
        if kind == "posting":
            return rows.filter(pl.col("posting_id") == wanted)
        return rows.filter(pl.col(_KEYS[kind]) == wanted) if kind else rows.clear()

    @staticmethod
    def _kind(parts: list[str]) -> tuple[str, str]:
        if parts[0] == "household" and len(parts) == 2:
            return "household", parts[1]
        if parts[0] != "quota" or len(parts) < 2:
            return "", ""
        if parts[1] in ("posting", "industry"):
            return (parts[1], parts[2]) if len(parts) > 2 else ("", "")
        return ("division", parts[1]) if len(parts) == 2 else ("street", parts[2])

    @cached_property
    def _rows(self) -> pl.DataFrame:
        """The rows that have a problem: `at` counts in `problems`; who they are, and on which row that one is shown."""
        file_of = {table.file: posting for posting, table in self.examined.tables.items()}
        named = [(at, file_of[problem.file], problem.row) for at, problem in enumerate(self.problems)
                 if problem.file in file_of and (problem.row or 0) > 1]
        wrong = pl.DataFrame(named, schema={"at": pl.UInt32, "posting_id": pl.String, "row": pl.UInt32}, orient="row")
        parts = [self._known(posting, rows) for (posting,), rows in wrong.group_by("posting_id", maintain_order=True)]
        rows = pl.concat([_ROWS.to_frame(), *parts])
        return rows.with_columns(bucket_column(rows["disclosure_no"].fill_null(""), self.examined.project.settings.household_buckets))

    def _known(self, posting_id: str, wrong: pl.DataFrame) -> pl.DataFrame:
        """The wrong rows of one posting with who they are now, and where they are shown."""
        who = ("disclosure_no", "street_code", "industry_code")
        now = self.examined.tables[posting_id].load().select("row", *who)
        table = self.shown.tables.get(posting_id) if self.shown else None
        before = (table.load().select("row", *who) if table else now.clear())
        known = wrong.join(now.unique("row"), on="row", how="left").join(
            before.select("disclosure_no", pl.col("row").alias("shown_row")).unique("disclosure_no", keep="first"),
            on="disclosure_no", how="left")
        mistyped = before.join(now, on="disclosure_no", how="anti").unique("row")
        same = known.join(mistyped, on="row", how="left", suffix="_before")
        is_lost = pl.col("shown_row").is_null() & pl.col("disclosure_no_before").is_not_null()
        return same.with_columns(
            pl.when(is_lost).then("row").otherwise("shown_row").alias("shown_row"),
            *(pl.when(is_lost).then(f"{name}_before").otherwise(pl.coalesce(name, f"{name}_before")).alias(name) for name in who),
        ).select(_ROWS.names()).cast(_ROWS)
