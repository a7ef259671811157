"""What is kept between builds is what was put, or nothing: whatever happens to the files."""

import os
import random
from pathlib import Path

import polars as pl
import pytest

from generator.model.problem import GeneratorError
from generator.publish import cache as cache_module
from generator.publish.cache import DiskCache

FRAME = pl.DataFrame({"n": range(10_000), "t": [f"第{n}户" for n in range(10_000)]})


def filled(folder: Path) -> DiskCache:
    cache = DiskCache(folder)
    for number in range(5):
        cache.put("facts", f"k{number}", f"content {number}".encode() * 50)
        cache.put("rows", f"k{number}", b"beside the table of the same name")
        cache.put_frame("rows", f"k{number}", FRAME.with_columns(pl.lit(number).alias("k")))
    return cache


def test_what_was_put_is_there(tmp_path: Path) -> None:
    """Bytes, whole tables and some rows of one, in the same build and in the next."""
    first = filled(tmp_path)
    for cache in (first, DiskCache(tmp_path)):
        assert cache.get("facts", "k3") == b"content 3" * 50
        assert cache.has_frame("rows", "k3") and cache.load("rows", "k3").equals(FRAME.with_columns(pl.lit(3).alias("k")))
        assert cache.load("rows", "k3", 9_000, 2)["t"].to_list() == ["第9000户", "第9001户"]
    assert cache.get("facts", "other") is None and not cache.has_frame("rows", "other")


def test_a_thousand_corruptions_give_the_truth_or_nothing(tmp_path: Path) -> None:
    """Flipped, cut, emptied, lengthened, deleted or exchanged: never another content than the one put under the name."""
    chance = random.Random(2008)
    filled(tmp_path / "whole")
    wrong = 0
    for _ in range(1_000):
        folder = tmp_path / "damaged"
        files = sorted(path for path in (tmp_path / "whole").rglob("*") if path.is_file())
        victim, other = chance.sample(files, 2)
        copy = folder / victim.relative_to(tmp_path / "whole")
        for path in files:
            target = folder / path.relative_to(tmp_path / "whole")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.unlink(missing_ok=True)
            target.hardlink_to(path)
        copy.unlink()
        content = bytearray(victim.read_bytes())
        how = chance.choice(("flip", "cut", "empty", "longer", "delete", "exchange"))
        if how == "flip":
            content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        content = {"cut": content[:chance.randrange(len(content))], "empty": b"", "longer": content + b"\0",
                   "exchange": other.read_bytes()}.get(how, content)
        if how != "delete":
            copy.write_bytes(content)
        cache = DiskCache(folder)
        for number in range(5):
            found = cache.get("facts", f"k{number}")
            assert found in (None, f"content {number}".encode() * 50)
            beside = cache.get("rows", f"k{number}")
            assert beside in (None, b"beside the table of the same name")
            sound = cache.has_frame("rows", f"k{number}")
            assert not sound or cache.load("rows", f"k{number}")["k"].unique().to_list() == [number]
            wrong += found is None or beside is None or not sound
        wrong += victim.suffix == ".sha256" and how != "delete" and content[:32] == victim.read_bytes()[:32]  # costs a look, no more
    assert wrong >= 990  # an exchange of two equal digests aside, every damage was noticed


def test_a_table_that_is_untouched_is_not_read_through(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The very file that was checked is trusted; one that was changed is looked at, whatever its times say and wherever it lies."""
    filled(tmp_path)
    read: list[str] = []
    through = cache_module._file_digest
    monkeypatch.setattr(cache_module, "_file_digest", lambda name, path: read.append(name) or through(name, path))
    assert DiskCache(tmp_path).has_frame("rows", "k1") and not read
    path = tmp_path / "rows" / "k1.arrow"
    times, content = path.stat(), path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert not DiskCache(tmp_path).has_frame("rows", "k1") and read == ["rows/k1"]
    path.write_bytes(content)
    assert DiskCache(tmp_path).has_frame("rows", "k1") and len(read) == 2
    assert DiskCache(tmp_path).has_frame("rows", "k1") and len(read) == 2
    for one, other in (("k2", "k3"), ("k3", "k2")):
        for ending in ("arrow", "sha256"):
            (tmp_path / f"rows/{one}.{ending}").rename(tmp_path / f"{other}.{ending}")
    for moved in tmp_path.glob("k*"):
        moved.rename(tmp_path / "rows" / moved.name)
    assert not DiskCache(tmp_path).has_frame("rows", "k2") and not DiskCache(tmp_path).has_frame("rows", "k3")


def test_a_table_taken_away_during_the_build_is_told(tmp_path: Path) -> None:
    """The build cannot go on without it; it says what to do."""
    cache = filled(tmp_path)
    (tmp_path / "rows" / "k1.arrow").unlink()
    with pytest.raises(GeneratorError, match="再生成一次"):
        cache.load("rows", "k1")


def test_only_what_was_used_stays(tmp_path: Path) -> None:
    """A build leaves what it used; the rest would grow for ever."""
    filled(tmp_path)
    cache = DiskCache(tmp_path)
    assert cache.get("facts", "k1") and cache.has_frame("rows", "k2")
    cache.sweep()
    left = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert left == {"facts/k1", "rows/k2", "rows/k2.sha256", "rows/k2.arrow"}
