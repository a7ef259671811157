"""Amounts of money. Whole fen everywhere; yuan only in files and on pages; no float on the way."""

from __future__ import annotations

from functools import cache

import polars as pl

from generator.model.distinct import where

PLAIN_AMOUNT = r"^[0-9]{1,12}(\.[0-9]{1,2})?$"


def fen_from_yuan(text: pl.Expr) -> pl.Expr:
    """Whole fen from a plain decimal in yuan such as `8000` or `8000.5`; null where it is not one."""
    return pl.when(text.str.contains(PLAIN_AMOUNT)).then(hundredths(text))


def fen_of_texts(texts: pl.Series) -> pl.Series:
    """The same of a whole column, in which the same few amounts stand again and again: each is looked at once."""
    fen = texts.to_frame("text").select(hundredths(pl.col("text"))).to_series().alias(texts.name)
    odd = where(texts, lambda each: ~each.str.contains(PLAIN_AMOUNT))
    return fen if odd is None else fen.set(odd, None)


def hundredths(text: pl.Expr) -> pl.Expr:
    """Of a plain decimal; what else comes of it must not be used."""
    return text.cast(pl.Decimal(20, 2), strict=False).to_physical().cast(pl.Int64, strict=False)


def yuan_text(fen: pl.Expr) -> pl.Expr:
    """Fen as yuan for a page: `8,000` or `8,000.50`; two decimals only where there are fen."""
    whole, rest = fen.abs() // 100, fen.abs() % 100
    tail = pl.when(rest == 0).then(pl.lit("")).otherwise(pl.lit(".") + _padded(rest, 2))
    return pl.concat_str([pl.when(fen < 0).then(pl.lit("−")).otherwise(pl.lit("")), _grouped(whole), tail])


def _grouped(whole: pl.Expr) -> pl.Expr:
    """`1234567` as `1,234,567`. Groups of three are looked up rather than formatted: pages have millions of amounts."""
    groups = [_padded(whole // 1000 ** power % 1000, 3) for power in (2, 1, 0)]
    leading = [(whole // 1000 ** power).cast(pl.String) for power in (3, 2, 1)]
    written = [pl.concat_str([first, *groups[place:]], separator=",") for place, first in enumerate(leading)]
    return (pl.when(whole < 1000).then(whole.cast(pl.String)).when(whole < 1000 ** 2).then(written[2])
            .when(whole < 1000 ** 3).then(written[1]).otherwise(written[0]))


def yuan_plain(fen: pl.Expr) -> pl.Expr:
    """Fen as yuan for a data file: `8000.00`, always two decimals, no grouping."""
    sign = pl.when(fen < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    return pl.concat_str([sign, (fen.abs() // 100).cast(pl.String), pl.lit("."), _padded(fen.abs() % 100, 2)])


def _padded(number: pl.Expr, width: int) -> pl.Expr:
    """A number below 10^width with its leading noughts."""
    return pl.lit(_names(width)).gather(number.cast(pl.UInt32))


@cache
def _names(width: int) -> pl.Series:
    return pl.Series([f"{n:0{width}}" for n in range(10 ** width)], dtype=pl.String)


def format_yuan(fen: int) -> str:
    """One amount in fen as `8,000` or `8,000.50`, as `yuan_text` writes a column."""
    sign, fen = ("−" if fen < 0 else ""), abs(fen)
    return f"{sign}{fen // 100:,}" + (f".{fen % 100:02d}" if fen % 100 else "")
