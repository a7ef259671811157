"""What was made of files is given again exactly as long as the files are the same."""

from __future__ import annotations

import os
from itertools import count
from pathlib import Path

from generator.read.remembered import FileMemory, files_below, remembered


def test_a_changed_file_is_made_again(tmp_path: Path) -> None:
    """By its size, its time, its going and coming; another file or kind is another thing."""
    path, memory, numbers = tmp_path / "a", FileMemory(), count()

    def made(kind: str = "k") -> int:
        memory.look()
        return memory.of(kind, (path,), lambda: next(numbers))
    assert [made(), made(), made("other")] == [0, 0, 1]
    path.write_text("1", encoding="utf-8")
    assert [made(), made()] == [2, 2]
    os.utime(path, ns=(1, 1))
    assert [made(), made()] == [3, 3]
    path.unlink()
    assert made() == 4
    assert [remembered(None, "k", (path,), lambda: next(numbers)) for _ in range(2)] == [5, 6]


def test_a_file_said_to_have_changed_is_made_again(tmp_path: Path) -> None:
    """A disk's clock may be too coarse to tell two saves apart."""
    path, other, memory, numbers = tmp_path / "a", tmp_path / "b", FileMemory(), count()
    assert memory.of("k", (path,), lambda: next(numbers)) == memory.of("k", (path,), lambda: next(numbers)) == 0
    memory.look([other])
    assert memory.of("k", (path,), lambda: next(numbers)) == 0
    memory.look([path])
    assert memory.of("k", (path,), lambda: next(numbers)) == 1


def test_a_file_that_changes_during_a_look_is_made_again_in_the_next(tmp_path: Path) -> None:
    """Within one look all makers see the file as it was when the first of them asked."""
    path, memory, numbers = tmp_path / "a", FileMemory(), count()
    assert memory.of("k", (path,), lambda: next(numbers)) == 0
    path.write_text("1", encoding="utf-8")
    assert memory.of("k", (path,), lambda: next(numbers)) == 0
    memory.look()
    assert memory.of("k", (path,), lambda: next(numbers)) == 1


def test_the_latest_of_many_files_depends_on_what_stands_beside(tmp_path: Path) -> None:
    """The same files and the same rest: the same; of older ones nothing is kept."""
    memory, numbers = FileMemory(), count()
    given = [memory.latest("k", [tmp_path / "a"], beside, lambda: next(numbers)) for beside in (1, 1, 2, 1)]
    assert given == [0, 0, 1, 2]
    assert memory.latest("k", [tmp_path / "a", tmp_path / "b"], 1, lambda: next(numbers)) == 3


def test_files_below_are_found_by_the_end_of_their_name(tmp_path: Path) -> None:
    """At any depth, in capitals or not, never a folder; a folder that is not there has none."""
    for name in ("b.md", "a/c.MD", "a/posting.yml", "a/xposting.yml", "z.md/d.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("", encoding="utf-8")
    assert [path.name for path in files_below(tmp_path, ".md")] == ["c.MD", "b.md"]
    assert files_below(tmp_path, "/posting.yml") == [tmp_path / "a/posting.yml"]
    assert len(files_below(tmp_path, "")) == 5 and files_below(tmp_path / "none", "") == []
