"""Takes margins.csv, gives the margin beyond which a quota is assessed anew: as columns, and by day. Knows no province."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from generator.model.parameter import in_force, number_of, sample_name
from generator.model.reference import Reference

REASSESSMENT = "reassessment"


@dataclass(frozen=True)
class Margin:
    """How far a quota may move without a word, as columns. Unit: `hundredths` of a per cent. `inclusive`: the margin
    itself is already too far."""

    hundredths: pl.Expr
    inclusive: pl.Expr


def margin_columns(reference: Reference) -> Margin | None:
    """The margin by the start of each row's period; None where the bureau keeps none."""
    percent = in_force(reference, "margins", lambda row: number_of(row["percent"], 100), _is_wanted)
    inclusive = in_force(reference, "margins", lambda row: int(bool(row["inclusive"])), _is_wanted)
    return Margin(percent.value, inclusive.value == 1) if percent and inclusive else None


def margin_facts(reference: Reference, day: date) -> tuple[str | None, dict[str, object]]:
    """The words of the margin on a day, and the name of its row where it was never verified."""
    for number, row in enumerate(reference["margins"].iter_rows(named=True), start=2):
        if _is_wanted(row) and (row["valid_from"] or day) <= day <= (row["valid_to"] or day):
            inclusive = bool(row["inclusive"])
            return (None if row["verified"] else sample_name("margins", number)), {
                "margin": row["percent"], "inclusive_zh": "达到或超过" if inclusive else "超过",
                "inclusive_en": "at or beyond" if inclusive else "beyond"}
    return None, {}


def _is_wanted(row: Mapping[str, Any]) -> bool:
    return row["name"] == REASSESSMENT and number_of(row["percent"], 100) is not None
