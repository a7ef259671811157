"""The module that draws a household's QR code, run by Node and held against a library's codes."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
import segno
from rjsmin import jsmin

HERE = Path(__file__).parent
FULL = (14, 26, 42, 62, 84, 106, 122, 152, 180, 213)   # bytes that fill versions 1 to 10 at level M to the last one
pytestmark = pytest.mark.usefixtures("node")


def drawn(*texts: str) -> list[list[list[int]] | None]:
    done = subprocess.run(["node", str(HERE / "qr.mjs"), *texts], text=True, capture_output=True, check=True)
    return json.loads(done.stdout)


def test_the_codes_are_those_of_a_library() -> None:
    """Every version, filled to its last byte: the same modules as segno's, one by one."""
    texts = ["https://e.org"[:n] + "q" * max(0, n - 13) for n in FULL]
    for text, ours in zip(texts, drawn(*texts), strict=True):
        theirs = segno.make(text.encode(), error="m", mode="byte", mask=0, boost_error=False, micro=False)
        assert ours == [list(map(int, row)) for row in theirs.matrix], len(text)


def test_a_text_that_is_too_long_has_no_code() -> None:
    """214 bytes do not fit the largest version; the address stands there in words anyway."""
    assert drawn("q" * 214) == [None]


def test_the_published_module_is_small() -> None:
    """At most 4 KB as it is sent, before compression."""
    module = HERE.parent.parent / "site_templates" / "scripts" / "household" / "qr.js"
    assert len(jsmin(module.read_text(encoding="utf-8")).encode()) <= 4096
