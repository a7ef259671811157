"""What a preview keeps between two changes: a cache in memory that lets go of what nobody used lately. Writes nothing."""

from __future__ import annotations

import polars as pl

from generator.model.part import Memory

_Place = tuple[str, str]


class Recent(Memory):
    """A cache for a process that runs all day: what the last good state, the one before it and the last look used is kept."""

    def __init__(self) -> None:
        super().__init__()
        self._used: set[_Place] = set()
        self._good: tuple[set[_Place], set[_Place]] = (set(), set())

    def sweep(self, is_good: bool) -> None:
        """End of a look at the project: drop what is of no use any more. `is_good`: it is shown from now on."""
        if is_good:
            self._good = self._used, self._good[0]
        kept = set().union(self._used, *self._good)
        self._used = set()
        self._contents = {place: content for place, content in self._contents.items() if place in kept}
        self._frames = {place: frame for place, frame in self._frames.items() if place in kept}

    def get(self, kind: str, key: str) -> bytes | None:
        self._used.add((kind, key))
        return super().get(kind, key)

    def put(self, kind: str, key: str, content: bytes) -> None:
        self._used.add((kind, key))
        super().put(kind, key, content)

    def has_frame(self, kind: str, key: str) -> bool:
        self._used.add((kind, key))
        return super().has_frame(kind, key)

    def put_frame(self, kind: str, key: str, frame: pl.DataFrame, is_whole: bool = False) -> None:
        self._used.add((kind, key))
        super().put_frame(kind, key, frame, is_whole)
