"""Takes a frame and its columns, gives the bytes of a CSV, JSON or Parquet file: the same bytes for the same rows."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable

import polars as pl

from generator.model.money import yuan_plain
from generator.render.data_column import Column

_FORMULA = r"^[=+\-@\t\r]"


def guarded(text: pl.Expr) -> pl.Expr:
    """A text that a spreadsheet would take for a formula gets an apostrophe before it; all others stay as they are."""
    return pl.when(text.str.contains(_FORMULA)).then(pl.lit("'") + text).otherwise(text)


def csv_bytes(frame: pl.DataFrame, columns: Iterable[Column]) -> bytes:
    """RFC 4180 with a byte order mark, Chinese headings, yuan with two decimals, texts guarded against formulas."""
    written = frame.select(_cell(column).alias(column.heading) for column in columns)
    return written.write_csv(include_bom=True, line_terminator="\r\n").encode()


def _cell(column: Column) -> pl.Expr:
    value = pl.col(column.name)
    if column.kind == "money":
        return yuan_plain(value)
    if column.kind == "boolean":
        return pl.when(value).then(pl.lit("是")).when(~value).then(pl.lit("否"))
    return guarded(value) if column.kind == "string" else value


def json_bytes(frame: pl.DataFrame) -> bytes:
    """An array of records, plain values: dates as ISO text, money in whole fen."""
    return frame.write_json().encode()


def parquet_bytes(frame: pl.DataFrame) -> bytes:
    """Typed columns under their English names; a fixed compression and row groups of a fixed size."""
    buffer = io.BytesIO()
    frame.write_parquet(buffer, compression="zstd", compression_level=3, statistics=True, row_group_size=100_000)
    return buffer.getvalue()


def mapping_bytes(value: object) -> bytes:
    """A small JSON document, indented, Chinese as it is."""
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
