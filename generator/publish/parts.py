"""Takes batches of parts, writes their files into the staged site. A part that did not change is linked, not made.

Batches run in threads: what they do, Polars does, and it works beside other threads. No more than one batch a thread is
under way, so memory does not grow with the site.
"""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

from generator.model.part import Batch
from generator.publish.staging import Staging

Made = dict[str, tuple[str, tuple[str, ...]]]
"""The parts of a build: name to key and paths."""


def write_parts(staging: Staging, batches: Iterable[Batch], threads: int = 2) -> Made:
    """All files of all batches; gives what was made or linked.

    Raises: whatever the making of a part raises, once the batches under way have ended.
    """
    made: Made = {}
    running: set[Future[Made]] = set()
    with ThreadPoolExecutor(threads) as pool:
        for batch in batches:
            if len(running) >= threads:
                done, running = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    made.update(future.result())
            running.add(pool.submit(_write, staging, batch))
        for future in running:
            made.update(future.result())
    return made


def _write(staging: Staging, batch: Batch) -> Made:
    made: Made = {}
    wanted = []
    for name, key in batch.keys.items():
        paths = staging.link(name, key)
        if paths is None:
            wanted.append(name)
        else:
            made[name] = (key, paths)
    if wanted:
        paths_of: dict[str, list[str]] = {name: [] for name in wanted}
        for name, (path, content) in batch.make(frozenset(wanted)):
            staging.write(path, content)
            paths_of[name].append(path)
        made.update({name: (batch.keys[name], tuple(paths)) for name, paths in paths_of.items()})
    return made
