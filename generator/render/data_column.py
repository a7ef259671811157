"""What a column of the open data is: its English name, Chinese heading, type, unit and meaning. Writes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class Column:
    """One column. `money` is whole fen in JSON and Parquet and yuan with two decimals in CSV."""

    name: str
    heading: str
    kind: str          # string | money | integer | number | date | boolean
    description: str
    unit: str | None = None

    def as_field(self, in_csv: bool) -> dict[str, object]:
        """The column for a data dictionary, as it stands in a CSV file or in JSON and Parquet."""
        kinds = {"money": "number" if in_csv else "integer"}
        unit = self.unit if self.kind != "money" else ("元" if in_csv else "分")
        field: dict[str, object] = {"name": self.heading if in_csv else self.name, "type": kinds.get(self.kind, self.kind),
                 "title": self.name if in_csv else self.heading, "description": self.description}
        words = {"trueValues": ["是"], "falseValues": ["否"]} if in_csv and self.kind == "boolean" else {}
        return field | words | ({"unit": unit} if unit else {})


@dataclass(frozen=True)
class Piece:
    """Some rows of a table. `path`: below data/, without ending; `facts` change when a row does."""

    path: str
    height: int
    facts: object


@dataclass(frozen=True)
class Table:
    """One table of the open data: its file name without ending, its title, its columns, its rows.

    Shape: `pieces` hold the same rows by division or posting, for a table too long for one file, in `piece_kinds`.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    height: int
    facts: object
    load: Callable[[], pl.DataFrame]
    pieces: tuple[Piece, ...] = ()
    piece_kinds: tuple[str, ...] = ("parquet",)

    @property
    def frame(self) -> pl.DataFrame:
        """The rows with the declared columns only, in their order."""
        return self.shown(self.load())

    def shown(self, rows: pl.DataFrame) -> pl.DataFrame:
        return rows.select(column.name for column in self.columns)


def whole(name: str, title: str, columns: tuple[Column, ...], rows: pl.DataFrame) -> Table:
    """A table that is small on any site."""
    return Table(name, title, columns, rows.height, rows.hash_rows(seed=43).to_list(), lambda: rows)


def text(name: str, heading: str, description: str) -> Column:
    return Column(name, heading, "string", description)


def money(name: str, heading: str, description: str) -> Column:
    return Column(name, f"{heading}(元)", "money", description)


def day(name: str, heading: str, description: str) -> Column:
    return Column(name, heading, "date", description)


def count(name: str, heading: str, description: str, unit: str | None = None) -> Column:
    return Column(name, f"{heading}({unit})" if unit else heading, "integer", description, unit)
