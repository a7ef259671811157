"""Takes the documents, gives the page of each. Judges nothing: a value nobody checked says so.

`render_one` is a pure function of picklable values, so that an executor in any process may call it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from itertools import repeat
from typing import Any

import jinja2
from markupsafe import Markup

from generator.model.answers import Answers
from generator.model.document import COLUMN_NAMES, COLUMNS, KEY_BY_WORD, Document
from generator.model.part import File
from generator.model.settings import Settings
from generator.render import document_list
from generator.render.frame import Frame, FrameKey, Frames, base_of
from generator.render.markdown import to_html
from generator.render.templates import environment

SUMMARY: Mapping[str, tuple[str, ...]] = {
    "policies": ("index_number", "subject", "issuer", "issued_on", "title", "document_number", "published_on",
                 "effective_on", "expires_on", "validity", "validity_note", "applies_to", "updated_on", "source"),
    "press": ("press_kind", "published_on", "event_on", "venue", "source", "updated_on"),
    "guides": ("topic", "channel", "fee", "time_limit", "published_on", "updated_on", "reviewed_on", "source"),
    "hotline": ("topic", "tax_item", "published_on", "reviewed_on", "updated_on", "source"),
    "halls": ("venue", "hours", "office", "published_on", "updated_on", "source"),
    "statistics": ("published_on", "updated_on", "source"),
    "disclosure": ("topic", "published_on", "updated_on", "source"),
}
"""The keys a document's header shows, by column, in the order the form of a government document has them."""

LISTS = ("conditions", "materials", "services")
_CHUNK = 64
_LONG = 36  # half-width signs


@dataclass(frozen=True)
class Fact:
    """One value of a header: its name in Chinese, its text (a date also as a date), and whether anyone checked it."""

    key: str
    label: str
    text: str
    day: date | None = None
    is_unverified: bool = False

    @property
    def is_long(self) -> bool:
        """True where the value needs a line of its own."""
        return self.key == "title" or sum(2 if ord(sign) > 255 else 1 for sign in self.text) > _LONG


@dataclass(frozen=True)
class Link:
    """A way to another document: its title, address, the date a list shows, and its column's name."""

    title: str
    path: str
    day: date | None
    column_name: str
    is_here: bool = False


@dataclass(frozen=True)
class Relations:
    """The documents that one document leads to."""

    interprets: tuple[Link, ...] = ()
    interpreted_by: tuple[Link, ...] = ()
    related: tuple[Link, ...] = ()
    versions: tuple[Link, ...] = ()


@dataclass(frozen=True)
class Shell:
    """What all documents' pages share: the frames, the bureau, the as-of date, names of offices, files to addresses."""

    frames: Frames
    settings: Settings
    as_of: date
    offices: Mapping[str, str]
    links: Mapping[str, str]


def pages(answers: Answers, frames: Frames, executor: Executor | None = None) -> Iterator[File]:
    """Each document's page, column by column. The lists of the columns are in `document_list`."""
    documents = [document for name in COLUMNS for document in answers.documents.get(name, ())]
    relations = _all_relations(answers, documents)
    one = partial(render_one, shell=shell_of(answers, frames))
    if executor is None:
        yield from map(one, documents, relations)
    else:
        yield from executor.map(one, documents, relations, chunksize=_CHUNK)


def shell_of(answers: Answers, frames: Frames) -> Shell:
    """The part of the answers that every document's page needs, small enough to send to another process."""
    used: dict[FrameKey, Frame] = {key: frame for key, frame in frames.items() if key[0] in COLUMNS and key[1] > 1}
    links = {document.file.removeprefix("content/"): document.path
             for documents in answers.documents.values() for document in documents}
    return Shell(used, answers.settings, answers.as_of, answers.reference.names("offices"), links)


def render_one(document: Document, relations: Relations, shell: Shell) -> File:
    """The page of one document, at `/<column>/<slug>/`."""
    depth = document.path.count("/") + 1
    base = base_of(depth)
    body = to_html(document.body, path=document.path, links=shell.links, source=document.file.removeprefix("content/"))
    column_name = COLUMN_NAMES[document.column]
    content = _template("document.html").render(
        document=document, meta=document.meta, base=base, column_name=column_name, relations=relations,
        facts=facts(document, shell.offices), lists=_lists(document), basis=_texts(document.meta.get("legal_basis")),
        basis_is_unverified="legal_basis" in unverified(document), body=Markup(body.html),
        toc=[entry for entry in body.toc if 1 < entry.level < 4], has_articles=bool(body.articles),
        is_later=is_later(document, shell.as_of), as_of=shell.as_of)
    page = shell.frames[(document.column, depth)].fill(
        title=document.title, description=description(document), path=f"{document.path}/", content=content,
        head=_head(document, shell.settings),
        breadcrumb=_template("parts/crumbs.html").render(
            base=base, crumbs=((column_name, f"{document.column}/"), (document.title, None))))
    return f"{document.path}/index.html", page


