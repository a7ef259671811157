"""Draws are hashes: the same everywhere, independent of each other, as frequent as their weights say."""

import polars as pl

from bench.chance import Chance, zipf

DRAWN = [530576636, 4171107181, 919733211, 14638706]


def test_a_draw_never_changes():
    """The first draws of a stream are these numbers, on any machine and with any version of a library."""
    assert Chance.of(4, 2008).draw("name").to_list() == DRAWN


def test_a_row_draws_the_same_in_a_longer_run():
    """A draw depends on the seed, the stream and the row, not on how many rows there are."""
    assert Chance.of(1000, 7).draw("x").head(10).equals(Chance.of(10, 7).draw("x"))


def test_streams_and_seeds_differ():
    """Two streams of one seed, and one stream of two seeds, draw different numbers."""
    draws = [Chance.of(50, seed).draw(stream).to_list() for seed, stream in ((1, "a"), (1, "b"), (2, "a"))]
    assert draws[0] != draws[1] != draws[2] != draws[0]


def test_a_pick_follows_its_weights():
    """A value with three times the weight is drawn about three times as often."""
    counts = dict(Chance.of(40_000, 1).pick("p", ["rare", "usual"], [1, 3]).value_counts().iter_rows())
    assert 2.9 < counts["usual"] / counts["rare"] < 3.1


def test_a_pick_in_a_group_stays_in_its_group():
    """A household draws only from the list of its own group, however long each is."""
    group = pl.Series([0, 1, 1, 0] * 100, dtype=pl.Int64)
    picked = Chance.of(400, 1).pick_in_group("g", group, [["a"], ["b", "c", "d"]])
    assert {(g, value) for g, value in zip(group, picked, strict=True)} == {(0, "a"), (1, "b"), (1, "c"), (1, "d")}


def test_zipf_falls_as_one_over_the_rank():
    """The second is half the first, and none is zero."""
    assert zipf(4, 12) == [12, 6, 4, 3] and min(zipf(5000)) == 1
