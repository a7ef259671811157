"""Takes what a kind of page is made of, gives the key all its parts share. Knows no page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import polars as pl

from generator.model.answers import Answers
from generator.model.part import Batch, File, key_of
from generator.render.frame import FrameKey, Frames
from generator.render.templates import template_digest


def shared_key(answers: Answers, frames: Frames, used: Iterable[FrameKey], templates: Iterable[str],
               *facts: object) -> str:
    """Changes with the program, the settings, the reference tables, the as-of date, the theme, a template or a fact."""
    return key_of(answers.key, [frames[key].digest for key in used], [template_digest(name) for name in templates], *facts)


def keys_by(rows: pl.DataFrame, by: str, shared: str, beside: Mapping[str, object] | None = None) -> dict[str, str]:
    """A key for each value of the column `by`, over the `facts` of its rows and what stands `beside` it."""
    sums = rows.group_by(by, maintain_order=True).agg(pl.len().alias("rows"), pl.col("facts").hash(seed=23).sum())
    return {name: key_of(shared, count, facts, (beside or {}).get(name)) for name, count, facts in sums.iter_rows()}


def row_digests(rows: pl.DataFrame, by: str) -> dict[str, int]:
    """One number for the rows of each value of the column `by`."""
    hashed = rows.select(by, rows.hash_rows(seed=29).alias("facts"))
    return dict(hashed.group_by(by).agg(pl.col("facts").sum()).iter_rows())


def single(name: str, key: str, make: Callable[[], File]) -> Batch:
    """A part of one small file."""
    return Batch({name: key}, lambda wanted: [(name, make())] if name in wanted else [])
