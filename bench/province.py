"""Takes the sample's reference and a number of households, writes the reference of an invented province around it.

Shenyang's divisions stay as they are; beside them stand as many invented divisions and streets as the households need, so
that a division has at most some 20,000 households and a street a few thousand. Codes begin with 98, which no place has.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from math import isqrt
from pathlib import Path

import polars as pl

from bench.chance import stable_order
from bench.story import DIVISIONS
from bench.streets import DIVISION_WEIGHTS, Places, read_places
from bench.vocabulary import ROAD_KINDS, place_names

_HOUSEHOLDS_A_DIVISION = 8500
_FEWEST, _MOST = 10, 980  # invented divisions
_IN_A_CITY = 10
_SHORT = dict(DIVISIONS.values())
_SOURCE = "范例：区划、机构的名称和代码均为虚构"
_ROW, _COLUMNS = 7, 12  # where the invented divisions begin on the map of tiles, and how many stand in a row


@dataclass(frozen=True)
class Division:
    """One division of the province. `weight`: its share of the households, in whole numbers; `short`: without 区 or 县."""

    code: str
    short: str
    weight: int


def write_reference(source: Path, households: int, out: Path) -> list[Division]:
    """The reference tables in `out`, replacing what was there. Gives the divisions in the order of their codes."""
    shutil.rmtree(out, ignore_errors=True)
    shutil.copytree(source, out)
    divisions, streets = _divisions(households), _streets(households)
    _append(out / "divisions.csv", divisions)
    _append(out / "streets.csv", streets)
    _append(out / "offices.csv", _offices(divisions, streets))
    return _weighted(out)


def read_province(reference: Path) -> Places:
    """The streets in an order of size, the invented ones with roads of their own."""
    places = read_places(reference)
    pool = place_names(3000, "road")
    roads = [
        _roads(position, pool) if division not in DIVISION_WEIGHTS else roads
        for position, (division, roads) in enumerate(zip(places.divisions, places.roads, strict=True))
    ]
    return replace(places, roads=roads)


def sizes(divisions: list[Division], households: int) -> list[int]:
    """How many households each division has; they add up to all."""
    total, placed, passed, result = sum(d.weight for d in divisions), 0, 0, []
    for division in divisions:
        passed += division.weight
        result.append(households * passed // total - placed)
        placed += result[-1]
    return result


def _count(households: int) -> int:
    count = max(_FEWEST, households // _HOUSEHOLDS_A_DIVISION)
    if count > _MOST:
        raise ValueError(f"{households} households need more divisions than the codes can number")
    return count


def _code(position: int) -> str:
    return f"98{position // _IN_A_CITY + 1:02d}{position % _IN_A_CITY + 1:02d}"


def _divisions(households: int) -> pl.DataFrame:
    count = _count(households)
    return pl.DataFrame(
        {
            "code": [_code(position) for position in range(count)],
            "name": [
                name + ("区" if position % _IN_A_CITY < 6 else "县")
                for position, name in enumerate(place_names(count, "division"))
            ],
            "tile_row": [str(_ROW + position // _COLUMNS) for position in range(count)],
            "tile_column": [str(position % _COLUMNS + 1) for position in range(count)],
            "source": _SOURCE,
            "verified": "false",
        }
    )


def _streets(households: int) -> pl.DataFrame:
    """Eight to sixteen a division."""
    pairs = [
        (f"{_code(position)}{number + 1:03d}", _code(position))
        for position in range(_count(households))
        for number in range(8 + position * 5 % 9)
    ]
    names = place_names(len(pairs), "street")
    kinds = ("街道", "街道", "镇", "街道", "乡")
    return pl.DataFrame(
        {
            "code": [code for code, _ in pairs],
            "name": [name + kinds[position % len(kinds)] for position, name in enumerate(names)],
            "division_code": [division for _, division in pairs],
            "source": _SOURCE,
            "verified": "false",
        }
    )


def _offices(divisions: pl.DataFrame, streets: pl.DataFrame) -> pl.DataFrame:
    """A branch for each division, and a tax office for every four of its streets."""
    rows = []
    for code, name in divisions.select("code", "name").iter_rows():
        branch = f"{name[:-1]}分局"
        rows.append((f"{code}00", branch, code, ""))
        own = streets.filter(pl.col("division_code") == code)["code"].to_list()
        for number, first in enumerate(range(0, len(own), 4), start=1):
            office = f"{branch}第{'一二三四五六'[number - 1]}税务所"
            rows.append((f"{code}{number:02d}", office, code, ";".join(own[first : first + 4])))
    table = pl.DataFrame(rows, schema=["code", "name", "division_code", "streets"], orient="row")
    return table.with_columns(pl.lit(_SOURCE).alias("source"), pl.lit("false").alias("verified"))


def _weighted(reference: Path) -> list[Division]:
    table = pl.read_csv(reference / "divisions.csv", infer_schema=False).sort("code")
    return [
        Division(code, _SHORT.get(code, name[:-1]), _weight(code))
        for code, name in table.select("code", "name").iter_rows()
    ]


def _weight(code: str) -> int:
    """The first division of a city has three times the households of the tenth."""
    return DIVISION_WEIGHTS.get(code) or isqrt(153 * 153 // int(code[4:]))


def _roads(position: int, pool: list[str]) -> list[str]:
    """Five to nine roads; names come back in other cities, as they do."""
    kinds = stable_order([f"{position}{kind}" for kind in ROAD_KINDS])
    count = 5 + position % 5
    return [
        pool[(position * 7 + step * step) % len(pool)] + kinds[step % len(kinds)].lstrip("0123456789")
        for step in range(count)
    ]


def _append(path: Path, rows: pl.DataFrame) -> None:
    """More rows at the end of a table; columns it has and they have not stay empty."""
    table = pl.read_csv(path, infer_schema=False)
    pl.concat([table, rows.cast(pl.String)], how="diagonal").select(table.columns).write_csv(path, line_terminator="\n")
