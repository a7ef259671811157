"""A build that is killed, at any moment, leaves the old site whole. (tests/publish kills inside every step of the swap.)"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from tests.test_build import ENVIRONMENT, contents, run

POINTS = 20
BUILD = [sys.executable, "-m", "generator", "build"]
WORDS = ("本市开始公示", "本市今天开始公示")


def say(bureau: Path, words: str) -> None:
    """One sentence of one page, in one of its two wordings."""
    page = bureau / "content/press/xinwen.md"
    text = page.read_text(encoding="utf-8")
    for known in WORDS:
        text = text.replace(known, words)
    page.write_text(text, encoding="utf-8")


def killed_after(bureau: Path, seconds: float) -> float | None:
    """A build killed after so many seconds gives None; one that was done before gives the seconds it took."""
    began = time.monotonic()
    build = subprocess.Popen(BUILD, cwd=bureau, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        assert build.wait(timeout=seconds) == 0
    except subprocess.TimeoutExpired:
        build.kill()
        build.wait()
        return None
    return time.monotonic() - began


def test_killed_at_twenty_moments(example: Path, tmp_path: Path) -> None:
    """From the first import to the last rename: readers see the old site or the new one, never a mixture or nothing.

    A build that is done before its moment has published the other wording: the next one goes the way back, and the
    moments become parts of the time that it took. So a machine that is busy now and then changes nothing.
    """
    site = example / "site"
    assert run("generator", "build", cwd=example).returncode == 0
    say(example, WORDS[1])
    began = time.monotonic()
    assert run("generator", "build", "--site-dir", str(tmp_path / "aside"), cwd=example).returncode == 0
    whole = time.monotonic() - began
    known = [contents(site), contents(tmp_path / "aside")]
    assert known[0] != known[1]
    for point in range(1, POINTS + 1):
        took: float | None = whole
        while took is not None:
            whole = took
            say(example, WORDS[1 - known.index(contents(site))])
            took = killed_after(example, whole * point / (POINTS + 1))
            assert contents(site) in known
    say(example, WORDS[1])
    assert run("generator", "build", cwd=example).returncode == 0
    assert contents(site) == known[1] and not list((example / "site.builds").glob("*.tmp"))
