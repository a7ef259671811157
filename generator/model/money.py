"""Amounts of money. Whole fen everywhere; yuan only in files and on pages; no float on the way."""

from __future__ import annotations

import polars as pl

PLAIN_AMOUNT = r"^[0-9]{1,12}(\.[0-9]{1,2})?$"


def fen_from_yuan(text: pl.Expr) -> pl.Expr:
    """Whole fen from a plain decimal in yuan such as `8000` or `8000.5`; null where it is not one."""
    parts = text.str.splitn(".", 2)
    yuan = parts.struct.field("field_0").cast(pl.Int64, strict=False)
    cents = parts.struct.field("field_1").fill_null("").str.pad_end(2, "0").cast(pl.Int64, strict=False)
    return pl.when(text.str.contains(PLAIN_AMOUNT)).then(yuan * 100 + cents)


def yuan_text(fen: pl.Expr) -> pl.Expr:
    """Fen as yuan for a page: `8,000` or `8,000.50`; two decimals only where there are fen."""
    whole, rest = fen.abs() // 100, fen.abs() % 100
    digits = whole.cast(pl.String)
    grouped = (digits.str.reverse().str.replace_all(r"(\d{3})", "${1},").str.reverse().str.strip_chars_start(","))
    tail = pl.when(rest == 0).then(pl.lit("")).otherwise(pl.lit(".") + rest.cast(pl.String).str.zfill(2))
    return pl.when(fen < 0).then(pl.lit("−")).otherwise(pl.lit("")) + grouped + tail


def yuan_plain(fen: pl.Expr) -> pl.Expr:
    """Fen as yuan for a data file: `8000.00`, always two decimals, no grouping."""
    sign = pl.when(fen < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    return sign + (fen.abs() // 100).cast(pl.String) + "." + (fen.abs() % 100).cast(pl.String).str.zfill(2)


def format_yuan(fen: int) -> str:
    """One amount in fen as `8,000` or `8,000.50`, as `yuan_text` writes a column."""
    sign, fen = ("−" if fen < 0 else ""), abs(fen)
    return f"{sign}{fen // 100:,}" + (f".{fen % 100:02d}" if fen % 100 else "")