def facts(document: Document, offices: Mapping[str, str]) -> tuple[Fact, ...]:
    """The header of a document: only what its front matter states. A policy without a validity is 未核实,
    never blank; an interpretation has none."""
    doubtful = unverified(document)
    found = [_fact(key, _value(document, key, offices), key in doubtful) for key in SUMMARY[document.column]]
    if document.column == "policies" and not document.meta.get("validity") and not document.meta.get("interprets"):
        found[SUMMARY["policies"].index("validity")] = Fact("validity", "有效性", "", is_unverified=True)
    return tuple(fact for fact in found if fact is not None)


def _value(document: Document, key: str, offices: Mapping[str, str]) -> Any:
    value = document.title if key == "title" else document.meta.get(key)
    return offices.get(str(value), value) if key == "office" else value


def _fact(key: str, value: Any, is_unverified: bool) -> Fact | None:
    if value is None or value == "" or value == ():
        return None
    label = KEY_BY_WORD[key].zh
    if isinstance(value, date):
        return Fact(key, label, "", value, is_unverified)
    return Fact(key, label, "；".join(_texts(value)), None, is_unverified)


def unverified(document: Document) -> frozenset[str]:
    """The English names of the keys whose value nobody has checked against its source."""
    words = (str(word) for word in _texts(document.meta.get("unverified")))
    return frozenset(KEY_BY_WORD[word].name if word in KEY_BY_WORD else word for word in words)


def is_later(document: Document, as_of: date) -> bool:
    """True for a law text that is younger than the site's data: it may not be read as the law of that day."""
    own = document.meta.get("issued_on") or document.shown_on
    return document.law and own is not None and own > as_of


def description(document: Document) -> str:
    """One or two sentences for search engines and the Description tag."""
    return document.meta.get("summary") or f"{COLUMN_NAMES[document.column]}：{document.title}"


def _texts(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(map(str, value)) if isinstance(value, (list, tuple)) \
        else (str(value),)


def _lists(document: Document) -> tuple[tuple[str, str, tuple[str, ...], bool], ...]:
    """The lists of a document such as 办理材料: key, name, entries, whether they are unverified."""
    doubtful = unverified(document)
    return tuple((key, KEY_BY_WORD[key].zh, _texts(document.meta[key]), key in doubtful)
                 for key in LISTS if document.meta.get(key))


def _head(document: Document, settings: Settings) -> str:
    words = (document.title, *_texts(document.meta.get("keywords")))
    return _template("parts/head.html").render(
        column=document_list.TAGS[document.column], column_name=COLUMN_NAMES[document.column], title=document.title,
        published_on=document.published_on or document.shown_on, description=description(document),
        source=document.meta.get("source") or document.meta.get("issuer") or settings.bureau.name,
        keywords=",".join(words))


def _all_relations(answers: Answers, documents: list[Document]) -> list[Relations]:
    by_path = {document.path: document for document in documents}
    by_title: dict[str, list[Document]] = {}
    for document in documents:
        if document.column == "policies":
            by_title.setdefault(document.title, []).append(document)
    return list(map(_relations, documents, repeat(by_path), repeat(by_title), repeat(answers.interpreted_by)))


def _relations(document: Document, by_path: Mapping[str, Document], by_title: Mapping[str, list[Document]],
               interpreted_by: Mapping[str, tuple[Document, ...]]) -> Relations:
    def links(key: str) -> tuple[Link, ...]:
        paths = (path.strip("/") for path in _texts(document.meta.get(key)))
        return tuple(_link(by_path[path]) for path in paths if path in by_path)
    same = sorted(by_title.get(document.title, ()), key=lambda d: (d.shown_on or date.min, d.path))
    versions = tuple(_link(other, is_here=other.path == document.path) for other in same) if len(same) > 1 else ()
    return Relations(links("interprets"), tuple(map(_link, interpreted_by.get(document.path, ()))),
                     links("related"), versions if document.column == "policies" else ())


def _link(document: Document, is_here: bool = False) -> Link:
    return Link(document.title, document.path, document.shown_on, COLUMN_NAMES[document.column], is_here)


@cache
def _environment() -> jinja2.Environment:
    return environment()


def _template(name: str) -> jinja2.Template:
    return _environment().get_template(name)
