"""The city at a glance: one SVG that needs no colour to be read."""

from __future__ import annotations

import pytest

from generator.render.tile_map import Tile, shades, tile_map
from tests.render.pages_read import elements, parsed, words


def tile(code: str, row: int | None, column: int | None, value: int | None, short: str = "8,000") -> Tile:
    return Tile(code, f"{code}区", row, column, value, short, f"月定额中位数 {short} 元")


def tree(svg: str):
    page = parsed(f'<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>x</title></head><body>{svg}</body></html>'.encode())
    return page, next(each for each in page.iter() if each.tag.endswith("}svg"))


def test_the_value_stands_in_the_tile_and_in_its_name() -> None:
    """Each tile is a link with its name and figure in words, and the figure can be read without colour."""
    page, svg = tree(tile_map([tile("01", 1, 2, 800000), tile("02", 2, 1, 900000, "9,000")], "../", "m", "题目", "说明"))
    links = [each for each in svg.iter() if each.tag.endswith("}a")]
    titles = [next(each for each in link if each.tag.endswith("}title")).text for link in links]
    assert titles == ["01区 8,000：月定额中位数 8,000 元", "02区 9,000：月定额中位数 9,000 元"]
    assert [link.get("href") for link in links] == ["../quota/01/", "../quota/02/"]
    assert "8,000" in words(svg) and svg.get("role") == "group" and svg.get("aria-labelledby") == "m-title m-desc"
    assert "题目" in words(svg) and "说明" in words(svg) and list(elements(page, "style")) == []


def test_without_positions_there_is_no_map() -> None:
    """Positions are data; a bureau without them has its table only, and a division without one is left out."""
    assert tile_map([tile("01", None, None, 1)], "", "m", "t", "d") == ""
    assert "02区" not in tile_map([tile("01", 1, 1, 1), tile("02", None, None, 2)], "", "m", "t", "d")


def test_a_name_is_text() -> None:
    """Whatever a division is called, it cannot write into the page."""
    drawn = tile_map([Tile("01", '<b>&"', 1, 1, 1, "<i>", '"')], "", "m", "t", "d")
    assert "<b>" not in drawn and "<i>" not in drawn and '""' not in drawn


@pytest.mark.parametrize("values, expected", [
    ([], {}), ([5], {5: 1}), ([0, 100], {0: 1, 100: 4}), ([-38, 0, 37], {-38: 1, 0: 3, 37: 4}), ([None, 10, 20], {10: 1, 20: 4})])
def test_shades(values: list, expected: dict) -> None:
    """A quarter of the way from the least to the most a step; what is withheld has none."""
    assert shades(values) == expected


def test_shades_from_nought() -> None:
    """Rises of 2.9 and 3.8 % are nearly alike and look so; a fall is still the palest."""
    assert shades([29, 38], 0) == {29: 4, 38: 4} and shades([-10, 38], 0) == {-10: 1, 38: 4}
