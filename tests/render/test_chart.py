"""Charts that a library draws: what stands in them, where, and what the page asks of them."""

from __future__ import annotations

import re
import subprocess
import sys
from xml.etree.ElementTree import Element

import pytest

from generator.render.chart import WIDTH, Bar, bars, dots, tenths
from tests.render.test_tile_map import tree, words

ROWS = [Bar("正餐服务", 240, 300, "24.0%（上期 30.0%）"), Bar("<b>", 0, None, tenths(0)), Bar("汽车、摩托车和自行车维护与保养", 120, 60, "12.0%（上期 6.0%）")]
DRAWN = {"bars": bars(ROWS, "c", "题目", "说明", 1000), "dots": dots(ROWS, "c", "题目", "说明")}


def layer(svg: Element, number: int) -> list[Element]:
    return next(list(group) for group in svg.iter() if f"layer_{number}_marks" in group.get("class", ""))


def left(element: Element) -> float:
    return float(re.match(r"translate\(([\d.]+)", element.get("transform"))[1])


@pytest.mark.parametrize("kind", DRAWN)
def test_a_chart_is_read_out(kind: str) -> None:
    """One picture with a title and a description; its figures stand in it as text, and no mark is read out by itself."""
    _, svg = tree(DRAWN[kind])
    assert svg.get("role") == "img" and svg.get("aria-labelledby") == "c-title c-desc"
    assert {element.get("id") for element in svg.iter()} == {None, "c-title", "c-desc"}
    assert all(said in words(svg) for said in ("正餐服务", "24.0%（上期 30.0%）", "<b>", "0.0%"))
    assert not any(name.startswith("aria-") or name == "role" for element in list(svg.iter())[1:] for name in element.attrib)


@pytest.mark.parametrize("kind", DRAWN)
def test_a_chart_has_no_look_of_its_own(kind: str) -> None:
    """No style, font, size or colour but the page's: the security policy holds, dark and elders' colours reach every mark."""
    assert "style" not in DRAWN[kind] and "font" not in DRAWN[kind] and "width=" not in DRAWN[kind].replace("stroke-width=", "")
    colours = re.findall(r'(?:fill|stroke)="([^"]+)"', DRAWN[kind])
    assert colours and set(colours) <= {"none", *(colour for colour in colours if re.fullmatch(r"var\(--g-[a-z0-9-]+\)", colour))}


def test_bars_are_as_long_as_their_values() -> None:
    """From nothing to the value; the ground behind is the whole; none leaves the drawing."""
    _, svg = tree(DRAWN["bars"])
    lengths = [[float(re.search(r"h([\d.]+)", bar.get("d"))[1]) for bar in layer(svg, number)] for number in (0, 1)]
    whole = lengths[0][0]
    assert lengths[0] == [whole] * 3 and whole <= WIDTH
    assert lengths[1] == pytest.approx([whole * 0.24, 0, whole * 0.12], abs=0.02)


def test_dots_stand_at_their_values() -> None:
    """On one scale: the full ones now, the hollow ones the period before, where there was one."""
    _, svg = tree(DRAWN["dots"])
    line = layer(svg, 0)[0]
    reach = float(line.get("x2"))
    at = [[(left(dot) - left(line)) / reach for dot in layer(svg, number)] for number in (2, 3)]
    assert at[0] == pytest.approx([1, 0.2], abs=0.001) and at[1] == pytest.approx([0.8, 0, 0.4], abs=0.001)


def test_the_axis_says_what_its_lines_are() -> None:
    """Rounded percents that reach beyond the largest value."""
    _, svg = tree(DRAWN["dots"])
    named = next(group for group in svg.iter() if "role-axis-label" in group.get("class", ""))
    assert [text.text for text in named] == ["0%", "5%", "10%", "15%", "20%", "25%", "30%"]


def test_another_process_draws_the_same() -> None:
    """Nothing hangs on measuring, chance or the time: the bytes are the same, whatever fonts are known."""
    code = "from tests.render.test_chart import DRAWN; import hashlib; print(hashlib.sha256(repr(DRAWN).encode()).hexdigest())"
    first, second = (subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True,
                                    env={"PATH": "/usr/bin:/bin", **fonts}).stdout for fonts in ({}, {"FONTCONFIG_FILE": "/nonexistent"}))
    assert first == second != ""
