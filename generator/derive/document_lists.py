"""Takes the texts of one segment's documents, gives its inverted lists: in which documents each gram stands, how often.

A gram is a few neighbouring characters of one folded line. All of one and two are listed; a list is extended by
the next character where it holds more than a few documents, so that rare grams cost little and common ones are told
apart. The counts let a reader prove that grams meet: where `abc` and `bcd` together stand more often than `bc`, `abcd` does.

All is done with numbers: a character is its rank in the alphabet of the segment, a place is counted through all texts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

import polars as pl

from generator.model.document_search import DOCUMENT_LISTS, EXTENDED_ABOVE
from generator.model.search import folded_lines
from generator.model.varint import cut, varint_stream

_DOCUMENTS = 1 << 13
_LARGEST_KEY = 1 << 63  # a gram and a place in 64 bits are sorted as one number


@dataclass(frozen=True)
class _Signs:
    """Shape: `alphabet` the characters in order; for each place `rank`, null between lines, and `where`, twice the document,
    plus one in its title."""

    alphabet: pl.Series
    rank: pl.Series
    where: pl.Series


@dataclass(frozen=True)
class _Level:
    """The grams of one length, in order.

    Shape: `place` where each gram stands, ordered by gram; `number` which one it is; `listed` gram, document, times;
        `titled` gram, document. A gram is named by its place in `names`.
    """

    names: pl.Series
    number: pl.Series
    place: pl.Series
    listed: pl.DataFrame
    titled: pl.DataFrame


def document_lists(texts: Sequence[str]) -> pl.DataFrame:
    """The lists of the documents with these texts, numbered from 0. The first line of a text is the title.

    Shape: DOCUMENT_LISTS. A list: twice the number of documents, plus one if any has the gram in its title; for each
        document twice the gap from the one before, plus one if more than once, and then that number less two; for the
        titles their number and the gaps. All numbers are varints.
    Raises: ValueError for more than 8,192 texts.
    """
    if len(texts) > _DOCUMENTS:
        raise ValueError(f"{len(texts)} documents in one segment")
    signs = _signs(texts)
    if not signs.alphabet.len():
        return DOCUMENT_LISTS.to_frame()
    levels = list(_levels(signs))
    names = [level.names for level in levels]
    listed, titled = _joined([level.listed for level in levels], names), _joined([level.titled for level in levels], names)
    keys = pl.concat(names)
    lists = _lists(keys.len(), listed, titled)
    return pl.DataFrame({"key": keys, "list": lists}).cast(dict(DOCUMENT_LISTS)).sort("key")


def _signs(texts: Sequence[str]) -> _Signs:
    """Every character of every folded line, in order, and one place after each line."""
    plain = (pl.DataFrame({"text": list(texts)}, schema={"text": pl.String}).select(folded_lines(pl.col("text")) + "\n")
             .with_row_index("document"))
    sizes = plain.select("document", pl.col("text").str.len_chars().alias("all"),
                         pl.col("text").str.split("\n").list.first().str.len_chars().alias("title"))
    code = _codes("".join(plain["text"]))
    alphabet = code.filter(code != ord("\n")).unique().sort()
    if not alphabet.len():
        return _Signs(alphabet, code, code)
    rank = pl.repeat(None, max(int(alphabet.max()), ord("\n")) + 1, dtype=pl.UInt32, eager=True)
    rank = rank.scatter(alphabet, pl.int_range(alphabet.len(), dtype=pl.UInt32, eager=True))
    pieces = sizes.select(pl.concat_list(pl.col("document") * 2 + 1, pl.col("document") * 2).explode().alias("where"),
                          pl.concat_list("title", pl.col("all") - pl.col("title")).explode().alias("size"))
    return _Signs(pl.Series(list(map(chr, alphabet))), rank.gather(code), _spread(pieces["where"], pieces["size"]))


def _codes(text: str) -> pl.Series:
    """The code of each character, without an object for each."""
    whole = pl.Series([text.encode("utf-32-le")], dtype=pl.Binary)
    return whole.bin.reinterpret(dtype=pl.Array(pl.UInt32, len(text)), endianness="little").explode()


def _spread(values: pl.Series, times: pl.Series) -> pl.Series:
    """Each value so many times."""
    return values.repeat_by(times).explode(empty_as_null=False)


def _levels(signs: _Signs) -> Iterator[_Level]:
    """The grams of each length. A gram is a start, which is a gram one shorter that is extended, and its last character."""
    place = pl.int_range(signs.rank.len(), dtype=pl.UInt32, eager=True)
    start, starts = pl.zeros(place.len(), dtype=pl.UInt64, eager=True), pl.Series([""])
    for above in (*EXTENDED_ABOVE, None):
        level = _level(signs, starts, start, place)
        yield level
        if above is not None:
            is_large = level.listed["gram"].rle().struct.field("len") > above
            is_extended = is_large.gather(level.number)
            place, starts = level.place.filter(is_extended), level.names.filter(is_large)
            start = (is_large.cum_sum().cast(pl.UInt64) - 1).gather(level.number.filter(is_extended))


def _level(signs: _Signs, starts: pl.Series, start: pl.Series, place: pl.Series) -> _Level:
    """The grams that are one of the starts and one more character. `start`: which stands at each place."""
    letters, size = signs.alphabet.len(), starts.str.len_chars().max() or 0
    last = signs.rank.gather(place + size)
    is_inside = last.is_not_null()
    gram = start.filter(is_inside) * letters + last.filter(is_inside)
    gram, place = _sorted(gram, place.filter(is_inside), starts.len() * letters, signs.rank.len())
    is_new = _is_new(gram)
    found, number = gram.filter(is_new), is_new.cum_sum().cast(pl.UInt32) - 1
    where = signs.where.gather(place)
    rows = pl.DataFrame({"gram": number, "document": where // 2})
    return _Level(starts.gather(found // letters) + signs.alphabet.gather(found % letters), number, place,
                  _counted(rows), _counted(rows.filter(where % 2 == 1)))


def _sorted(gram: pl.Series, place: pl.Series, grams: int, places: int) -> tuple[pl.Series, pl.Series]:
    """Both in the order of grams, then of places."""
    if grams * places < _LARGEST_KEY:
        key = (gram * places + place).sort()
        return key // places, (key % places).cast(pl.UInt32)
    both = pl.DataFrame({"gram": gram, "place": place}).sort("gram", "place")
    return both["gram"], both["place"]


def _is_new(column: pl.Series) -> pl.Series:
    """Whether a value is another than the one before."""
    return (column != column.shift(1)).fill_null(True)


def _counted(rows: pl.DataFrame) -> pl.DataFrame:
    """gram, document, times: each pair once, with how often it stands there."""
    pairs = (rows["gram"].cast(pl.UInt64) * _DOCUMENTS + rows["document"]).rle().struct.unnest()
    return pairs.select((pl.col("value") // _DOCUMENTS).cast(pl.UInt32).alias("gram"),
                        (pl.col("value") % _DOCUMENTS).cast(pl.UInt32).alias("document"), pl.col("len").alias("times"))


def _joined(frames: Sequence[pl.DataFrame], names: Sequence[pl.Series]) -> pl.DataFrame:
    """The rows of all levels; a gram is named by its place in all names together."""
    first = accumulate((name.len() for name in names), initial=0)
    return pl.concat([frame.with_columns(pl.col("gram") + at) for frame, at in zip(frames, first)])


def _lists(grams: int, listed: pl.DataFrame, titled: pl.DataFrame) -> pl.Series:
    """The list of each gram, all their numbers written into one row first."""
    is_more, titles = listed["times"] > 1, _count(titled["gram"], grams)
    documents, has_titles = _count(listed["gram"], grams), (titles > 0).cast(pl.UInt32)
    items = documents + _count(listed["gram"].filter(is_more), grams)
    sizes = 1 + items + has_titles + titles
    begins = _before(sizes)
    at = _before(1 + is_more.cast(pl.UInt32)) + (begins + 1 - _before(items)).gather(listed["gram"])
    title_at = titled.select(pl.int_range(pl.len(), dtype=pl.UInt32)).to_series() \
        + (begins + 2 + items - _before(titles)).gather(titled["gram"])
    numbers = pl.zeros(int(sizes.sum()), dtype=pl.UInt32, eager=True)
    for places, values in ((begins, documents * 2 + has_titles), (at, _gaps(listed) * 2 + is_more.cast(pl.UInt32)),
                           ((at + 1).filter(is_more), (listed["times"] - 2).filter(is_more)),
                           ((begins + 1 + items).filter(titles > 0), titles.filter(titles > 0)), (title_at, _gaps(titled))):
        numbers = numbers.scatter(places, values)
    stream, places = varint_stream(numbers)
    return cut(stream, places.gather(begins.append(pl.Series([numbers.len()], dtype=pl.UInt32))))


def _count(gram: pl.Series, grams: int) -> pl.Series:
    """How many rows each gram has."""
    runs = gram.rle().struct.unnest()
    return pl.zeros(grams, dtype=pl.UInt32, eager=True).scatter(runs["value"], runs["len"])


def _before(sizes: pl.Series) -> pl.Series:
    """The sum of all sizes before each."""
    return sizes.cum_sum() - sizes


def _gaps(rows: pl.DataFrame) -> pl.Series:
    """Each document less the one before it in the same list."""
    return rows["document"] - rows["document"].shift(1, fill_value=0).zip_with(~_is_new(rows["gram"]), pl.Series([0], dtype=pl.UInt32))
