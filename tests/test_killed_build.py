"""A build that is killed, at any moment, leaves the old site whole. (tests/publish kills inside every step of the swap.)"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from tests.test_build import ENVIRONMENT, contents, run

POINTS = 20
BUILD = [sys.executable, "-m", "generator", "build"]


def start(bureau: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(BUILD, cwd=bureau, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def test_killed_at_twenty_moments(example: Path, tmp_path: Path) -> None:
    """From the first import to the last rename: readers see the old site or the new one, never a mixture or nothing."""
    site = example / "site"
    assert run("generator", "build", cwd=example).returncode == 0
    old = contents(site)
    page = example / "content/press/xinwen.md"
    page.write_text(page.read_text(encoding="utf-8").replace("本市开始公示", "本市今天开始公示"), encoding="utf-8")
    began = time.monotonic()
    assert run("generator", "build", "--site-dir", str(tmp_path / "aside"), cwd=example).returncode == 0
    whole = time.monotonic() - began
    new = contents(tmp_path / "aside")
    assert new != old
    killed = 0
    for point in range(1, POINTS + 1):
        build = start(example)
        try:
            build.wait(timeout=whole * point / POINTS)
        except subprocess.TimeoutExpired:
            build.kill()
            build.wait()
            killed += 1
        assert contents(site) in (old, new)
    assert killed >= POINTS // 2
    assert run("generator", "build", cwd=example).returncode == 0
    assert contents(site) == new and not list((example / "site.builds").glob("*.tmp"))
