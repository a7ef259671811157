"""The preview: a saved change is in the page, a mistake does not end it."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.test_build import ENVIRONMENT

STREET = "gongshi/quota/110101/110101001/"
TABLE = "quota_data/postings/2008-dong-correction/households.csv"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until(holds: Callable[[], bool], seconds: float = 30) -> None:
    """Waits for a fact, up to a bound."""
    ends = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < ends, "it did not come in time"
        time.sleep(0.1)


@pytest.mark.parametrize("command", [("mkdocs", "serve", "-a"), ("generator", "serve", "--address")], ids=("mkdocs", "gongshi"))
def test_a_saved_change_is_in_the_preview(example: Path, tmp_path: Path, command: tuple) -> None:
    """Household tables, documents and mistakes: each is in the preview after saving, and a mistake goes when mended."""
    port = free_port()
    log = (tmp_path / "log").open("w+", encoding="utf-8")
    preview = subprocess.Popen([sys.executable, "-m", *command, f"127.0.0.1:{port}"], cwd=example, stdout=log,
                               stderr=subprocess.STDOUT, env={**ENVIRONMENT, "PYTHONUNBUFFERED": "1"})

    def shown(address: str, words: str) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/{address}", timeout=5) as answer:
                return words in answer.read().decode()
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    def save(file: str, old: str, new: str) -> None:
        path = example / file
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")

    try:
        until(lambda: shown(STREET, "13,000"))
        assert shown("gongshi/", "livereload" if command[0] == "mkdocs" else "/__preview/preview.js")
        time.sleep(0.5)  # the watcher starts after the first build
        save(TABLE, "13000.00", "12800.00")
        until(lambda: shown(STREET, "12,800"))
        save(TABLE, "12800.00", "一万二")
        until(lambda: "[amount-not-a-number]" in (tmp_path / "log").read_text(encoding="utf-8"))
        assert command[0] == "mkdocs" or shown(STREET, "一万二") and shown("__preview/problems", TABLE)
        save(TABLE, "一万二", "12900.00")
        until(lambda: shown(STREET, "12,900"))
        assert not shown(STREET, "一万二")
        save("content/press/xinwen.md", "下一执行期", "新一执行期")
        until(lambda: shown("gongshi/press/xinwen/", "新一执行期"))
        assert not (example / "site").exists()
    finally:
        preview.terminate()
        preview.wait(timeout=20)
        log.close()


def test_a_port_in_use_is_one_clear_line(example: Path) -> None:
    """The world is wrong: exit 2, which address it was and what to do, no traceback."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run([sys.executable, "-m", "generator", "serve", "--address", f"127.0.0.1:{port}"], cwd=example,
                              capture_output=True, text=True, env=ENVIRONMENT, timeout=60)
    assert done.returncode == 2 and str(port) in done.stderr and "--address" in done.stderr
    assert "Traceback" not in done.stderr and len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("sign", (signal.SIGINT, signal.SIGTERM), ids=("ctrl-c", "terminate"))
def test_an_interrupt_ends_it_cleanly(example: Path, tmp_path: Path, sign: signal.Signals) -> None:
    """Exit 0, no traceback, nothing left in the folder for temporary files; also while a browser waits for changes."""
    port, temporary = free_port(), tmp_path / "temporary"
    temporary.mkdir()
    preview = subprocess.Popen([sys.executable, "-m", "generator", "serve", "--address", f"127.0.0.1:{port}"], cwd=example, text=True,
                               stderr=subprocess.PIPE, env={**ENVIRONMENT, "TMPDIR": str(temporary), "PYTHONUNBUFFERED": "1"})
    while "http://" not in preview.stderr.readline():
        assert preview.poll() is None
    assert list(temporary.glob("gongshi-preview-*"))
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/__preview/changes", timeout=20) as waiting:
        assert waiting.readline().startswith(b"event: state")
        preview.send_signal(sign)
        assert preview.wait(timeout=30) == 0
    assert "Traceback" not in preview.stderr.read()
    assert not list(temporary.glob("gongshi-preview-*"))
