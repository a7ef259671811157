"""Takes what a posting changes, gives its JSON document: every change, not only the largest. docs/formats/diff.md has its keys."""

from __future__ import annotations

import json
from typing import Any

import polars as pl

from generator.model.difference import Difference
from generator.model.posting import Posting

SIDE = ("posting", "row", "starts_on", "ends_on", "status", "turnover_fen", "tax_fen")


def difference_json(found: Difference) -> str:
    """The document: dates as text, amounts in whole fen, percent with one decimal. The changes are written column-wise."""
    head = json.dumps(_head(found), ensure_ascii=False, indent=1).removesuffix("\n}")
    return f'{head},\n "changes": {_changes(found.changes).write_json()}\n}}\n'


def _head(found: Difference) -> dict[str, Any]:
    return {
        "posting": _posting(found.posting), "against": _posting(found.against) if found.against else None,
        "as_of": found.as_of.isoformat(), "total": _groups(found.total)[0],
        "kinds": {row["code"]: {key: value for key, value in row.items() if key not in ("code", "name")}
                  for row in _sums(found.kinds)},
        "trades": _groups(found.trades), "streets": _groups(found.streets),
        "tax_only": found.tax_only, "corrected": found.corrected, "withdrawn": found.withdrawn, "refused": found.refused,
        "left_out": list(found.left_out)}


def _posting(posting: Posting) -> dict[str, Any]:
    return {"id": posting.id, "kind": posting.kind.value, "of": posting.of, "office": posting.office,
            "posted_on": posting.posted_on.isoformat()}


def _sums(frame: pl.DataFrame) -> list[dict[str, Any]]:
    return frame.with_columns(_percent()).drop("change_tenths", "up", "down", "new", "gone", "suspended", "resumed",
                                               "unchanged").to_dicts()


def _groups(frame: pl.DataFrame) -> list[dict[str, Any]]:
    return frame.with_columns(_percent()).drop("change_tenths").to_dicts()


def _percent() -> pl.Expr:
    return (pl.col("change_tenths") / 10).alias("change_percent")


def _changes(changes: pl.DataFrame) -> pl.DataFrame:
    """Each change with its two sides as objects, null where there is none."""
    flat = changes.with_columns(_percent(), pl.col(pl.Date).dt.strftime("%Y-%m-%d"))
    sides = [pl.when(pl.col(f"{side}_posting").is_not_null()).then(
        pl.struct(pl.col(f"{side}_{name}").alias(name) for name in SIDE)).alias(side) for side in ("before", "after")]
    return flat.select("kind", "reason", "disclosure_no", "shop_name", "industry_code", "industry_name", "street_code",
                       "street_name", "change_fen", "change_percent", "tax_change_fen", *sides)
