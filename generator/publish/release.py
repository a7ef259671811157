"""Takes the files of a build and publishes them as the site. Holds the lock of the site meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from pathlib import Path

from generator.model.part import Batch, Cache, File, key_of
from generator.publish.ledger import read_ledger, write_ledger
from generator.publish.links import places_in
from generator.publish.manifest import MANIFEST
from generator.publish.parts import Made, write_parts
from generator.publish.precompressed import twins
from generator.publish.scope import looked_at
from generator.publish.staging import Staging
from generator.publish.swap import swap


@dataclass(frozen=True)
class Released:
    """What was published. `digest` is the same for the same files anywhere; it names every file but its own list.

    Shape: `written` counts the files that are not those of the build before.
    """

    digest: str
    pages: int
    files: int
    bytes: int
    written: int


class Release:
    """One build on its way to the public: write below `shell` or by `write`, then `publish`, or `close` to give up.

    Raises: GeneratorError when another build of this site is running.
    """

    def __init__(self, site_dir: Path, cache: Cache, rules: str, with_twins: bool = False) -> None:
        """`rules` changes with the program and when what a check would find does; `with_twins`: compressed ones, too."""
        self._with_twins = with_twins
        if with_twins:
            rules = key_of(rules, "twins")
        self._cache = cache
        self._rules = rules
        self._made: Made = {}
        self._ledger = read_ledger(cache, site_dir, rules)
        self.staging = Staging(site_dir, self._ledger)
        self.folder, self.shell = self.staging.root, self.staging.shell

    def write(self, batches: Iterable[Batch], executor: Executor | None = None) -> None:
        """The files of all parts; those that did not change are taken over from the published build."""
        wanted = (replace(batch, make=_Twinned(batch.make)) for batch in batches) if self._with_twins else batches
        self._made.update(write_parts(self.staging, wanted, executor))

    def missing(self, keys: Mapping[str, str]) -> int:
        """How many of these parts the published build was not made of."""
        return sum(self._ledger.parts.get(name, ("",))[0] != key for name, key in keys.items())

    @property
    def entries(self) -> Mapping[str, tuple[str, int]]:
        """The SHA-256 and the size of every file written so far, by path."""
        return self.staging.entries

    def complete(self) -> tuple[list[str], list[str]]:
        """Record what other tools wrote; gives the files to check, and those whose links are to be followed.

        A page that was taken over was checked when it was made. Its links are followed again where what they lead to may
        have gone: when a file or a place of the published build is there no more.
        """
        for path in self.staging.adopt():
            for twin in twins(path, (self.folder / path).read_bytes()) if self._with_twins else ():
                self.staging.write(*twin)
        sizes = {path: size for path, (_, size) in self.staging.entries.items()}
        kept = self.staging.linked
        return looked_at(sizes, kept), looked_at(sizes, () if self._is_anything_gone() else kept)

    def _is_anything_gone(self) -> bool:
        if self._ledger.root is None or not self._ledger.files.keys() <= self.staging.entries.keys() | {MANIFEST}:
            return True
        rewritten = [path for path in self._ledger.files
                     if path.endswith(".html") and path not in self.staging.linked]
        return any(places_in((self._ledger.root / path).read_bytes()) - places_in((self.folder / path).read_bytes())
                   for path in rewritten)

    def publish(self) -> Released:
        """Swap the site, let the next build begin."""
        try:
            digest = swap(self.staging)
            write_ledger(self._cache, self.staging.site_dir.resolve(), self._rules, self._made, self.staging.entries)
            files = self.staging.files
            pages = sum(file.endswith(".html") for file in files)
            return Released(digest, pages, len(files), self.staging.bytes_written, len(files) - len(self.staging.linked))
        finally:
            self.staging.close()

    def close(self) -> None:
        """Give up: the site stays as it was. After `publish` it does nothing."""
        self.staging.close()


@dataclass(frozen=True)
class _Twinned:
    """Makes the same files, each followed by its compressed twins."""

    make: Callable[[frozenset[str]], Iterable[tuple[str, File]]]

    def __call__(self, wanted: frozenset[str]) -> Iterator[tuple[str, File]]:
        for name, file in self.make(wanted):
            yield name, file
            yield from ((name, twin) for twin in twins(*file))
