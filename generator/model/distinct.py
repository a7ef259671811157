"""Takes a column of texts, gives the different ones, where asking each of those once is cheaper than asking every row.

Streets, trades, states, days and amounts of a bureau are few; its shops and addresses are nearly as many as its rows.
"""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

_SMALL = 2_000     # rows; below, there is nothing to save
_LOOKED_AT = 500   # rows spread over the column; where half of them differ, so will most


def distinct(texts: pl.Series) -> pl.Series:
    """The different values of a column, or the column itself where most of them differ anyway."""
    if len(texts) < _SMALL:
        return texts
    looked_at = texts.gather_every(len(texts) // _LOOKED_AT)
    return texts.unique() if looked_at.n_unique() * 2 < len(looked_at) else texts


def where(texts: pl.Series, test: Callable[[pl.Series], pl.Series]) -> pl.Series | None:
    """The mask of the rows whose text passes a test; None where there is none. A null passes nothing."""
    found = distinct(texts)
    passed = test(found).fill_null(False)
    if not passed.any():
        return None
    return passed if found is texts else texts.is_in(found.filter(passed).implode()).fill_null(False)
