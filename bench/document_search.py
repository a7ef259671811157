"""Takes a site, asks its document search some hundred phrases, prints what a first search loads and how much it finds.

    python -m bench.document_search --site DIR [--queries 200] [--json]

The phrases are pieces of the documents themselves, short and long, across words and signs, and titles. The truth is a scan of
all texts. The page's own modules search, in Node; bytes are the manifest, the lists, which go out as they are, and
the texts of the five documents a page shows first.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from random import Random

import polars as pl

from generator.model.search import folded

REPOSITORY = Path(__file__).resolve().parent.parent
_SHOWN = 5  # as site_templates/scripts/search/documents.js
_LENGTHS = (2, 2, 3, 4, 4, 5, 6, 8, 12, 20)
_SIGNS = frozenset(" \t.,;:，。；：、（）()《》“”〔〕—|*#[]")


@dataclass(frozen=True)
class Found:
    """Unit: bytes on the wire of a cold first search; recall: what was found of what there is, the mean, 0 to 1.

    Shape: `wrong` is how many documents were found that do not contain the phrase.
    """

    queries: int
    p50_bytes: int
    p95_bytes: int
    most_bytes: int
    round_trips: int
    recall: float
    wrong: int


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--site", type=Path, required=True)
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    found = measured(options.site, options.queries)
    said = vars(found)
    print(json.dumps(said) if options.json else "  ".join(f"{name} {value}" for name, value in said.items()))
    return 0


def measured(site: Path, count: int) -> Found:
    """Our own search, each phrase with nothing loaded before."""
    texts = texts_of(site)
    asked = phrases(texts, count)
    answers = _ask(site, asked)
    truth = [holding(texts, phrase) for phrase in asked]
    found = [set(answer["paths"]) for answer in answers]
    sizes = sorted(answer["bytes"] for answer in answers)
    return Found(len(asked), sizes[len(sizes) // 2], sizes[len(sizes) * 95 // 100], sizes[-1],
                 max(answer["trips"] for answer in answers),
                 sum(len(one & other) / len(other) for one, other in zip(found, truth)) / len(asked),
                 sum(len(one - other) for one, other in zip(found, truth)))  # fmt: skip


def texts_of(site: Path) -> dict[str, str]:
    """The folded text of every document by its address."""
    found = {}
    for path in sorted((site / "search" / "documents" / "text").glob("*.txt")):
        address, _, text = path.read_text(encoding="utf-8").partition("\n")
        found[address] = "\n".join(pl.select(folded(pl.lit(pl.Series(text.split("\n"))))).to_series())
    return found


def phrases(texts: dict[str, str], count: int, seed: int = 2008) -> list[str]:
    """Pieces of lines as people type them: no sign at either end; every tenth is a whole title."""
    chance, lines, found = Random(seed), list(texts.values()), []
    while len(found) < count:
        of = chance.choice(lines).split("\n")
        line = of[0] if len(found) % 10 == 9 else chance.choice(of)
        length = len(line) if len(found) % 10 == 9 else chance.choice(_LENGTHS)
        at = chance.randrange(max(1, len(line) - length + 1))
        piece = line[at:at + length]
        if len(piece) > 1 and not {piece[0], piece[-1]} & _SIGNS:
            found.append(piece)
    return found


def holding(texts: dict[str, str], phrase: str) -> set[str]:
    """Every document with the phrase in one of its lines."""
    return {address for address, text in texts.items() if phrase in text}


def _ask(site: Path, asked: list[str]) -> list[dict]:
    done = subprocess.run(["node", str(REPOSITORY / "tests" / "scripts" / "document_files.mjs")], capture_output=True,
                          input=json.dumps({"folder": str(site.resolve()), "queries": asked, "shown": _SHOWN}), text=True, check=True)  # fmt: skip
    return json.loads(done.stdout)


if __name__ == "__main__":
    sys.exit(main())
