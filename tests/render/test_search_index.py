"""The files of the household search, judged by a stranger's reader that knows only the format page."""

from __future__ import annotations

import gzip
import json
from collections import Counter

import polars as pl
import pytest

from generator.derive import search_heads, search_pages
from generator.derive.search_records import search_records
from generator.model.search import FIRST_FILES, SHOWN
from generator.render import search_index
from tests.search_brute import Brute
from tests.search_files import search_files
from tests.search_reader import Reader
from tests.search_sample import OWNERS, households

COUNT = 4000  # enough that some texts have heads and some lists are files


def index_of(frame: pl.DataFrame) -> dict[str, bytes]:
    return search_files([frame])


@pytest.fixture(scope="module")
def frame() -> pl.DataFrame:
    return households(COUNT)


@pytest.fixture(scope="module")
def files(frame: pl.DataFrame) -> dict[str, bytes]:
    return index_of(frame)


@pytest.fixture(scope="module")
def reader(files: dict[str, bytes]) -> Reader:
    return Reader(files.__getitem__)


@pytest.fixture(scope="module")
def brute(frame: pl.DataFrame) -> Brute:
    return Brute(frame)


@pytest.fixture(scope="module")
def numbers(frame: pl.DataFrame) -> dict[int, str]:
    """Record to disclosure number."""
    return dict(search_records([frame]).select("record", "disclosure_no").iter_rows())


def found(reader: Reader, query: str) -> dict[str, int]:
    return {reader.record(record)["disclosure_no"]: fit for record, fit in reader.search(query).items()}


def test_every_query_finds_what_a_plain_search_finds(reader: Reader, brute: Brute, numbers: dict[int, str]):
    """Each of 400 random queries finds exactly the households that a search through all texts finds, fitting as well."""
    for query in brute.queries(400):
        assert {numbers[record]: fit for record, fit in reader.search(query).items()} == brute.search(query), query


def test_what_is_shown_first_is_the_beginning_of_all(reader: Reader, brute: Brute):
    """Total and first records, often read from a head, are those of the whole answer in order."""
    for query in brute.queries(300, seed=9):
        first, wanted = reader.first(query), reader.ordered(query)
        assert first.total == len(wanted), query
        assert first.order[:SHOWN] == wanted[:SHOWN], query


def test_counts_are_exact(reader: Reader, brute: Brute, frame: pl.DataFrame):
    """How many of what was found are in each street, trade, status and range is what the table says."""
    tables = {"street": ("street_code", [street[0] for street in reader.streets()]),
              "trade": ("industry_code", [trade[0] for trade in reader.manifest["trades"]]),
              "status": ("status", reader.manifest["statuses"])}
    for query in ("福", "饺子馆", "号", "ktv", "街道", "laob", "文化路12"):
        held = frame.filter(pl.col("disclosure_no").is_in(list(brute.search(query))))
        counts = reader.first(query).counts
        for name, (column, values) in tables.items():
            assert {values[at]: n for at, n in counts[name].items()} == Counter(held[column]), (query, name)
        fen = [reader.manifest["ranges"], held["monthly_turnover_fen"]]
        assert counts["range"] == Counter(1 + sum(amount >= bound for bound in fen[0]) for amount in fen[1]), query


@pytest.mark.parametrize("query", [
    "福", "𠮷", "𠮷野", "湖街", "售业", "网吧(", "网吧（中街店）", "ktv", "ＫＴＶ", "“金", "\\C", '"B', "<d>", "·烧", "哈哈哈哈镜", "1111号", "哈哈",
    "12-1", "五号乙", "乙", "KQ34TX7B2M", "ｋｑ３４", "AB-12.34_X", "ab12", "H1111", "饺子 中街", "a", "1",
    "中街 饺子 沈河", "铁西", "東方餐館", "东方餐馆", "方餐館", "兴隆街2号", "沈陽", "鐵西", "理发及美容", "不存在的店", "区",
])
def test_awkward_queries(reader: Reader, brute: Brute, query: str):
    """Rare characters, punctuation, one letter, repetition, folded and mid-word: all as a plain search finds."""
    assert found(reader, query) == brute.search(query)


