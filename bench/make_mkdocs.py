"""Takes household pages as Markdown, writes a site for MkDocs with Material and for Zensical. For measuring only.

Kept lean in the peers' favour: no household is in the navigation, whose cost grows with the square of its pages.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

_CONFIG = """site_name: 定额公示
site_url: https://example.org/
theme:
  name: material
  language: zh
  font: false
nav:
  - index.md
not_in_nav: |
  /household/
plugins:
  - search
markdown_extensions:
  - tables
"""


def write_mkdocs_site(pages: pl.DataFrame, out: Path) -> int:
    """Configuration and one Markdown page a household. Gives the number of pages. Shape of `pages`: number, text."""
    folder = out / "docs" / "household"
    folder.mkdir(parents=True, exist_ok=True)
    (out / "mkdocs.yml").write_text(_CONFIG, encoding="utf-8")
    (out / "docs" / "index.md").write_text("# 定额公示\n", encoding="utf-8")
    for number, text in pages.iter_rows():
        (folder / f"{number}.md").write_text(text, encoding="utf-8")
    return pages.height
