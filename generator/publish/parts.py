"""Takes batches of parts, writes their files into the staged site. A part that did not change is linked, not made.

A batch that may be sent is made and written in another process where there is an executor; the others are made here meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Executor, Future

from generator.model.part import Batch, File
from generator.publish.staged_file import FileWriter, Staged
from generator.publish.staging import Staging

Made = dict[str, tuple[str, tuple[str, ...]]]
"""The parts of a build: name to key and paths."""

_Written = list[tuple[str, Staged]]


def write_parts(staging: Staging, batches: Iterable[Batch], executor: Executor | None = None) -> Made:
    """All files of all batches; gives what was made or linked.

    Raises: whatever the making of a part raises.
    """
    made: Made = {}
    running: list[tuple[Batch, frozenset[str], Future[_Written]]] = []
    for batch in batches:
        wanted = _missing(staging, batch, made)
        if wanted and batch.is_sent and executor is not None:
            running.append((batch, wanted, executor.submit(_written, staging.writer, batch.make, wanted)))
        elif wanted:
            _record(staging, made, batch, wanted, _written(staging.writer, batch.make, wanted))
    for batch, wanted, future in running:
        _record(staging, made, batch, wanted, future.result())
    return made


def _missing(staging: Staging, batch: Batch, made: Made) -> frozenset[str]:
    """The parts of a batch that must be made; the others are linked."""
    wanted = set()
    for name, key in batch.keys.items():
        paths = staging.link(name, key)
        if paths is None:
            wanted.add(name)
        else:
            made[name] = (key, paths)
    return frozenset(wanted)


def _written(writer: FileWriter, make: Callable[[frozenset[str]], Iterable[tuple[str, File]]],
             wanted: frozenset[str]) -> _Written:
    return [(name, writer.write(path, content)) for name, (path, content) in make(wanted)]


def _record(staging: Staging, made: Made, batch: Batch, wanted: frozenset[str], written: _Written) -> None:
    paths: dict[str, list[str]] = {name: [] for name in wanted}
    for name, staged in written:
        staging.record(staged)
        paths[name].append(staged.path)
    made.update({name: (batch.keys[name], tuple(found)) for name, found in paths.items()})