@pytest.mark.parametrize(("query", "number"), [
    ("laobian", "KQ34TX7B2M"), ("laobianjiaoziguan", "KQ34TX7B2M"), ("lbjz", "KQ34TX7B2M"), ("lbjzg", "KQ34TX7B2M"),
    ("bianjiao", "KQ34TX7B2M"), ("laob", "KQ34TX7B2M"), ("LaoBian", "KQ34TX7B2M"), ("bjz 中街", "KQ34TX7B2M"),
    ("lb饺子", "KQ34TX7B2M"), ("老bian", "KQ34TX7B2M"), ("饺ziguan", "KQ34TX7B2M"),
    ("xian", "XN12345678"), ("xi'an", "XN12345678"), ("xianroujiamo", "XN12345678"), ("xarjm", "XN12345678"),
    ("lvyin", "PP88"), ("lüyin", "PP88"), ("lvyinshaokao", "PP88"), ("eshidai", "R9Y9XRF779"),
    ("esd", "R9Y9XRF779"), ("hahaha", "H11111111H"), ("k-q34", "KQ34TX7B2M"), ("pp88", "PP88"),
])
def test_pinyin_and_numbers_as_people_type_them(reader: Reader, query: str, number: str):
    """Full pinyin, begun pinyin, initials, mixed with characters, two readings of one spelling, a dash inside a number."""
    assert number in found(reader, query)


@pytest.mark.parametrize(("big", "page"), [(1000, 66_000), (40, 66_000), (1000, 2500)], ids=["plain", "common", "many pages"])
def test_letters_beside_characters_are_heard(frame: pl.DataFrame, brute: Brute, numbers: dict[int, str],
                                             monkeypatch: pytest.MonkeyPatch, big: int, page: int):
    """A word half by ear finds every name that reads so, and none that lacks the characters or the sound; also where its sound
    is in so many names that lists are read, and where its groups lie on several pages."""
    monkeypatch.setattr(search_pages, "_PAGE", page)
    for module in (search_heads, search_pages, search_index):
        monkeypatch.setattr(module, "BIG", big)
    reader = Reader(index_of(frame).__getitem__)
    found_any = 0
    for one in brute.mixed(150):
        if brute.search(one.word):
            continue                       # it stands somewhere as it is typed
        found = {numbers[record] for record in reader.search(one.word)}
        assert brute.certain(one) <= found <= brute.possible(one), one
        found_any += bool(found)
    assert found_any > 100


def test_a_mixed_word_is_one_page(files: dict[str, bytes], brute: Brute):
    """Nothing but what leads to it, and the page of its sound, is read for all names that read so."""
    for one in brute.mixed(60):
        if one.letters.isalpha() and not one.spelled and not brute.search(one.word):
            reader = Reader(files.__getitem__)
            reader.first(one.word)
            assert sum("/pages/" in path for path in reader.fetched) <= 2, one
            assert not any("/lists/" in path for path in reader.fetched), one


def test_pinyin_begins_at_a_syllable(reader: Reader):
    """`aobian` is no way to read 老边: pinyin is matched from the start of a syllable."""
    assert "KQ34TX7B2M" not in found(reader, "aobian")


def test_the_best_come_first(reader: Reader):
    """The whole name first, then names that begin with the word, then names that contain it, then other fields."""
    names = [reader.record(record)["shop_name"] for record in reader.ordered("福")]
    assert names[0] == "福"
    kinds = [0 if name == "福" else 1 if name.startswith("福") else 2 for name in names]
    assert kinds == sorted(kinds) and set(kinds) == {0, 1, 2}


def test_records_say_what_the_table_says(reader: Reader, frame: pl.DataFrame, numbers: dict[int, str]):
    """Every record read through the manifest is its household's row: names, amount, status, state, street, trade."""
    manifest, rows = reader.manifest, {row["disclosure_no"]: row for row in frame.iter_rows(named=True)}
    for record, number in list(numbers.items())[::7]:
        said, row = reader.record(record), rows[number]
        street, division = reader.streets()[said["street"]], reader.of_street[said["street"]]
        assert (said["shop_name"], said["address"]) == (row["shop_name"], row["address"].replace("\t", " "))
        assert (street[0], manifest["divisions"][division][1]) == (row["street_code"], row["division_name"])
        assert manifest["trades"][said["trade"]] == [row["industry_code"], row["industry_name"]]
        assert (manifest["statuses"][said["status"]], said["fen"]) == (row["status"], row["monthly_turnover_fen"])
        assert manifest["states"][int(said["state"])][0] == row["state"]


