"""The search records and groups hold every household once a text, and of each only what may be searched."""

from __future__ import annotations

from bisect import bisect_right

import polars as pl
import pytest

from generator.derive import search_source as source_module
from generator.derive.pinyin import letters, sounds
from generator.derive.search_groups import SearchPart, part_groups
from generator.derive.search_heads import big_texts, heads
from generator.derive.search_pages import part_pages, search_facts
from generator.derive.search_records import search_records
from generator.derive.search_signs import sign_facts
from generator.derive.search_source import part_digests, search_source
from generator.model.search import (SEARCH_ENTRIES, SEARCH_GROUPS, SEARCH_HEADS, SEARCH_RECORDS, SEARCH_ROWS, SEARCH_TEXTS, STREET_STEP,
                                    SearchPages, folded)
from tests.search_brute import fold
from tests.search_sample import households


@pytest.fixture(scope="module")
def records() -> pl.DataFrame:
    return search_records([households(3000)])


def parts_of(records: pl.DataFrame) -> list[SearchPart]:
    source = search_source(records)
    assert source.texts.schema == SEARCH_TEXTS and source.entries.schema == SEARCH_ENTRIES
    return [part_groups(entries, source.texts, source.members) for entries in source.parts]


def pages_of(records: pl.DataFrame) -> list[SearchPages]:
    return [part_pages(part, search_facts(records, {})) for part in parts_of(records)]


def test_every_household_is_one_record():
    """As many records as households, with rising numbers and the declared columns, from one chunk or from several."""
    frame = households(300)
    records = search_records([frame.head(100), frame.slice(100)])
    assert records.schema == SEARCH_RECORDS
    assert records["record"].is_sorted() and records["record"].is_unique().all()
    assert sorted(records["disclosure_no"]) == sorted(frame["disclosure_no"])
    assert records.equals(search_records([frame.sample(fraction=1, shuffle=True, seed=3)]))


def test_a_street_is_one_run_of_records(records: pl.DataFrame):
    """A street's numbers follow one another without a hole, and begin at a multiple of the step."""
    for _, street in records.group_by("street_code"):
        first = street["record"][0]
        assert first % STREET_STEP == 0
        assert street["record"].to_list() == list(range(first, first + street.height))


def test_a_new_household_moves_its_own_street_only():
    """With one household more the numbers of all other streets stay, unless its street outgrows its room."""
    frame = households(300)
    less = frame.filter(pl.col("disclosure_no") != frame["disclosure_no"][5])
    moved = frame["street_code"][5]
    one, other = (search_records([part]).filter(pl.col("street_code") != moved).select("disclosure_no", "record")
                  for part in (frame, less))
    assert one.equals(other)


def test_groups_say_which_records_hold_a_text_and_where(records: pl.DataFrame):
    """The group of a key, read back, has the records whose name is the key, or ends with it."""
    parts = parts_of(records)
    assert all(part.groups.schema == SEARCH_GROUPS and part.rows.schema == SEARCH_ROWS for part in parts)
    groups = pl.concat([part.groups.join(part.rows, on="group") for part in parts])
    held = groups.filter((pl.col("key") == "饺子馆") & (pl.col("fit") == 2))["record"]
    wanted = records.filter(pl.col("name_text").str.ends_with("饺子馆") & (pl.col("name_text") != "饺子馆"))["record"]
    assert held.len() and held.to_list() == wanted.to_list()


def test_a_character_says_how_it_sounds_and_which_letters_are_beside_it():
    """Both readings of a character that names read in two ways; `-` for a sign without a sound; letters only beside others."""
    names = ["中国银行", "行人·饭店", "金ktv歌厅", "b座超市"]
    texts = pl.DataFrame({"value": [*names, "南路c座"], "form": 0, "begins": [1, 1, 1, 1, 6]})
    facts = sign_facts(texts, sounds(pl.Series(names)).readings)
    assert facts["行"] == ("hang xing", "", "") and facts["·"] == ("-", "", "")
    assert facts["金"] == ("jin", "", "k") and facts["歌"] == ("ge", "v", "")
    assert facts["座"] == ("zuo", "bc", "") and facts["路"] == ("", "", "c") and "k" not in facts


def test_keys_are_sorted_and_no_part_shares_a_beginning(records: pl.DataFrame, monkeypatch: pytest.MonkeyPatch):
    """Keys come in byte order, which is code-point order, over all parts; a first character is in one part only."""
    monkeypatch.setattr(source_module, "PART_ROWS", 5000)
    parts = parts_of(records)
    assert len(parts) > 5
    keys = [key for part in parts for key in part.groups["key"]]
    assert keys == sorted(keys, key=str.encode)
    signs = [sign for part in parts for sign in set(part.groups["key"].str.slice(0, 1))]
    assert len(signs) == len(set(signs))


