"""Takes the first rows of a sheet, gives where its heading is, what the columns mean and what stands around it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from generator.intake.heading import Aliases, Meaning, fold, unit_of
from generator.intake.sheet import Sheet

_LOOKED_AT = 120      # rows from the top in which a heading is looked for
_LOOKED_FURTHER = 1000  # where there is none among those: a notice may stand before its table
_DEEPEST = 4          # rows of a heading with merged cells, a row of units among them
_DATA = re.compile(r"^[-+¥￥]?[0-9][0-9,.]*(?:[万千]?元|%|万|户)?$|^(?=.*[0-9])[0-9A-Za-z]{8,}$|^\d{2,4}[-./年]\d")
_LABEL = re.compile(r"^([^:：]{2,20})[:：]\s*(.+)$", re.DOTALL)
_UNIT_ROW = re.compile(r"单位\s*(?:均)?[:：为是]?\s*(?:[^:：元]{0,8}[、,，/ ])?(?:人民币)?\s*((?:百万|万|千|百)?元(?:[/(每]+(?:半年|[月季年])度?\)?)?)"
                       r"|金额(?:均|一律)?(?:以|按|为)((?:百万|万|千|百)?元)")
WEIGHTY = {"shop_name", "owner", "taxpayer_id", "computer_code", "turnover", "tax_total", "tax_item", "address"}
_WHO = {"shop_name", "owner", "taxpayer_id", "computer_code", "address"}


@dataclass(frozen=True)
class Column:
    """One column of the table: where it stands, its heading as printed, what it means. Shape: `parts` from the merged one down."""

    place: str
    heading: str
    meaning: Meaning | None
    parts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Layout:
    """What was understood of one sheet.

    Shape: `first` and `last` are the heading's rows; `labels` what stands around the table as `label: value`;
        `title` its longest line above, `lines` every text above, `figures_above` the rows there that look like a household's; `scale`, `months` the unit of a unit row.
    """

    first: int
    last: int
    columns: tuple[Column, ...]
    labels: Mapping[str, str] = field(default_factory=dict)
    title: str = ""
    scale: int | None = None
    months: int | None = None
    texts: frozenset[str] = frozenset()
    lines: tuple[str, ...] = ()
    figures_above: tuple[int, ...] = ()

    def column(self, kind: str) -> Column | None:
        return next((column for column in self.columns if column.meaning and column.meaning.kind == kind), None)

    def heading(self, kind: str) -> str:
        found = self.column(kind)
        return found.heading if found else kind

    @property
    def is_tax_a_row(self) -> bool:
        return self.column("tax_item") is not None

    @property
    def taxes(self) -> list[Column]:
        return [column for column in self.columns if column.meaning and column.meaning.kind.startswith("tax:")]

    def scale_of(self, meaning: Meaning) -> int:
        return meaning.scale or self.scale or 1

    def months_of(self, meaning: Meaning) -> int:
        return meaning.months or self.months or 1


Row = tuple[int, dict[str, str]]
Found = tuple[int, int, list[Column]]
"""A heading: the first of its rows, how many they are, its columns."""


def find_layout(sheet: Sheet, aliases: Aliases) -> Layout | None:
    """The layout of a sheet, or None where no row is a heading."""
    known = _Remembered(aliases)
    for count in (_LOOKED_AT, _LOOKED_FURTHER):
        rows = _rows(sheet, count)
        best = _best(rows, sheet.columns, known)
        if best or len(rows) < count:
            break
    return _layout(rows, *best, sheet.said) if best else None


def _best(rows: Sequence[Row], places: Sequence[str], known: _Remembered) -> Found | None:
    """Where the heading begins, how deep it is and its columns: the rows in which most is recognised."""
    best: Found | None = None
    others: list[Found] = []
    for start in range(len(rows)):
        if _is_data(rows[start][1]):
            continue
        for depth in range(1, _DEEPEST + 1):
            block = rows[start:start + depth]
            if len(block) < depth or depth > 1 and not _continues(block):
                break
            columns = _columns(block, places, known)
            score = score_of(columns)
            better = score >= 3 and (best is None or (score, -depth) > (score_of(best[2]), -best[1]))
            if better and not _goes_on(rows[start:start + depth + 1], columns):
                others += [best] if best else []
                best = (start, depth, columns)
    return next((each for each in others if best and _has_rows(each, rows[:best[0]])), best)


def _has_rows(heading: Found, rows: Sequence[Row]) -> bool:
    """Whether rows with amounts stand under a heading: then it has a table of its own, however much more the next one says."""
    start, depth, columns = heading
    amounts = [column.place for column in columns if column.meaning and column.meaning.is_amount]
    return any(is_figure(cells.get(place, "")) for _, cells in rows[start + depth:] for place in amounts)


def _goes_on(block: Sequence[Row], columns: Sequence[Column]) -> bool:
    """Whether the row under a heading still belongs to it: no figure in it, and no word about who it would be."""
    if not 2 <= len(block) <= _DEEPEST or not _continues(block):
        return False
    cells = block[-1][1]
    who = [column for column in columns if column.meaning and column.meaning.kind in _WHO]
    if not who or any(cells.get(column.place, above) != above for column in who for above in (block[-2][1].get(column.place, ""),)):
        return False
    return len(cells) >= 2 and not any(_LABEL.match(text) or _UNIT_ROW.search(text) for text in cells.values())


class _Remembered:
    """What headings mean, each asked once: every row of the top is tried as the first of a heading."""

    def __init__(self, aliases: Aliases) -> None:
        self.aliases = aliases
        self.known: dict[tuple[str, str], Meaning | None] = {}

    def meaning(self, text: str, parent: str = "") -> Meaning | None:
        key = (text, parent)
        if key not in self.known:
            self.known[key] = self.aliases.meaning(text, parent)
        return self.known[key]


def _is_data(cells: Mapping[str, str]) -> bool:
    """A row with so many figures that it is no heading."""
    figures = sum(map(is_figure, cells.values()))
    return figures >= 3 and figures * 3 >= len(cells)


def _rows(sheet: Sheet, count: int) -> list[Row]:
    named = sheet.cells.head(count).to_dicts()
    return [(row.pop("row"), {place: text for place, text in row.items() if text is not None}) for row in named]


def _continues(block: Sequence[Row]) -> bool:
    """Whether the last row of the block can be the lower part of a heading: neighbours, and nothing in it is a figure."""
    (above, _), (number, cells) = block[-2], block[-1]
    return number - above <= 2 and bool(cells) and not any(map(is_figure, cells.values()))


def _columns(block: Sequence[Row], places: Sequence[str], aliases: _Remembered) -> list[Column]:
    """Each column's heading, the merged one above it joined on."""
    columns = []
    parents = [_spread(cells, places, block[level + 1:]) for level, (_, cells) in enumerate(block[:-1])]
    for place in places:
        texts = [parent[place] for parent in parents if parent.get(place)]
        own = block[-1][1].get(place)
        if own is not None:
            texts.append(own)
        if texts:
            meaning = aliases.meaning(texts[-1], "".join(texts[:-1])) or _parent_meaning(texts, aliases)
            columns.append(Column(place, _shown(texts, aliases), meaning, tuple(texts)))
    return columns


