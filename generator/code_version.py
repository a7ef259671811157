"""Gives one digest of the program itself, so that nothing kept by another version of it is ever used again."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

import polars as pl

from generator.model.part import key_of


@cache
def code_digest() -> str:
    """A digest over every module of the package and the versions of what computes with it."""
    modules = sorted(Path(__file__).parent.rglob("*.py"))
    sources = [(path.relative_to(Path(__file__).parent).as_posix(), path.read_bytes()) for path in modules]
    return key_of(sys.version, pl.__version__, *sources)
