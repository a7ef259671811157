"""Takes the answers and an address, gives the file at that address. Makes nothing that nobody asks for.

One state of the site, which never changes: what was made is kept until the next state takes its place.
"""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

from generator.model.answers import Answers
from generator.model.document import COLUMNS
from generator.model.document_search import TEXTS, document_id
from generator.model.part import Batch, File
from generator.preview.drawn import Drawn
from generator.render import (document, document_list, fairness, file_size, household, industry, objection_form, office, open_data,
                              place, poster, poster_choice, posting)

_NUMBER = r"(?:(\d+)/)?index\.html"
_HOUSEHOLD = re.compile(r"household/([0-9a-f]+)/index\.html")
_POSTING = re.compile(rf"quota/posting/([^/]+)/{_NUMBER}")
_FORM = "household/form/index.html"
_OFFICE = re.compile(r"quota/office/(?:([^/]+)/)?index\.html")
_FAIRNESS = re.compile(r"fairness/(?:(high|low)/(?:\d+/)?)?index\.html")
_POSTER = re.compile(r"quota/posting/([^/]+)/poster-a[34]\.pdf")
_POSTINGS = "quota/posting/index.html"
_INDUSTRY = re.compile(r"quota/industry/(?:([^/]+)/(?:\d+/)?)?index\.html")
_STREET = re.compile(r"quota/[^/]+/([^/]+)/(?:\d+/)?index\.html")
_DIVISION = re.compile(r"quota/([^/]+)/index\.html")
_LIST = re.compile(rf"({'|'.join(COLUMNS)})/(?:page/(\d+)/)?index\.html")
_TEXT = re.compile(rf"{TEXTS}([^/]+)\.txt")
_PACKAGE = "data/datapackage.json"
_FEW_HOUSEHOLDS = 10_000
_DOCUMENT = re.compile(rf"((?:{'|'.join(COLUMNS)})/.+)/index\.html")


ONE_DOCUMENT = threading.Lock()
"""Held while a document is rendered: a process has one converter of Markdown, and requests come at once."""


class Pages:
    """Every file of one state of the site but the search indexes, each made when it is asked for."""

    def __init__(self, answers: Answers, drawn: Drawn, site_url: str | None) -> None:
        self.answers, self.drawn, self.site_url = answers, drawn, site_url
        self._made: dict[str, bytes] = {}

    def file(self, path: str) -> bytes | None:
        """The content at a path of the site, such as `quota/210102/index.html`; None where the site has no such file."""
        if path not in self._made:
            own = self.drawn.file(path, self.answers)
            self._made.update([(path, self._sized(own))] if own is not None else self._bulk(path))
        return self._made.get(path)

    def _sized(self, content: bytes) -> bytes:
        """The page with the sizes of the files it offers. Each must be made for that: where that takes seconds, none is said."""
        if file_size.MARK not in content:
            return content
        are_made = self.answers.index.height <= _FEW_HOUSEHOLDS
        return file_size.filled(content.decode(), lambda path: len(self.file(path) or b"") if are_made else None).encode()

    def _bulk(self, path: str) -> Iterable[File]:
        for pattern, make in self._makers:
            found = pattern.fullmatch(path)
            if found:
                return make(*found.groups())
        return self._data(path) if path.startswith("data/") else []

    @cached_property
    def _makers(self) -> tuple[tuple[re.Pattern[str], Callable[..., Iterable[File]]], ...]:
        """Which files of the address are made how; the first that fits."""
        return (
            (_HOUSEHOLD, lambda bucket: household.one_bucket(self.answers, self.drawn.frames, bucket)),
            (re.compile(_FORM), lambda: [objection_form.page(self.answers, self.drawn.frames)]),
            (re.compile(_POSTINGS), lambda: [posting.index_page(self.answers, self.drawn.frames)]),
            (_POSTING, lambda name, number: posting.one_page(self.answers, self.drawn.frames, name, int(number or 1))),
            (_POSTER, self._posters),
            (_INDUSTRY, lambda code: self._part(self._industries, f"quota/industry/{code}" if code else "quota/industry")),
            (_OFFICE, lambda code: self._part(self._offices, f"quota/office/{code}" if code else "quota/office")),
            (_FAIRNESS, lambda side: self._part(self._fairness, f"fairness/{side}" if side else "fairness")),
            (_STREET, lambda street: place.one_street(self.answers, self.drawn.frames, street)),
            (_DIVISION, lambda code: self._part(self._divisions, f"quota/{code}")),
            (_LIST, lambda column, number: document_list.column_pages(self.answers, self.drawn.frames, column, int(number or 1))),
            (_TEXT, lambda identity: self._document(self._path_of.get(identity, ""))),
            (_DOCUMENT, self._document),
        )

    def _posters(self, name: str) -> Iterable[File]:
        """Those of one posting, drawn when somebody looks."""
        view = self.answers.views.get(name)
        return poster.posters(self.answers, view, self.site_url) if view and poster_choice.is_drawn(self.answers, view) else []

    def _document(self, path: str) -> list[File]:
        with ONE_DOCUMENT:
            return list(document.one(self.answers, self.drawn.frames, path))

    @cached_property
    def _path_of(self) -> dict[str, str]:
        """The address of each document by its id in the search."""
        return {document_id(one.path): one.path for listed in self.answers.documents.values() for one in listed}

    @cached_property
    def _industries(self) -> list[Batch]:
        return list(industry.parts(self.answers, self.drawn.frames))

    @cached_property
    def _offices(self) -> list[Batch]:
        return list(office.parts(self.answers, self.drawn.frames))

    @cached_property
    def _fairness(self) -> list[Batch]:
        return list(fairness.parts(self.answers, self.drawn.frames))

    @cached_property
    def _divisions(self) -> list[Batch]:
        return list(place.division_parts(self.answers, self.drawn.frames))

    @cached_property
    def _tables(self) -> list[Batch]:
        return list(open_data.parts(self.answers, self.site_url))

    def _data(self, path: str) -> Iterable[File]:
        """A file of the open data: its part is called like the file, the file without its ending, or its folder."""
        if path == _PACKAGE:
            return [open_data.package(self.answers, _Written(self.file))]
        for name in (path, path.rpartition(".")[0], path.rpartition("/")[0]):
            files = list(self._part(self._tables, name))
            if files:
                return files
        return []

    def _part(self, batches: list[Batch], name: str) -> Iterator[File]:
        """The files of one part."""
        for batch in batches:
            if name in batch.keys:
                yield from (file for _, file in batch.make(frozenset([name])))


class _Written(dict[str, tuple[str, int]]):
    """The SHA-256 and the size of each file, which is made when they are asked for."""

    def __init__(self, file: Callable[[str], bytes | None]) -> None:
        self._file = file

    def __missing__(self, path: str) -> tuple[str, int]:
        content = self._file(path) or b""
        return hashlib.sha256(content).hexdigest(), len(content)
