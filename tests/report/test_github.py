"""Workflow commands as GitHub reads them: escaped, ten a kind, nothing from a table obeyed."""

from __future__ import annotations

import re

import pytest

from generator.model.problem import Problem
from generator.report.github import github, in_repository, stopped
from tests.report.bad_table import TABLE, bad_amount

COMMAND = re.compile(r"::(error|warning) ((?:\w+=[^:,\n]*)(?:,\w+=[^:,\n]*)*)::(.*)")


def read(words: str) -> list[tuple[str, dict[str, str], str]]:
    """The commands as the runner reads them."""
    def plain(text: str) -> str:
        for code, character in (("%0A", "\n"), ("%0D", "\r"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
            text = text.replace(code, character)
        return text
    found = [COMMAND.fullmatch(line) for line in words.splitlines()]
    assert all(found), words
    return [(match[1], {key: plain(value) for key, value in (pair.split("=", 1) for pair in match[2].split(","))}, plain(match[3]))
            for match in found]


def test_a_problem_is_marked_on_its_line(write_table, report_of) -> None:
    """On the line of the file, which a line break in a cell above moves away from the row."""
    write_table(['HP01,"两行\n店",张*,街,1,在营,', "HP02,店,张*,街,八千,在营,"])
    ((kind, where, words),) = read(github(report_of([bad_amount(3, "八千")])))
    assert kind == "error" and where == {"file": TABLE, "line": "4", "title": "金额不是普通数字 [amount-not-a-number]"}
    assert "写的是“八千”" in words and "怎么改：只写数字" in words


def test_what_was_typed_is_escaped(report_of) -> None:
    """Percent signs, line ends, colons and commas neither end the command nor begin another."""
    typed = "1%0A,2:3\n::error::x\r"
    ((_, where, words),) = read(github(report_of([Problem.of("unknown-posting-kind", "a,b:c%.yml", 2, "kind", typed)])))
    assert where["file"] == "a,b:c%.yml" and "1%0A,2:3\\n::error::x\\r" in words


def test_many_of_the_same_are_one_mark_with_the_count(report_of) -> None:
    """GitHub shows ten marks of a step: a thousand mistakes would hide the others."""
    told = read(github(report_of([*(bad_amount(row) for row in range(2, 1002)),
                                  Problem.of("unknown-method", TABLE, 7, "核定方法", "估计")])))
    assert [kind for kind, _, _ in told] == ["error", "warning"]
    assert "1,000 处，第 2–1001 行" in told[0][2]


@pytest.mark.parametrize(("kinds", "shown", "left"), ((10, 10, 0), (11, 9, 2), (40, 9, 31)))
def test_ten_marks_at_most(report_of, kinds: int, shown: int, left: int) -> None:
    """More kinds than that: the first nine and how many are not listed."""
    told = read(github(report_of(Problem.of("cell-missing", TABLE, 2, f"列{number}") for number in range(kinds))))
    assert len(told) == shown + bool(left)
    assert not left or told[-1][1] == {"title": f"还有 {left} 项没有列出"}


def test_files_are_named_as_the_repository_names_them(tmp_path) -> None:
    """A bureau's folder may lie below that of the repository, or in none."""
    (tmp_path / "repository/.git").mkdir(parents=True)
    (tmp_path / "repository/bureau").mkdir()
    assert in_repository(tmp_path / "repository/bureau", "a.csv") == "bureau/a.csv"
    assert in_repository(tmp_path / "repository", "a.csv") == "a.csv"


def test_the_log_obeys_nothing() -> None:
    """What was typed stands between stop-commands and a word nobody can have typed."""
    lines = stopped("::add-mask::x\n  ::error::y").splitlines()
    token = lines[0].removeprefix("::stop-commands::")
    assert re.fullmatch(r"[0-9a-f]{64}", token) and lines[-1] == f"::{token}::" and lines[1] == "::add-mask::x"
