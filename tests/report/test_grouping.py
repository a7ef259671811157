"""A thousand identical mistakes are one, and none is lost."""

from __future__ import annotations

import random

from generator.model.problem import Problem, in_order
from generator.report.grouping import MANY_FILES, row_ranges, rows_in_words, sections


def bad_amount(row: int, value: str = "8，000元", file: str = "a.csv") -> Problem:
    return Problem.of("amount-not-a-number", file, row, "月核定营业额(元)", value)


def test_a_thousand_identical_mistakes_are_one() -> None:
    """One section, one mistake, one wording, with the count and the rows."""
    (section,) = sections(bad_amount(row) for row in range(2, 1002))
    (mistake,) = section.mistakes
    assert (section.file, section.errors, mistake.count, len(mistake.wordings)) == ("a.csv", 1000, 1000, 1)
    assert row_ranges(mistake.rows_by_file["a.csv"]) == [(2, 1001)]


def test_different_values_are_wordings_of_one_mistake() -> None:
    """The commonest first; each knows its rows."""
    (section,) = sections([*(bad_amount(row) for row in (2, 3, 9)), bad_amount(5, "九千")])
    wordings = section.mistakes[0].wordings
    assert [(wording.first.value, wording.rows) for wording in wordings] == [("8，000元", [2, 3, 9]), ("九千", [5])]
    assert section.mistakes[0].says_only_what_was_typed


def test_facts_beside_the_value_make_other_sentences() -> None:
    """`row 5 already has it` and `row 7 already has it` cannot be told in one sentence."""
    (section,) = sections(Problem.of("household-twice", "a.csv", row, "公示编号", "HP01", first=row - 1) for row in (5, 7))
    assert not section.mistakes[0].says_only_what_was_typed and len(section.mistakes[0].wordings) == 2


def test_the_same_mistake_in_many_files_is_told_once_for_all() -> None:
    """Up to the limit each file has its own section, beyond it they share one."""
    few = [Problem.of("missing-key", f"content/{number}.md", 1, "issuer") for number in range(MANY_FILES)]
    assert [section.file for section in sections(few)] == sorted(problem.file for problem in few)
    (section,) = sections([*few, Problem.of("missing-key", "content/z.md", 1, "issuer")])
    assert section.file is None and section.errors == MANY_FILES + 1 and len(section.mistakes[0].rows_by_file) == MANY_FILES + 1


def test_what_stops_most_comes_first() -> None:
    """A file that cannot be read, then the file with most errors; in a file errors before warnings, many before few."""
    problems = [
        Problem.of("unknown-method", "b.csv", 2, "核定方法", "估计"), bad_amount(3, file="b.csv"),
        *(Problem.of("unknown-status", "b.csv", row, "状态", "营业中") for row in (4, 5)),
        bad_amount(2, file="c.csv"), Problem.of("wrong-encoding", "d.csv", 1, encoding="GB18030")]
    found = sections(in_order(problems))
    assert [section.file for section in found] == ["d.csv", "b.csv", "c.csv"]
    assert [mistake.first.rule for mistake in found[1].mistakes] == ["unknown-status", "amount-not-a-number", "unknown-method"]
    assert (found[1].errors, found[1].warnings) == (3, 1)


def test_no_problem_is_lost_or_told_twice() -> None:
    """Whatever the mixture, the mistakes of all sections hold every problem exactly once."""
    chance = random.Random(16)
    for _ in range(200):
        problems = in_order(bad_amount(chance.randrange(2, 40), chance.choice("甲乙丙"), f"{chance.randrange(15)}.csv")
                            for _ in range(chance.randrange(80)))
        found = [problem for section in sections(problems) for mistake in section.mistakes for problem in mistake.problems]
        assert sorted(map(repr, found)) == sorted(map(repr, problems))
        wordings = [problem for section in sections(problems) for mistake in section.mistakes
                    for wording in mistake.wordings for problem in wording.problems]
        assert sorted(map(repr, wordings)) == sorted(map(repr, problems))
        assert sum(section.errors + section.warnings for section in sections(problems)) == len(problems)


def test_rows_are_told_as_stretches() -> None:
    """2, 3, 4 and 9 are 2–4 and 9; what is left out is said."""
    assert rows_in_words([2, 3, 4, 9]) == ("2–4、9", False)
    assert rows_in_words([2, 4, 6, 8], most=2) == ("2、4", True)
    assert rows_in_words([]) == ("", False)
