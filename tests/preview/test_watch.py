"""What counts as a change: writing, moving, removing, folders too; never reading."""

from __future__ import annotations

import queue
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.preview.watch import Watch

WAIT = 30


@pytest.fixture
def told(tmp_path: Path) -> Iterator[queue.Queue]:
    """What was told, a set of paths a time, of the folder and all below `deep/`."""
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / "deep" / "er" / "old.csv").write_text("1", encoding="utf-8")
    found: queue.Queue = queue.Queue()
    watch = Watch(lambda: [(tmp_path, False), (tmp_path / "deep", True)], found.put)
    watch.start()
    thread = threading.Thread(target=watch.run, daemon=True)
    thread.start()
    yield found
    watch.close()
    thread.join(timeout=WAIT)
    assert not thread.is_alive()


def until(told: queue.Queue, path: Path) -> set[Path]:
    """Everything told up to that path."""
    found: set[Path] = set()
    while path not in found:
        found |= told.get(timeout=WAIT)
    return found


def test_a_save_is_told_once_it_is_over(told: queue.Queue, tmp_path: Path) -> None:
    """However an editor saves: over the file, beside it and moved, in many pieces."""
    path = tmp_path / "deep" / "er" / "old.csv"
    with path.open("w", encoding="utf-8") as file:
        for piece in range(50):
            file.write(str(piece))
            file.flush()
    until(told, path)
    (tmp_path / "deep" / "er" / ".old.csv.swp").write_text("2", encoding="utf-8")
    beside = tmp_path / "deep" / "er" / "new.tmp"
    beside.write_text("3", encoding="utf-8")
    beside.replace(path)
    assert not [one for one in until(told, path) if one.name.startswith(".")]
    path.unlink()
    until(told, path)


def test_a_long_save_is_told_when_the_file_is_whole(told: queue.Queue, tmp_path: Path) -> None:
    """A table that is written in thousands of pieces is looked at once, after the last of them."""
    path = tmp_path / "deep" / "er" / "old.csv"
    with path.open("w", encoding="utf-8") as file:
        for piece in range(5_000):
            file.write(str(piece))
            file.flush()
    until(told, path)
    with pytest.raises(queue.Empty):
        told.get(timeout=0.5)


def test_reading_is_no_change(told: queue.Queue, tmp_path: Path) -> None:
    """The preview reads all day; it must not wake itself."""
    for _ in range(20):
        (tmp_path / "deep" / "er" / "old.csv").read_text(encoding="utf-8")
    last = tmp_path / "last"
    last.write_text("", encoding="utf-8")
    assert until(told, last) == {last}


def test_a_folder_that_comes_back_is_watched_again(told: queue.Queue, tmp_path: Path) -> None:
    """As when a branch is changed: the folder itself goes and comes, then a file in it changes."""
    deep = tmp_path / "deep"
    shutil.rmtree(deep)
    until(told, deep)
    (deep / "er").mkdir(parents=True)
    until(told, deep)
    path = deep / "er" / "again.csv"
    path.write_text("1", encoding="utf-8")
    until(told, path)
