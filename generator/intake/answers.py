"""What a bureau has answered once and for all about its tables: quota_data/import/<office>.yml. Holds values; reads no file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from generator.intake.heading import MEANINGS, TAX
from generator.model.problem import Problem

KEYS = ("headings", "units", "streets", "industries", "divisions", "offices", "street", "industry", "starts_on", "ends_on")
_TABLES = ("headings", "units", "streets", "industries", "divisions", "offices")
_OF_LABEL = {zh: kind for kind, (zh, _) in MEANINGS.items()}


@dataclass(frozen=True)
class MappingFile:
    """The answers of one office, and of the whole bureau where the office has none of its own."""

    headings: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    names: tuple[tuple[str, str, str], ...] = ()
    defaults: Mapping[str, str] = field(default_factory=dict)

    def over(self, other: MappingFile) -> MappingFile:
        """These answers, and the other's where there is none here."""
        return MappingFile({**other.headings, **self.headings}, {**other.units, **self.units}, (*other.names, *self.names),
                           {**other.defaults, **self.defaults})


def mapping_of(values: Mapping[str, Any], lines: Mapping[str, int], name: str) -> tuple[MappingFile, list[Problem]]:
    """The answers a file of this name states."""
    problems = [Problem.of("mapping-key-unknown", name, lines.get(key), key, known="、".join(KEYS)) for key in values if key not in KEYS]
    tables: dict[str, dict[str, str]] = {}
    for key in _TABLES:
        given = values.get(key) or {}
        if not isinstance(given, dict):
            problems.append(Problem.of("mapping-value-wrong", name, lines.get(key), key, given))
            given = {}
        tables[key] = {str(text): str(meaning).strip() for text, meaning in given.items()}
    headings = {}
    for heading, meaning in tables["headings"].items():
        kind = _OF_LABEL.get(meaning, meaning)
        if kind not in MEANINGS and not (kind.startswith(TAX) and len(kind) > len(TAX)):
            problems.append(Problem.of("mapping-value-wrong", name, lines.get("headings"), "headings", f"{heading}: {meaning}"))
            continue
        headings[heading] = kind
    names = tuple((table, alias, code) for table in _TABLES[2:] for alias, code in tables[table].items())
    defaults = {key: str(values[key]) for key in KEYS if key not in _TABLES and values.get(key) is not None}
    return MappingFile(headings, tables["units"], names, defaults), problems
