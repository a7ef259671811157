"""Takes the staged files, chooses which of them the last checks open. Reads no file.

What a build took over from the published one was checked then, under the same rules. Of the pages and files that are made
by the thousand from one template and the columns of a table, all are opened up to 64 MB; beyond that a fixed choice
spread over all of them, since their texts are checked as columns in the Parquet files, every one of them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping

WHOLE_BYTES, SAMPLE_BYTES = 64_000_000, 24_000_000
_BULK = re.compile(r"household/|quota/\d|quota/industry/.|quota/posting/.|search/households/|data/(?!index\.html).*\.(?:csv|json)$")


def is_bulk(path: str) -> bool:
    """Whether a file is one of the many that are made from the columns of a table."""
    return _BULK.match(path.removesuffix(".gz").removesuffix(".br")) is not None


def looked_at(sizes: Mapping[str, int], done: Collection[str] = ()) -> list[str]:
    """The files to open, sorted. Shape: `sizes` is every staged file with its bytes, `done` those checked before."""
    found = sizes.keys() - set(done)
    bulk = {path for path in found if is_bulk(path)}
    if sum(sizes[path] for path in bulk) <= WHOLE_BYTES:
        return sorted(found)
    return sorted((found - bulk) | _spread(bulk, sizes))


def _spread(bulk: Collection[str], sizes: Mapping[str, int]) -> set[str]:
    """The first of each kind, then whichever have the lowest digest of their path, up to 24 MB; none larger than 4 MB."""
    chosen: set[str] = set()
    kinds: set[tuple[str, int]] = set()
    total = 0
    for path in sorted(bulk, key=lambda path: hashlib.sha256(path.encode()).digest()):
        kind = (path[:path.find("/", 6)], path.count("/"))
        if sizes[path] <= SAMPLE_BYTES // 6 and (kind not in kinds or total + sizes[path] <= SAMPLE_BYTES):
            kinds.add(kind)
            chosen.add(path)
            total += sizes[path]
    return chosen
