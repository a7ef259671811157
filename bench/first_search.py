"""Takes a finished site, gives what a first search loads and how much of what there is it finds. Ours, Pagefind's, Material's.

Counted is the data: index, records, what one list of 20 results needs. Pages, scripts and WebAssembly are not, for any.
"""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from bench.chance import Chance
from bench.counting_server import Answer, counting, round_trips

_KINDS = ("name", "piece", "address")
_SHOWN = 20
_SCRIPTS = (".js", ".wasm", ".pagefind", ".html", ".css", ".ico")  # wasm.*.pagefind is Pagefind's program
_LONGEST_TRUTH = 50  # a query with more right answers than a reader would look through says little about recall
_CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True)
class FirstSearch:
    """Unit: bytes on the wire, the 95th percentile of cold searches; recall: what was found of
    the right answers, 0 to 1, the mean over the queries.
    """

    data_bytes: int | None = None
    round_trips: int | None = None
    recall: float | None = None


def of_ours(site: Path, repository: Path) -> FirstSearch:
    """By `python -m bench.search`; nothing where that has not come yet."""
    if not (repository / "bench" / "search.py").is_file():
        return FirstSearch()
    done = subprocess.run([sys.executable, "-m", "bench.search", "--site", str(site), "--json"],
                          cwd=repository, capture_output=True, text=True)  # fmt: skip
    if done.returncode:
        print(f"bench.search ended with {done.returncode}: {done.stderr[-500:]}", file=sys.stderr)
        return FirstSearch()
    found = json.loads(done.stdout)
    return FirstSearch(found["p95_bytes"], found["round_trips_max"], found["recall"])


def of_material(site: Path) -> FirstSearch:
    """The whole index is loaded before the first search; what it finds is not asked."""
    index = site / "search" / "search_index.json"
    index = index if index.is_file() else site / "search.json"
    return FirstSearch(len(gzip.compress(index.read_bytes(), 6)), 1) if index.is_file() else FirstSearch()


def of_pagefind(public: Path, households: pl.DataFrame) -> FirstSearch:
    """Cold searches for names and addresses. Shape of `households`: number, name, address."""
    return of_pagefind_asked(public, queries(households))


def of_pagefind_asked(public: Path, asked: list[tuple[str, set[str]]]) -> FirstSearch:
    """Cold searches in Chromium, each in a fresh context. Shape of `asked`: the text, the names in capitals of all pages with it."""
    from playwright.sync_api import sync_playwright

    (public / "bench-search.html").write_text("<!doctype html><html lang=zh-CN><title>.</title>", encoding="utf-8")
    sizes, trips, recalls = [], [], []
    with counting(public) as (address, answers), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_chromium(), args=["--no-sandbox", "--disable-gpu"])
        for text, truth in asked:
            context = browser.new_context()
            page = context.new_page()
            page.goto(address + "bench-search.html")
            answers.clear()
            page.evaluate(_SEARCH, [text, _SHOWN])
            data = [answer for answer in answers if not answer.path.partition("?")[0].endswith(_SCRIPTS)]
            sizes.append(sum(answer.size for answer in data))
            trips.append(round_trips(data))
            hits = set(page.evaluate(_SEARCH, [text, 4 * _LONGEST_TRUTH]))
            recalls.append(len(truth & hits) / len(truth))
            context.close()
        browser.close()
    return FirstSearch(sorted(sizes)[len(sizes) * 95 // 100], max(trips), sum(recalls) / len(recalls))


def queries(households: pl.DataFrame, count: int = 30) -> list[tuple[str, set[str]]]:
    """A whole name, two or three characters of a name, or an address; with the numbers of all that hold it."""
    chance = Chance.of(4 * count, 1)
    rows = chance.below("query/row", households.height)
    kinds, starts, lengths = (chance.below(f"query/{what}", 3) for what in ("kind", "start", "length"))
    asked: list[tuple[str, set[str]]] = []
    for row, kind, start, length in zip(rows, kinds, starts, lengths, strict=True):
        _, name, address = households.row(row)
        text = {"name": name, "piece": name[start : start + 2 + length // 2], "address": address}[_KINDS[kind]]
        if len(text) < 2:
            continue
        holds = pl.col("name").str.contains(text, literal=True) | pl.col("address").str.contains(text, literal=True)
        truth = set(households.filter(holds)["number"])
        if len(truth) <= _LONGEST_TRUTH and len(asked) < count:
            asked.append((text, truth))
    return asked


_SEARCH = """async ([text, shown]) => {
    const pagefind = await import('/pagefind/pagefind.js')
    const answer = await pagefind.search(text)
    const pages = await Promise.all(answer.results.slice(0, shown).map(result => result.data()))
    return pages.map(page => page.url.split('/').filter(Boolean).pop().replace('.html', '').toUpperCase())
}"""


def _chromium() -> str | None:
    from shutil import which

    return next(filter(None, map(which, _CHROMIUM)), None)
