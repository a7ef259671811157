"""The search records and lists hold every household once, and of each only what may be searched."""

from __future__ import annotations

import polars as pl

from generator.derive.pinyin import sounds
from generator.derive.search_index import search_lists, search_records
from generator.model.search import SEARCH_LISTS, SEARCH_RECORDS, folded
from generator.model.varint import varint_hex
from tests.search_reader import fold, numbers, spots
from tests.search_sample import households


def test_every_household_is_one_record():
    """As many records as households, numbered from 0 without a hole, with the declared columns."""
    frame = households(300)
    records = search_records(frame)
    assert records.schema == SEARCH_RECORDS
    assert records["record"].to_list() == list(range(300))
    assert sorted(records["disclosure_no"]) == sorted(frame["disclosure_no"])


def test_a_street_is_one_run_of_records():
    """Records are sorted by street, so that the manifest can state a street as first record and count."""
    records = search_records(households(300).sample(fraction=1, shuffle=True, seed=3))
    assert records["street_code"].rle().len() == records["street_code"].n_unique()


def test_the_order_of_the_input_changes_nothing():
    """Records and lists are a function of the set of households, not of the order they come in."""
    frame = households(300)
    one, other = search_records(frame), search_records(frame.sample(fraction=1, shuffle=True, seed=5))
    assert one.equals(other)
    assert search_lists(one).equals(search_lists(other))


def test_no_list_has_an_owner():
    """No column of the records is an owner's, and no key holds a character that only owners have."""
    records = search_records(households(300))
    assert "owner_masked" not in records.columns
    assert not search_lists(records)["key"].str.contains("[*欧诸尉夏]").any()


def test_lists_are_sorted_by_the_bytes_of_the_key():
    """Key order is byte order, also beyond the basic plane, so that every machine writes the same shard."""
    lists = search_lists(search_records(households(300)))
    assert lists.schema == SEARCH_LISTS
    assert lists["key"].to_list() == sorted(lists["key"], key=str.encode)
    assert lists["key"].is_unique().all()


def test_a_list_states_records_and_places():
    """The list of a gram, read back, is where a plain search finds it: record, position, whether it ends the name."""
    records = search_records(households(300))
    lists = dict(search_lists(records).select("key", "list").iter_rows())
    names = records["name_text"].to_list()
    wanted = {(record, at, name[at:] == "子馆") for record, name in enumerate(names)
              for at in range(len(name)) if name.startswith("子馆", at)}
    assert wanted and set(spots(lists["n子馆"])) == wanted


def test_neighbouring_records_are_runs():
    """A gram that every record holds at one place costs a few bytes, not a byte for each record."""
    frame = households(300).with_columns(pl.lit("同一条路1号").alias("address"))
    lists = search_lists(search_records(frame)).filter(pl.col("key") == "a同一")
    assert len(list(spots(lists["list"].item()))) == 300
    assert lists["list"].bin.size().item() <= 6


def test_no_households_make_an_empty_index():
    """A bureau without a single household still gets an index."""
    lists = search_lists(search_records(households(10).clear()))
    assert lists.height == 0 and lists.schema == SEARCH_LISTS


def test_pinyin_is_aligned_with_the_name():
    """A syllable a character, a letter as itself, signs left out, polyphones by their word (长春 chang, 银行 hang)."""
    heard = sounds(pl.Series(["老边·饺子", "e时代ktv", "长春银行", "绿茵", "𠮷野家", ""]))
    assert heard["sounds"].to_list() == [
        ["lao", "bian", "jiao", "zi"], ["e", "shi", "dai", "k", "t", "v"], ["chang", "chun", "yin", "hang"],
        ["lv", "yin"], ["ye", "jia"], []]
    assert heard["initials"].to_list() == ["lbjz", "esdktv", "ccyh", "ly", "yj", ""]


def test_folding_is_the_same_in_polars_and_python():
    """Full-width forms, capitals, ü and white space fold alike in the build and in a stranger's reader."""
    odd = ["ＫＴＶ（中街）", "A\u3000b\tC", "Lü", "①②", "ﬁn", "𠮷", "東方餐館", ""]
    assert pl.Series("x", odd).to_frame().select(folded(pl.col("x")))["x"].to_list() == [
        fold(text).translate(str.maketrans("東館", "东馆")) for text in odd]


def test_varints_of_every_width():
    """One to four bytes, at each border, as unsigned LEB128."""
    values = [0, 1, 127, 128, 16383, 16384, 2**21 - 1, 2**21, 2**28 - 1]
    written = varint_hex(pl.Series(values, dtype=pl.UInt32))
    assert list(numbers(bytes.fromhex("".join(written)))) == values
    assert written.str.len_chars().to_list() == [2, 2, 2, 4, 4, 6, 6, 8, 8]
