"""The two search indexes of a preview: made when somebody searches, beside the pages. Until then the last one is served."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor

from generator.household_search import household_search_lead, household_search_parts
from generator.model.part import Batch, Cache, Part, key_of
from generator.pipeline import document_parts, document_search_batch
from generator.preview.pages import ONE_DOCUMENT, Pages

_Index = tuple[str, dict[str, bytes]]
"""The key of what an index was made from, and its files."""

HOUSEHOLDS, DOCUMENTS = "search/households/", "search/documents/"


class SearchIndex:
    """The files of one index. `describe` gives the batches it is made of, in order."""

    def __init__(self, describe: Callable[[Pages], list[Batch]]) -> None:
        self._describe = describe
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="search")
        self._lock = threading.Lock()
        self._is_closed = False
        self._of: Pages | None = None
        self._made: Future[_Index] | None = None
        self._last: _Index = ("", {})
        self._before: dict[str, bytes] = {}

    def file(self, path: str, pages: Pages) -> bytes | None:
        """One file, of the newest index that is finished; waits only where there is none yet. Raises whatever making it did."""
        with self._lock:
            self._take()
            if self._made is None and self._of is not pages:
                self._of, self._made = pages, self._worker.submit(self._make, pages, self._last)
            running = self._made
        if running is not None and not self._last[0]:
            running.exception()  # waits; what it raised is raised below, once
            with self._lock:
                self._take()
        return self._last[1].get(path, self._before.get(path))

    def close(self) -> None:
        """Begin nothing more, and stop what is being made at the next file or text."""
        self._is_closed = True
        self._worker.shutdown(wait=False, cancel_futures=True)

    def _take(self) -> None:
        """The finished index becomes the one that is served; files of the one before stay, for a page that is open."""
        if self._made is not None and self._made.done():
            made, self._made = self._made, None
            if made.exception() is not None:
                self._of = None  # whoever asks next has it tried again
            found = made.result()
            if found is not self._last:
                self._before, self._last = self._last[1], found

    def _make(self, pages: Pages, last: _Index) -> _Index:
        batches = self._describe(pages)
        key = key_of([sorted(batch.keys.items()) for batch in batches])
        if key == last[0]:
            return last
        files: dict[str, bytes] = {}
        for batch in batches:
            for _, (path, content) in batch.make(frozenset(batch.keys)):
                self.go_on()
                files[path] = content
        return key, files

    def go_on(self) -> None:
        """Raises CancelledError where nobody waits for the index any more."""
        if self._is_closed:
            raise CancelledError


def household_index(cache: Cache) -> SearchIndex:
    """The index over the households: its parts, then what leads to them."""
    return SearchIndex(lambda pages: [*household_search_parts(pages.answers, cache), household_search_lead(pages.answers, cache)])


def document_index(cache: Cache) -> SearchIndex:
    """The index over the documents' texts; the text of a document that did not change is not made again."""
    texts: dict[str, str] = {}

    def text(part: Part) -> str:
        index.go_on()
        if part.key not in texts:
            with ONE_DOCUMENT:
                _, (_, content) = part.make()
            texts[part.key] = content.decode()
        return texts[part.key]

    def describe(pages: Pages) -> list[Batch]:
        parts = document_parts(pages.answers, pages.drawn.frames)
        return [document_search_batch(pages.answers, parts, lambda name: text(parts[name]), cache)]

    index = SearchIndex(describe)
    return index


def searches(cache: Cache) -> dict[str, SearchIndex]:
    """Each index by the folder its files are in."""
    return {HOUSEHOLDS: household_index(cache), DOCUMENTS: document_index(cache)}

