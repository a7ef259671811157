"""Takes the five numbers of a spread, gives a small drawing and a table row. Draws; computes no figure.

The drawing is an inline SVG without style attributes: a line from the least to the largest, a box around the middle
half, a bar at the median, a dot for the household itself. The words beside it say the same.
"""

from __future__ import annotations

import polars as pl

from generator.model.answers import MINIMUM_PEERS
from generator.model.money import yuan_text
from generator.render.columns import escaped, html

WIDTH = 200
_MARGIN = 10
_DRAWING = (
    '<svg class=g-spread viewBox="0 0 220 28" aria-hidden=true><path d="M{low} 14H{high}"/>'
    '<rect x={q1} y=5 width={half} height=18 rx=2 /><path d="M{median} 3V25"/>{own}</svg>')
_OWN = '<circle cx={x} cy=14 r=5.5 />'
FEW = '<span class="g-quiet">不足5户</span>'
WITHHELD = '<span class="g-quiet">不给出</span>'   # it would give away a smaller group
_ROW = ('<tr><th scope="row">{name}</th><td class="g-num" data-label="公示户数">{count}</td>'
        '<td class="g-num" data-label="可比较">{n}</td>{numbers}'
        '<td class="g-spread-cell" data-label="分布">{drawing}</td></tr>')
_NUMBERS = (('q1_fen', '低四分位'), ('median_fen', '中位数'), ('q3_fen', '高四分位'))


def at(value: pl.Expr, low: pl.Expr, high: pl.Expr) -> pl.Expr:
    """The place of a value on the line, in the drawing's whole units; the middle where all values are the same."""
    inside = (value - low) * WIDTH // (high - low)
    return pl.when(high > low).then(inside).otherwise(WIDTH // 2) + _MARGIN


def drawing(prefix: str = "", own: pl.Expr | None = None, low: pl.Expr | None = None,
            high: pl.Expr | None = None) -> pl.Expr:
    """The drawing of `<prefix>min_fen` to `<prefix>max_fen`; empty where the numbers are null.

    Shape: the line reaches from `low` to `high`, by default from the least to the largest value.
    """
    low = pl.col(f"{prefix}min_fen") if low is None else low
    high = pl.col(f"{prefix}max_fen") if high is None else high
    x = {name: at(pl.col(f"{prefix}{name}_fen"), low, high) for name in ("min", "q1", "median", "q3", "max")}
    width = x["q3"] - x["q1"]
    dot = pl.lit("") if own is None else html(_OWN, x=at(own, low, high))
    picture = html(_DRAWING, low=x["min"], high=x["max"], q1=x["q1"], median=x["median"], own=dot,
                   half=pl.when(width < 2).then(2).otherwise(width))
    return pl.when(pl.col(f"{prefix}median_fen").is_null()).then(pl.lit("")).otherwise(picture)


def rows(spreads: pl.DataFrame, name: pl.Expr, top: int | None = None) -> str:
    """The table rows of some spreads, all drawn on one scale from nothing to the largest, or to `top`.

    Shape: `spreads` has the columns of SPREADS and `households`, the number of blocks; `name` is safe HTML.
    """
    if spreads.is_empty():
        return ""
    high = pl.col("max_fen").max() if top is None else pl.lit(top)
    return "\n".join(spreads.select(row(name, high).alias("row"))["row"])


def row(name: pl.Expr, high: pl.Expr) -> pl.Expr:
    """One table row of a spread, drawn from nothing to `high`."""
    numbers = pl.concat_str([_number(column, label) for column, label in _NUMBERS])
    return html(_ROW, name=name, count=pl.col("households"), n=pl.col("n").fill_null(0), numbers=numbers,
                drawing=drawing(low=pl.lit(0), high=high))


def _number(column: str, label: str) -> pl.Expr:
    withheld = pl.when(pl.col("n").fill_null(0) < MINIMUM_PEERS).then(pl.lit(FEW)).otherwise(pl.lit(WITHHELD))
    text = pl.when(pl.col(column).is_null()).then(withheld).otherwise(yuan_text(pl.col(column)))
    return html('<td class="g-num" data-label="' + label + '">{text}</td>', text=text)


def linked(path: pl.Expr, text: pl.Expr) -> pl.Expr:
    """A link around a text that is not yet safe; `path` must be."""
    return html('<a href="{path}">{text}</a>', path=path, text=escaped(text))
