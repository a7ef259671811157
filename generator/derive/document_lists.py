"""Takes the texts of one segment's documents, gives its inverted lists: in which documents each gram stands, how often.

A gram is one to four neighbouring characters of one folded line. All of one and two are listed; a list is extended by
the next character where it holds more than a few documents, so that rare grams cost little and common ones are told
apart. The counts let a reader prove that grams meet: where `abc` and `bcd` together stand more often than `bc`, `abcd` does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from generator.model.document_search import DOCUMENT_LISTS, EXTENDED_ABOVE, LONGEST_GRAM
from generator.model.search import folded
from generator.model.varint import varint_hex

_SIGNS, _DOCUMENTS = 1 << 13, 1 << 12  # a sort key holds four characters and a document in one 64-bit number


def document_lists(texts: Sequence[str]) -> pl.DataFrame:
    """The lists of the documents with these texts, numbered from 0. The first line of a text is the title.

    Shape: DOCUMENT_LISTS. A list: twice the number of documents, plus one if any has the gram in its title; for each
        document twice the gap from the one before, plus one if more than once, and then that number less two; for the
        titles their number and the gaps. All numbers are varints.
    Raises: ValueError for more than 4,096 texts, or more than 8,190 different characters.
    """
    signs = _signs(texts)
    if not signs.height:
        return DOCUMENT_LISTS.to_frame()
    alphabet = signs["sign"].unique().sort()
    if len(texts) > _DOCUMENTS or len(alphabet) > _SIGNS - 2:
        raise ValueError(f"{len(texts)} documents, {len(alphabet)} characters in one segment")
    rows = _packed(signs, alphabet)
    frames = [_lists(grams, titled, alphabet, size) for size, grams, titled in _levels(rows)]
    return pl.concat(frames).cast(dict(DOCUMENT_LISTS)).sort("key")


def _signs(texts: Sequence[str]) -> pl.DataFrame:
    """document, line, sign: every character of every folded line, in order."""
    lines = (pl.DataFrame({"text": list(texts)}, schema={"text": pl.String}).with_row_index("document")
             .with_columns(pl.col("text").str.split("\n")).explode("text", empty_as_null=False)
             .with_columns(pl.col("document").is_first_distinct().alias("is_title"), folded(pl.col("text")))
             .filter(pl.col("text") != "").with_row_index("line"))
    return (lines.select("document", "line", "is_title", pl.col("text").str.split("").alias("sign"))
            .explode("sign").filter(pl.col("sign") != ""))


def _packed(signs: pl.DataFrame, alphabet: pl.Series) -> pl.DataFrame:
    """gram, document, is_title: the four characters from each place on as one number; 0 after the end of the line."""
    sign = signs["sign"].cast(pl.Enum(alphabet)).to_physical().cast(pl.UInt64) + 1
    gram = sign
    for step in range(1, LONGEST_GRAM):
        same = (signs["line"].shift(-step) == signs["line"]).fill_null(False)
        gram = gram * _SIGNS + sign.shift(-step, fill_value=0) * same.cast(pl.UInt64)
    return pl.DataFrame({"gram": gram, "document": signs["document"].cast(pl.UInt64), "is_title": signs["is_title"]})


def _levels(rows: pl.DataFrame) -> Iterator[tuple[int, pl.DataFrame, pl.Series]]:
    """For each length its grams: gram, document, times; and those in titles, as one number with the document."""
    for size in range(1, LONGEST_GRAM + 1):
        cut = _SIGNS ** (LONGEST_GRAM - size)
        gram = pl.col("gram") // cut
        placed = rows.lazy().filter(gram % _SIGNS > 0).select((gram * _DOCUMENTS + pl.col("document")).alias("at"),
                                                              "is_title").collect()
        runs = placed["at"].sort().rle().struct.unnest()
        grams = runs.select((pl.col("value") // _DOCUMENTS).alias("gram"),
                            (pl.col("value") % _DOCUMENTS).alias("document"), pl.col("len").alias("times"))
        yield size, grams, placed.filter("is_title")["at"].unique().sort()
        counts = grams["gram"].rle().struct.unnest()
        if size > 1:
            large = counts.filter(pl.col("len") > EXTENDED_ABOVE)["value"]
            rows = rows.filter((pl.col("gram") // cut).is_in(large.implode()))


def _lists(grams: pl.DataFrame, titled: pl.Series, alphabet: pl.Series, size: int) -> pl.DataFrame:
    """The lists of one length: key, list."""
    items = _items(grams["gram"], grams["document"], grams["times"])
    titles = _items(titled // _DOCUMENTS, titled % _DOCUMENTS, None)
    both = items.join(titles, on="gram", how="left", suffix="_titled", maintain_order="left")
    head = varint_hex(both["count"].cast(pl.Int64) * 2 + both["count_titled"].is_not_null().cast(pl.Int64))
    tail = varint_hex(both["count_titled"].fill_null(0)) + both["item_titled"]
    keys = [alphabet.gather(both["gram"] // _SIGNS ** (size - 1 - place) % _SIGNS - 1) for place in range(size)]
    return pl.DataFrame({"key": sum(keys[1:], keys[0]),
                         "list": (head + both["item"] + tail.fill_null("")).str.decode("hex")})


def _items(gram: pl.Series, document: pl.Series, times: pl.Series | None) -> pl.DataFrame:
    """gram, count, item: the documents of each gram as gaps in hexadecimal varints."""
    document = document.cast(pl.Int64)
    same = (gram == gram.shift(1)).fill_null(False)
    gap = document - document.shift(1, fill_value=0) * same.cast(pl.Int64)
    if times is None:
        item = varint_hex(gap)
    else:
        more = times > 1
        rest = varint_hex((times.cast(pl.Int64) - 2).clip(0))
        item = varint_hex(gap * 2 + more.cast(pl.Int64)) + rest.zip_with(more, pl.Series([""]))
    return (pl.DataFrame({"gram": gram, "item": item}).group_by("gram", maintain_order=True)
            .agg(pl.len().alias("count"), pl.col("item").str.join("")))