def test_no_byte_holds_an_owner(files: dict[str, bytes]):
    """The owners' names are in no file of the index."""
    for path, content in files.items():
        for owner in OWNERS:
            assert owner[0].encode() not in content, (path, owner)


def test_the_same_households_make_the_same_bytes(frame: pl.DataFrame, files: dict[str, bytes]):
    """A second build, from the rows in another order and in two chunks, gives the same files at the same addresses."""
    shuffled = frame.sample(fraction=1, shuffle=True, seed=4)
    assert search_files([shuffled.head(100), shuffled.slice(100)]) == files


@pytest.mark.parametrize("change", [
    {"monthly_turnover_fen": pl.col("monthly_turnover_fen") + 5000 * (pl.int_range(pl.len()) == 7).cast(pl.Int64)},
    {"shop_name": pl.col("shop_name") + pl.when(pl.int_range(pl.len()) == 7).then(pl.lit("甲")).otherwise(pl.lit(""))},
], ids=["amount", "name"])
def test_an_address_names_one_content(frame: pl.DataFrame, files: dict[str, bytes], change: dict[str, pl.Expr]):
    """When an amount or a name changes, what is at an address of before is what was there, but for the files that lead to
    the others, and these say that they are of another release: a page never mixes two indexes."""
    changed = index_of(frame.with_columns(**change))
    leading = {path for path in files if "/first/" in path or path.endswith(("/index.json", "/households/streets.txt", "/households/numbers.txt"))}
    assert all(changed[path] == files[path] for path in set(changed) & set(files) - leading)
    assert set(changed) - set(files) and len(leading) == FIRST_FILES + 3
    old, new = (json.loads(one["search/households/index.json"])["release"] for one in (files, changed))
    assert old != new
    for path in leading - {"search/households/index.json"}:
        assert changed[path].decode().split("\n")[0] == new


def test_files_are_small(files: dict[str, bytes]):
    """Of so few households no file is above 32 KB compressed, and none is an everything-file."""
    assert max(len(gzip.compress(content)) for content in files.values()) <= 32_000


def test_one_word_is_one_page(files: dict[str, bytes], brute: Brute):
    """The total and the first records of a word need the manifest, what is known of its characters, and one page; of what may
    be a number two files more."""
    for query in brute.queries(100, seed=10):
        if " " not in query:
            reader = Reader(files.__getitem__)
            reader.first(query)
            kinds = [path.split("/")[-2] for path in reader.fetched if "/first/" not in path]
            assert sum("/first/" in path for path in reader.fetched) <= len(set(query)), query
            assert kinds.count("pages") <= 1 and len(kinds) <= 2 + 2 * ("search/households/numbers.txt" in reader.fetched), query


def test_a_text_in_most_records_has_a_head_and_a_list(reader: Reader):
    """A common text is counted without reading its list, which is long and in files of its own."""
    assert reader.word("街道").head is not None
    assert len(reader.every("街道")) == reader.first("街道").total == COUNT


def test_an_empty_site_has_a_manifest(frame: pl.DataFrame):
    """Without households there is a manifest that says so, and a search that finds nothing."""
    files = index_of(frame.clear())
    assert json.loads(files["search/households/index.json"])["records"] == 0
    assert Reader(files.__getitem__).search("福") == {}


def test_the_format_page_shows_real_lines():
    """The example of docs/formats/search-index.md is what the generator writes."""
    one = households(10).filter(pl.col("disclosure_no") == "B7").with_columns(
        shop_name=pl.lit("老边"), address=pl.lit("中街1号"), disclosure_no=pl.lit("K2"), monthly_turnover_fen=800_000,
        state=pl.lit("in_force"))
    files = index_of(one)
    page = next(content for path, content in files.items() if "/pages/" in path).decode()
    assert "老边\t1\t02\tK2\x1f老边\x1f太原街街道\x1f中街1号\x1f3" in page.split("\n")
    assert "laobian\t3\t02\tK2\x1f老边\x1f太原街街道\x1f中街1号\x1f3" in page.split("\n")
