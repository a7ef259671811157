"""The files of the household search, judged by a stranger's reader that knows only the format page."""

from __future__ import annotations

import json
import random
import re

import polars as pl
import pytest

from generator.derive.search_index import search_lists, search_records
from generator.render.search_index import pages
from tests.search_reader import Reader, fold
from tests.search_sample import OWNERS, households

SIMPLIFIED = str.maketrans("東館興號鐵陽", "东馆兴号铁阳")  # all the traditional characters of the sample and queries
COLUMNS = ("shop_name", "address", "street_name", "division_name", "industry_name", "disclosure_no")


def index_of(frame: pl.DataFrame) -> dict[str, bytes]:
    records = search_records(frame)
    return dict(pages(records, search_lists(records)))


@pytest.fixture(scope="module")
def frame() -> pl.DataFrame:
    return households(1000)


@pytest.fixture(scope="module")
def files(frame: pl.DataFrame) -> dict[str, bytes]:
    return index_of(frame)


@pytest.fixture
def reader(files: dict[str, bytes]) -> Reader:
    return Reader(files.__getitem__)


@pytest.fixture(scope="module")
def texts(frame: pl.DataFrame) -> dict[str, list[str]]:
    """Disclosure number to its folded searchable texts."""
    return texts_of(frame)


def texts_of(frame: pl.DataFrame) -> dict[str, list[str]]:
    return {row[-1]: [fold(text).translate(SIMPLIFIED) for text in row] for row in frame.select(COLUMNS).iter_rows()}


def found(reader: Reader, query: str) -> set[str]:
    return {reader.record(record)["disclosure_no"] for record in reader.search(query)}


def brute(texts: dict[str, list[str]], query: str) -> set[str]:
    """Every household one of whose texts contains the word, for all words."""
    words = [fold(word).translate(SIMPLIFIED) for word in query.split()]
    return {number for number, held in texts.items() if all(any(word in text for text in held) for word in words)}


def random_queries(texts: dict[str, list[str]], count: int) -> list[str]:
    """Substrings of one to ten characters of any text, every third with a second word of the same household."""
    chance, households_texts = random.Random(8), list(texts.values())
    queries = []
    for number in range(count):
        held = chance.choice(households_texts)
        pieces = [_piece(chance, chance.choice(held)) for _ in range(2 if number % 3 == 0 else 1)]
        queries.append(" ".join(pieces))
    return queries


def _piece(chance: random.Random, text: str) -> str:
    size = min(len(text), chance.choice((1, 2, 2, 3, 4, 6, 10)))
    at = chance.randrange(len(text) - size + 1)
    return text[at:at + size]


def by_ear(frame: pl.DataFrame) -> dict[str, tuple[str, list[str]]]:
    records = search_records(frame)
    return {number: (initials, heard) for number, initials, heard
            in records.select("disclosure_no", "initials", "sounds").iter_rows()}


def sounds_like(word: str, initials: str, heard: list[str]) -> bool:
    """The word is in the initials, or is read from the start of some syllable on, the last one perhaps only begun."""
    if not re.fullmatch("[a-z0-9]+", word):
        return False
    tails = ("".join(heard[start:]) for start in range(len(heard)))
    return word in initials or (word.isalpha() and any(tail.startswith(word) for tail in tails))


def test_recall_is_complete(reader: Reader, texts: dict[str, list[str]], frame: pl.DataFrame):
    """Each of 400 random queries finds exactly what a search through all texts finds, and besides only pinyin."""
    ear = by_ear(frame)
    for query in random_queries(texts, 400):
        hits, wanted = found(reader, query), brute(texts, query)
        assert wanted <= hits, query
        for number in hits - wanted:
            assert any(sounds_like(fold(word), *ear[number]) for word in query.split()), (query, number)


@pytest.mark.parametrize("query", [
    "福", "𠮷", "𠮷野", "湖街", "售业", "网吧(", "网吧（中街店）", "ktv", "ＫＴＶ", "“金", "\\C", '"B', "<d>", "·烧", "哈哈哈哈镜", "1111号", "哈哈",
    "12-1", "五号乙", "乙", "KQ34TX7B2M", "ｋｑ３４", "b2m", "AB-12.34_X", "H1111", "饺子 中街",
    "中街 饺子 沈河", "铁西", "東方餐館", "东方餐馆", "方餐館", "兴隆街2号", "沈陽", "鐵西", "理发及美容", "不存在的店",
])
def test_awkward_queries(reader: Reader, texts: dict[str, list[str]], query: str):
    """Rare characters, punctuation, one letter, repetition, folded and mid-word: all as a plain search finds."""
    assert brute(texts, query) <= found(reader, query)
    if not fold(query).isascii():
        assert found(reader, query) == brute(texts, query)


