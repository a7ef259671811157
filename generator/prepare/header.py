"""Takes keys with values and notes, gives the lines of a YAML header that reads back as what was put in. Asks nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import yaml

Value = str | date | Sequence[str] | None


def line(key: str, value: Value, note: str = "", *, as_remark: bool = False) -> str:
    """`key: value   # note`; with `as_remark` a line that is not read until its `# ` is taken away."""
    said = f"{key}: {_scalar(value)}".rstrip()
    return ("# " if as_remark else "") + (f"{said}   # {_flat(note)}" if note else said)


def _scalar(value: Value) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return _quoted(value)
    return "[" + ", ".join(_quoted(one) for one in value) + "]"


def _quoted(text: str) -> str:
    """The text on one line, in quotes where YAML would take it for something else."""
    dumped = yaml.safe_dump(_flat(text), allow_unicode=True, width=1_000_000, default_flow_style=True)
    return dumped.removesuffix("\n").removesuffix("\n...").strip()


def _flat(text: str) -> str:
    return " ".join(text.split())
