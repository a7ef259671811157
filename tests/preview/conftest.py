"""A preview of a copy of the example bureau, drawn by the real shell, without a server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from generator import shell
from generator.preview.drawn import Drawn
from generator.preview.site import Site

SITE_URL = "https://example.org/gongshi/"


def draw(config_file: Path, drawn: Drawn) -> None:
    shell.draw(config_file, drawn, drawn.folder, SITE_URL)


def without_warnings(bureau: Path) -> None:
    """Mends the three things the example bureau is usually warned of: a page without a word is then a page in order."""
    table = bureau / "quota_data" / "postings" / "2008-xi-provisional" / "households.csv"
    text = table.read_text(encoding="utf-8")
    assert ",8.50," in text and "2008-10-01" in text
    table.write_text(text.replace(",8.50,", ",7.50,").replace("2008-10-01", "2008-11-01"), encoding="utf-8")


@pytest.fixture
def example(example: Path) -> Path:
    without_warnings(example)
    return example


@pytest.fixture
def preview(example: Path) -> Iterator[Site]:
    """The preview after its first look at the files."""
    config_file = example / "mkdocs.yml"
    site = Site(config_file, None, partial(draw, config_file), "zh")
    site.update()
    yield site
    site.close()


@pytest.fixture
def save(example: Path, preview: Site) -> Callable[[str, str, str], None]:
    """Replaces words in a file of the bureau and lets the preview look at it."""
    def change(file: str, old: str, new: str) -> None:
        path = example / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")
        preview.update({path})
    return change
