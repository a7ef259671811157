"""Takes the files of a new site, writes them beside the old one, where no reader looks. Never touches the old one.

    <site>                  a link to the build that is published
    <site>.builds/lock      held by the build that is running
    <site>.builds/next.tmp  the build that is being written; whatever ends with .tmp is never published
    <site>.builds/shell.tmp what other tools write for it, until it is taken over
    <site>.builds/<digest>  a whole build
    <site>.builds/spare     an older build, of which the next one is made: most files of it are in their places already
    <site>.builds/cache     what was worked out for the next build; may be deleted at any time
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType

from generator.model.problem import GeneratorError
from generator.publish.build_lock import BuildLock
from generator.publish.ledger import Ledger
from generator.publish.manifest import MANIFEST, digest_of, manifest
from generator.publish.shard import files_below
from generator.publish.staged_file import FileWriter, Staged, checked, folders_of, nothing, remove_all_but, written_twice

UNFINISHED, CACHE, SPARE = ".tmp", "cache", "spare"


def builds_of(site_dir: Path) -> Path:
    """The folder beside a site in which its builds lie: on the same disk, so that renaming is one step."""
    return site_dir.with_name(site_dir.name + ".builds")


class Staging:
    """The files of one build, from the first until `finish`. `writer` may write some of them in other processes.

    Raises: GeneratorError while another build of this site is running, for a path outside the site and for a path
        that was written before: two pages with one address are a mistake, and the later must not win in silence.
    """

    def __init__(self, site_dir: Path, ledger: Ledger | None = None) -> None:
        site_dir = Path(site_dir).absolute()
        self.site_dir, self.builds = site_dir, builds_of(site_dir)
        self._lock = BuildLock(self.builds)
        self.root = self.builds / f"next{UNFINISHED}"
        self._entries: dict[str, tuple[str, int]] = {}
        self._ledger = ledger or Ledger()
        self.linked: set[str] = set()
        clear_unfinished(self.builds)  # what a killed build left; no reader ever saw it
        self.writer = FileWriter(self.root, self._ledger, self._take_spare())
        self.shell = self.builds / f"shell{UNFINISHED}"
        self.shell.mkdir()

    def _take_spare(self) -> bool:
        """Begin with the spare build, whose files are links to those of the published one; or with an empty folder."""
        spare = self.builds / SPARE
        if self._ledger.root is not None and spare.is_dir() and not spare.is_symlink():
            os.rename(spare, self.root)  # from here it is unfinished: if we stop, the next build begins with nothing
            return True
        self.root.mkdir()
        return False

    def write(self, path: str, content: bytes) -> None:
        """Write one new file."""
        self.record(self.writer.write(path, content))

    def record(self, staged: Staged) -> None:
        """A file that `writer` wrote, here or in another process. Raises GeneratorError where it was recorded before."""
        if staged.path in self._entries:
            raise written_twice(staged.path)
        self._entries[staged.path] = (staged.digest, staged.size)
        if staged.is_linked:
            self.linked.add(staged.path)

    def link(self, part: str, key: str) -> tuple[str, ...] | None:
        """Take over the files of a part from the published build, the very same files; None where they must be made."""
        paths = self._ledger.paths_of(part, key)
        if paths is None:
            return None
        for path in paths:
            if not self.writer.link(path):  # the disk takes no more links to it: the part is made anew
                for linked in paths[:paths.index(path)]:
                    self._forget(linked)
                return None
            fact = self._ledger.files[path]
            self.record(Staged(path, fact.digest, fact.size, True))
        return paths

    def _forget(self, path: str) -> None:
        self._entries.pop(path, None)
        self.linked.discard(path)
        (self.root / path).unlink(missing_ok=True)

    def write_all(self, files: Iterable[tuple[str, bytes]]) -> int:
        """Write many files; gives how many."""
        count = 0
        for path, content in files:
            self.write(path, content)
            count += 1
        return count

    def adopt(self) -> list[str]:
        """Take over what other tools (MkDocs) wrote into `shell`; gives its paths. What the spare had besides goes."""
        new = files_below(self.shell)
        for path in new:
            written = self.shell / path
            with open(written, "rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            is_linked = self.writer.is_published(checked(path), digest) and self.writer.link(path)
            self.record(Staged(path, digest, written.stat().st_size, is_linked))
            if not is_linked:
                self.writer.make_room(path)
                os.rename(written, self.root / path)
        if self.writer.is_spare:
            self._remove_rest()
        return new

    def _remove_rest(self) -> None:
        """Whatever the spare has that no part of this build named."""
        folders = {folder for path in self._entries for folder in folders_of(path)}
        for folder, inner, files in os.walk(self.root):
            prefix = folder[len(os.fspath(self.root)) + 1:]
            for name in files:
                if (f"{prefix}/{name}" if prefix else name) not in self._entries:
                    os.unlink(f"{folder}/{name}")
            for name in list(inner):
                if (f"{prefix}/{name}" if prefix else name) not in folders:
                    inner.remove(name)
                    remove_all_but(nothing, f"{folder}/{name}")

    def rewrite(self, path: str, content: bytes) -> None:
        """Replace a file another tool wrote, such as a page of the theme that gets its security policy."""
        self._forget(checked(path))
        self.write(path, content)

    @property
    def entries(self) -> Mapping[str, tuple[str, int]]:
        """The SHA-256 and the size of every recorded file."""
        return self._entries

    @property
    def files(self) -> list[str]:
        """Every recorded path, sorted."""
        return sorted(self._entries)

    @property
    def bytes_written(self) -> int:
        return sum(size for _, size in self._entries.values())

    def finish(self) -> str:
        """Write the list of all files and their digests; gives the digest of the site."""
        listing = manifest({path: digest for path, (digest, _) in self._entries.items()})
        self.write(MANIFEST, listing)
        return digest_of(listing)

    def close(self) -> None:
        """Give up what was not swapped in, and let the next build begin."""
        shutil.rmtree(self.shell, ignore_errors=True)
        if self.root.exists() and self.writer.is_spare:
            os.rename(self.root, self.builds / SPARE)
        elif self.root.exists():
            shutil.rmtree(self.root)
        self._lock.release()

    def __enter__(self) -> Staging:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self.close()


def clear_unfinished(builds: Path) -> None:
    """Remove the leftovers of builds that were killed. Call it only while holding the lock."""
    for leftover in builds.glob(f"*{UNFINISHED}"):
        if leftover.is_symlink() or not leftover.is_dir():
            leftover.unlink()
        else:
            shutil.rmtree(leftover)
