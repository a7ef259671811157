"""Words fit the terminal, and nothing typed moves its cursor."""

from __future__ import annotations

import pytest

from generator.report.width import fitted, padded, visible, width, wrapped


def test_a_hanzi_is_two_columns_wide() -> None:
    """Wide and full-width characters count twice, marks that stand on a letter not at all."""
    assert [width(words) for words in ("abc", "定额", "８，", "e\u0301", "")] == [3, 4, 4, 1, 0]
    assert width(padded("定额", 7)) == 7


def test_words_are_cut_to_a_width() -> None:
    """Never wider than asked for, also where half a hanzi would fit."""
    for most in range(1, 12):
        assert width(fitted("定额公示abc", most)) <= most
    assert fitted("定额", 4) == "定额" and fitted("定额公示", 6) == "定额…"


@pytest.mark.parametrize("words", ("请写成 2008-09-26 这样的日期。" * 3, "Write a date such as 2008-09-26, please. " * 4, "x" * 90,
                                   "（" * 40))
@pytest.mark.parametrize("most", (20, 41, 72))
def test_lines_are_no_wider_than_the_terminal(words: str, most: int) -> None:
    """And nothing of the words is lost but spaces at the ends of lines."""
    lines = wrapped(words, most)
    assert all(width(line) <= most for line in lines)
    assert "".join(lines).replace(" ", "") == words.replace(" ", "")


def test_what_a_terminal_would_obey_is_spelt_out() -> None:
    """Escape sequences, line ends and turns of the direction of writing are shown, not done."""
    assert visible("a\x1b[2Jb\n\u202ec\x00") == "a\\x1b[2Jb\\n\\u202ec\\x00"
    assert visible("月核定营业额 8，000元") == "月核定营业额 8，000元"
