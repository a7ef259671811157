"""Takes cells, gives lines for a terminal whose columns stand under one another, Chinese characters too. Knows no meaning."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

GAP = "  "
_SHORTEST = 5


def width(text: str) -> int:
    """How many cells of a terminal a text takes: a Chinese character two, a mark that sits on another none."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 0 if unicodedata.combining(sign) else 1 for sign in text)


def cut(text: str, cells: int) -> str:
    """The text in at most so many cells, with … where something is left out."""
    if width(text) <= cells:
        return text
    kept = ""
    for sign in text:
        if width(kept + sign) > cells - 1:
            break
        kept += sign
    return kept + "…"


def padded(text: str, cells: int, *, right: bool = False) -> str:
    """The text with spaces up to so many cells, after it or before it."""
    space = " " * max(0, cells - width(text))
    return space + text if right else text + space


def table(rows: Sequence[Sequence[str]], right: Sequence[bool], most: int, whole: Sequence[int] = ()) -> list[str]:
    """The rows, the first of them the heading, in lines of at most `most` cells.

    Shape: `right` says which columns are set to the right, such as amounts: they are never cut, nor are the columns
        `whole`, such as numbers somebody copies. Where the lines are too long, the widest of the others gives way.
    """
    if not rows:
        return []
    cells = [max(width(row[column]) for row in rows) for column in range(len(right))]
    while sum(cells) + len(GAP) * (len(cells) - 1) > most:
        soft = [column for column in range(len(cells)) if not right[column] and column not in whole and cells[column] > _SHORTEST]
        if not soft:
            break
        cells[max(soft, key=lambda column: cells[column])] -= 1
    return [GAP.join(padded(cut(text, size) if not right[column] else text, size, right=right[column])
                     for column, (text, size) in enumerate(zip(row, cells))).rstrip() for row in rows]


def folded(text: str, most: int, indent: str = "") -> list[str]:
    """A sentence in lines of at most `most` cells; it is broken at a space where there is one, else anywhere."""
    lines, line = [], indent
    for word in _words(text):
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
