"""The next build begins with an old one whose files are in their places, and nothing of that old one is ever published."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.model.part import Batch, Memory
from generator.publish.manifest import MANIFEST, paths_in
from generator.publish.release import Release
from generator.publish.staging import SPARE

FILES = {"index.html": b"home", "a/index.html": b"a", "a/b/index.html": b"b", "data/x.csv": b"x"}


def publish(site: Path, cache: Memory, files: dict[str, bytes], shell: dict[str, bytes] | None = None) -> None:
    """One build: each file a part of its own, and some that another tool wrote."""
    release = Release(site, cache, "rules")
    for path, content in (shell or {}).items():
        (release.shell / path).parent.mkdir(parents=True, exist_ok=True)
        (release.shell / path).write_bytes(content)
    release.write(Batch({path: content.hex()}, lambda wanted, file=(path, content): [(file[0], file)])
                  for path, content in files.items())
    release.complete()
    release.publish()


def seen(site: Path) -> dict[str, bytes]:
    return {path.relative_to(site.resolve()).as_posix(): path.read_bytes() for path in site.resolve().rglob("*")
            if path.is_file() and path.name != "SHA256SUMS"}


@pytest.fixture
def ready(tmp_path: Path) -> tuple[Path, Memory]:
    """A site that was built three times, so that there is a spare."""
    site, cache = tmp_path / "site", Memory()
    for home in (b"1", b"2", b"3"):
        publish(site, cache, {**FILES, "index.html": home})
    assert (tmp_path / "site.builds" / SPARE).is_dir()
    return site, cache


def test_files_stay_where_they_are(ready: tuple[Path, Memory]) -> None:
    """An unchanged file is the same inode in the new build; its folder was not even made anew."""
    site, cache = ready
    folder = os.stat(site.parent / "site.builds" / SPARE / "a" / "b")
    file = os.stat(site / "a/b/index.html")
    publish(site, cache, {**FILES, "index.html": b"4"})
    assert os.stat(site / "a/b").st_ino == folder.st_ino and os.stat(site / "a/b/index.html").st_ino == file.st_ino
    assert seen(site) == {**FILES, "index.html": b"4"}


def _edited(spare: Path) -> None:
    (spare / "a/index.html").unlink()
    (spare / "a/index.html").write_bytes(b"?")


def _stranger(spare: Path) -> None:
    (spare / "secret.txt").write_bytes(b"?")
    (spare / "z/y").mkdir(parents=True)
    (spare / "z/y/old.html").write_bytes(b"?")
    (spare / "z/link").symlink_to("/etc")


def _file_for_folder(spare: Path) -> None:
    (spare / "a/b/index.html").unlink()
    (spare / "a/b").rmdir()
    (spare / "a/b").write_bytes(b"?")


def _folder_for_file(spare: Path) -> None:
    (spare / "data/x.csv").unlink()
    (spare / "data/x.csv/deep").mkdir(parents=True)


def _links(spare: Path) -> None:
    (spare / "data/x.csv").unlink()
    (spare / "data/x.csv").symlink_to("/etc/hostname")
    (spare / "a/b/index.html").unlink()
    (spare / "a/b").rmdir()
    (spare / "a/b").symlink_to("/etc")


def _emptied(spare: Path) -> None:
    for path in sorted(spare.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()


@pytest.mark.parametrize("damage", [_edited, _stranger, _file_for_folder, _folder_for_file, _links, _emptied])
def test_whatever_the_spare_holds_the_site_is_right(ready: tuple[Path, Memory], damage: Callable[[Path], None]) -> None:
    """Edited, lengthened, with files for folders, with links elsewhere or empty: the new site has the files of this build."""
    site, cache = ready
    damage(site.parent / "site.builds" / SPARE)
    publish(site, cache, {**FILES, "index.html": b"4"}, {"404.html": b"other tool"})
    assert seen(site) == {**FILES, "index.html": b"4", "404.html": b"other tool"}
    assert {*paths_in((site / MANIFEST).read_bytes())} == seen(site).keys()
    assert not [path for path in site.resolve().rglob("*") if path.is_symlink()]
    assert {path.name for path in site.resolve().iterdir()} == {"index.html", "404.html", "a", "data"}


def test_an_address_may_change_its_kind(ready: tuple[Path, Memory]) -> None:
    """What was a file becomes a folder and the reverse; what was left out is gone."""
    site, cache = ready
    other = {"index.html": b"4", "a": b"file", "data/x.csv/y": b"below"}
    publish(site, cache, other)
    assert seen(site) == other
    publish(site, cache, FILES)
    assert seen(site) == FILES


def test_a_file_of_the_live_site_is_never_written_into(ready: tuple[Path, Memory]) -> None:
    """The spare shares its files with the published build: another content gets a file of its own."""
    site, cache = ready
    with open(site / "a/index.html", "rb") as reader:
        publish(site, cache, {**FILES, "a/index.html": b"new"}, {})
        publish(site, cache, {**FILES}, {"shell.html": b"1"})
        assert reader.read() == b"a"


def test_a_build_that_gives_up_leaves_the_spare(ready: tuple[Path, Memory]) -> None:
    """The next build begins with it and is whole."""
    site, cache = ready
    release = Release(site, cache, "rules")
    release.write([Batch({"index.html": "5"}, lambda wanted: [("index.html", ("index.html", b"5"))])])
    release.close()
    assert seen(site) == {**FILES, "index.html": b"3"}
    publish(site, cache, {**FILES, "index.html": b"6"})
    assert seen(site) == {**FILES, "index.html": b"6"}
