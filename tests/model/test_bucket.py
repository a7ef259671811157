"""The bucket of a household's address never moves."""

import polars as pl

from generator.model.bucket import bucket_column, bucket_of


def test_the_bucket_of_known_numbers() -> None:
    """FNV-1a of `a` and `foobar` are published test vectors: e40c292c and bf9cf968."""
    assert [bucket_of("a", 256), bucket_of("foobar", 4096), bucket_of("a", 16)] == ["2c", "968", "c"]


def test_a_column_gives_the_same_as_one_by_one() -> None:
    """Numbers of different lengths, all at once and each alone."""
    numbers = ["HDA1001", "K7M2", "x" * 40, "A-b.c_9", "HDA1002"]
    for count in (1, 10, 256, 4096):
        assert bucket_column(pl.Series(numbers), count).to_list() == [bucket_of(number, count) for number in numbers]
