"""Columns stand under one another in a terminal, whatever is in them."""

from __future__ import annotations

import pytest

from generator.report.text_table import folded, padded, plain, table
from generator.report.width import fitted, width


def test_a_chinese_sign_takes_two_cells() -> None:
    """So does a full-width one; a mark that sits on another sign takes none."""
    assert [width(text) for text in ("ab", "定额", "Ａ", "é", "e\u0301", "—")] == [2, 4, 2, 1, 1, 1]


def test_padding_counts_cells() -> None:
    """Names of either kind end in the same column."""
    assert padded("定额", 6) == "定额  " and padded("12", 6, right=True) == "    12"


def test_what_does_not_fit_is_cut_with_a_mark() -> None:
    """Never in the middle of a wide sign, never longer than was asked."""
    assert fitted("沈河区饺子馆", 7) == "沈河区…" and fitted("abc", 3) == "abc" and width(fitted("沈河区饺子馆", 6)) <= 6


def test_amounts_and_numbers_are_never_fitted() -> None:
    """The soft column gives way: an amount or a number that is cut would be another one."""
    lines = table([("number", "name", "amount"), ("HDA1004", "一家名字特别特别长的饺子馆", "1,234,567.89")], (False, False, True), 30,
                  whole=(0,))
    assert all(width(line) <= 30 for line in lines) and "HDA1004" in lines[1] and lines[1].endswith("1,234,567.89") and "…" in lines[1]


def test_signs_that_steer_a_terminal_are_taken_out() -> None:
    """A name in a table can neither begin a new line nor colour or hide what follows."""
    assert plain("a\nb\x1b[31m\u202ec") == "a b [31m c"


@pytest.mark.parametrize("columns", (20, 40, 80))
def test_a_sentence_is_folded(columns: int) -> None:
    """No line is too long, and nothing is lost; a Chinese full stop never begins a line."""
    text = "这次注销、转查账或者被撤回，或者原来有定额、这次没有了。and then some English words follow it"
    lines = folded(text, columns)
    assert all(width(line) <= columns + 2 for line in lines) and not any(line.startswith(("，", "。")) for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


@pytest.mark.parametrize("cell", ("", " ", "\n", "\t\x00", "\u200b", "a" * 500, "定" * 500, "\U0001f3ee", "e\u0301" * 40, "|", "~~~~"))
def test_any_cell_makes_one_line(cell: str) -> None:
    """As many lines as rows, whatever somebody typed."""
    lines = table([("name", "amount"), (cell, "1"), ("x", "2")], (False, True), 40)
    assert len(lines) == 3 and not any("\n" in line for line in lines) and all(width(line) <= 40 for line in lines)
