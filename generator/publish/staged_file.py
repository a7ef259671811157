"""Takes one file of a new site, writes it beside the old one: in any process, into a folder no reader looks into."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
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
    """Writes below `root`; what the published build has already is linked from there."""

    root: Path
    ledger: Ledger

    def write(self, path: str, content: bytes) -> Staged:
        """Write one new file. Raises GeneratorError for a path outside the site, and for one that is there already."""
        target = os.path.join(self.root, checked(path))
        digest = hashlib.sha256(content).hexdigest()
        if self.is_published(path, digest) and self.link(path):
            return Staged(path, digest, len(content), True)
        try:
            descriptor = _opened(target)
        except FileExistsError:
            raise GeneratorError(f"同一个文件写了两次：{path} (written twice)") from None
        with open(descriptor, "wb") as file:
            file.write(content)
        return Staged(path, digest, len(content), False)

    def link(self, path: str) -> bool:
        """Take over a file of the published build; False where the disk takes no more links to it."""
        try:
            os.link(self.ledger.root / path, self.root / path)
        except FileNotFoundError:
            os.makedirs((self.root / path).parent, exist_ok=True)
            try:
                os.link(self.ledger.root / path, self.root / path)
            except OSError:
                return False
        except OSError:
            return False
        return True

    def is_published(self, path: str, digest: str) -> bool:
        """Whether the published build has the same file."""
        fact = self.ledger.files.get(path)
        return fact is not None and fact.digest == digest and self.ledger.is_untouched(path)


def _opened(target: str) -> int:
    """A new file, open for writing; its folder is made where it is missing."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    try:
        return os.open(target, flags, 0o666)
    except FileNotFoundError:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        return os.open(target, flags, 0o666)


def checked(path: str) -> str:
    """The path. Raises GeneratorError where it does not stay inside the site."""
    pure = PurePosixPath(path)
    if pure.is_absolute() or not path or pure.as_posix() != path or ".." in pure.parts or set(path) & set("\\\n\r\0"):
        raise GeneratorError(f"文件路径不对：{path!r} (not a path inside the site)")
    return path
