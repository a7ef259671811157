"""Takes the inverted lists of one segment of documents, gives its part of every shard. Computes no gram, writes no file.

A gram is at home in one shard, by its first characters, so that a reader knows where to look. How many shards there
are, and which starts are so heavy that their grams are spread further, follows from the weights of all segments together.
All bytes are described in docs/formats/document-search.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from generator.model.bucket import FNV_OFFSET, FNV_PRIME
from generator.model.byte_columns import put_signs, ragged, utf8_bytes, utf8_sizes
from generator.model.document_search import LONGEST_GRAM, DocumentLists

_SHARD_BYTES, _MOST_FILES = 8192, 8192
_HEAVY = 28_672  # bytes of lists that begin alike; above it they are at home one character further
_LITTLE = 256  # bytes in one segment that do not count towards it


@dataclass(frozen=True)
class Weights:
    """What of a segment's lists decides where they are at home.

    Shape: `starts`: start, bytes: how much begins with the same characters, where it is more than a little; all
        single characters; "" for all together. `blocks`: how many each document takes; `titles`: the characters of each title.
    """

    starts: pl.DataFrame
    blocks: tuple[int, ...]
    titles: tuple[int, ...]


def weights(lists: DocumentLists) -> Weights:
    """The weights of one segment."""
    begins, length = lists.begins(), lists.length
    signs = [lists.sign[place] for place in _parents(length)]  # the first character of each gram, the second, and so on
    found, sizes = [""], [int(begins[-1])]
    for size in range(1, LONGEST_GRAM):
        ends = np.append(np.flatnonzero(length <= size), length.size)  # of all that begins with the gram before
        at = np.flatnonzero(length[ends[:-1]] == size)
        rows, until = ends[at], ends[at + 1]
        total = begins[until] - begins[rows]
        is_counted = (total >= _LITTLE) | (size == 1)
        text = np.stack([sign[rows[is_counted]] for sign in signs[:size]], axis=1).astype(np.uint32).tobytes().decode("utf-32-le")
        found += [text[at:at + size] for at in range(0, len(text), size)]
        sizes += total[is_counted].tolist()
    return Weights(pl.DataFrame({"start": found, "bytes": sizes}, schema={"start": pl.String, "bytes": pl.Int64}),
                   tuple(lists.blocks.tolist()), tuple(lists.titles.tolist()))


def _parents(length: np.ndarray) -> list[np.ndarray]:
    """For each number of characters the place of the last gram so long, at every place; for 1, 2, …"""
    places = np.arange(length.size)
    return [np.maximum.accumulate(np.where(length == size, places, 0)) for size in range(1, LONGEST_GRAM + 1)]


def plan(all_weights: Sequence[Weights]) -> tuple[tuple[str, ...], int, str]:
    """The starts whose longer grams are at home elsewhere, the number of shards, and every character that is listed."""
    total = pl.concat([one.starts for one in all_weights]).group_by("start").agg(pl.col("bytes").sum()).with_columns(
        pl.col("start").str.len_chars().alias("length"))
    size, count = int(total.filter(pl.col("length") == 0)["bytes"].sum()), 1
    while count * _SHARD_BYTES < size and count < _MOST_FILES:
        count *= 2
    heavy = total.filter((pl.col("length") > 1) & (pl.col("bytes") > _HEAVY))["start"].sort()
    return tuple(heavy), count, "".join(total.filter(pl.col("length") == 1)["start"].sort())


def segment_shards(lists: DocumentLists, heavy: Sequence[str], count: int) -> list[bytes]:
    """One segment's part of every shard, each with its length before it."""
    homes = _homes(lists, heavy)
    if not homes.place.size:
        return [b"\0"] * count
    order = np.argsort(homes.hash % count, kind="stable")
    shard, place, size, words = (homes.hash % count)[order], homes.place[order], homes.size[order], homes.words[order]
    stream, begins = _written(lists, place, size, words)
    parts = np.searchsorted(shard, np.arange(count + 1))
    cuts, whole = begins[parts].tolist(), stream.tobytes()
    return [_with_length(whole[start:end]) for start, end in zip(cuts, cuts[1:])]


@dataclass(frozen=True)
class _Homes:
    """Shape: for each home the `place` of its gram, how many grams are at home there, from it on, `size` them; `hash` of its name;
    `words` the codes of the name's characters, 0 beyond."""

    place: np.ndarray
    size: np.ndarray
    hash: np.ndarray
    words: np.ndarray


def _homes(lists: DocumentLists, heavy: Sequence[str]) -> _Homes:
    """By the first two characters; while those are heavy, and there are more, by one more."""
    length, parents = lists.length, _parents(lists.length)
    is_home, is_heavy = length <= 2, np.zeros(length.size, bool)
    hashes = np.full(length.size, FNV_OFFSET, np.uint64)
    words = np.zeros((length.size, LONGEST_GRAM), np.uint32)
    for size in range(1, LONGEST_GRAM + 1):
        rows = np.flatnonzero((length == size) & (is_home if size < 3 else is_heavy[parents[size - 2]]))
        is_home[rows] = True
        if size > 1:
            above = parents[size - 2][rows]
            hashes[rows], words[rows] = hashes[above], words[above]
        words[rows, size - 1] = lists.sign[rows]
        hashes[rows] = _hashed(hashes[rows], lists.sign[rows])
        if size > 1:
            is_heavy[rows] = _are_among(words[rows, :size], [start for start in heavy if len(start) == size])
    place = np.flatnonzero(is_home)
    return _Homes(place, np.diff(place, append=length.size), hashes[place], words[place])


def _are_among(words: np.ndarray, listed: Sequence[str]) -> np.ndarray:
    """Whether each row of codes is one of these texts."""
    if not listed or not words.size:
        return np.zeros(len(words), bool)
    kind = np.dtype((np.void, words.shape[1] * 4))
    wanted = np.frombuffer("".join(listed).encode("utf-32-le"), kind)
    return np.isin(np.ascontiguousarray(words).view(kind).ravel(), wanted)


def _hashed(before: np.ndarray, codes: np.ndarray) -> np.ndarray:
    """FNV-1a, 32 bits, of one more character in UTF-8."""
    sizes, value = utf8_sizes(codes), before
    for number, column in enumerate(utf8_bytes(codes)):
        further = (value ^ column.astype(np.uint64)) * np.uint64(FNV_PRIME) & np.uint64(0xFFFFFFFF)
        value = np.where(sizes > number, further, value)
    return value


def _written(lists: DocumentLists, place: np.ndarray, size: np.ndarray, words: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The homes one after the other, and where each begins, with the end of all. The first gram of a home is written
    in full, each further one as the stream has it."""
    length, begins = lists.length[place].astype(np.int64), lists.begins()
    before = sum((utf8_sizes(words[:, at]) * (at < length - 1) for at in range(LONGEST_GRAM - 1)), start=1)
    kept = begins[place + size] - begins[place] - 1  # without the first number
    ends = np.cumsum(before + kept)
    at = ends - before - kept
    stream = np.empty(int(ends[-1]), np.uint8)
    stream[at] = length - 1
    after = at + 1
    for number in range(LONGEST_GRAM - 1):
        rows = np.flatnonzero(number < length - 1)
        after[rows] = put_signs(stream, after[rows], words[rows, number])
    stream[ragged(after, kept)] = lists.stream[ragged(begins[place] + 1, kept)]
    return stream, np.concatenate([np.zeros(1, np.int64), ends])


def _with_length(part: bytes) -> bytes:
    length, head = len(part), bytearray()
    while length > 127:
        head.append(length & 127 | 128)
        length >>= 7
    return bytes((*head, length)) + part
