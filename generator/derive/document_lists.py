"""Takes the texts of one segment's documents, gives its inverted lists: in which documents each gram stands, how often.

A gram is a few neighbouring characters of one folded line. All of one and two are listed; a list is extended by
the next character where it holds more than a few documents, so that rare grams cost little and common ones are told
apart. The counts let a reader prove that grams meet: where `abc` and `bcd` together stand more often than `bc`, `abcd` does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from generator.model.document_search import DOCUMENT_LISTS, EXTENDED_ABOVE, LONGEST_GRAM
from generator.model.search import folded
from generator.model.varint import varint_hex

_SIGNS, _DOCUMENTS = 1 << 21, 1 << 13  # a sort key holds a known start, a character and a document in 64 bits


def document_lists(texts: Sequence[str]) -> pl.DataFrame:
    """The lists of the documents with these texts, numbered from 0. The first line of a text is the title.

    Shape: DOCUMENT_LISTS. A list: twice the number of documents, plus one if any has the gram in its title; for each
        document twice the gap from the one before, plus one if more than once, and then that number less two; for the
        titles their number and the gaps. All numbers are varints.
    Raises: ValueError for more than 8,192 texts.
    """
    signs = _signs(texts)
    if not signs.height:
        return DOCUMENT_LISTS.to_frame()
    alphabet = signs["sign"].unique().sort()
    if len(texts) > _DOCUMENTS:
        raise ValueError(f"{len(texts)} documents in one segment")
    frames = [_lists(names, grams, titled) for names, grams, titled in _levels(signs, alphabet)]
    return pl.concat(frames).cast(dict(DOCUMENT_LISTS)).sort("key")


def _signs(texts: Sequence[str]) -> pl.DataFrame:
    """document, line, sign: every character of every folded line, in order."""
    lines = (pl.DataFrame({"text": list(texts)}, schema={"text": pl.String}).with_row_index("document")
             .with_columns(pl.col("text").str.split("\n")).explode("text", empty_as_null=False)
             .with_columns(pl.col("document").is_first_distinct().alias("is_title"), folded(pl.col("text")))
             .filter(pl.col("text") != "").with_row_index("line"))
    return (lines.select("document", "line", "is_title", pl.col("text").str.split("").alias("sign"))
            .explode("sign").filter(pl.col("sign") != ""))


def _levels(signs: pl.DataFrame, alphabet: pl.Series) -> Iterator[tuple[pl.Series, pl.DataFrame, pl.Series]]:
    """For each length: the grams by number; number, document, times; those in titles as number and document in one.

    A gram is the number of its start, a gram one shorter that is extended, and its last character.
    """
    last = signs["sign"].cast(pl.Enum(alphabet)).to_physical().cast(pl.UInt64)
    rows = signs.select(pl.int_range(pl.len(), dtype=pl.UInt32).alias("place"), pl.col("document").cast(pl.UInt64),
                        "is_title", last.alias("gram"))
    starts = pl.Series([""])
    for size in range(1, LONGEST_GRAM + 1):
        at = rows["gram"] * _DOCUMENTS + rows["document"]
        runs = at.sort().rle().struct.unnest().select(
            (pl.col("value") // _DOCUMENTS).alias("gram"), (pl.col("value") % _DOCUMENTS).alias("document"),
            pl.col("len").alias("times"))
        counts = runs["gram"].rle().struct.unnest().rename({"value": "gram"})
        names = starts.gather(counts["gram"] // _SIGNS) + alphabet.gather(counts["gram"] % _SIGNS)
        titled = at.filter(rows["is_title"]).unique().sort()
        yield names, runs, titled
        if size == LONGEST_GRAM:
            return
        is_large = counts["len"] > EXTENDED_ABOVE[size - 1]
        large, starts = counts.filter(is_large).select("gram").with_row_index("start"), names.filter(is_large)
        rows = rows.join(large, on="gram", maintain_order="left").with_columns(pl.col("place") + size)
        rows = rows.filter(pl.col("place") < signs.height)
        rows = rows.filter(signs["line"].gather(rows["place"]) == signs["line"].gather(rows["place"] - size))
        rows = rows.select((pl.col("start").cast(pl.UInt64) * _SIGNS + last.gather(rows["place"])).alias("gram"),
                           pl.col("place") - size, "document", "is_title")


def _lists(names: pl.Series, grams: pl.DataFrame, titled: pl.Series) -> pl.DataFrame:
    """The lists of one length: key, list."""
    items = _items(grams["gram"], grams["document"], grams["times"])
    titles = _items(titled // _DOCUMENTS, titled % _DOCUMENTS, None)
    both = items.join(titles, on="gram", how="left", suffix="_titled", maintain_order="left")
    head = varint_hex(both["count"].cast(pl.Int64) * 2 + both["count_titled"].is_not_null().cast(pl.Int64))
    tail = varint_hex(both["count_titled"].fill_null(0)) + both["item_titled"]
    return pl.DataFrame({"key": names, "list": (head + both["item"] + tail.fill_null("")).str.decode("hex")})


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
    rows, following = pl.DataFrame({"gram": gram, "item": item}), same.shift(-1, fill_value=False)
    alone = ~same & ~following  # most grams stand in one document: grouping them would take most of the time
    together = rows.filter(~alone).group_by("gram", maintain_order=True).agg(
        pl.len().cast(pl.Int64).alias("count"), pl.col("item").str.join(""))
    return pl.concat([rows.filter(alone).select("gram", pl.lit(1, pl.Int64).alias("count"), "item"), together]).sort("gram")
