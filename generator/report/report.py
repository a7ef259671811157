"""Everything a report is made from: the problems, the counts, the files they are about. One value for every format."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from generator.model.messages import say
from generator.model.problem import Problem
from generator.report.grouping import Mistake, Section, rows_in_words, sections
from generator.report.source import Excerpt, ProjectSource, Source

EXAMPLES = 8  # rows that are shown of one mistake, at most


@dataclass(frozen=True)
class Report:
    """Shape: `problems` in order of place; `root` the bureau's folder, `source` where their rows are shown from."""

    problems: tuple[Problem, ...]
    rows_read: int
    rows_refused: int
    root: Path
    source: Source
    language: str
    bureau: str = ""
    day: str = ""

    @classmethod
    def of(cls, problems: Iterable[Problem], *, rows_read: int, rows_refused: int, root: Path, language: str,
           source: Source | None = None, bureau: str = "", day: str = "") -> Report:
        return cls(tuple(problems), rows_read, rows_refused, root, source or ProjectSource(root), language, bureau, day)

    @property
    def errors(self) -> int:
        return sum(problem.is_error for problem in self.problems)

    @property
    def warnings(self) -> int:
        return len(self.problems) - self.errors

    @cached_property
    def sections(self) -> list[Section]:
        return sections(self.problems)

    @cached_property
    def _excerpts(self) -> dict[str, Excerpt | None]:
        """The rows of all examples, each table read once."""
        wanted: dict[str, set[int]] = {}
        for mistake in (mistake for section in self.sections for mistake in section.mistakes):
            for problem in mistake.examples(EXAMPLES):
                wanted.setdefault(problem.file, set()).update(rows_of(problem))
        return {file: self.source.table(file, rows) for file, rows in wanted.items() if rows}

    def excerpt(self, file: str) -> Excerpt | None:
        """The rows of a table that examples of its mistakes are about; None where it is no table."""
        return self._excerpts.get(file)

    @property
    def kinds(self) -> int:
        return sum(len(section.mistakes) for section in self.sections)

    def say(self, name: str, **facts: Any) -> str:
        return say(name, self.language, **facts)

    def counted(self) -> str:
        """One line: rows read, accepted, refused, and how many problems."""
        line = self.say("rows", read=self.rows_read, accepted=self.rows_read - self.rows_refused, refused=self.rows_refused)
        return line + self.say("problems", errors=self.errors, warnings=self.warnings)

    def severity(self, mistake: Mistake) -> str:
        return self.say("error" if mistake.first.is_error else "warning")

    def column(self, problem: Problem) -> str:
        """`“状态”列` of a table, `“issuer”` of a text."""
        return self.say("in-column" if is_table(problem.file) else "in-key", column=problem.column)

    def where(self, file: str, rows: list[int], most: int | None = None) -> str:
        """`第 2–1001、1005 行`: rows of a table, lines of a text."""
        words, is_cut = rows_in_words(rows, most)
        noun = "row" if is_table(file) else "line"
        plural = "s" if len(rows) > 1 else ""
        words = words.replace("、", self.say("list-comma"))
        return self.say(f"in-{noun}{plural}", rows=self.say("more-rows", rows=words) if is_cut else words)

    def as_json(self) -> dict[str, Any]:
        """The document of `gongshi check --json`: every problem singly."""
        return {"problems": [problem.as_json(self.language) for problem in self.problems], "rows_read": self.rows_read,
                "rows_accepted": self.rows_read - self.rows_refused, "rows_refused": self.rows_refused}


def rows_of(problem: Problem) -> list[int]:
    """The row, and the one it is at odds with."""
    first = problem.facts.get("first")
    return [row for row in (problem.row, first) if isinstance(row, int)]


def is_table(file: str) -> bool:
    """Whether a file has rows and columns; `table.xlsx#Sheet` is a sheet of a workbook."""
    return file.endswith(".csv") or "#" in file
