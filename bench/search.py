"""Takes a site's household search, asks it five hundred queries, prints what each kind costs a first visitor.

    python -m bench.search --site DIR [--queries 500] [--screen 5]

The households are read back from the index's own cards. Bytes are gzip -9 of each file that is fetched, manifest included;
`right` is how many queries of one word found exactly what a scan of all names, addresses and places finds.
"""

from __future__ import annotations

import argparse
import gzip
import re
from collections import defaultdict
from functools import cache
from itertools import count
from pathlib import Path

import polars as pl

from bench.queries import queries
from tests.search_reader import Reader


FIRST = "search/households/first"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--site", type=Path, required=True)
    parser.add_argument("--queries", type=int, default=500)
    parser.add_argument("--screen", type=int, default=5, help="how many households are shown at once")
    options = parser.parse_args(arguments)

    def get(path: str) -> bytes:
        return (options.site / path).read_bytes()

    @cache
    def weight(path: str) -> int:
        return len(gzip.compress(get(path), 9))

    households = cards_of(Reader(get))
    measured: dict[str, list[tuple[int, int, bool]]] = defaultdict(list)
    for kind, query in queries(households, options.queries):
        reader = Reader(get)
        try:
            found = ask(reader, query, options.screen)
        except LookupError:      # a word by ear too common to be combined: refused, and so not right
            found = -1
        is_right = found >= 0 and found == scan(households, reader, query, found)
        row = sum(map(weight, reader.fetched)), rounds(list(reader.fetched), reader.words(query)), is_right
        measured[kind].append(row)
        measured["all"].append(row)
    measured["all"] = measured.pop("all")
    print("| kind | queries | KB p50 | KB p95 | rounds p50 | rounds p95 | most | right |\n|---|---:|---:|---:|---:|---:|---:|---:|")
    for kind, rows in measured.items():
        sizes, waits = (sorted(row[at] for row in rows) for at in (0, 1))
        high = len(rows) * 95 // 100 - (len(rows) * 95 % 100 == 0)
        print(f"| {kind} | {len(rows)} | {sizes[len(rows) // 2] / 1000:.1f} | {sizes[high] / 1000:.1f} | {waits[len(rows) // 2]} "
              f"| {waits[high]} | {waits[-1]} | {sum(row[2] for row in rows)} |")
    return 0


def ask(reader: Reader, query: str, screen: int) -> int:
    """The total, after the first screen has been read."""
    result = reader.first(query)
    words = [reader.word(word) for word in reader.words(query) if word in reader.looked_up]
    if not (len(words) == 1 and words[0].head):
        for record in result.order[:screen]:
            if not any(record in word.cards for word in words):
                reader.record(record)
    return result.total


def rounds(paths: list[str], words: list[str]) -> int:
    """How many of the files had to be waited for one after another: what leads to the others, then pages and numbers, then
    lists, then cards; a second word's page may have waited for the cards of the first, and of a word in which letters
    and characters are mixed what leads to its sound for how its first character is read, the list of its characters for
    their page."""
    kinds = [path.split("/")[-2] for path in paths[1:]]
    known = {f"{FIRST}/{ord(sign) % 128}.txt" for word in words for sign in word}
    late = any(path.startswith(FIRST) and path not in known for path in paths)
    mixed = len(words) == 1 and re.search("[a-z]", words[0]) and not words[0].isascii()
    late += bool(mixed and kinds.count("lists") > 1)
    waited = [kind for kind in ("pages", "lists", "cards") if kind in (["pages" if one == "numbers" else one for one in kinds])]
    again = any(kinds[at] == "pages" and "cards" in kinds[:at] for at in range(len(kinds)))
    return 1 + len(waited) + again + late


def scan(households: pl.DataFrame, reader: Reader, query: str, found: int) -> int:
    """How many households hold all words, read one by one; what is meant by ear or as a number is not judged."""
    words = reader.words(query)
    if any(word.isascii() for word in words) or any(sign.isascii() and sign.isalpha() for sign in query):
        return found
    holds = pl.all_horizontal(pl.any_horizontal(pl.col(name).str.contains(word, literal=True) for name in (
        "name", "place", "street", "division", "trade")) for word in words)
    return households.filter(holds).height


def cards_of(reader: Reader) -> pl.DataFrame:
    """Every household of the index, with its texts folded."""
    manifest, rows = reader.manifest, []
    folded = cache(reader.fold)
    for block in count():
        if len(rows) == manifest["records"]:
            break
        address = manifest["cards"][block // manifest["blocks"]]
        for line in reader._get(f"search/households/{address}/cards/{block}.txt").decode().split("\n"):
            posting, card = line.split("\t")
            number, name, street, address, _ = card.split("\x1f")
            about = reader._about(posting)
            trade = manifest["trades"][about["trade"]][1]
            division = manifest["divisions"][reader.of_street[about["street"]]][1]
            rows.append((number, name, address, street, division, trade, reader.fold(name), reader.fold(address),
                         folded(street), folded(division), folded(trade)))
    return pl.DataFrame(rows, orient="row", schema=["disclosure_no", "shop_name", "address", "street_name", "division_name",
                                                    "industry_name", "name", "place", "street", "division", "trade"])


if __name__ == "__main__":
    raise SystemExit(main())
