"""Takes one file of a new site, writes it beside the old one: in any process, into a folder no reader looks into."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from generator.model.problem import GeneratorError
from generator.publish.ledger import Ledger


class Staged(NamedTuple):
    """A file that was written: `is_linked` where it is the very file of the published build. Unit: `size` in bytes."""

    path: str
    digest: str
    size: int
    is_linked: bool


@dataclass(frozen=True)
class FileWriter:
    """Writes below `root`; what the published build has already is linked from there.

    Shape: `is_spare`: the folder began as an older build, so that there may be something where a file is to be.
    """

    root: Path
    ledger: Ledger
    is_spare: bool
    _folders: set[str] = field(default_factory=set, repr=False)  # that are there, as this process knows

    def write(self, path: str, content: bytes) -> Staged:
        """Write one new file. Raises GeneratorError for a path outside the site."""
        target = f"{self.root}/{checked(path)}"
        digest = hashlib.sha256(content).hexdigest()
        if self.is_published(path, digest) and self.link(path):
            return Staged(path, digest, len(content), True)
        self.make_room(path)
        try:
            with open(target, "xb") as file:  # never into a file that is there: it may be the published one as well
                file.write(content)
        except FileExistsError:
            raise written_twice(path) from None
        return Staged(path, digest, len(content), False)

    def link(self, path: str) -> bool:
        """Take over a file of the published build; False where the disk takes no more links to it."""
        if self._is_in_place(path):
            return True
        self.make_room(path)
        try:
            os.link(f"{self.ledger.root}/{path}", f"{self.root}/{path}")
        except OSError:
            return False
        return True

    def is_published(self, path: str, digest: str) -> bool:
        """Whether the published build has the same file."""
        fact = self.ledger.files.get(path)
        return fact is not None and fact.digest == digest and self.ledger.is_untouched(path)

    def make_room(self, path: str) -> None:
        """The folder of the path is there, and nothing of the spare build is where it leads."""
        folder = path.rpartition("/")[0]
        if folder not in self._folders:
            for above in folders_of(path) if self.is_spare else ():
                remove_all_but(stat.S_ISDIR, f"{self.root}/{above}")
            os.makedirs(f"{self.root}/{folder}", exist_ok=True)
            self._folders.add(folder)
        if self.is_spare:
            remove_all_but(nothing, f"{self.root}/{path}")

    def _is_in_place(self, path: str) -> bool:
        """Whether the spare build has the very file of the published one."""
        if not self.is_spare:
            return False
        try:
            found = os.lstat(f"{self.root}/{path}")
        except OSError:
            return False
        return stat.S_ISREG(found.st_mode) and found.st_ino == self.ledger.files[path].inode


def written_twice(path: str) -> GeneratorError:
    return GeneratorError(f"同一个文件写了两次：{path} (written twice)")


def folders_of(path: str) -> Iterator[str]:
    """Every folder above a path, from the outermost."""
    end = path.find("/")
    while end > 0:
        yield path[:end]
        end = path.find("/", end + 1)


def nothing(mode: int) -> bool:
    return False


def remove_all_but(is_wanted: Callable[[int], bool], path: str) -> None:
    """Nothing is left at that path but what is wanted there."""
    try:
        mode = os.lstat(path).st_mode
    except OSError:
        return
    if not is_wanted(mode):
        shutil.rmtree(path) if stat.S_ISDIR(mode) else Path(path).unlink(missing_ok=True)


def checked(path: str) -> str:
    """The path. Raises GeneratorError where it does not stay inside the site."""
    pure = PurePosixPath(path)
    if pure.is_absolute() or not path or pure.as_posix() != path or ".." in pure.parts or set(path) & set("\\\n\r\0"):
        raise GeneratorError(f"文件路径不对：{path!r} (not a path inside the site)")
    return path
