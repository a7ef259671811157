"""The register keeps its word: the same household, the same number, whatever happens in between."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import pytest

from generator.intake.register import opened
from generator.model.problem import GeneratorError
from generator.model.quota_table import DISCLOSURE_NO
from tests.intake.clerk_tables import HEADINGS, citizen_id, csv_text, household, plain_table

ROOT = Path(__file__).resolve().parents[2]
KILLS = 25
_IMPORT = """
import sys
from pathlib import Path
import polars as pl
from generator.intake.register import opened
first, count, path = int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
keys = pl.Series([f"id:{number}".encode() for number in range(first, first + count)])
print("ready", flush=True)
with opened(path) as register:
    print(*register.numbers_for([keys], "p"), flush=True)
"""


def keys(*names: str | None) -> pl.Series:
    return pl.Series([None if name is None else name.encode() for name in names], dtype=pl.Binary)


def numbers(path: Path, *columns: pl.Series) -> list[str]:
    with opened(path) as register:
        return register.numbers_for(columns, "p").to_list()


def importer(path: Path, first: int, count: int) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", _IMPORT, str(first), str(count), str(path)], stdout=subprocess.PIPE, text=True,
                            cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})


def test_the_same_household_gets_the_same_number_next_year(tmp_path: Path) -> None:
    """By either of its ids; a new household gets a number nobody has."""
    path = tmp_path / "r.sqlite"
    first = numbers(path, keys("code:1", "code:2", None), keys("id:1", None, "id:3"))
    later = numbers(path, keys(None, "code:2", "code:3", "code:9"), keys("id:1", "id:2", "id:3", None))
    assert later[:3] == first and later[3] not in first and len(set(later)) == 4


def test_a_household_of_two_periods_has_one_number(tmp_path: Path) -> None:
    """It stands in one table twice, and is one household by its surest key; two shops of one owner stay two."""
    path = tmp_path / "r.sqlite"
    first = numbers(path, keys("code:1", "code:2", "code:1", "code:3", None, None), keys("id:1", "id:1", None, "id:3", "id:5", "id:5"))
    assert first[0] == first[2] and first[4] == first[5] and len(set(first)) == 4
    later = numbers(path, keys("code:8", "code:8"), keys(None, "id:3"))
    assert later == [first[3], first[3]]
    assert numbers(path, keys("code:1", "code:2"), keys(None, None)) == first[:2]


def test_numbers_are_random_and_fit_their_form(tmp_path: Path) -> None:
    """Two registers give the same ids other numbers; each can be printed on a notice, and none looks like a telephone number."""
    names = keys(*map(str, range(3000)))
    first, second = numbers(tmp_path / "a", names), numbers(tmp_path / "b", names)
    assert not set(first) & set(second) and len(set(first)) == 3000
    assert all(re.fullmatch(DISCLOSURE_NO, each) and not re.search(r"\d{6}|[01IO]", each) for each in first)


def test_a_register_holds_no_key_in_plain_text_and_needs_its_own(tmp_path: Path) -> None:
    """Without the key, or with another, it is not used."""
    path = tmp_path / "r.sqlite"
    numbers(path, keys("id:" + citizen_id(5)))
    assert citizen_id(5).encode() not in path.read_bytes()
    key = path.with_name("r.sqlite.key")
    key.write_bytes(bytes(32))
    with pytest.raises(GeneratorError, match="key"):
        numbers(path, keys("id:1"))
    key.unlink()
    with pytest.raises(GeneratorError, match="key"):
        numbers(path, keys("id:1"))


def test_a_file_that_is_no_register_is_left_alone(tmp_path: Path) -> None:
    """Its bytes stay as they are."""
    path = tmp_path / "r.sqlite"
    path.write_bytes(b"a letter to a friend" * 100)
    path.with_name("r.sqlite.key").write_bytes(bytes(range(32)))
    with pytest.raises(GeneratorError):
        numbers(path, keys("id:1"))
    assert path.read_bytes() == b"a letter to a friend" * 100


def test_imports_at_once_agree(tmp_path: Path) -> None:
    """Four at a time on a register that does not exist yet, over the same and over other households."""
    path = tmp_path / "new" / "r.sqlite"
    running = [importer(path, first, 2000) for first in (0, 1000, 2000, 0)]
    found: dict[int, set[str]] = {}
    for process, first in zip(running, (0, 1000, 2000, 0)):
        said = process.communicate(timeout=120)[0].split()[1:]
        assert process.returncode == 0 and len(said) == 2000
        for place, number in enumerate(said):
            found.setdefault(first + place, set()).add(number)
    assert all(len(each) == 1 for each in found.values()) and len(set.union(*found.values())) == 4000


def test_a_kill_at_any_moment_leaves_a_register_that_works(tmp_path: Path) -> None:
    """Killed at many points of an import; what was once given stays given, and every number is given once."""
    path, chance = tmp_path / "r.sqlite", random.Random(2008)
    given = dict(enumerate(numbers(path, keys(*(f"id:{number}" for number in range(500))))))
    for turn in range(KILLS):
        process = importer(path, turn * 300, 20_000)
        assert process.stdout is not None and process.stdout.readline() == "ready\n"
        time.sleep(chance.uniform(0, 0.09))
        process.send_signal(signal.SIGKILL)
        said = process.communicate()[0].split()
        if len(said) == 20_000:
            given |= {turn * 300 + place: number for place, number in enumerate(said)}
        assert numbers(path, keys("id:7")) == [given[7]]
    again = numbers(path, keys(*(f"id:{number}" for number in given)))
    assert again == list(given.values()) and len(set(again)) == len(again)


def test_next_year_is_the_same_number_through_the_command(bureau) -> None:
    """Two postings a year apart, the second in another order and another format of the id."""
    rows = plain_table(20)
    bureau.write("a.csv", csv_text(rows), posting="y-2008")
    later = [list(HEADINGS), *(household(number, 执行期起="2009-10-01", 执行期止="2010-09-30") for number in reversed(range(20)))]
    for row in later[1:]:
        row[1] = str(row[1]).translate(str.maketrans("0123456789X", "０１２３４５６７８９Ｘ"))
    bureau.write("b.csv", csv_text(later), posting="y-2009")

    def pairs(posting: str) -> set[tuple[str, str]]:
        return {tuple(line.split(",")[:2]) for line in bureau.table(posting).splitlines()[1:]}
    assert len(pairs("y-2008")) == 20 and pairs("y-2008") == pairs("y-2009")


def test_households_without_an_id_are_known_by_place(bureau) -> None:
    """Office, shop name and address; and it is said."""
    rows = [[cell for place, cell in enumerate(row) if place != 1] for row in plain_table(5)]
    imported, _ = bureau.write("a.csv", csv_text(rows), posting="p-1")
    bureau.write("b.csv", csv_text(rows), posting="p-2")
    assert "household-without-id" in {problem.rule for problem in imported.problems}
    assert bureau.table("p-1") == bureau.table("p-2")
