"""Takes pure functions, runs them in other processes, one a core. What many of them need is sent once. Knows no stage.

A process keeps of what is shared just what its last task named: tasks that need the same follow each other.

Each process has one Polars thread: two of them keep two cores busy without ever waiting for each other, and memory is
what two tasks need, whatever the size of the site.
"""

from __future__ import annotations

import gc
import io
import os
import pickle
import shutil
import tempfile
import threading
from collections.abc import Callable, Collection
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from multiprocessing import connection, get_context, parent_process
from pathlib import Path
from typing import Any

_START = {"POLARS_MAX_THREADS": "1", "_RJEM_MALLOC_CONF": "dirty_decay_ms:3000,muzzy_decay_ms:1000"}
"""How the processes begin: one Polars thread; memory that a column had is not given back for the next one to ask again."""


class Workers(Executor):
    """An executor of processes that start with the first task. Tasks are functions of modules, or partials of them."""

    def __init__(self, count: int | None = None) -> None:
        self._count = count or _cores()
        self._pool: Executor | None = None
        self._folder: str | None = None
        self._shared: dict[int, tuple[str, object]] = {}

    @property
    def is_running(self) -> bool:
        """Whether the processes have started."""
        return self._pool is not None

    def share(self, thing: object) -> None:
        """From now on a task names this object instead of carrying it; each process loads it once."""
        if self._folder is None:
            self._folder = tempfile.mkdtemp(prefix="gongshi-")
        path = os.path.join(self._folder, str(len(self._shared)))
        content = self._pickled(thing)
        Path(path).write_bytes(content)
        self._shared[id(thing)] = (path, thing)  # kept, so that no other object gets its id

    def submit(self, function: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:
        """The result to come of `function(*arguments)`; it and they can be pickled."""
        return self._started().submit(_run, self._pickled((function, arguments, named)))

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the processes; a second call does nothing."""
        if self._pool is not None:
            self._pool.shutdown(wait, cancel_futures=cancel_futures)
            self._pool = None
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None
        self._shared = {}

    def _started(self) -> Executor:
        if self._pool is None:
            before = {name: os.environ.get(name) for name in _START}
            os.environ.update(_START)
            try:
                self._pool = ProcessPoolExecutor(self._count, mp_context=get_context("spawn"), initializer=_begin)
                for _ in range(self._count):  # processes start with the first tasks, and take the environment of now
                    self._pool.submit(_nothing)
            finally:
                for name, value in before.items():
                    if value is None:
                        del os.environ[name]
                    else:
                        os.environ[name] = value
        return self._pool

    def _pickled(self, thing: object) -> bytes:
        if not self._shared:  # to ask of each object whether it is shared takes several times as long
            return pickle.dumps(thing, protocol=pickle.HIGHEST_PROTOCOL)
        written = io.BytesIO()
        _Pickler(written, self._shared).dump(thing)
        return written.getvalue()


class _Pickler(pickle.Pickler):
    """Writes the path of what is shared in its place."""

    def __init__(self, file: io.BytesIO, shared: dict[int, tuple[str, object]]) -> None:
        super().__init__(file, protocol=pickle.HIGHEST_PROTOCOL)
        self._shared = shared

    def persistent_id(self, thing: object) -> str | None:
        known = self._shared.get(id(thing))
        return known[0] if known is not None else None


class _Unpickler(pickle.Unpickler):
    """Reads what is shared from its file, where this process has not read it; `named`: the paths that were met."""

    def __init__(self, file: io.BufferedIOBase, named: set[str]) -> None:
        super().__init__(file)
        self._named = named

    def persistent_load(self, path: str) -> object:
        self._named.add(path)
        if path not in _LOADED:
            within: set[str] = set()
            with open(path, "rb") as file:
                _LOADED[path] = _Unpickler(file, within).load(), within
        thing, within = _LOADED[path]
        self._named |= within
        return thing


_LOADED: dict[str, tuple[object, set[str]]] = {}
"""What this process has read of what is shared: by path, the object and the paths of what it holds itself."""


def _run(task: bytes) -> Any:
    used: set[str] = set()
    function, arguments, named = _Unpickler(io.BytesIO(task), used).load()
    _forget(_LOADED.keys() - used)
    return function(*arguments, **named)


def _forget(paths: Collection[str]) -> None:
    """Give back the memory of what is shared at these paths."""
    for path in paths:
        del _LOADED[path]
    if paths:
        gc.collect()  # what was worked out from an object often refers to it


def _nothing() -> None:
    """A task that only has a process started."""


def _begin() -> None:
    """A process whose parent was killed ends at once: it must not write into the next build."""
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def _cores() -> int:
    """The processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
