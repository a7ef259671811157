"""A column of few different texts is asked once for each of them; the answer is that of asking every row."""

from __future__ import annotations

import polars as pl
import pytest

from generator.model.distinct import distinct, where

COLUMNS = {
    "few": [f"街道{row % 7}" for row in range(5_000)],
    "many": [f"店{row}" for row in range(5_000)],
    "few, some empty": [None if row % 3 == 0 else f"{row % 5}" for row in range(5_000)],
    "many behind few": ["同"] * 4_000 + [f"店{row}" for row in range(1_000)],
    "short": ["甲", None, "甲乙"],
    "nothing": [None] * 3_000,
}


@pytest.mark.parametrize("name", COLUMNS)
def test_the_rows_found_are_those_of_asking_every_row(name: str) -> None:
    """For columns of few and of many texts, with and without empty cells, sorted or not."""
    texts = pl.Series("x", COLUMNS[name], dtype=pl.String)
    for pattern in ("[13]", "店", "甲", "同", "z"):
        expected = texts.str.contains(pattern).fill_null(False)
        found = where(texts, lambda each: each.str.contains(pattern))
        assert found is None and not expected.any() or found is not None and found.to_list() == expected.to_list()


def test_each_text_is_asked_once() -> None:
    """A street of five thousand households is looked at once."""
    asked: list[int] = []

    def is_third(texts: pl.Series) -> pl.Series:
        asked.append(len(texts))
        return texts == "街道3"
    found = where(pl.Series(COLUMNS["few"]), is_third)
    assert asked == [7] and found is not None and found.sum() == sum(text == "街道3" for text in COLUMNS["few"])


def test_a_column_of_many_texts_is_taken_as_it_is() -> None:
    """There is nothing to save."""
    texts = pl.Series(COLUMNS["many"])
    assert distinct(texts) is texts
