"""Takes what moved and what is open, gives what a place's, trade's, office's or posting's page says is normal there.

Words and the figures beside them; nothing is computed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from generator.model.answers import Answers, PostingView
from generator.model.difference import KINDS, MEANINGS
from generator.model.part import key_of

TEMPLATE = "parts/normal.html"
SHOWN = 12  # open postings on one page: a city may have hundreds, the list of all postings has them


@dataclass(frozen=True)
class Kind:
    """How many quotas changed in one way, in words."""

    code: str
    name: str
    meaning: str
    quotas: int


@dataclass(frozen=True)
class OpenHere:
    """A posting that takes comments, and how many households of this page stand in it."""

    view: PostingView
    households: int
    up: int
    down: int
    unchanged: int
    new: int


@dataclass(frozen=True)
class Normal:
    """What is normal here. Amounts and shares are null where fewer than five households stand behind them."""

    n: int
    median_fen: int | None
    kinds: tuple[Kind, ...]
    compared: int
    unchanged_tenths: int | None
    change_tenths: int | None
    opens: tuple[OpenHere, ...]
    more_opens: int


def normals(answers: Answers, level: str, codes: Iterable[str]) -> dict[str, Normal]:
    """What is normal at each of these codes of a level; those without households are left out."""
    wanted = list(codes)
    shifts = _of(answers.fairness.shifts, level, wanted)
    opens: dict[str, list[OpenHere]] = {}
    for code, posting, *counts in _of(answers.fairness.open_here, level, wanted).drop("level").iter_rows():
        opens.setdefault(code, []).append(OpenHere(answers.views[posting], *counts))
    return {row["code"]: _normal(row, opens.get(row["code"], [])) for row in shifts.iter_rows(named=True)}


def _of(frame: pl.DataFrame, level: str, codes: list[str]) -> pl.DataFrame:
    return frame.filter((pl.col("level") == level) & pl.col("code").is_in(codes))


def _normal(row: dict, opens: list[OpenHere]) -> Normal:
    ordered = sorted(opens, key=lambda each: (each.view.window.last, each.view.posting.id))
    return Normal(row["n"], row["median_fen"], kinds_of(row), row["compared"], row["unchanged_tenths"], row["change_tenths"],
                  tuple(ordered[:SHOWN]), max(0, len(ordered) - SHOWN))


def kinds_of(counts: dict[str, int]) -> tuple[Kind, ...]:
    """The kinds of change that happened, in the order in which they are always shown."""
    return tuple(Kind(kind, KINDS[kind][0], MEANINGS[kind][0], counts[kind]) for kind in KINDS if counts.get(kind))


def posting_kinds(answers: Answers, posting_id: str) -> tuple[Kind, ...]:
    """What a posting changes against the quota before of each of its households."""
    own = answers.fairness.moves.filter(pl.col("posting_id") == posting_id)
    return kinds_of(dict(own.select("kind", "quotas").iter_rows()))


def facts(answers: Answers, level: str) -> dict[str, str]:
    """One text for each code of a level, which changes when what is normal there does."""
    found: dict[str, list[object]] = {}
    for code, number in _hashed(answers.fairness.shifts, level):
        found.setdefault(code, []).append(number)
    rows = answers.fairness.open_here.filter(pl.col("level") == level)
    for (code, number), posting in zip(_hashed(answers.fairness.open_here, level), rows["posting_id"]):
        found.setdefault(code, []).extend((number, repr(answers.views[posting])))
    return {code: key_of(told) for code, told in found.items()}


def _hashed(frame: pl.DataFrame, level: str) -> list[tuple[str, int]]:
    rows = frame.filter(pl.col("level") == level)
    return list(zip(rows["code"], rows.hash_rows(seed=61))) if rows.height else []


def move_facts(answers: Answers) -> dict[str, int]:
    """One number for what each posting moves."""
    rows = answers.fairness.moves
    hashed = rows.select("posting_id", rows.hash_rows(seed=67).alias("facts"))
    return dict(hashed.group_by("posting_id").agg(pl.col("facts").sum()).iter_rows())
