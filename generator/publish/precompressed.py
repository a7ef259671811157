"""Takes a file of the site, gives its compressed twins, for hosts that serve `page.html.gz` or `.br` where a browser takes it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

import brotli
from isal import igzip

from generator.model.part import File

_TEXTS = frozenset((".html", ".css", ".js", ".json", ".csv", ".txt", ".xml", ".svg", ".yml"))
_LEAST = 1024  # bytes; below, a twin saves nothing
_GZIP_LEVEL, _BROTLI_QUALITY = 3, 5


def twins(path: str, content: bytes) -> Iterator[File]:
    """`<path>.gz` and `<path>.br` of a text; nothing for what is small or compressed already. The same bytes every time."""
    if PurePosixPath(path).suffix in _TEXTS and len(content) >= _LEAST:
        yield f"{path}.gz", igzip.compress(content, compresslevel=_GZIP_LEVEL, mtime=0)
        yield f"{path}.br", brotli.compress(content, quality=_BROTLI_QUALITY)
