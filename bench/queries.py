"""Takes households, gives queries as people type them, of mixed kinds, drawn without chance from the data itself."""

from __future__ import annotations

import hashlib

import polars as pl
from pypinyin import Style, lazy_pinyin

KINDS = {"name": 70, "piece": 110, "single": 20, "pinyin": 45, "initials": 45, "mixed": 20, "address": 60, "road": 20,
         "number": 40, "two words": 50, "place": 10, "trade": 5, "miss": 5}
"""How many of each in five hundred."""


def queries(households: pl.DataFrame, count: int = 500) -> list[tuple[str, str]]:
    """kind and text of each. Shape of `households`: shop_name, address, disclosure_no,
    street_name, division_name, industry_name."""
    ordered = households.sort("disclosure_no")
    drawn = []
    for kind, share in KINDS.items():
        for nth in range(max(1, share * count // 500)):
            row = ordered.row(_draw(kind, nth, 0) % ordered.height, named=True)
            drawn.append((kind, _query(kind, nth, row)))
    return drawn


def _draw(kind: str, nth: int, which: int) -> int:
    return int.from_bytes(hashlib.sha256(f"{kind} {nth} {which}".encode()).digest()[:6], "big")


def _query(kind: str, nth: int, row: dict[str, str]) -> str:
    name, address, number = row["shop_name"], row["address"], row["disclosure_no"]
    size = 1 + _draw(kind, nth, 1) % 4
    at = _draw(kind, nth, 2) % max(1, len(name) - size + 1)
    piece = name[at:at + size]
    road = address.rstrip("号甲乙门-0123456789")
    if kind == "name":
        return name
    if kind == "piece":
        return name[at:at + max(2, size)]
    if kind == "single":
        return name[at]
    if kind in ("pinyin", "initials"):
        style = Style.NORMAL if kind == "pinyin" else Style.FIRST_LETTER
        return "".join(lazy_pinyin(name[at:at + max(2, size)] if nth % 2 else name, style=style)).lower()
    if kind == "mixed":
        return "".join(lazy_pinyin(name[:2], style=Style.FIRST_LETTER)) + name[2:4]
    if kind == "address":
        return address if nth % 2 else address[len(road) // 2:]
    if kind == "road":
        return road
    if kind == "number":
        return number if nth % 4 else number[:5]
    if kind == "two words":
        return f"{piece if len(piece) > 1 else name[:2]} {(road, address, row['street_name'][:3], row['division_name'])[nth % 4]}"
    if kind == "place":
        return row["street_name"][:2 + nth % 3]
    if kind == "trade":
        return row["industry_name"][:2]
    return name[::-1] + "无"
