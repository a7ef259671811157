"""Takes the problems of a project that may be published, gives them as the table of its data quality. Hides none.

Errors never get here, since they stop a build; what remains is what a reader should know about the figures. What was typed
was blotted when the problem was made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl

from generator.model.answers import QUALITY
from generator.model.problem import Problem


def quality(problems: Iterable[Problem], posting_of: Mapping[str, str]) -> pl.DataFrame:
    """One row a warning, in the order of the problems. Shape: QUALITY; `posting_of`: the posting of each of its files."""
    rows = [(problem.rule, problem.definition.what.zh, posting_of.get(problem.file), problem.file, problem.row, problem.column,
             problem.value, problem.message("zh"), problem.law("zh") or None, problem.sample)
            for problem in problems if not problem.is_error]
    return pl.DataFrame(rows, schema=QUALITY, orient="row")
