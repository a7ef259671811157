"""Takes points of several series, gives a drawing of them as SVG: both scales grow tenfold at each step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil, floor, log10
from xml.sax.saxutils import escape

_WIDTH, _HEIGHT = 420, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 128, 34, 36
_COLOURS = ("#b3261e", "#1f5fa8", "#2e7d32", "#8a5a00", "#6a3fa0", "#555555")
Points = Sequence[tuple[float, float]]


def chart(title: str, unit: str, series: Mapping[str, Points]) -> str:
    """One panel. Points with nothing to show are left out; the name of a series stands at its last point."""
    drawn = {name: sorted(points) for name, points in series.items() if points}
    xs, ys = ([point[axis] for points in drawn.values() for point in points] for axis in (0, 1))
    across, up = _Scale.of(xs, _LEFT, _WIDTH - _RIGHT), _Scale.of(ys, _HEIGHT - _BOTTOM, _TOP)
    parts = [f'<text x="{_LEFT}" y="16" font-weight="bold">{escape(title)}</text>',
             f'<text x="{_LEFT}" y="{_TOP - 6}" fill="#555">{escape(unit)}</text>']  # fmt: skip
    parts += [_line(across.first, up(step), across.last, up(step)) + _label(across.first - 6, up(step) + 4, step, "end")
              for step in up.steps()]  # fmt: skip
    parts += [_line(across(step), up.first, across(step), up.last)
              + _label(across(step), _HEIGHT - _BOTTOM + 16, step, "middle") for step in across.steps()]  # fmt: skip
    ends = _apart({name: up(points[-1][1]) for name, points in drawn.items()})
    for colour, (name, points) in zip(_COLOURS * 3, drawn.items(), strict=False):
        path = " ".join(f"{across(x):.1f},{up(y):.1f}" for x, y in points)
        dots = "".join(f'<circle cx="{across(x):.1f}" cy="{up(y):.1f}" r="3" fill="{colour}"/>' for x, y in points)
        last = across(points[-1][0])
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>{dots}'
                     f'<text x="{last + 8:.1f}" y="{ends[name] + 4:.1f}" fill="{colour}">{escape(name)}</text>')  # fmt: skip
    return "\n".join(parts)


def beside(panels: Sequence[str]) -> str:
    """The panels side by side, as one drawing."""
    width = _WIDTH * len(panels)
    inner = "\n".join(f'<g transform="translate({_WIDTH * place},0)">\n{panel}\n</g>' for place, panel in enumerate(panels))
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {_HEIGHT}" width="{width}" height="{_HEIGHT}" '
            f'font-family="sans-serif" font-size="12">\n<rect width="{width}" height="{_HEIGHT}" fill="#fff"/>\n{inner}\n'
            "</svg>\n")  # fmt: skip


class _Scale:
    """From a figure to its place, by its logarithm, between whole powers of ten."""

    def __init__(self, low: int, high: int, first: float, last: float) -> None:
        self.low, self.high, self.first, self.last = low, high, first, last

    @classmethod
    def of(cls, values: Sequence[float], first: float, last: float) -> _Scale:
        low = floor(log10(min(values)))
        return cls(low, max(low + 1, ceil(log10(max(values)))), first, last)

    def __call__(self, value: float) -> float:
        return self.first + (log10(value) - self.low) / (self.high - self.low) * (self.last - self.first)

    def steps(self) -> list[float]:
        return [10**power for power in range(self.low, self.high + 1)]


def _apart(places: dict[str, float], least: float = 14) -> dict[str, float]:
    """The names' heights, pushed down where they would cover each other."""
    result: dict[str, float] = {}
    for name, place in sorted(places.items(), key=lambda each: each[1]):
        result[name] = max([place, *(other + least for other in result.values() if other + least > place)])
    return result


def _line(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="#ddd"/>'


def _label(x: float, y: float, value: float, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="#555">{value:,g}</text>'
