"""Takes HTML, gives it as PDF in sizes that are one drawing: A4 and A3. Loads nothing from anywhere, asks no clock.

WeasyPrint lays out and draws; it needs Pango of the system and a font for Chinese. Without them nothing is drawn, and
`missing` says what is not there. The same text gives the same bytes with the same WeasyPrint and the same fonts.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from functools import cache
from importlib.metadata import PackageNotFoundError, version

SIZES = {"a4": 1.0, "a3": 2 ** 0.5}
"""How much each is larger than what the stylesheet says: A3 is A4 drawn larger."""


@cache
def missing() -> str | None:
    """What keeps PDF from being drawn here: `weasyprint`, `pango` or `font`; None where nothing does."""
    try:
        import segno  # noqa: F401
        import weasyprint  # noqa: F401
    except ImportError:
        return "weasyprint"
    except OSError:  # its libraries are opened when it is imported
        return "pango"
    return None if _has_chinese_font() else "font"


def drawn_by() -> str:
    """What draws, with its version."""
    try:
        return f"weasyprint {version('weasyprint')}"
    except PackageNotFoundError:
        return ""


def drawn(html: str, identity: str, sizes: Sequence[str]) -> list[bytes]:
    """The same text as PDF in these sizes: laid out once, drawn once each."""
    import weasyprint
    document = weasyprint.HTML(string=html, url_fetcher=weasyprint.urls.URLFetcher(allowed_protocols=())).render()
    return [document.write_pdf(zoom=SIZES[size], pdf_identifier=f"{identity}-{size}".encode()) for size in sizes]


def code(address: str) -> str:
    """A QR code of the address as SVG."""
    import segno
    return segno.make_qr(address, error="m").svg_inline(scale=4, border=4, omitsize=True, svgclass=None, lineclass=None)


def _has_chinese_font() -> bool:
    """Whether the system names a font for Chinese; where it cannot be asked, the sheet will show it."""
    asked = shutil.which("fc-list")
    return not asked or bool(subprocess.run([asked, ":lang=zh-cn", "family"], capture_output=True, check=False).stdout.strip())
