"""Takes cells of a table as they were typed, gives them fit to be shown: no id, phone, account number or full name.

A report is mailed, printed and kept by a build server: what must not be published must not stand in it either.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import polars as pl

from generator.model.personal_data import column_has_personal_data, owner_is_masked, redact

_NAME = re.compile(r"经营者|业主|户主|姓名|法人|法定代表|负责人|联系人|owner", re.IGNORECASE)
_NUMBER = re.compile(r"电话|手机|座机|传真|联系方式|账号|帐号|账户|卡号|证件|身份证|识别号|税号|信用代码|phone|mobile|\btel|\bid\b", re.IGNORECASE)
_DIGITS = re.compile(r"[0-9０-９]")
_FEWEST_DIGITS = 5


def blotted_rows(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    """The rows with every number and name of a person cut down to its beginning and its length."""
    if not rows:
        return []
    joined = pl.Series(["\n".join(row) for row in rows], dtype=pl.String)
    suspects = pl.select(column_has_personal_data(joined)).to_series()
    safe = [tuple(map(redact, row)) if suspect else tuple(row) for row, suspect in zip(rows, suspects)]
    for position, heading in enumerate(headings):
        if _NAME.search(heading):
            safe = _with_column(safe, position, _full_names)
        elif _NUMBER.search(heading):
            safe = _with_column(safe, position, _numbers)
    return safe


def _with_column(rows: list[tuple[str, ...]], position: int, blot) -> list[tuple[str, ...]]:
    cells = blot([row[position] if position < len(row) else "" for row in rows])
    return [(*row[:position], cell, *row[position + 1:]) if position < len(row) else row for row, cell in zip(rows, cells)]


def _full_names(cells: list[str]) -> list[str]:
    masked = pl.select(owner_is_masked(pl.Series(cells, dtype=pl.String))).to_series()
    return [cell if is_masked else f"{cell.strip()[:1]}…({len(cell.strip())})" for cell, is_masked in zip(cells, masked)]


def _numbers(cells: list[str]) -> list[str]:
    return [f"{cell.strip()[:3]}…({len(cell.strip())})" if len(_DIGITS.findall(cell)) >= _FEWEST_DIGITS and "…(" not in cell
            else cell for cell in cells]
