"""Takes a few named figures, gives a chart as SVG whose text a screen reader reads. Draws; computes no figure.

Own drawing, no library: matplotlib, pygal, leather and Vega write styles into the picture, which the site's security policy
forbids, and none knows the dark and the elders' colours. What is needed here are lines and bars with their figures in words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH, ROW, TOP = 320, 46, 6   # units of the drawing
_LONG = 11                     # signs of a name that stand beside the figures in words


@dataclass(frozen=True)
class Bar:
    """One line of a chart: its name, its value, that of the period before where there is one, and both in words."""

    name: str
    value: int
    before: int | None
    said: str


def bars(rows: Sequence[Bar], name: str, title: str, description: str, whole: int | None = None) -> str:
    """A bar a row, from nothing to the largest value or to `whole`; a hollow mark where the value before was. `name`: of its ids."""
    most = whole or max([1, *(row.value for row in rows), *(row.before or 0 for row in rows)])
    height = TOP + ROW * len(rows)
    drawn = "".join(_bar(row, TOP + ROW * at, most) for at, row in enumerate(rows))
    return (f'<svg class="g-chart" viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="{name}-title {name}-desc">'
            f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-desc">{escape(description)}</desc>{drawn}</svg>')


def _bar(row: Bar, y: int, most: int) -> str:
    mark = "" if row.before is None else f'<path class="g-chart__before" d="M{min(max(2, _at(row.before, most)), WIDTH - 2)} {y + 19}v20"/>'
    return (f'<text x="0" y="{y + 14}">{escape(_short(row.name))}</text><text class="g-chart__value" x="{WIDTH}" y="{y + 14}">{escape(row.said)}</text>'
            f'<rect class="g-chart__ground" x="0" y="{y + 22}" width="{WIDTH}" height="14" rx="2"/>'
            f'<rect class="g-chart__bar" x="0" y="{y + 22}" width="{max(1, _at(row.value, most))}" height="14" rx="2"/>{mark}')


def _short(name: str) -> str:
    """The name, cut where it would run into the figures; the description and the table have it whole."""
    return name if len(name) <= _LONG else name[:_LONG - 1] + "…"


def _at(value: int, most: int) -> int:
    return min(value, most) * WIDTH // most


def tenths(value: int) -> str:
    """Tenths of a percent in words: `24.4%`."""
    return f"{value // 10}.{value % 10}%"


def hundredths(value: int) -> str:
    return f"{value // 100}.{value % 100:02d}"


def thousandths(value: int) -> str:
    return f"{value // 1000}.{value % 1000:03d}"
