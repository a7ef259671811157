"""Takes the tables of the open data, gives one SQLite file of them and what Datasette needs to show it. Reads no clock.

The same rows give the same bytes: a fixed page, one order of tables and rows, no journal.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing

import polars as pl

from generator.render.data_column import Column, Table
from generator.render.data_key import KEYS, LABELS, LINKS

_TYPES = {"string": "TEXT", "date": "TEXT", "money": "INTEGER", "integer": "INTEGER", "boolean": "INTEGER", "number": "REAL"}
_PAGE = 4096
_WRITER = slice(96, 100)  # of the header: which SQLite wrote the file
_ROWS_AT_ONCE = 20_000
NAME = "gongshi"


def database_bytes(tables: Sequence[Table]) -> bytes:
    """The tables under their English names, money in whole fen, dates as ISO text, with keys and the links between them."""
    names = {table.name for table in tables}
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as opened:
        opened.execute(f"PRAGMA page_size={_PAGE}")
        opened.execute("BEGIN")
        for table in tables:
            _fill(opened, table, names)
        opened.execute("COMMIT")
        content = bytearray(opened.serialize())
    content[_WRITER] = bytes(4)
    return bytes(content)


def _fill(opened: sqlite3.Connection, table: Table, names: set[str]) -> None:
    opened.execute(_definition(table, names))
    marks = ",".join("?" * len(table.columns))
    for part in table.frame.iter_slices(_ROWS_AT_ONCE):
        opened.executemany(f'INSERT INTO "{table.name}" VALUES ({marks})', _plain(part, table.columns).iter_rows())
    for link in LINKS.get(table.name, ()):
        opened.execute(f'CREATE INDEX "{table.name}-{link.column}" ON "{table.name}" ("{link.column}")')


def _definition(table: Table, names: set[str]) -> str:
    """A link to a table that is not in the file is left out."""
    lines = [f'"{column.name}" {_TYPES[column.kind]}' for column in table.columns]
    if table.name in KEYS:
        lines.append("PRIMARY KEY (" + ", ".join(f'"{name}"' for name in KEYS[table.name]) + ")")
    lines += [f'FOREIGN KEY ("{link.column}") REFERENCES "{link.table}" ("{link.key}")'
              for link in LINKS.get(table.name, ()) if link.table in names]
    return f'CREATE TABLE "{table.name}" (' + ", ".join(lines) + ")"


def _plain(rows: pl.DataFrame, columns: Iterable[Column]) -> pl.DataFrame:
    return rows.with_columns(pl.col(column.name).cast(pl.String if column.kind == "date" else pl.Int64)
                             for column in columns if column.kind in ("date", "boolean"))


def datasette_metadata(tables: Sequence[Table], title: str, licence: str) -> dict[str, object]:
    """What `datasette gongshi.sqlite --metadata gongshi.json` shows: titles, meanings, units, the label of each key."""
    found = {table.name: {
        "title": table.title, **({"label_column": LABELS[table.name]} if table.name in LABELS else {}),
        "columns": {column.name: f"{column.heading.removesuffix('(元)')}：{column.description}" + (
            "（单位：分）" if column.kind == "money" else "") for column in table.columns}} for table in tables}
    return {"title": title, "license": licence, "databases": {NAME: {"tables": found}}}
