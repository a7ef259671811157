"""Takes what a posting changes, gives it as text that fits a terminal. Computes no figure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from generator.model.difference import KINDS, Difference
from generator.report.difference_words import (compared_with, kind_word, meaning, notes, percent, pick, reason, rows_of,
                                               signed, title, yuan)
from generator.report.text_table import folded, padded, table
from generator.report.width import width

TOP = 10
"""Households shown of each kind, and trades and streets."""
_LISTED = tuple(kind for kind in KINDS if kind != "unchanged")


def difference_text(found: Difference, language: str, columns: int, top: int | None = None) -> str:
    """The whole comparison: what is compared, the sums by kind, the largest changes, then trades and streets."""
    most = TOP if top is None else top
    lines = [*folded(title(found, language), columns), *folded(_heading(found, language), columns), "",
             *_sums(found, language, columns), ""]
    lines += [line for note in notes(found, language) for line in folded(f"· {note}", columns)]
    for kind in _LISTED:
        lines += _households(found, kind, language, columns, most)
    for frame, name in ((found.trades, ("按行业", "By trade")), (found.streets, ("按街道", "By street"))):
        lines += _groups(frame, pick(language, name), language, columns, most)
    return "\n".join(_without_double_blanks([*lines, "", *_meanings(language, columns)])) + "\n"


def _heading(found: Difference, language: str) -> str:
    return pick(language, (f"{found.office_name}；{compared_with(found, language)}；数据截止 {found.as_of}；金额为月核定营业额，元",
                           f"{found.office_name}; {compared_with(found, language)}; as of {found.as_of}; "
                           "amounts are monthly turnover in yuan"))


def _sums(found: Difference, language: str, columns: int) -> Iterator[str]:
    head = pick(language, (("", "户数", "原来", "现在", "增减", "幅度", "税额增减"),
                           ("", "quotas", "before", "now", "change", "percent", "tax change")))
    total = (pick(language, ("合计", "all")), found.total.to_dicts()[0])
    rows = [_sum(name, row) for name, row in
            (*((kind_word(row["code"], language), row) for row in found.kinds.to_dicts()), total)]
    yield from table([head, *rows], (False, *(True,) * 6), columns, whole=(0,), spare=(6, 2, 3))


def _sum(name: str, row: dict[str, Any]) -> tuple[str, ...]:
    return (name, f"{row['quotas']:,}", yuan(row["before_fen"]), yuan(row["after_fen"]), signed(row["change_fen"]),
            percent(row["change_tenths"]), signed(row["tax_change_fen"]))


def _households(found: Difference, kind: str, language: str, columns: int, most: int) -> list[str]:
    rows, count = rows_of(found, kind, most), found.kinds.filter(pl.col("code") == kind)["quotas"][0]
    if not count:
        return []
    head = pick(language, (("公示编号", "字号", "行业", "街道", "原来", "现在", "增减", "幅度"),
                           ("number", "name", "trade", "street", "before", "now", "change", "percent")))
    cells = [(row["disclosure_no"], row["shop_name"] or "", row["industry_name"] or row["industry_code"],
              row["street_name"] or row["street_code"], yuan(row["before_turnover_fen"]), yuan(row["after_turnover_fen"]),
              signed(row["change_fen"]), percent(row["change_tenths"])) for row in rows]
    right = (False, False, False, False, True, True, True, True)
    if kind == "gone":
        head = (*head[:-1], pick(language, ("原因", "reason")))
        cells = [(*cell[:-1], reason(row["reason"], language)) for cell, row in zip(cells, rows)]
        right = (*right[:-1], False)
    body = table([head, *cells], right, columns - 2, whole=(0, 7), spare=(3, 2, 7, 4)) if rows else []
    return ["", f"{kind_word(kind, language)} {count:,}", *(f"  {line}" for line in body), *_rest(count, most, language)]


def _rest(count: int, most: int, language: str) -> list[str]:
    left = count - most
    return [pick(language, (f"  … 还有 {left:,} 户，--top 多看几户，--json 看全部",
                            f"  … {left:,} more: --top shows more, --json all"))] if left > 0 else []


def _groups(frame: pl.DataFrame, name: str, language: str, columns: int, most: int) -> list[str]:
    if not frame.height:
        return []
    kinds = [kind for kind in KINDS if frame[kind].sum()]
    head = (name, pick(language, ("户数", "quotas")), *(kind_word(kind, language) for kind in kinds),
            pick(language, ("增减", "change")), pick(language, ("幅度", "percent")))
    rows = [(row["name"], f"{row['quotas']:,}", *(f"{row[kind]:,}" for kind in kinds), signed(row["change_fen"]),
             percent(row["change_tenths"])) for row in frame.head(most).to_dicts()]
    spare = [2 + place for place, kind in enumerate(kinds) if kind == "unchanged"]
    spare += [2 + place for place in reversed(range(len(kinds))) if 2 + place not in spare]
    left = frame.height - most
    more = [pick(language, (f"… 还有 {left:,} 个", f"… {left:,} more"))] if left > 0 else []
    return ["", *table([head, *rows], (False, *(True,) * (len(head) - 1)), columns, spare=spare), *more]


def _meanings(language: str, columns: int) -> Iterator[str]:
    size = max(width(kind_word(kind, language)) for kind in KINDS)
    for kind in KINDS:
        first, *others = folded(meaning(kind, language), columns - size - 2)
        yield f"{padded(kind_word(kind, language), size)}  {first}"
        yield from (" " * (size + 2) + line for line in others)


def _without_double_blanks(lines: list[str]) -> Iterator[str]:
    last = ""
    for line in lines:
        if line or last:
            yield line
        last = line
