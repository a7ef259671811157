"""Columns of HTML: a template filled for every row, text made safe."""

import polars as pl
import pytest

from generator.render.columns import chinese_date, escaped, html, when


def _one(expression: pl.Expr, **values: object) -> object:
    return pl.DataFrame({name: [value] for name, value in values.items()}).select(expression.alias("out"))["out"][0]


def test_the_five_signs_are_made_safe() -> None:
    """Safe in content and in double-quoted attributes."""
    assert _one(escaped(pl.col("t")), t='<a href="x">\'&') == "&lt;a href=&quot;x&quot;&gt;&#x27;&amp;"


def test_an_ampersand_is_escaped_once() -> None:
    """`&lt;` typed by a clerk stays what was typed."""
    assert _one(escaped(pl.col("t")), t="&lt;") == "&amp;lt;"


def test_a_template_is_filled_row_by_row() -> None:
    """Each `{name}` is its expression, as often as it stands there."""
    frame = pl.DataFrame({"a": ["x", "y"], "n": [1, None]})
    out = frame.select(html("<b>{a}</b>{n}{a}", a=pl.col("a"), n=pl.col("n")).alias("out"))
    assert out["out"].to_list() == ["<b>x</b>1x", "<b>y</b>y"]


def test_a_forgotten_field_is_a_bug() -> None:
    """A name without an expression is a KeyError, never an empty page."""
    with pytest.raises(KeyError):
        html("{a}", b=pl.lit(""))


def test_when_gives_nothing_otherwise() -> None:
    """The expression or an empty text."""
    assert _one(when(pl.col("v") > 1, pl.lit("many")), v=1) == ""


def test_dates_are_written_in_chinese() -> None:
    """Without leading zeros."""
    from datetime import date
    assert _one(chinese_date(pl.col("d")), d=date(2008, 9, 6)) == "2008年9月6日"
