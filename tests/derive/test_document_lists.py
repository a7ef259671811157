"""The lists of a segment say exactly where each gram stands, and hold no gram that nobody needs."""

from __future__ import annotations

import re
from itertools import accumulate

import pytest

from generator.derive import document_lists as module
from generator.derive.document_lists import document_lists
from generator.model.document_search import BLOCK, LONGEST_GRAM, TOLD_APART, DocumentLists
from tests.document_index import Bytes, fold, sample

Listed = list[int] | tuple[dict[int, int], set[int]]


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> int:
    """So few places that a small sample has common grams."""
    monkeypatch.setattr(module, "FEW_PLACES", 12)
    return 12


def read(lists: DocumentLists) -> dict[str, Listed]:
    """Each gram with its places; or with its blocks, their counts and those with it in a title."""
    bytes_, found, key = Bytes(lists.stream.tobytes()), {}, ""
    for length, size in zip(lists.length.tolist(), lists.size.tolist()):
        end = bytes_.at + size
        assert bytes_.number() == (length - 1) * 8
        key = key[:length - 1] + bytes_.sign()
        found[key] = bytes_.list(0)
        assert bytes_.at == end
    assert list(found) == sorted(found) and bytes_.at == len(bytes_.content)
    return found


def places_of(texts: list[str], size: int) -> dict[str, list[int]]:
    """Every gram of that size, looked for one by one."""
    found: dict[str, list[int]] = {}
    begin = 0
    for text in map(fold, texts):
        for at in range(len(text) - size + 1):
            if "\n" not in text[at:at + size]:
                found.setdefault(text[at:at + size], []).append(begin + at)
        begin += (len(text) // BLOCK + 1) * BLOCK
    return found


def blocks_of(places: list[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for place in places:
        found[place // BLOCK] = found.get(place // BLOCK, 0) + 1
    return found


def test_a_small_one_by_hand() -> None:
    """Two documents: places, counts and titles as worked out on paper."""
    found = read(document_lists(["甲乙\n乙乙乙", "丙\n乙甲"]))
    assert found == {"甲": ({0: 1, 1: 1}, {0}), "乙": ({0: 4, 1: 1}, {0}), "丙": ({1: 1}, {1}), "甲乙": [0],
                     "乙乙": [3, 4], "乙甲": [1026]}


def test_numbers_too_large_for_one_sort_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a gram and a place do not fit into one number, both are sorted as they are."""
    texts = [text for _, text in sample(40, 40_000).values()]
    found = document_lists(texts).packed()
    monkeypatch.setattr(module, "_LARGEST_KEY", 1)
    assert document_lists(texts).packed() == found


def test_odd_lines_are_listed_like_others() -> None:
    """Lines of control characters, of blanks alone, no line at all, and characters beyond the first plane."""
    texts = ["\x01\x01", "", "\n\n", " \u3000\n\U00020000\U00020000\x01", "ΑΣ\nΣ"]
    found = read(document_lists(texts))
    assert {key: places for key, places in found.items() if len(key) == 2} == places_of(texts, 2)
    assert {key: listed[0] for key, listed in found.items() if len(key) == 1} == {
        key: blocks_of(places) for key, places in places_of(texts, 1).items()}
    assert [key for key, listed in found.items() if len(key) == 1 and listed[1]] == ["\x01", "α", "ς"]
    assert read(document_lists([""])) == read(document_lists([])) == {}


def test_lists_are_the_places_and_go_on_only_where_they_must(few: int) -> None:
    """Every gram that is listed is listed right. A longer one is listed if and only if its start is common, or its second
    character begins a common one as long as its start, which is short."""
    texts = [text for _, text in sample(120, 160_000).values()]
    found = read(document_lists(texts))
    every = {size: places_of(texts, size) for size in range(1, LONGEST_GRAM + 1)}
    expected = set(every[1])
    for size in range(1, LONGEST_GRAM):
        common = {gram for gram in expected if len(gram) == size and (size == 1 or len(every[size][gram]) > few)}
        told = common if 1 < size <= TOLD_APART + 1 else ()
        expected |= {gram for gram in every[size + 1] if gram[:-1] in expected and (gram[:-1] in common or gram[1:] in told)}
    assert found.keys() == expected and max(map(len, found)) > 4
    ends = [*accumulate((len(fold(text)) // BLOCK + 1 for text in texts), initial=0)]
    titles = {end: fold(text).split("\n")[0] for end, text in zip(ends, texts)}
    for key, listed in found.items():
        is_common = len(key) == 1 or len(every[len(key)][key]) > few and len(key) < LONGEST_GRAM
        places = every[len(key)][key]
        assert listed == ((blocks_of(places), {block for block, title in titles.items() if key in title}) if is_common else places)


def test_texts_are_folded_and_lines_do_not_meet() -> None:
    """Full width, capitals, traditional characters and spaces are as one types them; a gram never crosses lines."""
    found = read(document_lists(["納 税ＡＢ\n人"]))
    assert {"纳税", "税a", "ab"} <= found.keys() and not any(re.search("b人", key) for key in found)


def test_what_is_kept_is_what_was_made() -> None:
    """Lists come back from their bytes as they were."""
    made = document_lists([text for _, text in sample(20, 20_000).values()])
    kept = DocumentLists.unpacked(made.packed())
    assert kept.packed() == made.packed() and read(kept) == read(made)


def test_nothing_gives_nothing() -> None:
    """A bureau without documents, and a document without words."""
    assert not document_lists([]).size.size and document_lists(["", "\n"]).blocks.tolist() == [1, 1]