@pytest.mark.parametrize(("query", "number"), [
    ("laobian", "KQ34TX7B2M"), ("laobianjiaoziguan", "KQ34TX7B2M"), ("lbjz", "KQ34TX7B2M"), ("lbjzg", "KQ34TX7B2M"),
    ("bianjiao", "KQ34TX7B2M"), ("laob", "KQ34TX7B2M"), ("LaoBian", "KQ34TX7B2M"), ("bjz 中街", "KQ34TX7B2M"),
    ("xian", "XN12345678"), ("xi'an", "XN12345678"), ("xianroujiamo", "XN12345678"), ("xarjm", "XN12345678"),
    ("lvyin", "PP88"), ("lüyin", "PP88"), ("lvyinshaokao", "PP88"), ("eshidai", "R9Y9XRF779"),
    ("esd", "R9Y9XRF779"), ("hahaha", "H11111111H"),
    ("k-q34", "KQ34TX7B2M"),
])
def test_pinyin_and_numbers_as_people_type_them(reader: Reader, query: str, number: str):
    """Full pinyin, begun pinyin, initials, two readings of one spelling, ü as v, a dash inside a number."""
    assert number in found(reader, query)


def test_pinyin_begins_at_a_syllable(reader: Reader):
    """`aobian` is no way to read 老边: pinyin is matched from the start of a syllable."""
    assert "KQ34TX7B2M" not in found(reader, "aobian")


def test_the_best_come_first(reader: Reader):
    """The whole name first, then names that begin with the word, then names that contain it, then other fields."""
    names = [reader.record(record)["shop_name"] for record in reader.ordered("福")]
    assert names[0] == "福"
    kinds = [0 if name == "福" else 1 if name.startswith("福") else 2 for name in names]
    assert kinds == sorted(kinds) and set(kinds) == {0, 1, 2}
    assert reader.record(reader.ordered("b7")[0])["disclosure_no"] == "B7"


def test_records_say_what_the_table_says(reader: Reader, frame: pl.DataFrame):
    """Every record read through the manifest is its household's row: names, amounts, status, state, bucket."""
    ordered = frame.sort("street_code", "industry_code", "shop_name", "disclosure_no").with_row_index()
    for row in ordered.iter_rows(named=True):
        record, manifest = reader.record(row["index"]), reader.manifest
        street = manifest["streets"][record["street"]]
        said = {**record, "street": street[1], "division": manifest["divisions"][street[2]][1],
                "trade": manifest["trades"][record["trade"]][1], "status": manifest["statuses"][record["status"]],
                "state": manifest["states"][record["state"]][0]}
        names = {"street": "street_name", "division": "division_name", "trade": "industry_name"}
        assert said == {key: row[names.get(key, key)] for key in said}


def test_no_byte_holds_an_owner(files: dict[str, bytes]):
    """The owners' names, and even the mask, are in no file of the index."""
    for path, content in files.items():
        for owner in OWNERS:
            assert owner[0].encode() not in content, (path, owner)


def test_the_same_households_make_the_same_bytes(frame: pl.DataFrame, files: dict[str, bytes]):
    """A second build, from the rows in another order, gives the same files at the same addresses."""
    assert index_of(frame.sample(fraction=1, shuffle=True, seed=4)) == files


def test_another_row_makes_another_generation(frame: pl.DataFrame, files: dict[str, bytes]):
    """When one amount changes, no file but the manifest keeps its address: two releases can lie side by side."""
    changed = index_of(frame.with_columns(pl.col("tax_fen") + (pl.int_range(pl.len()) == 7).cast(pl.Int64)))
    assert set(changed) & set(files) == {"search/households/index.json"}


def test_files_are_small(files: dict[str, bytes]):
    """No file but a long list is above 32 KB, and none is an everything-file."""
    assert max(len(content) for path, content in files.items() if "/long/" not in path) < 32_000


def test_a_query_fetches_little(files: dict[str, bytes], texts: dict[str, list[str]]):
    """Nineteen of twenty queries, with 20 records shown, fetch under 100 KB before compression, manifest included."""
    sizes = []
    for query in random_queries(texts, 60):
        reader = Reader(files.__getitem__)
        for record in reader.ordered(query)[:20]:
            reader.record(record)
        sizes.append(sum(reader.fetched.values()))
    assert sorted(sizes)[len(sizes) * 95 // 100] < 100_000


def test_long_lists_are_files_of_their_own():
    """A list above 8 KB lies in long/, and is found through its shard."""
    frame = households(25_000, seed=2)
    files = index_of(frame)
    long = [path for path in files if "/long/" in path]
    assert long and all(len(files[path]) > 8192 for path in long)
    texts = texts_of(frame)
    reader = Reader(files.__getitem__)
    for query in ("2", "号", "街1"):
        assert len(reader.search(query)) == len(brute(texts, query))
    assert any("/long/" in path for path in reader.fetched)


def test_an_empty_site_has_a_manifest(frame: pl.DataFrame):
    """Without households there is a manifest that says so, and a search that finds nothing."""
    files = index_of(frame.clear())
    assert json.loads(files["search/households/index.json"])["records"] == 0
    assert Reader(files.__getitem__).search("福") == {}


def test_the_format_page_shows_real_bytes():
    """The example of docs/formats/search-index.md, byte by byte, is what the generator writes."""
    one = households(10).filter(pl.col("disclosure_no") == "B7").with_columns(
        shop_name=pl.lit("老边"), address=pl.lit("中街1号"), disclosure_no=pl.lit("K2"))
    files = index_of(one)
    shard = next(content for path, content in files.items() if path.endswith("grams/0.bin"))
    assert json.loads(files["search/households/index.json"])["shards"] == 1
    assert bytes.fromhex("07 6e e8 80 81 e8 be b9 06 01 01 00") in shard
    assert "slao bian".encode() in shard
