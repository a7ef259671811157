"""Takes text that is drawn as a table (boxes, bars, columns aligned by blanks), gives its cells line by line. Shifts no cell to another column."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

_ALIGNED = re.compile(r"[ \u3000]{2,}|\t+")
BLANKS = re.compile(r"[ \u3000]{2,}|\u3000|\t+")  # a full-width blank is as wide as two; between the two characters of a name it is none
_DRAWN = re.compile(r"[│┃║]|^[^\S\n]*[+|][-+|:=]{3,}[-+|:= ]*$|^[^\S\n]*\|?[ :]*-{2,}[ :]*\|[-+|:= ]*$", re.MULTILINE)
_RULE = re.compile(r"^[^\S\n]*(?:[\u2500\u2501\u2504\u2505\u2508\u2509\u250c-\u254b\u2550-\u256f \-+=|:]*[\u2500\u2501\u2550]|(?=[^\n]*--)[-+|:= ]+)"
                   r"[\u2500-\u256f \-+=|:]*$", re.MULTILINE)
_BARS = str.maketrans({"│": "|", "┃": "|", "║": "|"})
_TABLE = 3  # pieces that make a line one of a table


def undrawn(text: str, head: str) -> str:
    """The text with bars between cells and nothing where rules were drawn; as it is where its head draws nothing."""
    return _RULE.sub("", text).translate(_BARS) if _DRAWN.search(head) else text


def aligned_rows(lines: Sequence[str]) -> list[list[str]]:
    """The cells of lines whose columns are aligned by blanks.

    By the places where every line of the table is blank; where there are too few, a line with another number of pieces than most
    is left in two cells, so that it is refused: nobody knows which of its cells is empty.
    """
    pieces = [_ALIGNED.split(line.strip()) for line in lines]
    table = [number for number, line in enumerate(lines) if len(BLANKS.split(line.strip())) >= _TABLE]
    most = max((len(pieces[number]) for number in table), default=0)
    places = None if any("\t" in lines[number] for number in table) else _columns([lines[number] for number in table])
    if places is not None and len(places) >= max(most, _TABLE):
        for number in table:
            pieces[number] = _cut(lines[number], places)
        return pieces
    usual = Counter(len(pieces[number]) for number in table).most_common(1)[0][0] if table else 0
    for number in table:
        if len(pieces[number]) != usual:
            pieces[number] = [pieces[number][0], " ".join(pieces[number][1:])]
    return pieces


def blank_rows(lines: Sequence[str]) -> list[list[str]] | None:
    """The cells of lines cut by single blanks, if all that are cut at all have as many; else None."""
    pieces = [line.split() for line in lines]
    counts = {len(cells) for cells in pieces if len(cells) > _TABLE}
    if len(counts) != 1 or sum(len(cells) > _TABLE for cells in pieces) < 2:
        return None
    return [cells if len(cells) > _TABLE else [line.strip()] for line, cells in zip(lines, pieces)]


def _wide(mark: str) -> int:
    return 2 if unicodedata.east_asian_width(mark) in "WF" else 1


def _columns(lines: Sequence[str]) -> list[tuple[int, int]]:
    """Where columns begin and end on a screen: between them two places and more that are blank in every line."""
    filled: set[int] = set()
    for line in lines:
        at = 0
        for mark in line:
            wide = _wide(mark)
            if not mark.isspace():
                filled.update(range(at, at + wide))
            at += wide
    found: list[tuple[int, int]] = []
    for place in sorted(filled):
        if found and place - found[-1][1] <= 1:
            found[-1] = (found[-1][0], place + 1)
        else:
            found.append((place, place + 1))
    return found


def _cut(line: str, places: Sequence[tuple[int, int]]) -> list[str]:
    cells = [""] * len(places)
    at = column = 0
    for mark in line:
        while column < len(places) - 1 and at >= places[column + 1][0]:
            column += 1
        cells[column] += mark
        at += _wide(mark)
    return [cell.strip() for cell in cells]
