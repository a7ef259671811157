"""The sample bureau's real site on a loopback server, and a real Chromium to visit it."""

from __future__ import annotations

import functools
import http.server
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, Playwright, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
# Chromium's own errands to other hosts are switched off: a test's request log shows the page's requests only.
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]
MISSING = ("No browser for the browser tests. Install one: `apt-get install chromium fonts-noto-cjk` on Debian and Ubuntu, "
           "or Google Chrome, or name one in GONGSHI_CHROMIUM. Playwright's own download was tried and failed.")


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


def serve(folder: Path) -> tuple[http.server.ThreadingHTTPServer, str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, f"http://127.0.0.1:{server.server_port}/"


@pytest.fixture(scope="session")
def site(site_folder: Path) -> Iterator[str]:
    """The address of the site's root, with a slash at its end."""
    server, address = serve(site_folder)
    yield address
    server.shutdown()


def one_of(site_folder: Path, pattern: str) -> str:
    """The address of the first page that matches, so that no test knows a sample household by heart."""
    return sorted(site_folder.glob(pattern))[0].parent.relative_to(site_folder).as_posix() + "/"


def household_with(site_folder: Path, words: str) -> str:
    """The address of the first household of the sample whose block has these words."""
    for path in sorted(site_folder.glob("household/*/index.html")):
        for block in path.read_text(encoding="utf-8").split("<article")[1:]:
            if words in block:
                number = re.search(r' id="([^"]+)"', block)[1]
                return f"household/{path.parent.name}/#{number}"
    raise AssertionError(f"no household of the sample has “{words}”")


@pytest.fixture(scope="session")
def every_kind(site_folder: Path) -> dict[str, str]:
    """One address for every type of page."""
    return kinds(site_folder)


def kinds(site_folder: Path) -> dict[str, str]:
    bucket = one_of(site_folder, "household/*/index.html")
    number = re.search(r'<article[^>]* id="([^"]+)"', (site_folder / bucket / "index.html").read_text(encoding="utf-8"))
    found = {"home": "", "quota": "quota/", "household": f"{bucket}#{number[1]}",
             "division": one_of(site_folder, "quota/2101??/index.html"),
             "street": one_of(site_folder, "quota/2101??/*/index.html"), "trades": "quota/industry/",
             "trade": one_of(site_folder, "quota/industry/????/index.html"), "postings": "quota/posting/",
             "posting": one_of(site_folder, "quota/posting/*provisional*/index.html"), "data": "data/",
             "about": "about/", "english": "about/english/", "components": "about/components/", "fairness": "fairness/", "outliers": "fairness/high/", "offices": "quota/office/",
             "office": one_of(site_folder, "quota/office/*01/index.html"), "form": "household/form/", "glossary": "about/glossary/", "not found": "404.html"}
    for column in ("policies", "press", "guides", "hotline", "halls", "statistics", "disclosure"):
        found[column] = f"{column}/"
        found[f"{column} page"] = one_of(site_folder, f"{column}/*/index.html")
    return found


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """A Chromium or Chrome of this machine, else Playwright's own; without either the tests fail and say what to do."""
    launched = _launch(playwright)
    yield launched
    launched.close()


def chromium() -> str | None:
    """The browser of this machine, or the one that is named."""
    return os.environ.get("GONGSHI_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


def _launch(playwright: Playwright) -> Browser:
    if path := chromium():
        return playwright.chromium.launch(executable_path=path, args=FLAGS)
    try:
        return playwright.chromium.launch(args=FLAGS)
    except Error:
        done = subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], capture_output=True)
        if done.returncode:
            pytest.fail(MISSING)
    return playwright.chromium.launch(args=FLAGS)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh page whose errors fail the test at its end: scripts, and everything the security policy refused."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN")
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    yield opened
    context.close()
    assert not errors, errors
