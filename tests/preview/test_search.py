"""The search indexes of a preview: only when they are asked for, only when they would come out differently, and never in the way."""

from __future__ import annotations

from concurrent.futures import CancelledError

import pytest

from generator.model.part import Batch
from generator.preview.search import SearchIndex


def test_an_index_is_made_again_only_where_its_key_changed() -> None:
    """A new state with the same key keeps the files that are there; a new key brings new ones."""
    keys, made = iter("aab"), []

    def describe(pages: object) -> list[Batch]:
        key = next(keys)
        return [Batch({"i": key}, lambda wanted: made.append(key) or [("i", ("i.json", key.encode()))])]
    index, one, two, three = SearchIndex(describe), object(), object(), object()
    assert index.file("i.json", one) == b"a" and index.file("none", one) is None
    while index.file("i.json", two) != b"a" or index._made is not None:
        pass
    while index.file("i.json", three) != b"b":
        pass
    assert made == ["a", "b"]
    index.close()


def test_a_mistake_in_making_it_is_raised_where_it_is_asked_for() -> None:
    """And a later state may do better."""
    states = iter((ZeroDivisionError, None))

    def describe(pages: object) -> list[Batch]:
        error = next(states)
        if error:
            raise error
        return [Batch({"i": "k"}, lambda wanted: [("i", ("i.json", b"1"))])]
    index = SearchIndex(describe)
    with pytest.raises(ZeroDivisionError):
        index.file("i.json", object())
    assert index.file("i.json", object()) == b"1"
    index.close()


def test_nothing_more_is_made_after_the_end() -> None:
    """Whoever ends the preview does not wait for an index that nobody will read."""
    index = SearchIndex(lambda pages: [Batch({"i": "k"}, lambda wanted: [("i", ("i.json", b"1"))])])
    index.close()
    with pytest.raises(CancelledError):
        index.go_on()
