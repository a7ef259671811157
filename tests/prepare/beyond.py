"""Takes a copy of the example bureau, gives what `check` says of it beyond what it says of the example as it stands."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from generator.examined import examine
from generator.model.problem import Problem
from tests.conftest import EXAMPLE


@cache
def standing(as_of: str) -> list[Problem]:
    """The example warns of a surcharge and of periods that begin early; a new file must not hide that."""
    return list(examine(EXAMPLE / "mkdocs.yml", as_of).problems)


def beyond(bureau: Path, as_of: str) -> list[Problem]:
    """The new problems, each as often as it is told. That a final was missing is over once it is there."""
    told = list(examine(bureau / "mkdocs.yml", as_of).problems)
    for problem in standing(as_of):
        if problem in told or problem.rule != "final-missing":
            told.remove(problem)
    return told