def test_a_part_is_known_by_what_it_is_made_of(records: pl.DataFrame, monkeypatch: pytest.MonkeyPatch):
    """The number of a part changes when an amount of one of its households does, and only then."""
    monkeypatch.setattr(source_module, "PART_ROWS", 5000)
    source = search_source(records)
    rows = search_facts(records, {}).select("high", "street")
    at = int(records["record"][9])
    changed = rows.with_columns(pl.when(pl.int_range(pl.len()) == at).then(0).otherwise("high").alias("high"))
    digests, others = part_digests(source, rows), part_digests(source, changed)
    speaks = [at in source.members.gather(_spots(source, entries)) for entries in source.parts]
    assert [one != other for one, other in zip(digests, others, strict=True)] == speaks
    assert any(speaks) and not all(speaks)


def _spots(source: source_module.SearchSource, entries: pl.DataFrame) -> pl.Series:
    held = source.texts[entries["text"].unique()].select(pl.int_ranges("first", pl.col("first") + pl.col("count")))
    return held.to_series().explode()


def test_no_text_has_an_owner(records: pl.DataFrame):
    """No column of the records is an owner's, and no key holds a character that only owners have."""
    assert "owner_masked" not in records.columns
    assert not any(part.groups["key"].str.contains("[*欧诸尉夏]").any() for part in parts_of(records))


def test_a_head_counts_each_record_once(records: pl.DataFrame):
    """A text that stands twice in a record, or in its name and its address, counts it once, as it fits best."""
    for part in parts_of(records):
        found = heads(big_texts(part.groups), part.groups, part.rows, _no_facts(records))
        assert found.schema == SEARCH_HEADS
        for key, total in found.filter(pl.col("key").str.contains("^[街华1]$")).select("key", "total").iter_rows():
            held = [key in name + address + folded_place for name, address, folded_place in records.select(
                "name_text", "address_text", pl.concat_str("street_name", "division_name", "industry_name")).iter_rows()]
            assert total == sum(held)


def _no_facts(records: pl.DataFrame) -> pl.DataFrame:
    count = int(records["record"].max()) + 1
    nothing = {name: pl.zeros(count, pl.UInt32, eager=True) for name in ("street", "trade", "status", "range")}
    return pl.DataFrame({**nothing, "high": pl.int_range(count, eager=True), "low": pl.int_range(count, eager=True)})


def test_no_page_is_too_full(records: pl.DataFrame):
    """A page begins where a fence says: every key of a page is at or above its fence and below the next."""
    for run in pages_of(records):
        least = run.groups.group_by("page").agg(pl.col("key").min(), pl.col("key").max().alias("most")).sort("page")
        for page, key, most in least.iter_rows():
            assert run.fences[page] <= key
            assert page + 1 == len(run.fences) or most < run.fences[page + 1]


def test_a_head_stands_where_its_text_is_looked_up():
    """Every head is on the last page whose fence is not above its text, also one that is needed only for a page's turn."""
    runs = pages_of(search_records([households(6000)]))
    heads = [(run.fences, page, key) for run in runs for page, key in run.heads.select("page", "key").iter_rows()]
    assert heads
    for fences, page, key in heads:
        assert page == max(0, bisect_right(fences, key) - 1), key


def test_no_households_make_an_empty_index():
    """A bureau without a single household still gets an index."""
    records = search_records([households(10).clear()])
    assert records.height == 0 and not parts_of(records)


def test_pinyin_is_aligned_with_the_name():
    """A syllable a character, a letter as itself, signs left out, polyphones by their word (长春 chang, 银行 hang)."""
    heard = sounds(pl.Series(["老边·饺子", "e时代ktv", "长春银行", "绿茵", "𠮷野家", ""])).table
    spelled = [[pl.select(letters(pl.lit(one))).item() for one in coded] for coded in heard["sounds"]]
    assert spelled == [
        ["lao", "bian", "jiao", "zi"], ["e", "shi", "dai", "k", "t", "v"], ["chang", "chun", "yin", "hang"],
        ["lv", "yin"], ["ye", "jia"], []]
    assert heard["initials"].to_list() == ["lbjz", "esdktv", "ccyh", "ly", "yj", ""]


def test_folding_is_the_same_in_polars_and_python():
    """Full-width forms, capitals, ü and white space fold alike in the build and in a stranger's reader."""
    odd = ["ＫＴＶ（中街）", "A\u3000b\tC", "Lü", "①②", "ﬁn", "𠮷", "東方餐館", ""]
    assert pl.Series("x", odd).to_frame().select(folded(pl.col("x")))["x"].to_list() == [
        fold(text).translate(str.maketrans("東館", "东馆")) for text in odd]
