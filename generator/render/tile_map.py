"""Takes the divisions with a tile and a figure of each, gives the city at a glance as one SVG. Draws; computes no figure.

The value stands in the tile, so that no colour need be seen; each tile is a link that says its name and figure; the table
beside the map has the same figures. Without a position in the reference table there is no map.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

TILE_WIDTH, TILE_HEIGHT, GAP = 100, 78, 6
_LONG = 6    # signs of a value or name that still fit in large type
_SHADES = 4


@dataclass(frozen=True)
class Tile:
    """One division: where it stands, its figure as a number to shade by (null where withheld), in short and in words."""

    code: str
    name: str
    row: int | None
    column: int | None
    value: int | None
    short: str
    said: str
    has_page: bool = True


def tile_map(tiles: Sequence[Tile], base: str, name: str, title: str, description: str, least: int | None = None) -> str:
    """The map, or nothing where no tile has a place. `name` makes its ids unique on the page; shades begin at `least`, or at
    the smallest value."""
    placed = [tile for tile in tiles if tile.row and tile.column]
    if not placed:
        return ""
    top, left = min(tile.row for tile in placed), min(tile.column for tile in placed)
    width = (max(tile.column for tile in placed) - left + 1) * (TILE_WIDTH + GAP) - GAP
    height = (max(tile.row for tile in placed) - top + 1) * (TILE_HEIGHT + GAP) - GAP
    shade = shades([tile.value for tile in placed], least)
    drawn = "".join(_tile(tile, (tile.column - left) * (TILE_WIDTH + GAP), (tile.row - top) * (TILE_HEIGHT + GAP), base,
                          0 if tile.value is None else shade[tile.value]) for tile in placed)
    return (f'<svg class="g-map" viewBox="0 0 {width} {height}" role="group" aria-labelledby="{name}-title {name}-desc">'
            f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-desc">{escape(description)}</desc>{drawn}</svg>')


def _tile(tile: Tile, x: int, y: int, base: str, shade: int) -> str:
    sizes = [" g-map__long" if len(text) > limit else "" for text, limit in ((tile.name, 4), (tile.short, _LONG))]
    inner = (f'<rect x="{x}" y="{y}" width="{TILE_WIDTH}" height="{TILE_HEIGHT}" rx="4"/>'
             f'<text class="g-map__name{sizes[0]}" x="{x + TILE_WIDTH // 2}" y="{y + 32}">{escape(tile.name)}</text>'
             f'<text class="g-map__value{sizes[1]}" x="{x + TILE_WIDTH // 2}" y="{y + 62}">{escape(tile.short)}</text>')
    group = f'<g class="g-map__tile g-map__tile--{shade}">{inner}</g>'
    if not tile.has_page:
        return group
    title = f"<title>{escape(tile.name)} {escape(tile.short)}：{escape(tile.said)}</title>"
    return f'<a href="{escape(base)}quota/{escape(tile.code)}/">{title}{group}</a>'


def shades(values: Sequence[int | None], least: int | None = None) -> dict[int, int]:
    """1 to 4 for each value: in which quarter of the way from the smallest to the largest it lies, or from `least`, where that is smaller."""
    known = sorted({value for value in values if value is not None})
    if not known:
        return {}
    low = known[0] if least is None else min(known[0], least)
    span = max(1, known[-1] - low)
    return {value: min(_SHADES, (value - low) * _SHADES // span + 1) for value in known}