def _shown(texts: Sequence[str], aliases: _Remembered) -> str:
    """The heading as a clerk would call it: its own text where that says enough, else with the merged one above it."""
    texts = [re.sub(r"\s+", "" if re.search(r"[\u3400-\u9fff]\s", text) else " ", text) for text in texts]
    own = texts[-1]
    return own if len(texts) == 1 or len(own) > 1 and aliases.meaning(own) and own not in texts[:-1] else "".join(dict.fromkeys(texts))


def _parent_meaning(texts: Sequence[str], aliases: _Remembered) -> Meaning | None:
    """`税款所属期` over `年月日`: the lower part only says how to write it."""
    lower = fold(texts[-1])
    if len(texts) > 1 and (unit_of(lower)[0] or re.fullmatch(r"[年月日()㎡m2平方米户人名元%]*", lower)):
        found = aliases.meaning(texts[-2])
        scale, months = unit_of(lower)
        return Meaning(found.kind, scale or found.scale, months or found.months) if found else None
    return None


def _spread(cells: Mapping[str, str], places: Sequence[str], below: Sequence[Row]) -> dict[str, str]:
    """The texts of an upper row over the columns they are merged over: on to the next text, where something stands below."""
    spread, current = {}, ""
    for place in places:
        if place in cells:
            current = cells[place]
            spread[place] = current
        elif current and any(place in lower for _, lower in below):
            spread[place] = current
        else:
            current = ""
    return spread


def is_figure(text: str) -> bool:
    """An amount, a date, a number: what no heading is."""
    return bool(_DATA.match(text.replace(" ", "")))


def score_of(columns: Sequence[Column]) -> int:
    """How much was recognised: distinct meanings, those that make a table of households twice."""
    kinds = {column.meaning.kind for column in columns if column.meaning}
    weighty = len(kinds & WEIGHTY)
    return len(kinds) + weighty if weighty >= 2 or weighty and len(kinds) >= 4 else 0


def _layout(rows: Sequence[Row], start: int, depth: int, columns: list[Column], said: Sequence[str]) -> Layout:
    block = rows[start:start + depth]
    above = [cells for _, cells in rows[:start]]
    texts = [text for cells in above for text in cells.values()]
    scale, months = unit_said(texts)
    if scale is None:
        scale, months = unit_said(said)
    earlier = [{f"{number}": text} for number, text in enumerate(said)]
    alone = [next(iter(cells.values())) for cells in above if len(set(cells.values())) == 1]
    titles = [text for text in alone or said if not _UNIT_ROW.search(text) and not _LABEL.match(text)]
    return Layout(block[0][0], block[-1][0], tuple(columns), labels_of([*above, *earlier]), max(titles, key=len, default=""), scale,
                  months, frozenset(text for _, cells in block for text in cells.values()), (*texts, *said),
                  tuple(row for row, cells in rows[:start] if _is_data(cells)))


def unit_said(texts: Sequence[str]) -> tuple[int | None, int | None]:
    """The unit that a line outside the table names: `单位：万元`, `金额单位：户、万元`, `以上金额单位为万元`."""
    unit = next((found for text in texts if (found := _UNIT_ROW.search(unicodedata.normalize("NFKC", text)))), None)
    return unit_of(re.sub(r"[(每]", "/", unit[1] or unit[2])) if unit else (None, None)


def labels_of(rows: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """What rows outside the table say: `公示地点：大厅` in one cell, or a label and its value in two."""
    found: dict[str, str] = {}
    for cells in rows:
        texts = list(cells.values())
        for place, text in enumerate(texts):
            pieces = re.split(r"[\s\u3000]{2,}|[;；]", text)
            for piece in pieces:
                match = _LABEL.match(unicodedata.normalize("NFKC", piece.strip()))
                if match:
                    found.setdefault(fold(match[1]), match[2].strip())
            following = texts[place + 1] if place + 1 < len(texts) else ""
            if following and len(text) <= 20 and not _LABEL.match(text):
                found.setdefault(fold(text), following.strip())
    return found
