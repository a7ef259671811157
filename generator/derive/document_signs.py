"""Takes the texts of one segment's documents, gives every character of them as a number, at its place.

A text is folded as a query is. Each document begins with a block of places; between two lines one place is empty.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from generator.model.byte_columns import ragged
from generator.model.document_search import BLOCK, LONGEST_GRAM
from generator.model.search import folded_lines

_LINE_END = ord("\n")


@dataclass(frozen=True)
class Signs:
    """Shape: `alphabet` the codes of the characters in order; `rank` for each place one more than the character's place in
        it, 0 where there is none; `in_title` for each place. `blocks`: how many each document takes; `titles`: the
        characters of each title."""

    alphabet: np.ndarray
    rank: np.ndarray
    in_title: np.ndarray
    blocks: np.ndarray
    titles: np.ndarray


def signs(texts: Sequence[str]) -> Signs:
    """Every character of every folded line. The first line of a text is its title."""
    folded = pl.DataFrame({"text": list(texts)}, schema={"text": pl.String}).select(folded_lines(pl.col("text")))["text"]
    code = np.frombuffer("".join(folded).encode("utf-32-le"), np.uint32)
    sizes = folded.str.len_chars().to_numpy().astype(np.int64)
    blocks = sizes // BLOCK + 1  # the last place of a document is always empty
    begins = (np.cumsum(blocks) - blocks) * BLOCK
    is_used = np.zeros(int(code.max(initial=_LINE_END)) + 1, bool)
    is_used[code] = True
    is_used[_LINE_END] = False
    rank = np.zeros(int(blocks.sum()) * BLOCK + LONGEST_GRAM, np.int32)
    rank[ragged(begins, sizes)] = (np.cumsum(is_used, dtype=np.int32) * is_used)[code]
    titles = folded.str.split("\n").list.first().str.len_chars().to_numpy().astype(np.int64)
    in_title = np.zeros(rank.size, bool)
    in_title[ragged(begins, titles)] = True
    return Signs(np.flatnonzero(is_used).astype(np.uint32), rank, in_title, blocks.astype(np.uint32), titles.astype(np.uint32))
