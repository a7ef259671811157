"""Takes the texts of one segment's documents, gives its inverted lists: where each gram stands.

A gram is a few neighbouring characters of one folded line. All of one and two are listed. A gram that stands in few places is
listed with each of them; a common one with the blocks it stands in and how often, and it goes on: the grams that are one
character longer are listed too. A rare one of two or three goes on where a common one as long begins with its second character, so that it can
be told what follows.

All is done with columns of numbers: a character is its rank in the alphabet of the segment.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from generator.derive.document_signs import Signs, signs
from generator.model.byte_columns import put_signs, put_varints, utf8_sizes, varint_sizes
from generator.model.document_search import BLOCK, FEW_PLACES, LONGEST_GRAM, TOLD_APART, DocumentLists

_LARGEST_KEY = 1 << 63  # a gram and a place in 64 bits are sorted as one number


@dataclass(frozen=True)
class _Level:
    """The grams of one length, in order.

    Shape: for each gram `parent`, the place of its start among the grams one shorter; `last`, the rank of its last
        character; `head` and the `count` of the numbers that its list begins with and has; all these `numbers`, list after list;
        a number is followed by one of `more` where `is_more`.
    """

    parent: np.ndarray
    last: np.ndarray
    head: np.ndarray
    count: np.ndarray
    numbers: np.ndarray
    is_more: np.ndarray
    more: np.ndarray


def document_lists(texts: Sequence[str]) -> DocumentLists:
    """The lists of the documents with these texts. The first line of a text is the title."""
    found = signs(texts)
    levels = list(_levels(found))
    places = _in_order([level.parent for level in levels])
    codes = [found.alphabet[level.last] for level in levels]
    entries = [_Entries.of(level, code) for level, code in zip(levels, codes)]
    size, length, sign = (_scattered(places, columns) for columns in (
        [one.sizes for one in entries], [np.full(place.size, at) for at, place in enumerate(places, start=1)], codes))
    begins = np.cumsum(size) - size
    stream = np.zeros(int(size.sum()), np.uint8)
    for at, (one, place) in enumerate(zip(entries, places)):
        one.put(stream, begins[place], at)
    return DocumentLists(length.astype(np.uint8), sign.astype(np.uint32), size.astype(np.uint32), stream, found.blocks, found.titles)


def _levels(found: Signs) -> Iterator[_Level]:
    """The grams of each length. A gram is a start, which is a gram one shorter that goes on, and its last character."""
    place = np.flatnonzero(found.rank)
    start, place = _sorted(found.rank[place].astype(np.int64) - 1, place, found)
    level, letters = _by_block(start, place, found), found.alphabet.size + 1
    yield replace(level, parent=np.zeros(letters - 1, np.int64), last=np.arange(letters - 1))
    for size in range(1, LONGEST_GRAM):
        last = found.rank[place + size]
        is_inside = last > 0
        gram, place = _sorted(start[is_inside] * letters + last[is_inside], place[is_inside], found)
        is_new = _is_new(gram)
        first, kinds = np.flatnonzero(is_new), gram[is_new]
        count = np.diff(first, append=gram.size)
        number = np.repeat(np.arange(first.size), count)
        is_common = (count > FEW_PLACES) & (size + 1 < LONGEST_GRAM)
        goes_on = is_common[number]
        level = _together(is_common, _by_place(place[~goes_on], count[~is_common]), _by_block(number[goes_on], place[goes_on], found))
        yield replace(level, parent=kinds // letters, last=kinds % letters - 1)
        if size <= TOLD_APART:
            goes_on |= _are_among(place + 1, place[goes_on], found)
        place, start = place[goes_on], number[goes_on]


def _are_among(places: np.ndarray, listed: np.ndarray, found: Signs) -> np.ndarray:
    """Whether each is one of the places listed."""
    is_listed = np.zeros(found.rank.size, bool)
    is_listed[listed] = True
    return is_listed[places]


def _sorted(gram: np.ndarray, place: np.ndarray, found: Signs) -> tuple[np.ndarray, np.ndarray]:
    """Both in the order of grams, then of places."""
    bits = found.rank.size.bit_length()
    if int(gram.max(initial=0)) + 1 << bits > _LARGEST_KEY:
        order = np.lexsort((place, gram))
        return gram[order], place[order]
    key = gram << bits | place
    key.sort()
    return key >> bits, key & (1 << bits) - 1


def _is_new(column: np.ndarray) -> np.ndarray:
    """Whether a value is another than the one before."""
    found = np.ones(column.size, bool)
    np.not_equal(column[1:], column[:-1], out=found[1:])
    return found


def _gaps(values: np.ndarray, first: np.ndarray) -> np.ndarray:
    """Each value less the one before it; the first of each list as it is."""
    gaps = np.diff(values, prepend=0)
    gaps[first] = values[first]
    return gaps


def _by_place(place: np.ndarray, count: np.ndarray) -> _Level:
    """The lists of rare grams, which have so many places each."""
    nothing, first = np.zeros(0, np.int64), np.cumsum(count) - count
    return _Level(nothing, nothing, count * 2, count, _gaps(place, first), np.zeros(place.size, bool), nothing)


def _by_block(gram: np.ndarray, place: np.ndarray, found: Signs) -> _Level:
    """The lists of common grams: `gram` is which of them stands at each place."""
    block = place // BLOCK
    is_new = _is_new(gram)
    at = np.flatnonzero(is_new | _is_new(block))
    times, block, first = np.diff(at, append=place.size), block[at], np.flatnonzero(is_new[at])
    numbers = _gaps(block, first) * 4 + found.in_title[place[at]] * 2 + (times > 1)
    count, nothing = np.diff(first, append=at.size), np.zeros(0, np.int64)
    return _Level(nothing, nothing, count * 2 + 1, count, numbers, times > 1, times[times > 1] - 2)


def _together(is_common: np.ndarray, rare: _Level, common: _Level) -> _Level:
    """The lists of both in the order of their grams."""
    if not common.head.size:
        return rare
    head, count = (_merged(is_common, one, other) for one, other in ((rare.head, common.head), (rare.count, common.count)))
    is_of_common = np.repeat(is_common, count)
    return _Level(rare.parent, rare.last, head, count, _merged(is_of_common, rare.numbers, common.numbers),
                  _merged(is_of_common, rare.is_more, common.is_more), common.more)


def _merged(is_other: np.ndarray, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    found = np.empty(is_other.size, one.dtype)
    found[~is_other], found[is_other] = one, other
    return found


def _in_order(parents: Sequence[np.ndarray]) -> list[np.ndarray]:
    """For the grams of each length their places among all: each is followed by those that begin with it."""
    sizes = [np.ones(parent.size, np.int64) for parent in parents]  # of each gram and all that begin with it
    for level in range(len(parents) - 1, 0, -1):
        np.add.at(sizes[level - 1], parents[level], sizes[level])
    places = [np.cumsum(sizes[0]) - sizes[0]] if parents else []
    for parent, size in zip(parents[1:], sizes[1:]):
        before, is_first = np.cumsum(size) - size, _is_new(parent)
        of_first = before[is_first][np.cumsum(is_first) - 1]
        places.append(places[-1][parent] + 1 + before - of_first)
    return places


def _scattered(places: Sequence[np.ndarray], columns: Sequence[np.ndarray]) -> np.ndarray:
    """The values of all lengths together, each at its place."""
    found = np.zeros(sum(place.size for place in places), np.int64)
    for place, column in zip(places, columns):
        found[place] = column
    return found


@dataclass(frozen=True)
class _Entries:
    """The entries of the grams of one length, before their bytes are written.

    Shape: `code` of each last character; `at`: where in its entry each number stands; `sizes` of the entries in bytes.
    """

    level: _Level
    code: np.ndarray
    at: np.ndarray
    sizes: np.ndarray

    @classmethod
    def of(cls, level: _Level, code: np.ndarray) -> _Entries:
        taken = varint_sizes(level.numbers)
        if level.more.size:
            taken[level.is_more] += varint_sizes(level.more)
        head = 1 + utf8_sizes(code) + varint_sizes(level.head)
        ends = np.concatenate([np.zeros(1, np.int64), np.cumsum(taken)])
        last = np.cumsum(level.count)
        before = ends[last - level.count]
        return cls(level, code, ends[:-1] + np.repeat(head - before, level.count), head + ends[last] - before)

    def put(self, stream: np.ndarray, begins: np.ndarray, length: int) -> None:
        """Write each entry where it begins."""
        level = self.level
        stream[begins] = length * 8
        put_varints(stream, put_signs(stream, begins + 1, self.code), level.head)
        ends = put_varints(stream, np.repeat(begins, level.count) + self.at, level.numbers)
        put_varints(stream, ends[level.is_more], level.more)
