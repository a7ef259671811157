"""Takes problems of one mistake, gives their rows as the spreadsheet shows them, the bad cell marked. Blots out persons.

        A           B           …  I
     1  公示编号    字号        …  月核定营业额(元)
    14  HP7K2M9QXT  老槐饺子馆  …  8，000元
                                   ^^^^^^^^
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from generator.model.problem import Problem
from generator.report.report import Report, rows_of
from generator.report.source import Excerpt, letters
from generator.report.style import NARROW, Style
from generator.report.width import fitted, padded, visible, width

_INDENT = "    "
_GAP = "  "
_WIDEST, _WIDEST_BAD = 20, 36
_BESIDE = 1     # lines shown before and after a line of a text
_KNOWN_BY = 2   # the first columns, by which a household is known


class _Cell(NamedTuple):
    position: int
    width: int


def row_view(report: Report, problems: Sequence[Problem], style: Style) -> Iterator[str]:
    """Nothing where the problem has no row, or its file cannot be shown."""
    first = problems[0]
    shown = sorted({row for problem in problems if problem.file == first.file for row in rows_of(problem)})
    if not shown:
        return
    excerpt = report.excerpt(first.file)
    if excerpt is None:
        lines = {line for row in shown for line in range(row - _BESIDE, row + _BESIDE + 1)}
        yield from _text(report.source.text(first.file, lines), set(shown), style)
    elif any(row in excerpt.rows for row in shown):
        rows = [row for row in shown if row in excerpt.rows]
        view = _list if style.width < NARROW else _table
        yield ""
        yield from view(report, excerpt, rows, excerpt.position_of(first.column), style)


def _table(report: Report, excerpt: Excerpt, rows: list[int], bad: int | None, style: Style) -> Iterator[str]:
    shown = sorted({1, *rows})
    cells = {row: [visible(cell) for cell in excerpt.rows[row]] for row in shown}
    gutter = max(len(str(row)) for row in shown)
    columns = _chosen(report, cells, bad, style.width - len(_INDENT) - gutter - len(_GAP))
    count = max(map(len, cells.values()))
    yield style.quiet(_INDENT + " " * gutter + _line(columns, lambda position: letters(position)).rstrip())
    for row in shown:
        line = _line(columns, lambda position: _cell(report, cells[row], position, row, bad), row, bad, style)
        line += _GAP + "…" if columns[-1].position + 1 < count else ""
        yield (_INDENT + style.quiet(f"{row:>{gutter}}") + line).rstrip()
        if row in rows and bad is not None and row != 1:
            yield _INDENT + " " * gutter + _marks(report, columns, cells[row], bad, style)


def _cell(report: Report, cells: list[str], position: int, row: int, bad: int | None) -> str:
    words = cells[position] if position < len(cells) else ""
    return report.say("empty") if position == bad and row != 1 and not words.strip() else words


def _chosen(report: Report, cells: dict[int, list[str]], bad: int | None, room: int) -> list[_Cell]:
    """The columns there is room for: the bad one, those a household is known by, then the nearest to the bad one."""
    count = max(map(len, cells.values()))
    chosen: list[_Cell] = []
    for position in columns_by_need(count, bad):
        most = _WIDEST_BAD if position == bad else _WIDEST
        wide = max(width(_cell(report, row_cells, position, row, bad)) for row, row_cells in cells.items())
        tried = sorted([*chosen, _Cell(position, min(max(wide, 2), most))])
        if _width_of(tried, count) <= room or not chosen:
            chosen = tried
    return chosen


def columns_by_need(count: int, bad: int | None) -> list[int]:
    """The columns of a table, those first that tell most about a bad one."""
    nearest = sorted(range(count), key=lambda position: abs(position - (bad or 0)))
    order = ([bad] if bad is not None and bad < count else []) + [*range(min(_KNOWN_BY, count)), *nearest]
    return list(dict.fromkeys(order))


def _width_of(columns: list[_Cell], count: int) -> int:
    gaps = sum(after.position != before.position + 1 for before, after in zip(columns, columns[1:]))
    gaps += columns[-1].position + 1 < count
    return sum(column.width + len(_GAP) for column in columns) + gaps * (1 + len(_GAP))


def _line(columns: list[_Cell], words_at, row: int = 0, bad: int | None = None, style: Style = Style()) -> str:
    parts, before = [], -1
    for position, wide in columns:
        if position != before + 1:
            parts.append("…" if row else " ")
        words = padded(fitted(words_at(position), wide), wide)
        parts.append(style.error(words) if position == bad and row > 1 else words)
        before = position
    return _GAP + _GAP.join(parts)


def _marks(report: Report, columns: list[_Cell], cells: list[str], bad: int, style: Style) -> str:
    def marks(position: int) -> str:
        wide = dict(columns)[position]
        return "^" * min(wide, max(2, width(_cell(report, cells, position, 2, bad)))) if position == bad else ""
    return style.error(_line(columns, marks).rstrip())


def _list(report: Report, excerpt: Excerpt, rows: list[int], bad: int | None, style: Style) -> Iterator[str]:
    """The same on a narrow terminal: the cells by which the row is known and the bad one, one below the other."""
    for row in rows:
        cells = excerpt.rows[row]
        known = [position for position in range(_KNOWN_BY) if position < len(cells)]
        yield _INDENT + style.quiet(report.say("in-row", rows=row))
        for position in sorted({*known, *([bad] if bad is not None else [])}):
            heading = visible(excerpt.headings[position]) if position < len(excerpt.headings) else letters(position)
            words = _cell(report, [visible(cell) for cell in cells], position, row, bad)
            line = fitted(f"{heading}: {words}", style.width - len(_INDENT) - 2)
            yield _INDENT + ("> " + style.error(line) if position == bad and row != 1 else "  " + line)


def _text(lines: dict[int, str], bad: set[int], style: Style) -> Iterator[str]:
    """Lines of a text, the bad one marked at its beginning."""
    if not bad & lines.keys():
        return
    yield ""
    gutter = max(len(str(number)) for number in lines)
    for number, line in sorted(lines.items()):
        mark = ">" if number in bad else " "
        words = fitted(visible(line), style.width - len(_INDENT) - gutter - 4)
        yield (_INDENT + (style.error(mark) if number in bad else mark) + " " + style.quiet(f"{number:>{gutter}}") + "  "
               + (style.error(words) if number in bad else words)).rstrip()
