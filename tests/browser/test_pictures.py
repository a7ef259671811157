"""Every type of page looks as it did when somebody last looked at it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Browser

from tests.browser.pictures import FOLDER, WIDTHS, difference, path_of, taken, window

MOST = 0.03
"""The share of small squares that may differ: another version of the browser or the font, not another layout."""


@pytest.mark.parametrize("width", WIDTHS)
def test_every_type_of_page_looks_as_before(browser: Browser, site: str, every_kind: dict, width: int, tmp_path: Path) -> None:
    """The first screen of each, beside its picture; after a wanted change `python -m tests.browser.pictures`, and look at them."""
    different, page = {}, window(browser, width)
    for kind, address in every_kind.items():
        now = taken(page, site + address)
        share = difference(now, Image.open(path_of(kind, width)))
        if share > MOST:
            now.save(tmp_path / path_of(kind, width).name)
            different[kind] = f"{share:.1%}, now {tmp_path / path_of(kind, width).name}"
    page.close()
    assert not different, different


def test_every_picture_is_of_a_page(every_kind: dict) -> None:
    """None is left of a page that is no more."""
    assert {path.name for path in FOLDER.glob("*.png")} == {path_of(kind, width).name for kind in every_kind for width in WIDTHS}


def test_a_moved_block_is_seen() -> None:
    """A tenth of the page set lower is a difference; one shade all over is none."""
    page, moved, lighter = (Image.new("L", (360, 250), shade) for shade in (255, 255, 250))
    ImageDraw.Draw(page).rectangle((20, 20, 200, 60), fill=60)
    ImageDraw.Draw(moved).rectangle((20, 50, 200, 90), fill=60)
    ImageDraw.Draw(lighter).rectangle((20, 20, 200, 60), fill=65)
    assert difference(page, moved) > MOST and difference(page, lighter) == 0
