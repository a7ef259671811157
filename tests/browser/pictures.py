"""What every type of page looks like, small; `python -m tests.browser.pictures` takes the pictures anew after a wanted change.

A picture is a quarter of the screen's size in each direction and has 32 shades of grey: layout, type and weight, not the dots of one
font's edge. Two are alike where few small squares differ by more than a tint.
"""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path

from PIL import Image, ImageChops
from playwright.sync_api import Browser, Page, sync_playwright

WIDTHS = (360, 768, 1440)
FOLDER = Path(__file__).parent / "pictures"
_HEIGHT, _SCALE, _SQUARE = 1000, 0.25, 5
_TINT = 24
"""By so many of 255 shades the mean of a square may differ."""
_SHADES = 32


def window(browser: Browser, width: int) -> Page:
    """A page of that width, from which pictures come out small."""
    return browser.new_page(viewport={"width": width, "height": _HEIGHT}, device_scale_factor=_SCALE, locale="zh-CN",
                            reduced_motion="reduce", color_scheme="light")


def taken(page: Page, address: str) -> Image.Image:
    """The top of the page at an address, as it is first seen."""
    page.goto("about:blank")
    page.goto(address)
    return Image.open(io.BytesIO(page.screenshot())).convert("L").quantize(_SHADES)


def difference(one: Image.Image, other: Image.Image) -> float:
    """The share of squares that differ by more than a tint, 0 to 1; 1 where the sizes differ."""
    if one.size != other.size:
        return 1.0
    size = (one.width // _SQUARE, one.height // _SQUARE)
    squares = ImageChops.difference(*(picture.convert("L").resize(size, Image.Resampling.BOX) for picture in (one, other)))
    return sum(squares.histogram()[_TINT:]) / (size[0] * size[1])


def path_of(kind: str, width: int) -> Path:
    return FOLDER / f"{kind.replace(' ', '-')}-{width}.png"


def main() -> int:
    """Builds the sample site and takes every picture."""
    from tests.browser.conftest import FLAGS, chromium, kinds, serve
    from tests.conftest import built

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        site = built(Path(folder) / "site")
        server, address = serve(site)
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        FOLDER.mkdir(exist_ok=True)
        for old in FOLDER.glob("*.png"):
            old.unlink()
        for width in WIDTHS:
            page = window(browser, width)
            for kind, path in kinds(site).items():
                taken(page, address + path).save(path_of(kind, width), optimize=True)
        browser.close()
        server.shutdown()
    return 0


if __name__ == "__main__":
    sys.exit(main())
