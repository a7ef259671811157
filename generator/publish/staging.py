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
import stat
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from types import TracebackType

from generator.model.problem import GeneratorError
from generator.publish.build_lock import BuildLock
from generator.publish.ledger import Ledger
from generator.publish.manifest import MANIFEST, digest_of, manifest
from generator.publish.shard import files_below

UNFINISHED, CACHE, SPARE = ".tmp", "cache", "spare"


def builds_of(site_dir: Path) -> Path:
    """The folder beside a site in which its builds lie: on the same disk, so that renaming is one step."""
    return site_dir.with_name(site_dir.name + ".builds")


class Staging:
    """The files of one build, from the first until `finish`. Files may be written from several threads.

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
        self._folders: set[str] = set()
        self._guard, self._rooms = threading.Lock(), threading.Lock()
        clear_unfinished(self.builds)  # what a killed build left; no reader ever saw it
        self._is_spare = self._take_spare()
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
        target = f"{self.root}/{_checked(path)}"
        digest = hashlib.sha256(content).hexdigest()
        self._record(path, digest, len(content))
        if self._is_published(path, digest) and self._link(path):
            return
        self._make_room(path)
        with open(target, "xb") as file:  # never into a file that is there: it may be the published one as well
            file.write(content)

    def link(self, part: str, key: str) -> tuple[str, ...] | None:
        """Take over the files of a part from the published build, the very same files; None where they must be made."""
        paths = self._ledger.paths_of(part, key)
        if paths is None:
            return None
        for path in paths:
            if not self._link(path):  # the disk takes no more links to it: the part is made anew
                for linked in paths[:paths.index(path)]:
                    self._forget(linked)
                return None
            fact = self._ledger.files[path]
            self._record(path, fact.digest, fact.size)
        return paths

    def _make_room(self, path: str) -> None:
        """The folder of the path is there, and nothing else is where it leads."""
        folder = path.rpartition("/")[0]
        with self._rooms:
            if folder not in self._folders:
                for above in _folders_of(path) if self._is_spare else ():
                    _remove_all_but(stat.S_ISDIR, f"{self.root}/{above}")
                os.makedirs(f"{self.root}/{folder}", exist_ok=True)
                self._folders.add(folder)
            if self._is_spare:
                _remove_all_but(_nothing, f"{self.root}/{path}")

    def _is_published(self, path: str, digest: str) -> bool:
        """Whether the published build has the same file."""
        fact = self._ledger.files.get(path)
        return fact is not None and fact.digest == digest and self._ledger.is_untouched(path)

    def _link(self, path: str) -> bool:
        if not self._is_in_place(path):
            self._make_room(path)
            try:
                os.link(f"{self._ledger.root}/{path}", f"{self.root}/{path}")
            except OSError:
                return False
        self.linked.add(path)
        return True

    def _is_in_place(self, path: str) -> bool:
        """Whether the spare build has the very file of the published one."""
        if not self._is_spare:
            return False
        try:
            found = os.lstat(f"{self.root}/{path}")
        except OSError:
            return False
        return stat.S_ISREG(found.st_mode) and found.st_ino == self._ledger.files[path].inode

    def _forget(self, path: str) -> None:
        with self._guard:
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
            self._record(_checked(path), digest, written.stat().st_size)
            if not (self._is_published(path, digest) and self._link(path)):
                self._make_room(path)
                os.rename(written, self.root / path)
        if self._is_spare:
            self._remove_rest()
        return new

    def _remove_rest(self) -> None:
        """Whatever the spare has that no part of this build named."""
        folders = {folder for path in self._entries for folder in _folders_of(path)}
        for folder, inner, files in os.walk(self.root):
            prefix = folder[len(os.fspath(self.root)) + 1:]
            for name in files:
                if (f"{prefix}/{name}" if prefix else name) not in self._entries:
                    os.unlink(f"{folder}/{name}")
            for name in list(inner):
                if (f"{prefix}/{name}" if prefix else name) not in folders:
                    inner.remove(name)
                    _remove_all_but(_nothing, f"{folder}/{name}")

    def rewrite(self, path: str, content: bytes) -> None:
        """Replace a file another tool wrote, such as a page of the theme that gets its security policy."""
        self._forget(_checked(path))
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
        if self.root.exists() and self._is_spare:
            os.rename(self.root, self.builds / SPARE)
        elif self.root.exists():
            shutil.rmtree(self.root)
        self._lock.release()

    def _record(self, path: str, digest: str, size: int) -> None:
        with self._guard:
            if path in self._entries:
                raise GeneratorError(f"同一个文件写了两次：{path} (written twice)")
            self._entries[path] = (digest, size)

    def __enter__(self) -> Staging:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self.close()


def _folders_of(path: str) -> Iterator[str]:
    end = path.find("/")
    while end > 0:
        yield path[:end]
        end = path.find("/", end + 1)


def _nothing(mode: int) -> bool:
    return False


def _remove_all_but(is_wanted: Callable[[int], bool], path: str) -> None:
    """Nothing is left at that path but what is wanted there."""
    try:
        mode = os.lstat(path).st_mode
    except OSError:
        return
    if not is_wanted(mode):
        shutil.rmtree(path) if stat.S_ISDIR(mode) else os.unlink(path)


def clear_unfinished(builds: Path) -> None:
    """Remove the leftovers of builds that were killed. Call it only while holding the lock."""
    for leftover in builds.glob(f"*{UNFINISHED}"):
        if leftover.is_symlink() or not leftover.is_dir():
            leftover.unlink()
        else:
            shutil.rmtree(leftover)


def _checked(path: str) -> str:
    pure = PurePosixPath(path)
    if pure.is_absolute() or not path or pure.as_posix() != path or ".." in pure.parts or set(path) & set("\\\n\r\0"):
        raise GeneratorError(f"文件路径不对：{path!r} (not a path inside the site)")
    return path
