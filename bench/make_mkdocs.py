"""Takes household pages or policies as Markdown, writes a site for MkDocs with Material and for Zensical. For measuring only.

Kept lean in the peers' favour: no household or policy is in the navigation, whose cost grows with the square of its pages.
"""

from __future__ import annotations

import shutil
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
  /%s/
plugins:
  - search%s
markdown_extensions:
  - tables
"""


_SEGMENTED = r""":
      lang: zh
      separator: '[\s\u200b\-]'"""
"""As Material asks for Chinese: words are told apart by jieba, so that a search finds more than whole sentences."""


def write_mkdocs_site(pages: pl.DataFrame, out: Path) -> int:
    """Configuration and one Markdown page a household. Gives the number of pages. Shape of `pages`: number, text."""
    folder = out / "docs" / "household"
    folder.mkdir(parents=True, exist_ok=True)
    (out / "mkdocs.yml").write_text(_CONFIG % ("household", ""), encoding="utf-8")
    (out / "docs" / "index.md").write_text("# 定额公示\n", encoding="utf-8")
    for number, text in pages.iter_rows():
        (folder / f"{number}.md").write_text(text, encoding="utf-8")
    return pages.height


def write_mkdocs_policies(policies: Path, out: Path) -> int:
    """Configuration and the same Markdown files, with the search in Chinese. Gives the number of pages."""
    (out / "docs").mkdir(parents=True, exist_ok=True)
    (out / "mkdocs.yml").write_text(_CONFIG % ("policies", _SEGMENTED), encoding="utf-8")
    (out / "docs" / "index.md").write_text("# 政策文件\n", encoding="utf-8")
    shutil.copytree(policies, out / "docs" / "policies")
    return len(list((out / "docs" / "policies").glob("*.md")))
