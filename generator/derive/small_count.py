"""Takes a small table of counts with its sums, gives which may be shown. No count from 1 to 4 can be worked out from the rest.

A count of nothing says nothing about anybody and is shown. Where one is withheld, so are others of its row and column, until
no sum shown gives it away and those withheld beside each other are five or more together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.model.answers import MINIMUM_PEERS

Cell = tuple[int, int]


def shown(parts: Sequence[Sequence[int]],
          sums: Sequence[int | None] | None = None) -> tuple[list[list[int | None]], list[int | None]]:
    """The table with its sums: each row ends with the sum of its parts; then the sums of the columns.

    Shape: `parts` are rows of as many counts each; withheld ones are None. Where the `sums` are printed elsewhere too, exactly
        those that are withheld there are withheld here; a table that cannot be closed so is withheld whole.
    """
    columns = len(parts[0]) if parts else 0
    whole = [[*row, sum(row)] for row in parts]
    whole.append([sum(row[at] for row in whole) for at in range(columns + 1)])
    withheld = {(r, c) for r, row in enumerate(whole) for c, count in enumerate(row) if 0 < count < MINIMUM_PEERS}
    withheld |= {(len(parts), c) for c, count in enumerate(sums or ()) if count is None}
    lines = list(_lines(len(whole), columns + 1))
    while any([_closed(line, whole, withheld) for line in lines]):
        pass
    said = [[None if (r, c) in withheld else count for c, count in enumerate(row)] for r, row in enumerate(whole)]
    if sums is not None and said[-1] != list(sums):
        return [[None] * (columns + 1) for _ in parts], list(sums)
    return said[:-1], said[-1]


def _lines(rows: int, columns: int) -> Iterator[list[Cell]]:
    """Every row and column, its sum last."""
    yield from ([(r, c) for c in range(columns)] for r in range(rows))
    yield from ([(r, c) for r in range(rows)] for c in range(columns))


def _closed(line: list[Cell], whole: list[list[int]], withheld: set[Cell]) -> bool:
    """Withhold one count more where those of a line give one away; whether that was so."""
    hidden = [cell for cell in line if cell in withheld]
    parts = [cell for cell in hidden if cell != line[-1]]
    together = sum(whole[r][c] for r, c in parts)
    is_safe = not hidden or len(hidden) > 1 and (line[-1] in withheld or together >= MINIMUM_PEERS)
    others = sorted((cell for cell in line if cell not in withheld and cell != line[-1]),
                    key=lambda cell: (whole[cell[0]][cell[1]] == 0, whole[cell[0]][cell[1]], cell))
    if is_safe:
        return False
    withheld.add(others[0] if others else line[-1])
    return len(hidden) < len(line)
