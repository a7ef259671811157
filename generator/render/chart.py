"""Takes a few named figures, gives a chart as SVG whose text a screen reader reads. Computes no figure.

Vega draws, from a specification in Vega-Lite. What it writes is made fit for the page: no style and no colour of its own, so
that the site's security policy holds and dark and elders' colours reach it; one picture with a name and a description in
words. Nothing is laid out by measuring text: the same figures give the same bytes on every machine.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from xml.etree import ElementTree

WIDTH, ROW, FOOT = 360, 46, 30   # units of the drawing
_LEFT, _RIGHT = 2, 6             # free for half a mark
_LONG = 12                       # signs of a name that stand beside the figures in words
_SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
_SVG = "{http://www.w3.org/2000/svg}"
_FRACTION = re.compile(r"-?\d+\.\d+(?:e-?\d+)?")
_KEPT = {"class", "d", "transform", "x2", "y2", "text-anchor", "stroke-width", "fill", "stroke", "viewBox"}
"""Of what Vega writes into the picture: places and colours. Its names for every mark would be read out one by one."""


@dataclass(frozen=True)
class Bar:
    """One line of a chart: its name, its value, that of the period before where there is one, and both in words."""

    name: str
    value: int
    before: int | None
    said: str


def bars(rows: Sequence[Bar], name: str, title: str, description: str, whole: int) -> str:
    """A bar a row, from nothing to its value in tenths of a percent, of `whole`. `name`: of the picture's ids."""
    x = _axis(whole)
    layers = [_mark("bar", x | {"field": "whole"}, "var(--g-wash-strong)", height=14), _mark("bar", x | {"field": "value"}, "var(--g-scale-3)", height=14)]
    return _drawn(rows, layers, whole, name, title, description)


def dots(rows: Sequence[Bar], name: str, title: str, description: str) -> str:
    """A line a row with a full dot at its value, in tenths of a percent, and a hollow one at that of the period before, joined."""
    most = max(1, *(max(row.value, row.before or 0) for row in rows))
    whole = -(-most // 50) * 50
    x = _axis(whole)
    layers = [{"mark": {"type": "rule", "strokeWidth": 1, "stroke": "var(--g-line)", "yOffset": 14}, "encoding": {"x": x | {"field": "none"}, "x2": {"field": "whole"}}},
              {"mark": {"type": "rule", "strokeWidth": 4, "stroke": "var(--g-line-strong)", "yOffset": 14},
               "encoding": {"x": x | {"field": "before"}, "x2": {"field": "value"}}},
              _mark("point", x | {"field": "before"}, "var(--g-paper)", stroke="var(--g-ink)", strokeWidth=2, size=90),
              _mark("point", x | {"field": "value"}, "var(--g-seal)", stroke="var(--g-seal)", strokeWidth=1, size=130)]
    return _drawn(rows, layers, whole, name, title, description)


def _mark(kind: str, x: Mapping[str, Any], fill: str, **look: Any) -> dict[str, Any]:
    return {"mark": {"type": kind, "fill": fill, "opacity": 1, "yOffset": 14, **look}, "encoding": {"x": x}}


def _axis(whole: int) -> dict[str, Any]:
    """Percents from nothing to `whole`, in tenths. Where the numbers stand is said, not found by measuring them."""
    step = 50 if whole <= 400 else 100 if whole <= 700 else 250
    axis = {"values": list(range(0, whole + 1, step)), "labelExpr": "format(datum.value / 10, 'd') + '%'", "title": None, "domain": False,
            "ticks": False, "grid": True, "gridColor": "var(--g-line)", "labelColor": "var(--g-quiet)", "labelOverlap": False,
            "labelBound": False, "labelFlush": True, "labelLimit": 0, "labelPadding": 8, "zindex": 0}
    return {"type": "quantitative", "axis": axis, "scale": {"domain": [0, whole], "range": [_LEFT, WIDTH - _RIGHT], "nice": False}}


def _drawn(rows: Sequence[Bar], layers: Sequence[Mapping[str, Any]], whole: int, name: str, title: str, description: str) -> str:
    """The layers over an axis of percents from nothing to `whole`, each row's words above its line."""
    import vl_convert  # it has a whole JavaScript engine in it: only where a chart is drawn
    picture = ElementTree.fromstring(vl_convert.vegalite_to_svg(_specification(rows, layers, whole)))
    return _fitted(picture, name, title, description)


def _specification(rows: Sequence[Bar], layers: Sequence[Mapping[str, Any]], whole: int) -> dict[str, Any]:
    """In Vega-Lite. Sizes and paddings are said, none is found by measuring."""
    values = [{**asdict(row), "name": _short(row.name), "nth": nth, "none": 0, "whole": whole} for nth, row in enumerate(rows)]
    return {
        "$schema": _SCHEMA, "width": WIDTH, "height": ROW * len(rows), "autosize": {"type": "none"}, "background": None,
        "padding": {"left": 0, "top": 0, "right": 0, "bottom": FOOT}, "data": {"values": values},
        "config": {"view": {"stroke": None}, "font": "inherit"},
        "encoding": {"y": {"field": "nth", "type": "ordinal", "axis": None, "scale": {"domain": list(range(len(rows))), "range": [0, ROW * len(rows)]}}},
        "layer": [*layers, _words("name", "left", 0), _words("said", "right", WIDTH)]}


def _words(field: str, align: str, x: int) -> dict[str, Any]:
    return {"mark": {"type": "text", "align": align, "yOffset": -8, "fill": "var(--g-ink)", "limit": 0},
            "encoding": {"text": {"field": field, "type": "nominal"}, "x": {"value": x}}}


def _fitted(picture: ElementTree.Element, name: str, title: str, description: str) -> str:
    """The picture for the page: as wide as its place, with a name and its figures in words."""
    for parent in list(picture.iter()):
        for child in list(parent):
            if child.get("display") == "none" or child.get("class") in ("background", "foreground"):
                parent.remove(child)
        for key in [key for key in parent.attrib if key not in _KEPT]:
            del parent.attrib[key]
        parent.tag = parent.tag.removeprefix(_SVG)
        for key in parent.attrib.keys() & {"d", "transform", "x2", "y2"}:
            parent.set(key, _FRACTION.sub(lambda found: f"{float(found[0]):.2f}".rstrip("0").rstrip("."), parent.get(key, "")))
    picture.attrib.update({"class": "g-chart", "role": "img", "aria-labelledby": f"{name}-title {name}-desc"})
    for place, (tag, text) in enumerate((("title", title), ("desc", description))):
        element = ElementTree.Element(tag, id=f"{name}-{tag}")
        element.text = text
        picture.insert(place, element)
    return ElementTree.tostring(picture, encoding="unicode", short_empty_elements=True)


def _short(name: str) -> str:
    """The name, cut where it would run into the figures; the description and the table have it whole."""
    return name if len(name) <= _LONG else name[:_LONG - 1] + "…"


def tenths(value: int) -> str:
    """Tenths of a percent in words: `24.4%`."""
    return f"{value // 10}.{value % 10}%"


def hundredths(value: int) -> str:
    return f"{value // 100}.{value % 100:02d}"


def thousandths(value: int) -> str:
    return f"{value // 1000}.{value % 1000:03d}"
