"""Takes the bytes of a SQLite file, gives the texts in it, column by column. Judges none.

A reader who opens the file gets cells; in the bytes, the codes of neighbouring columns run together.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import polars as pl

SUFFIXES = frozenset((".sqlite", ".sqlite3", ".db"))
_MAGIC = b"SQLite format 3\x00"


def columns_of(data: bytes) -> list[pl.Series] | None:
    """The different values of each column of each table, and the names of all things; None where no database opens."""
    if not data.startswith(_MAGIC):
        return None
    try:
        return list(_read(data))
    except (sqlite3.Error, UnicodeDecodeError):  # damaged: whoever asks looks into the bytes instead
        return None


def _read(data: bytes) -> Iterator[pl.Series]:
    with closing(sqlite3.connect(":memory:")) as opened:
        opened.deserialize(data)
        made = opened.execute("SELECT name, type, sql FROM sqlite_master").fetchall()
        yield pl.Series([text for row in made for text in row if text], dtype=pl.String)
        for table in (name for name, kind, _ in made if kind == "table"):
            for column in [row[1] for row in opened.execute(f"PRAGMA table_info({_quoted(table)})")]:
                found = opened.execute(f"SELECT DISTINCT CAST({_quoted(column)} AS TEXT) FROM {_quoted(table)} "
                                       f"WHERE typeof({_quoted(column)}) IN ('text', 'blob')")
                yield pl.Series([value for value, in found], dtype=pl.String)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
