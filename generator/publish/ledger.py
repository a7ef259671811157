"""Knows what the published build was made of: the key of every part, the digest of every file. Writes no file of a site.

A file of the published build is used again only while it is the very file that build left: same inode, size and time of
change. Whatever the ledger does not know, or knows no longer, is made again.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from generator.model.part import Cache

_KIND = "ledger"


@dataclass(frozen=True)
class FileFact:
    """One file of the published build. Unit: bytes; nanoseconds."""

    digest: str
    size: int
    changed: int
    inode: int


@dataclass(frozen=True)
class Ledger:
    """Shape: `parts` name to (key, paths), `files` by path; `root` is where the files lie, None where nothing is known."""

    root: Path | None = None
    parts: Mapping[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    files: Mapping[str, FileFact] = field(default_factory=dict)

    def paths_of(self, part: str, key: str) -> tuple[str, ...] | None:
        """The files of a part that was made under that key, all of them still as they were; else None."""
        known = self.parts.get(part)
        if known is None or known[0] != key or not all(self.is_untouched(path) for path in known[1]):
            return None
        return known[1]

    def is_untouched(self, path: str) -> bool:
        """Whether a file of the published build is the one that was recorded."""
        fact = self.files.get(path)
        if fact is None or self.root is None:
            return False
        try:
            found = os.stat(f"{self.root}/{path}")
        except OSError:
            return False
        return (found.st_size, found.st_mtime_ns, found.st_ino) == (fact.size, fact.changed, fact.inode)


def read_ledger(cache: Cache, site_dir: Path, rules: str) -> Ledger:
    """The ledger of the build that is published; an empty one where there is none or it speaks of another build.

    Shape: `rules` changes with the program and with what a check would find: a file made by another program, or
        checked under other rules, is not used again.
    """
    known = cache.value(_KIND, rules)
    if known is None or not site_dir.is_symlink() or not site_dir.exists():
        return Ledger()
    root = site_dir.resolve()
    if known["build"] != root.name:
        return Ledger()
    return Ledger(root, known["parts"], {path: FileFact(*fact) for path, fact in known["files"].items()})


def write_ledger(cache: Cache, root: Path, rules: str, parts: Mapping[str, tuple[str, tuple[str, ...]]],
                 files: Mapping[str, tuple[str, int]]) -> None:
    """Record the build at `root`. Shape: `files` path to (digest, size)."""
    facts = {}
    for path, (digest, size) in files.items():
        found = os.stat(f"{root}/{path}")
        facts[path] = (digest, size, found.st_mtime_ns, found.st_ino)
    cache.put_value(_KIND, rules, {"build": root.name, "parts": dict(parts), "files": facts})
