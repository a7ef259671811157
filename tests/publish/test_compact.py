"""Scripts and styles are made shorter, and do what they did."""

from __future__ import annotations

from pathlib import Path

from generator.publish.compact import compact

STYLE = """/* words for readers */
@container (max-width: 48rem) {
  .a :is(td, th) { color: red; }
  .a:is(td) .b :not(.c) > :first-child { margin: 0 1px; }
}
"""


def test_what_a_selector_means_is_kept(tmp_path: Path) -> None:
    """`.a :is(td)` is a cell inside, `.a:is(td)` the cell itself, in a container's rules too."""
    (tmp_path / "stylesheets").mkdir()
    sheet = tmp_path / "stylesheets" / "x.css"
    sheet.write_text(STYLE, encoding="utf-8")
    compact(tmp_path)
    short = sheet.read_text(encoding="utf-8")
    assert ".a *:is(td,th)" in short and ".a:is(td)" in short and ".b *:not(.c)" in short
    assert "readers" not in short and len(short) < len(STYLE)
