"""The lists of a segment say exactly how often each gram stands where, and hold no gram that nobody needs."""

from __future__ import annotations

import re

import pytest

from generator.derive import document_lists as module
from generator.derive.document_lists import document_lists
from generator.model.document_search import DOCUMENT_LISTS, EXTENDED_ABOVE, LONGEST_GRAM
from tests.document_index import fold, sample


def read(packed: bytes) -> tuple[dict[int, int], list[int]]:
    """The documents with their counts, and those with the gram in the title."""
    numbers, value, shift = [], 0, 0
    for byte in packed:
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            numbers.append(value)
            value = shift = 0
    take = iter(numbers)
    size, at, times = next(take), 0, {}
    for _ in range(size >> 1):
        step = next(take)
        at += step >> 1
        times[at] = next(take) + 2 if step & 1 else 1
    at, titles = 0, []
    for _ in range(next(take) if size & 1 else 0):
        at += next(take)
        titles.append(at)
    assert next(take, None) is None
    return times, titles


def lists(texts: list[str]) -> dict[str, tuple[dict[int, int], list[int]]]:
    return {key: read(packed) for key, packed in document_lists(texts).iter_rows()}


def counted(texts: list[str], size: int) -> dict[str, dict[int, int]]:
    """Every gram of that size counted one by one."""
    found: dict[str, dict[int, int]] = {}
    for number, text in enumerate(texts):
        for line in fold(text).split("\n"):
            for at in range(len(line) - size + 1):
                times = found.setdefault(line[at:at + size], {})
                times[number] = times.get(number, 0) + 1
    return found


def test_a_small_one_by_hand() -> None:
    """Two documents: counts, gaps and titles as worked out on paper."""
    found = lists(["甲乙\n乙乙乙", "丙\n乙甲"])
    assert found == {"甲": ({0: 1, 1: 1}, [0]), "乙": ({0: 4, 1: 1}, [0]), "丙": ({1: 1}, [1]), "甲乙": ({0: 1}, [0]),
                     "乙乙": ({0: 2}, []), "乙甲": ({1: 1}, [])}


def test_numbers_too_large_for_one_sort_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a gram and a place do not fit into one number, both are sorted as they are."""
    texts = [text for _, text in sample(40, 40_000).values()]
    found = document_lists(texts)
    monkeypatch.setattr(module, "_LARGEST_KEY", 1)
    assert document_lists(texts).equals(found)


def test_odd_lines_are_counted_like_others() -> None:
    """Lines of control characters, of blanks alone, no line at all, and characters beyond the first plane."""
    texts = ["\x01\x01", "", "\n\n", " \u3000\n\U00020000\U00020000\x01", "ΑΣ\nΣ"]
    for size in (1, 2):
        assert {key: times for key, (times, _) in lists(texts).items() if len(key) == size} == counted(texts, size)
    assert [key for key, (_, titles) in lists(texts).items() if titles] == ["\x01", "\x01\x01", "α", "ας", "ς"]
    assert lists([""]) == lists([]) == {}


def test_lists_are_the_counts_and_go_on_only_where_they_are_long() -> None:
    """Every gram that is listed is counted right, and a longer one is listed if and only if its start is common."""
    texts = [text for _, text in sample(120, 160_000).values()]
    found = lists(texts)
    assert set(EXTENDED_ABOVE) > {0} and max(map(len, found)) > 4
    expected: dict[str, dict[int, int]] = {}
    for size in range(1, LONGEST_GRAM + 1):
        for gram, times in counted(texts, size).items():
            start = expected.get(gram[:-1])
            if size == 1 or start is not None and len(start) > EXTENDED_ABOVE[size - 2]:
                expected[gram] = times
    assert {key: times for key, (times, _) in found.items()} == expected
    titles = [fold(text).split("\n")[0] for text in texts]
    assert all(in_title == [n for n, title in enumerate(titles) if key in title] for key, (_, in_title) in found.items())


def test_texts_are_folded_and_lines_do_not_meet() -> None:
    """Full width, capitals, traditional characters and spaces are as one types them; a gram never crosses lines."""
    found = lists(["納 税ＡＢ\n人"])
    assert {"纳税", "税a", "ab"} <= found.keys() and not any(re.search("b人", key) for key in found)


def test_nothing_gives_nothing() -> None:
    """A bureau without documents, and a document without words."""
    assert document_lists([]).is_empty() and document_lists(["", "\n"]).is_empty()
    assert document_lists([]).schema == DOCUMENT_LISTS
