"""The way of a household is columns: how much Python runs does not depend on how many rows a table has."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bench.import_speed import bureau, table
from generator.examined import examine
from generator.import_files import write_import
from generator.importing import Imported, Wanted, import_tables

FEW, MANY = 4_000, 12_000


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """The same kind of table with few and with many rows, as a clerk saves it."""
    folder = tmp_path_factory.mktemp("sources")
    for rows in (FEW, MANY):
        frame = table(rows)
        head = "沈阳市和平区定额公示表\n公示日期：2008-09-10\n" + ",".join(frame.columns) + "\n"
        (folder / f"{rows}.csv").write_text(head + frame.write_csv(include_header=False), "utf-8")
    return {rows: folder / f"{rows}.csv" for rows in (FEW, MANY)}


def calls(work: Callable[[], object]) -> int:
    """How many functions of Python are entered."""
    count = 0

    def note(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event == "call"
    before = sys.getprofile()
    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


def imported(folder: Path, source: Path) -> Imported:
    return import_tables(bureau(folder) / "mkdocs.yml", [source], Wanted("p"))


def test_an_import_runs_no_python_for_a_row(tmp_path: Path, sources: dict[int, Path]) -> None:
    """Three times the rows are understood with as many calls; each different text of the few may cost some."""
    config = bureau(tmp_path) / "mkdocs.yml"
    import_tables(config, [sources[FEW]], Wanted("p"))  # the first time much is remembered
    few, many = (calls(lambda: import_tables(config, [sources[rows]], Wanted("p"))) for rows in (FEW, MANY))
    assert many - few < (MANY - FEW) // 20


def test_a_check_runs_no_python_for_a_row(tmp_path: Path, sources: dict[int, Path]) -> None:
    """Nothing is wrong with any row, so nothing is said of any: the calls are as many for three times the rows."""
    made = {}
    for rows, source in sources.items():
        (tmp_path / f"{rows}").mkdir()
        found = imported(tmp_path / f"{rows}", source)
        write_import(found, tmp_path / f"{rows}" / "register/r.sqlite")
        made[rows] = found.project.config_file
    assert [examine(config, "2008-10-10").rows_read for config in made.values()] == [FEW, MANY]
    few, many = (calls(lambda: examine(made[rows], "2008-10-10")) for rows in (FEW, MANY))
    assert many - few < (MANY - FEW) // 20
