"""A reader sees the old site or the new one, whole, whenever the build dies. Real processes, killed at every line."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from generator.model.problem import GeneratorError
from generator.publish.manifest import MANIFEST, digest_of
from generator.publish.staging import SPARE, Staging
from generator.publish.swap import swap

OLD = {"index.html": b"old", "quota/index.html": b"old too"}
NEW = {"index.html": b"new", "quota/index.html": b"new too", "press/index.html": b"only new"}


def publish(site: Path, files: dict[str, bytes]) -> str:
    with Staging(site) as staging:
        staging.write_all(files.items())
        return swap(staging)


def seen(site: Path) -> dict[str, bytes]:
    return {path.relative_to(site.resolve()).as_posix(): path.read_bytes() for path in site.resolve().rglob("*")
            if path.is_file() and path.name != "SHA256SUMS"}


def _die_at(site: Path, line: int) -> bool:
    """Publish NEW in a child that kills itself before the given line of ours; whether it was killed."""
    child = os.fork()
    if child == 0:
        lines = 0

        def count(frame, event, _):
            nonlocal lines
            if "generator/publish" not in frame.f_code.co_filename:
                return None
            if event == "line":
                lines += 1
                if lines == line:
                    os.kill(os.getpid(), signal.SIGKILL)
            return count
        sys.settrace(count)
        publish(site, NEW)
        os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


@pytest.mark.parametrize("start", ["link", "folder", "nothing"])
def test_killed_at_every_line(tmp_path: Path, start: str) -> None:
    """Killed before each line that runs: the site is exactly old or exactly new; the next build works and cleans up."""
    points, outcomes = 0, set()
    for line in range(1, 2000):
        site = tmp_path / str(line) / "site"
        site.parent.mkdir()
        if start != "nothing":
            publish(site, OLD)
        if start == "folder":  # what a build without us would have left: the same files in a real folder
            build = site.resolve()
            site.unlink()
            os.rename(build, site)
        killed = _die_at(site, line)
        now = seen(site) if site.exists() else {}
        assert now in ((OLD, NEW) if start != "nothing" else ({}, NEW)), line
        outcomes.add(len(now))
        publish(site, {**NEW, "third.html": b"3"})
        assert seen(site)["third.html"] == b"3"
        assert not list(site.with_name("site.builds").glob("*.tmp"))
        builds = [p for p in site.with_name("site.builds").iterdir() if p.is_dir() and not p.is_symlink()]
        assert len([build for build in builds if build.name != SPARE]) <= 2
        if not killed:
            break
        points += 1
    assert points >= 20 and len(outcomes) == 2


def test_the_site_is_a_link_to_its_build(tmp_path: Path) -> None:
    """The link is relative, the digest is that of the list, and the list is what `sha256sum -c` reads."""
    digest = publish(tmp_path / "site", OLD)
    assert os.readlink(tmp_path / "site") == f"site.builds/{digest[:12]}"
    assert digest_of((tmp_path / "site" / MANIFEST).read_bytes()) == digest
    assert subprocess.run(["sha256sum", "--quiet", "-c", MANIFEST], cwd=tmp_path / "site").returncode == 0


def test_the_same_files_change_nothing(tmp_path: Path) -> None:
    """A second build of the same files keeps the live one untouched, to the inode."""
    publish(tmp_path / "site", OLD)
    before = (tmp_path / "site" / "index.html").stat()
    assert publish(tmp_path / "site", OLD) == publish(tmp_path / "site", dict(reversed(OLD.items())))
    after = (tmp_path / "site" / "index.html").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_the_previous_build_is_kept(tmp_path: Path) -> None:
    """After three builds the last two are there, the first is the spare; going back publishes the first again."""
    first, second, third = (publish(tmp_path / "site", {"index.html": text}) for text in (b"1", b"2", b"3"))
    kept = {p.name for p in (tmp_path / "site.builds").iterdir() if p.is_dir() and not p.is_symlink()}
    assert kept == {second[:12], third[:12], SPARE}
    assert publish(tmp_path / "site", {"index.html": b"1"}) == first
    assert publish(tmp_path / "site", {"index.html": b"3"}) == third
    assert seen(tmp_path / "site") == {"index.html": b"3"}


@pytest.mark.parametrize("extra", ["own", "with manifest"])
def test_someone_elses_folder_is_refused(tmp_path: Path, extra: str) -> None:
    """A folder with one file that no build wrote is left as it is, even when the rest is ours."""
    site = tmp_path / "site"
    if extra != "own":
        publish(site, OLD)
        build = site.resolve()
        site.unlink()
        os.rename(build, site)
    site.mkdir(exist_ok=True)
    (site / "thesis.txt").write_text("mine")
    with pytest.raises(GeneratorError):
        publish(site, NEW)
    assert (site / "thesis.txt").read_text() == "mine" and not site.is_symlink()
    assert not list((tmp_path / "site.builds").glob("*.tmp"))


def test_a_link_elsewhere_and_a_file_are_refused(tmp_path: Path) -> None:
    """A link that is not ours is never followed and never replaced; nor is a file."""
    (tmp_path / "home").mkdir()
    (tmp_path / "site").symlink_to("home")
    (tmp_path / "file").write_text("x")
    for name in ("site", "file"):
        with pytest.raises(GeneratorError):
            publish(tmp_path / name, NEW)
    assert os.readlink(tmp_path / "site") == "home" and list((tmp_path / "home").iterdir()) == []


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    """A folder made in advance becomes the link."""
    (tmp_path / "site").mkdir()
    publish(tmp_path / "site", NEW)
    assert seen(tmp_path / "site") == NEW


def test_two_builds_at_once(tmp_path: Path) -> None:
    """The second is told so and harms nothing; once the first ends, the next one runs."""
    with Staging(tmp_path / "site") as first:
        first.write("index.html", b"1")
        with pytest.raises(GeneratorError, match="another build"):
            Staging(tmp_path / "site")
        swap(first)
    publish(tmp_path / "site", NEW)
    assert seen(tmp_path / "site") == NEW


def test_a_failed_build_leaves_nothing(tmp_path: Path) -> None:
    """An exception while writing keeps the old site and removes what was staged."""
    publish(tmp_path / "site", OLD)
    with pytest.raises(ZeroDivisionError), Staging(tmp_path / "site") as staging:
        staging.write("index.html", b"half")
        raise ZeroDivisionError
    assert seen(tmp_path / "site") == OLD
    assert not list((tmp_path / "site.builds").glob("*.tmp"))


@pytest.mark.parametrize("path", ["/etc/x", "../x", "a/../x", "a//b", "./a", "", "a\\b", "a\nb", "a/"])
def test_paths_outside_are_refused(tmp_path: Path, path: str) -> None:
    """Only plain relative paths with forward slashes are files of the site."""
    with Staging(tmp_path / "site") as staging, pytest.raises(GeneratorError):
        staging.write(path, b"x")


def test_a_file_is_written_once(tmp_path: Path) -> None:
    """The second write of one path is refused, from any thread, and the first stays."""
    refused = []

    def write(staging: Staging) -> None:
        try:
            staging.write("a/b.html", b"x")
        except GeneratorError as error:
            refused.append(error)
    with Staging(tmp_path / "site") as staging:
        threads = [threading.Thread(target=write, args=(staging,)) for _ in range(8)]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
        assert len(refused) == 7 and (staging.root / "a/b.html").read_bytes() == b"x"


def test_files_of_other_tools_are_counted(tmp_path: Path) -> None:
    """What the theme wrote by itself is in the list, and may be rewritten."""
    with Staging(tmp_path / "site") as staging:
        (staging.shell / "assets").mkdir()
        (staging.shell / "assets/a.css").write_bytes(b"a{}")
        assert staging.adopt() == ["assets/a.css"]
        staging.rewrite("assets/a.css", b"b{}")
        swap(staging)
    assert seen(tmp_path / "site") == {"assets/a.css": b"b{}"}
