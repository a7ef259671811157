"""Takes the documents, gives the page of each and its text for the search. Judges nothing: a value nobody checked says so.

`render_one` is a pure function of picklable values, so that an executor in any process may call it, and the key of a
part is made of these values, so that a page whose values are those of the last build need not be made again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from html import unescape
from itertools import repeat
from typing import Any
from urllib.parse import unquote

from markupsafe import Markup

from generator.model.answers import Answers
from generator.model.document import COLUMN_NAMES, COLUMNS, KEY_BY_WORD, Document
from generator.model.part import Batch, File, Part, key_of
from generator.render import document_list
from generator.render.document_search import text_file, text_path
from generator.render.document_text import text_of
from generator.render.frame import Frame, Frames, base_of
from generator.render.markdown import to_html
from generator.render.templates import crumbs, template, template_digest

TEMPLATES = ("document.html", "parts/crumbs.html", "parts/head.html")
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
_TOGETHER = 48  # documents that are rendered in one go
_LONGEST_NAME = 200  # characters of a file name, as `read` lets it pass
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
class Surroundings:
    """What a document's page takes from the rest of the site.

    Shape: `as_of` is the site's day where the document is younger than it, else nothing: most pages do not show it;
        `offices` and `links` hold only what this document names.
    """

    frame: Frame
    bureau: str
    as_of: date | None
    offices: Mapping[str, str]
    links: Mapping[str, str]


def pages(answers: Answers, frames: Frames) -> Iterator[File]:
    """Each document's page, column by column. The lists of the columns are in `document_list`."""
    for part in parts(answers, frames):
        yield from list(part.make())[:1]


def batches(wanted: Sequence[Part], is_sent: bool = False) -> Iterator[Batch]:
    """The pages and texts of all parts. `is_sent`: there are enough of them for other processes."""
    for at in range(0, len(wanted), _TOGETHER):
        some = wanted[at:at + _TOGETHER]
        yield Batch({part.name: part.key for part in some}, partial(_made, some), is_sent)


def _made(parts: Sequence[Part], wanted: frozenset[str]) -> Iterator[tuple[str, File]]:
    for part in parts:
        if part.name in wanted:
            yield from ((part.name, file) for file in part.make())


def parts(answers: Answers, frames: Frames, code: str = "") -> Iterator[Part]:
    """One part a document: its page at `/<column>/<slug>/`, and its text. `code` stands for the program itself."""
    documents = _documents(answers)
    digests = {key: frame.digest for key, frame in frames.items() if key[0] in COLUMNS}
    links = {_source(document): document.path for document in documents}
    by_name = _files_by_name(links)
    program = (code, [template_digest(name) for name in TEMPLATES])
    for document, relations in zip(documents, _all_relations(answers, documents, documents)):
        around = _surroundings(document, answers, frames, _links_used(document, by_name, links))
        facts = (document.digest or repr(document), repr(relations), digests[_frame_key(document)], around.bureau, around.as_of,
                 tuple(around.offices.items()), tuple(around.links.items()))
        yield Part(f"{document.path}/", key_of("document", program, facts), partial(render_one, document, relations, around))


def one(answers: Answers, frames: Frames, path: str) -> Iterator[File]:
    """The page and the text of the document with that address; nothing where there is none."""
    documents = _documents(answers)
    links = {_source(document): document.path for document in documents}
    by_name = _files_by_name(links)
    wanted = [document for document in documents if document.path == path]
    for document, relations in zip(wanted, _all_relations(answers, documents, wanted)):
        around = _surroundings(document, answers, frames, _links_used(document, by_name, links))
        yield from render_one(document, relations, around)


def _documents(answers: Answers) -> list[Document]:
    return [document for name in COLUMNS for document in answers.documents.get(name, ())]


def _surroundings(document: Document, answers: Answers, frames: Frames, links: Mapping[str, str]) -> Surroundings:
    office = str(document.meta.get("office"))
    offices = answers.reference.names("offices") if "office" in document.meta else {}
    return Surroundings(frames[_frame_key(document)], answers.settings.bureau.name,
                        answers.as_of if is_later(document, answers.as_of) else None,
                        {office: offices[office]} if office in offices else {}, links)


def _files_by_name(links: Mapping[str, str]) -> dict[str, list[str]]:
    """The Markdown files below content/ by their name without folders, in lower case."""
    found: dict[str, list[str]] = {}
    for file in links:
        found.setdefault(file.rpartition("/")[2].lower(), []).append(file)
    return found


def _links_used(document: Document, by_name: Mapping[str, list[str]], links: Mapping[str, str]) -> dict[str, str]:
    """The files that the body may lead to, with their addresses, however a link is written; a few too many do no harm."""
    if not any(ending in document.body for ending in (".md", ".MD", ".Md", ".mD")):
        return {}
    body = f"{document.body}\n"
    lines = "\n".join(body[body.rfind("\n", 0, found.start()) + 1:body.find("\n", found.end())]
                      for found in re.finditer(r"\.md", body, re.IGNORECASE))
    words = unescape(unquote(lines)).replace("\\", "").lower()
    files: set[str] = set()
    for found in re.finditer(r"\.md", words):
        before = words[max(0, found.start() - _LONGEST_NAME):found.end()]
        files.update(file for start in range(len(before) - 3) for file in by_name.get(before[start:], ()))
    return {file: links[file] for file in sorted(files)}


def _frame_key(document: Document) -> tuple[str, int]:
    return document.column, document.path.count("/") + 1


def _source(document: Document) -> str:
    return document.file.removeprefix("content/")


def render_one(document: Document, relations: Relations, around: Surroundings) -> tuple[File, File]:
    """The page of one document, and its text."""
    base = base_of(document.path.count("/") + 1)
    body = to_html(document.body, path=document.path, links=around.links, source=_source(document))
    column_name = COLUMN_NAMES[document.column]
    content = template("document.html").render(
        document=document, meta=document.meta, base=base, column_name=column_name, relations=relations,
        facts=facts(document, around.offices), lists=_lists(document), basis=_texts(document.meta.get("legal_basis")),
        basis_is_unverified="legal_basis" in unverified(document), body=Markup(body.html),
        toc=[entry for entry in body.toc if 1 < entry.level < 4], has_articles=bool(body.articles),
        is_later=around.as_of is not None, as_of=around.as_of, text=text_path(document.path))
    page = around.frame.fill(
        title=document.title, description=description(document), path=f"{document.path}/", content=content,
        head=_head(document, around.bureau),
        breadcrumb=crumbs(base, (column_name, f"{document.column}/"), (document.title, None)))
    article = content[content.index("<article"):content.index("</article>")]
    return (f"{document.path}/index.html", page), text_file(document.path, text_of(article))


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


def _head(document: Document, bureau: str) -> str:
    words = (document.title, *_texts(document.meta.get("keywords")))
    return template("parts/head.html").render(
        column=document_list.TAGS[document.column], column_name=COLUMN_NAMES[document.column], title=document.title,
        published_on=document.published_on or document.shown_on, description=description(document),
        source=document.meta.get("source") or document.meta.get("issuer") or bureau,
        keywords=",".join(words))


def _all_relations(answers: Answers, documents: list[Document], wanted: list[Document]) -> list[Relations]:
    """The relations of the wanted ones among all documents."""
    by_path = {document.path: document for document in documents}
    by_title: dict[str, list[Document]] = {}
    for document in documents:
        if document.column == "policies":
            by_title.setdefault(document.title, []).append(document)
    return list(map(_relations, wanted, repeat(by_path), repeat(by_title), repeat(answers.interpreted_by)))


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
