"""Takes all problems, gives them by file, with every mistake that was made many times told once. Loses none of them.

    Section   a file, or the many files that all have the same mistake
    Mistake   one rule broken in one column, at one place or at ten thousand
    Wording   the places at which the same was typed and the same is to be typed instead
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from functools import cached_property

from generator.model.problem import Problem

MANY_FILES = 10  # from here on a mistake made in so many files is told once for all of them
_FEW = 3         # examples, at least, where there are as many
_Kind = tuple[str, str, bool]
_PLACE = {"rule", "file", "row", "column", "value"}
_BESIDE = [field.name for field in fields(Problem) if field.name not in _PLACE | {"on"}]


@dataclass(frozen=True)
class Wording:
    """Problems that say the same, in order of place."""

    problems: tuple[Problem, ...]

    @property
    def first(self) -> Problem:
        return self.problems[0]

    @property
    def rows(self) -> list[int]:
        """The rows of the first problem's file."""
        return _rows(problem for problem in self.problems if problem.file == self.first.file)


@dataclass(frozen=True)
class Mistake:
    """One rule broken in one column. Shape: `wordings` most frequent first; `problems` by place."""

    problems: tuple[Problem, ...]

    @property
    def first(self) -> Problem:
        return self.problems[0]

    @property
    def count(self) -> int:
        return len(self.problems)

    @cached_property
    def rows_by_file(self) -> dict[str, list[int]]:
        files: dict[str, list[Problem]] = defaultdict(list)
        for problem in self.problems:
            files[problem.file].append(problem)
        return {file: _rows(problems) for file, problems in files.items()}

    @cached_property
    def counts_by_file(self) -> Counter[str]:
        return Counter(problem.file for problem in self.problems)

    @cached_property
    def wordings(self) -> tuple[Wording, ...]:
        laws = {problem.on: problem.law("zh") for problem in {problem.on: problem for problem in self.problems}.values()}
        same: dict[tuple[object, ...], list[Problem]] = defaultdict(list)
        for problem in self.problems:
            same[(problem.value, laws[problem.on], _sentence(problem))].append(problem)
        return tuple(Wording(tuple(problems)) for problems in sorted(same.values(), key=len, reverse=True))

    def examples(self, most: int) -> list[Problem]:
        """Problems to show with their rows: one a wording, and the next of the commonest where there are few wordings."""
        firsts = [wording.first for wording in self.wordings[:most]]
        return [*firsts, *self.wordings[0].problems[1:1 + max(0, min(_FEW, most) - len(firsts))]]

    @property
    def says_only_what_was_typed(self) -> bool:
        """Whether its wordings differ in nothing but the value, so that one sentence serves all of them."""
        return len({_sentence(wording.first) for wording in self.wordings}) == 1


@dataclass(frozen=True)
class Section:
    """Shape: `file` is None where `mistakes` holds one that was made in many files."""

    file: str | None
    mistakes: tuple[Mistake, ...]

    @cached_property
    def errors(self) -> int:
        return sum(mistake.count for mistake in self.mistakes if mistake.first.is_error)

    @cached_property
    def warnings(self) -> int:
        return sum(mistake.count for mistake in self.mistakes) - self.errors


def sections(problems: Iterable[Problem]) -> list[Section]:
    """All problems. What stops most comes first: errors, whole files, then the most frequent."""
    kinds: dict[_Kind, list[Problem]] = defaultdict(list)
    for problem in problems:
        kinds[(problem.rule, problem.column or "", problem.is_error)].append(problem)
    found: list[Section] = []
    files: dict[str, list[Mistake]] = defaultdict(list)
    for same in kinds.values():
        mistake = Mistake(tuple(same))
        if len(mistake.counts_by_file) > MANY_FILES:
            found.append(Section(None, (mistake,)))
            continue
        for file in mistake.counts_by_file:
            files[file].append(Mistake(tuple(problem for problem in same if problem.file == file)))
    found += [Section(file, tuple(sorted(mistakes, key=_first_things_first))) for file, mistakes in files.items()]
    return sorted(found, key=lambda section: (
        _is_whole_file(section.mistakes[0]) and -1, -section.errors, -section.warnings, section.file or ""))


def _first_things_first(mistake: Mistake) -> tuple[object, ...]:
    """Errors before warnings, what spoils a whole file before what spoils rows, many before few, then by place."""
    first = mistake.first
    return (not first.is_error, not _is_whole_file(mistake), -mistake.count, first.row or 0, first.column or "", first.rule)


def _is_whole_file(mistake: Mistake) -> bool:
    first = mistake.first
    return first.is_error and (first.row is None or first.row == 1 and first.file.endswith(".csv"))


def _rows(problems: Iterable[Problem]) -> list[int]:
    return sorted({problem.row for problem in problems if problem.row is not None})


def _sentence(problem: Problem) -> str:
    """What its words are filled in with beside the place, the value and the day, by which the law is numbered."""
    return repr([getattr(problem, name) for name in _BESIDE])


def row_ranges(rows: Sequence[int]) -> list[tuple[int, int]]:
    """Ascending rows as stretches: 2, 3, 4, 9 is (2, 4), (9, 9)."""
    found: list[tuple[int, int]] = []
    for row in rows:
        if found and row == found[-1][1] + 1:
            found[-1] = (found[-1][0], row)
        else:
            found.append((row, row))
    return found


def rows_in_words(rows: Sequence[int], most: int | None = None) -> tuple[str, bool]:
    """`2–1001、1005`, and whether stretches beyond `most` were left out."""
    ranges = row_ranges(rows)
    shown = ranges[:most]
    words = "、".join(f"{first}" if first == last else f"{first}–{last}" for first, last in shown)
    return words, len(shown) < len(ranges)
