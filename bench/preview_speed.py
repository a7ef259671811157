"""Takes a number of rows and of policies, gives how long a saved change takes to be served and to be in the browser.

    python -m bench.preview_speed --rows 100000 --documents 3500 --out DIR [--browser]

One posting has all the rows, of streets its office covers. The table is then measured once more after its office was changed to
one that covers none of them: a warning on every row. Everything is saved, served and shown for real: the command `gongshi serve` in a process of
its own, a Chromium that waits for the words. The processor time of each step is measured beside it, in this process.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import make_documents
from bench.project import REPOSITORY, make_project
from generator import shell
from generator.model.bucket import bucket_of
from generator.preview.site import Site
from generator.stopwatch import Stopwatch

POSTING = "2008-all-provisional-01"
OFFICE = "21019999"
POLICY = "policies/invented-00100"
_CHARACTERS_A_DOCUMENT = 5714
_QUIET = 2.0  # seconds
_LOOKS = 20   # milliseconds between two looks at the page in the browser
_NOTICE = """words => {
  window.says = false;
  new MutationObserver(() => { window.says ||= document.body.textContent.includes(words); })
    .observe(document, { subtree: true, childList: true, characterData: true });
}"""
_SAYS = "words => window.says ?? document.body?.textContent.includes(words)"  # a page that was loaded again knows of no notice
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Change:
    """One save: the file, what becomes of its text, the page that must change, the words that must appear on it."""

    name: str
    file: str
    edit: Callable[[str], str]
    page: str
    words: str


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    if not (options.out / "mkdocs.yml").is_file():
        make(options.rows, options.documents, options.out)
    changes = list(the_changes(options.out))
    print(f"{'save to served, in a process of its own':52}{'seconds':>9}{'processor':>11}")
    with _serving(options.out) as (address, process), _browser(options.browser) as browser:
        time.sleep(_QUIET)
        for change in changes:
            _shown(address + change.page)  # the clerk has it open
            with _saved(options.out, change):
                seconds, processor = _until_served(address + change.page, change.words, process.pid)
                print(f"  {change.name:50}{seconds:9.2f}{processor:11.2f}")
            time.sleep(_settle(address, change))
        for change in changes if browser else ():
            seconds = _until_shown(browser, address + change.page, change, options.out)
            print(f"  {change.name + ', in the browser':50}{seconds:9.2f}")
            time.sleep(_settle(address, change))
    print_steps(options.out, changes)
    with _saved(options.out, Change("", f"quota_data/postings/{POSTING}/posting.yml", _of_no_street, "", "")):
        print("with a warning on every row")
        print_steps(options.out, changes)
    return 0


def make(rows: int, documents: int, out: Path) -> None:
    """A bureau whose one posting has that many rows, with that many policies. It replaces `out`."""
    make_project(rows + rows // 10 + 100, 2008, out)
    postings = out / "quota_data" / "postings"
    sources = sorted(postings.glob("2008-*-provisional-*"))
    tables = [(source / "households.csv").read_text(encoding="utf-8").rstrip("\n").split("\n") for source in sources]
    header = re.sub(r"^id: .*", f"id: {POSTING}", (sources[0] / "posting.yml").read_text(encoding="utf-8"), count=1)
    lines = [tables[0][0], *[line for table in tables for line in table[1:]][:rows]]
    shutil.rmtree(postings)
    (postings / POSTING).mkdir(parents=True)
    (postings / POSTING / "posting.yml").write_text(_of_the_office(header), encoding="utf-8")
    (postings / POSTING / "households.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    _put_office(out / "quota_data" / "reference", {line.split(",")[4] for line in lines[1:]})
    make_documents.make(documents, documents * _CHARACTERS_A_DOCUMENT, 2008, out / "content" / "policies")


def _put_office(reference: Path, streets: set[str]) -> None:
    """An office that covers these streets."""
    offices = reference / "offices.csv"
    heading, first, *_ = offices.read_text(encoding="utf-8").splitlines()
    columns = heading.lstrip("\ufeff").split(",")
    row = dict(zip(columns, first.split(",")), code=OFFICE, streets=";".join(sorted(streets)))
    with offices.open("a", encoding="utf-8", newline="\n") as file:
        file.write(",".join(row.get(column, "") for column in columns) + "\n")


def _of_the_office(header: str) -> str:
    return re.sub(r'^office: .*', f'office: "{OFFICE}"', header, count=1, flags=re.MULTILINE)


def _of_no_street(header: str) -> str:
    """The header of the posting with the district's own office, whose division has few of the streets."""
    return header.replace(f'office: "{OFFICE}"', 'office: "21010200"')


