"""Takes cells, gives lines for a terminal whose columns stand under one another, Chinese characters too. Knows no meaning."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

from generator.report.width import fitted, width

GAP = "  "
_SHORTEST = 5


def plain(text: str) -> str:
    """The text on one line and without signs that steer a terminal: a table may hold what anybody typed."""
    return " ".join("".join(" " if unicodedata.category(sign) in ("Cc", "Cf", "Zl", "Zp") else sign for sign in text).split())


def padded(text: str, cells: int, *, right: bool = False) -> str:
    """The text with spaces up to so many cells, after it or before it."""
    space = " " * max(0, cells - width(text))
    return space + text if right else text + space


def table(rows: Sequence[Sequence[str]], right: Sequence[bool], most: int, whole: Sequence[int] = (),
          spare: Sequence[int] = ()) -> list[str]:
    """The rows, the first of them the heading, in lines of at most `most` cells.

    Shape: `right` says which columns are set to the right, such as amounts: they are never cut, nor are the columns
        `whole`, such as numbers somebody copies. Where the lines are too long, the widest of the others gives way; where
        that is not enough, the columns `spare` are left out, the first of them first.
    """
    if not rows:
        return []
    rows = [[plain(cell) for cell in row] for row in rows]
    kept = list(range(len(right)))
    soft = [column for column in kept if not right[column] and column not in whole]
    cells = {column: max(width(row[column]) for row in rows) for column in kept}
    for column in spare:
        if _total(min(cells[one], _SHORTEST) if one in soft else cells[one] for one in kept) <= most:
            break
        kept.remove(column)
    while _total(cells[column] for column in kept) > most:
        wide = [column for column in kept if column in soft and cells[column] > _SHORTEST]
        if not wide:
            break
        cells[max(wide, key=lambda column: cells[column])] -= 1
    return [GAP.join(padded(fitted(row[column], cells[column]) if column in soft else row[column], cells[column], right=right[column])
                     for column in kept).rstrip() for row in rows]


def _total(cells: Iterable[int]) -> int:
    sizes = list(cells)
    return sum(sizes) + len(GAP) * (len(sizes) - 1)


def folded(text: str, most: int, indent: str = "") -> list[str]:
    """A sentence in lines of at most `most` cells; it is broken at a space where there is one, else anywhere."""
    lines, line = [], indent
    for word in _words(plain(text)):
        if width(line) + width(word.rstrip()) > most and line.strip():
            lines.append(line.rstrip())
            line = indent + word.lstrip()
        else:
            line += word
    return [*lines, line.rstrip()]


def _words(text: str) -> list[str]:
    """What may not be broken: a run of narrow signs with the space after it, or one Chinese character with its full stop."""
    found: list[str] = []
    for sign in text:
        is_wide = width(sign) == 2
        glued = found and (sign in "，。；：、）》”！？" or not is_wide and width(found[-1][-1]) < 2 and found[-1][-1] != " "
                           or found[-1][-1] in "（《“")
        if glued:
            found[-1] += sign
        else:
            found.append(sign)
    return found
