"""derive and render of the household search, cut into parts that can be made in any process.

Once: the records and their texts, kept in the cache as tables. Then each part from its own entries; last the files that
lead to the parts. What each part is made of is one number, so that a changed amount makes only the parts anew in
which the household stands.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import lru_cache, partial
from typing import Any

import polars as pl

from generator.code_version import code_digest
from generator.derive.search_groups import part_groups
from generator.derive.search_pages import part_pages, search_facts
from generator.derive.search_records import search_records
from generator.derive.search_signs import SignFacts
from generator.derive.search_source import part_digests, search_source
from generator.model.answers import Answers
from generator.model.part import Batch, Cache, File, key_of
from generator.model.search import FOLDER
from generator.render.search_index import card_files, card_ranges, leading_files, number_files, rare_pairs, tables
from generator.render.search_pages import Known, part_files
from generator.render.search_rows import Written, written

_BATCH = 50_000  # households that the search takes in at once
_TABLES = ("rows", "texts", "members", "entries", "numbers")
_NAME = "search/households"


@dataclass(frozen=True)
class Plan:
    """What is made: the parts' names and keys; `starts`: where the entries of each text part are; with the cards' keys first record and size; `tables`: the manifest's."""

    key: str
    texts: dict[str, str]
    starts: list[int]
    cards: dict[str, tuple[str, int, int]]
    numbers: dict[str, str]
    tables: dict[str, Any]
    simplified: str
    signs: SignFacts


def household_search_parts(answers: Answers, cache: Cache) -> Iterator[Batch]:
    """Pages, cards and numbers; each batch is one part."""
    return parts_of(_plan(answers, cache), cache)


def household_search_lead(answers: Answers, cache: Cache) -> Batch:
    """The manifest and what else leads to the parts, which are made by now."""
    return lead_of(_plan(answers, cache), cache)


def parts_of(plan: Plan, cache: Cache) -> Iterator[Batch]:
    """A batch for each part, to be made in any process that can read the cache."""
    for name, key, make in _each(plan, cache):
        yield Batch({name: key}, partial(_made, make, cache, name, key), is_sent=True)


def lead_of(plan: Plan, cache: Cache) -> Batch:
    """The files that name the parts' addresses. A part of which the cache says nothing is made once more."""
    def make(wanted: frozenset[str]) -> Iterator[tuple[str, File]]:
        known = {name: _known(cache, key) or _keep(cache, key, make_part()[0]) for name, key, make_part in _each(plan, cache)}
        texts, cards, numbers = ([known[name] for name in names] for names in (plan.texts, plan.cards, plan.numbers))
        yield _NAME, (f"{FOLDER}/simplified.txt", plan.simplified.encode())
        yield from ((_NAME, file) for file in leading_files(plan.tables, plan.signs, texts, cards, numbers[0]))

    return Batch({_NAME: plan.key}, make)


Make = Callable[[], tuple[Known, list[File]]]


def _each(plan: Plan, cache: Cache) -> Iterator[tuple[str, str, Make]]:
    """Name, key and how it is made, of every part."""
    said = plan.tables["digits"], plan.tables["unit"]
    for at, (name, key) in enumerate(plan.texts.items()):
        yield name, key, partial(_text_part, cache, plan.key, plan.starts[at], plan.starts[at + 1] - plan.starts[at], said)
    for name, (key, first, size) in plan.cards.items():
        yield name, key, partial(_card_part, cache, plan.key, first, size, plan.tables["block"], said)
    for name, key in plan.numbers.items():
        yield name, key, partial(_number_part, cache, plan.key, said)


def _made(make: Make, cache: Cache, name: str, key: str, wanted: frozenset[str]) -> Iterator[tuple[str, File]]:
    known, files = make()
    _keep(cache, key, known)
    yield from ((name, file) for file in files)


def _keep(cache: Cache, key: str, known: Known) -> Known:
    cache.put("search part", key, json.dumps(asdict(known)).encode())
    return known


def _known(cache: Cache, key: str) -> Known | None:
    stored = cache.get("search part", key)
    return Known(**json.loads(stored)) if stored is not None else None


def _text_part(cache: Cache, key: str, start: int, size: int, said: tuple[Any, int]) -> tuple[Known, list[File]]:
    texts, members, rows = (_table(cache, name, key) for name in ("texts", "members", "rows"))
    entries = cache.load("search entries", key, start, size)
    pages = part_pages(part_groups(entries, texts, members["record"]), rows)
    return part_files(pages, Written(rows["posting"], rows["card"], *said))


def _card_part(cache: Cache, key: str, first: int, size: int, block: int, said: tuple[Any, int]) -> tuple[Known, list[File]]:
    rows = _table(cache, "rows", key).slice(first, size)
    return card_files(Written(rows["posting"], rows["card"], *said), first, block)


def _number_part(cache: Cache, key: str, said: tuple[Any, int]) -> tuple[Known, list[File]]:
    return number_files(cache.load("search numbers", key), said[0][0])


@lru_cache(maxsize=len(_TABLES))
def _table(cache: Cache, name: str, key: str) -> pl.DataFrame:
    """A table as one piece: this process looks at it often."""
    return cache.load(f"search {name}", key).rechunk()


def _plan(answers: Answers, cache: Cache) -> Plan:
    """The plan, from the cache where nothing that is searched changed."""
    searched = answers.index["searched"].hash().sum()
    key = key_of(answers.key, len(answers.index), int(searched or 0))
    stored = cache.get("search plan", key)
    if stored is not None and all(cache.has_frame(f"search {name}", key) for name in _TABLES):
        return Plan(**json.loads(stored))
    records = search_records(answers.on_streets(streets) for streets in answers.street_batches(_BATCH))
    plan = planned(records, answers.settings.household_buckets, cache, key)
    cache.put("search plan", key, json.dumps(asdict(plan)).encode())
    return plan


def planned(records: pl.DataFrame, buckets: int, cache: Cache, key: str) -> Plan:
    """The plan of these records; the cache holds afterwards what the parts are made of. `key`: over everything."""
    source, said = search_source(records), written(records)
    rows = search_facts(records, source.facts).with_columns(posting=said.postings, card=said.cards)
    frames = {"rows": rows, "texts": source.texts, "members": source.members.to_frame("record"), "entries": source.entries,
              "numbers": records.select("number_text", "record")}
    for name, frame in frames.items():
        cache.put_frame(f"search {name}", key, frame, is_whole=name != "entries")
    known = tables(records, said, buckets, source.signs)
    common = key_of(code_digest(), said.digits, said.unit, known["block"], known["streets"],
                    known["trades"], known["statuses"])
    texts = {f"{_NAME}/texts-{at}": key_of(common, digest) for at, digest in enumerate(part_digests(source, rows))}
    shown = rows.select("posting", "card")
    cards = {f"{_NAME}/cards-{first}": (key_of(common, _sum(shown.slice(first, size))), first, size)
             for first, size in card_ranges(records.height, rows.height if records.height else 0)}
    numbers = {f"{_NAME}/numbers": key_of(common, _sum(frames["numbers"]))}
    return Plan(key, texts, source.starts, cards, numbers, known, rare_pairs(source.signs), source.facts)


def _sum(rows: pl.DataFrame) -> int:
    """A number that changes when a row does, or its place."""
    return int(rows.with_row_index().hash_rows(seed=43).sum() or 0)