def the_changes(project: Path) -> Iterator[Change]:
    """What a clerk does, each with a page on which it must show."""
    table = f"quota_data/postings/{POSTING}/households.csv"
    lines = (project / table).read_text(encoding="utf-8").split("\n")
    at = len(lines) // 2
    number, street = lines[at].split(",")[0], lines[at].split(",")[4]
    buckets = int(re.search(r"household_buckets: (\d+)", (project / "mkdocs.yml").read_text(encoding="utf-8"))[1])
    household, posting = f"household/{bucket_of(number, buckets)}/", f"quota/posting/{POSTING}/"

    def cell(value: str) -> Callable[[str], str]:
        cells = lines[at].split(",")
        cells[8] = value
        return lambda text: "\n".join([*lines[:at], ",".join(cells), *lines[at + 1:]])

    yield Change("a quota changed, on the household's page", table, cell("12347.00"), household, "12,347")
    yield Change("a quota changed, on the street's page", table, cell("12348.00"), f"quota/{street[:6]}/{street}/", "12,348")
    yield Change("a quota changed, on the posting's page", table, cell("12349.00"), f"{posting}{(at - 1) // 200 + 1}/", "12,349")
    yield Change("a quota mistyped, the problem in place", table, cell("一万"), household, "一万")
    yield Change("a row taken out in the middle", table, lambda text: "\n".join(lines[:at] + lines[at + 1:]), posting, f"{len(lines) - 3:,} 户")
    yield Change("a policy changed", f"content/{POLICY}.md", lambda text: text + "\n\n末条 改了一句话。\n", f"{POLICY}/", "改了一句话")


@contextmanager
def _saved(project: Path, change: Change) -> Iterator[None]:
    """The change on the disk; the file as it was afterwards."""
    path = project / change.file
    text = path.read_text(encoding="utf-8")
    path.write_text(change.edit(text), encoding="utf-8")
    try:
        yield
    finally:
        path.write_text(text, encoding="utf-8")


@contextmanager
def _serving(project: Path) -> Iterator[tuple[str, subprocess.Popen]]:
    """The command, ready: its address and its process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "GONGSHI_LANG": "zh", "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "generator", "serve", "--address", f"127.0.0.1:{port}"]
    process = subprocess.Popen(command, cwd=project, env=environment, stderr=subprocess.PIPE, text=True)
    line = process.stderr.readline()
    while line and "http://" not in line:
        line = process.stderr.readline()
    if not line:
        raise SystemExit("the preview did not start")
    threading.Thread(target=process.stderr.read, daemon=True).start()  # lest a full pipe hold the server up
    try:
        yield f"http://127.0.0.1:{port}/", process
    finally:
        process.terminate()
        process.wait(timeout=30)


def _shown(address: str) -> str:
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:
            return answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.read().decode()


def _until_served(address: str, words: str, pid: int) -> tuple[float, float]:
    """Seconds from the save until the page says so, and the processor time of the server meanwhile."""
    begun, before = time.perf_counter(), _processor(pid)
    while words not in _shown(address):
        if time.perf_counter() - begun > 120:
            raise SystemExit(f"{address} never said {words}")
        time.sleep(0.02)
    return time.perf_counter() - begun, _processor(pid) - before


def _settle(address: str, change: Change) -> float:
    """Wait until the page is as before; gives how long to stay quiet afterwards, until the server has nothing left to do."""
    while change.words in _shown(address + change.page):
        time.sleep(0.05)
    return _QUIET


def _processor(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


@contextmanager
def _browser(is_wanted: bool) -> Iterator[object]:
    """A Chromium page, or nothing."""
    if not is_wanted:
        yield None
        return
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        path = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), None)
        chromium = started.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield chromium.new_page()
        chromium.close()


def _until_shown(page, address: str, change: Change, project: Path) -> float:
    """Seconds from the save until an open page shows the words, by itself."""
    page.goto(address)
    page.evaluate(_NOTICE, change.words)
    with _saved(project, change):
        begun = time.perf_counter()
        page.wait_for_function(_SAYS, arg=change.words, polling=_LOOKS, timeout=120_000)
        return time.perf_counter() - begun


def print_steps(project: Path, changes: list[Change]) -> None:
    """The processor time of each step of each change, the page included."""
    config_file = project / "mkdocs.yml"
    site = Site(config_file, None, lambda drawn: shell.draw(config_file, drawn, drawn.folder, "http://127.0.0.1/"), "zh")
    site.update()
    steps = ("read", "tables", "validate", "derive", "draw")
    print(f"{'processor seconds of each step':52}" + "".join(f"{step:>9}" for step in (*steps, "page")))
    for change in changes:
        with _saved(project, change):
            watch = site.update({project / change.file}, Stopwatch(clock=time.process_time))
            begun = time.process_time()
            assert change.words in site.page(change.page).content.decode()
            page = time.process_time() - begun
        site.update({project / change.file})
        print(f"  {change.name:50}" + "".join(f"{watch.seconds.get(step, 0):9.2f}" for step in steps) + f"{page:9.2f}")
    site.close()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.preview_speed", description="Measure the preview.")
    parser.add_argument("--rows", type=int, default=100_000, help="rows of the table (default 100000)")
    parser.add_argument("--documents", type=int, default=3500, help="policies (default 3500)")
    parser.add_argument("--out", type=Path, required=True, help="the bureau's folder; made where it is not there")
    parser.add_argument("--browser", action="store_true", help="measure in a Chromium too")
    return parser


if __name__ == "__main__":
    sys.exit(main())
