"""The page's own modules find every document that contains the words, and no other, in the promised order."""

from __future__ import annotations

import json
import random
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.document_index import fold, index_files, sample, spread_files, write

HERE = Path(__file__).parent
pytestmark = pytest.mark.usefixtures("node")

Ask = Callable[[list[str]], list[dict]]


@pytest.fixture(scope="module")
def known() -> dict:
    return sample(600, 900_000)


@pytest.fixture(scope="module")
def texts(known: dict) -> dict[str, str]:
    return {path: fold(text) for path, (_, text) in known.items()}


@pytest.fixture(scope="module", params=[index_files, spread_files])
def ask(known: dict, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Ask:
    folder = write(tmp_path_factory.mktemp("documents"), request.param(known))

    def asked(queries: list[str]) -> list[dict]:
        done = subprocess.run(["node", str(HERE / "document_files.mjs")], text=True, capture_output=True, check=False,
                              input=json.dumps({"folder": str(folder), "queries": queries}))
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)
    return asked


def pieces(texts: dict[str, str], count: int, seed: int) -> list[str]:
    """Random pieces of random documents: of words, across words and signs, short and long."""
    chance, found = random.Random(seed), []
    while len(found) < count:
        text = chance.choice(list(texts.values()))
        at = chance.randrange(len(text))
        piece = text[at:at + chance.choice((1, 2, 2, 3, 4, 4, 5, 6, 7, 9, 14, 25, 60))]
        found += [piece] if "\n" not in piece and piece else []
    return found


def expected(texts: dict[str, str], query: str) -> set[str]:
    words = fold(query.replace(" ", "\n")).split("\n")
    return {path for path, text in texts.items() if all(word in text for word in words)}


def test_every_document_with_the_words_and_no_other(ask: Ask, texts: dict[str, str]) -> None:
    """250 random pieces, pairs of them, and words people type: the same documents as reading them all."""
    some = pieces(texts, 250, 1)
    pairs = [f"{one} {other}" for one, other in zip(some[:40], some[40:80])]
    queries = [*some, *pairs, "税务机关", "納稅人 應當", "１", "第三条 定额", "没有这样的话", "税务机关没有这样", "范例的通知", "第十二号"]
    for query, answer in zip(queries, ask(queries), strict=True):
        assert set(answer["paths"]) == expected(texts, query) and len(set(answer["paths"])) == len(answer["paths"]), query


def test_absent_words_made_of_present_ones(ask: Ask, texts: dict[str, str]) -> None:
    """Two pieces that stand in many documents side by side stand in few as one: counts alone would not tell."""
    common = sorted({piece for piece in pieces(texts, 400, 2) if len(piece) in (2, 3)},
                    key=lambda piece: -len(expected(texts, piece)))[:40]
    queries = [one + other for one, other in zip(common, reversed(common))]
    answers = ask(queries)
    assert [set(answer["paths"]) for answer in answers] == [expected(texts, query) for query in queries]
    assert any(not answer["paths"] for answer in answers) and any(answer["paths"] for answer in answers)


def test_titles_come_first_then_the_newest(ask: Ask, known: dict) -> None:
    """A word of a title: those documents before all others; among the equal the younger first."""
    number = next(re.search(r"第(\d+)号", document.title)[0] for document, _ in known.values())
    (answer, many) = ask([number, "范例的通知"])
    first = [number in known[path][0].title for path in answer["paths"]]
    assert any(first) and first == sorted(first, reverse=True)
    days = [known[path][0].shown_on for path in many["paths"]]
    assert len(days) == 600 and days == sorted(days, reverse=True)


@pytest.mark.parametrize("ask", [index_files], indirect=True)
def test_a_first_search_is_small(ask: Ask, texts: dict[str, str]) -> None:
    """Manifest, lists and the first ten texts of nineteen in twenty random pieces: below 120 KB here."""
    sizes = sorted(answer["bytes"] for answer in ask(pieces(texts, 100, 3)))
    assert sizes[94] < 120_000
