"""The SQLite file: opened by Datasette itself, with the keys it names labelled; the same bytes for the same rows."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import polars as pl
import pytest
from datasette.app import Datasette

from generator.model.part import files_of
from generator.publish.gate import in_bytes
from generator.render import open_data
from generator.render.data_column import text, whole
from generator.render.database import database_bytes
from tests.render.answers_example import answers


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return dict(files_of(open_data.parts(answers())))


@pytest.fixture(scope="module")
def database(files, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("database") / "gongshi.sqlite"
    path.write_bytes(files["data/gongshi.sqlite"])
    return path


def asked(datasette: Datasette, address: str):
    """The answer to an address, on a thread of its own: a browser test of the same run may hold this one's event loop."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(datasette.client.get(address))).result()


def test_datasette_opens_it_and_labels_the_keys(files, database: Path) -> None:
    """A household's trade and posting are shown by name, not by code."""
    datasette = Datasette([str(database)], metadata=json.loads(files["data/gongshi.json"]))
    page = asked(datasette, "/gongshi/households.json?_labels=on&_shape=objects")
    rows = page.json()["rows"]
    assert page.status_code == 200 and len(rows) == 9
    assert all(row["industry_code"]["label"] not in ("", row["industry_code"]["value"]) for row in rows)
    assert all("定额" in row["posting_id"]["label"] for row in rows)
    assert rows[0]["posting_id"]["label"] in asked(datasette, "/gongshi/households").text


def test_every_key_is_there_and_the_sums_are_the_builds(database: Path) -> None:
    """No foreign key points to nothing; money is whole fen."""
    with closing(sqlite3.connect(database)) as opened:
        assert opened.execute("PRAGMA foreign_key_check").fetchall() == []
        assert opened.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        total, = opened.execute("SELECT SUM(monthly_turnover_fen) FROM quotas").fetchone()
    assert total == answers().figures.turnover_out_fen


def test_the_same_rows_give_the_same_bytes(files) -> None:
    """Twice the same: no clock, no chance."""
    again = dict(files_of(open_data.parts(answers())))
    assert again["data/gongshi.sqlite"] == files["data/gongshi.sqlite"]


def test_a_table_that_is_too_long_stays_out(monkeypatch) -> None:
    """Above the limit a table is in its own files only, and the metadata doesn't speak of it."""
    monkeypatch.setattr(open_data, "DATABASE_ROWS", 8)
    found = dict(files_of(open_data.parts(answers())))
    assert "households" not in json.loads(found["data/gongshi.json"])["databases"]["gongshi"]["tables"]


def test_the_last_gate_reads_the_cells() -> None:
    """A phone's number in a cell is found; codes of two columns that touch in the bytes are not one number."""
    columns = (text("a", "甲", ""), text("b", "乙", ""))
    clean = whole("t", "表", columns, pl.DataFrame({"a": ["13" + "8" * 3], "b": ["8" * 6]}))
    assert not list(in_bytes(database_bytes([clean]), "t.sqlite", ()))
    dirty = whole("t", "表", columns, pl.DataFrame({"a": ["13" + "8" * 9], "b": [""]}))
    assert list(in_bytes(database_bytes([dirty]), "t.sqlite", ()))


def test_the_last_gate_reads_a_damaged_database_as_bytes() -> None:
    """A file that begins like a database and is none is not let through unread."""
    assert list(in_bytes(b"SQLite format 3\x00 tel 13" + b"8" * 9, "t.db", ()))
