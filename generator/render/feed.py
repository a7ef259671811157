"""Takes the answers and the site's address, gives the Atom feeds of postings, policies and press. Knows no clock."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import escape, quoteattr

from generator.model.answers import Answers
from generator.model.document import COLUMN_NAMES, Document
from generator.model.part import File
from generator.render.posting import MEANINGS
from generator.render.templates import posting_title

NEWEST = 50


@dataclass(frozen=True)
class Entry:
    """One thing a subscriber is told of."""

    path: str
    title: str
    day: date
    summary: str


def feeds(answers: Answers, site_url: str) -> Iterator[File]:
    """`data/feeds/{postings,policies,press}.xml`, each with its newest entries up to the as-of date."""
    found = {"postings": ("定额公示", _postings(answers)),
             **{name: (COLUMN_NAMES[name], _documents(answers, name)) for name in ("policies", "press")}}
    for name, (said, entries) in found.items():
        yield f"data/feeds/{name}.xml", _atom(name, said, entries, answers, site_url.rstrip("/") + "/")


def _postings(answers: Answers) -> list[Entry]:
    return [Entry(f"quota/posting/{view.posting.id}/", posting_title(view), view.posting.posted_on, MEANINGS[view.posting.kind])
            for view in answers.postings[:NEWEST]]


def _documents(answers: Answers, column: str) -> list[Entry]:
    dated = [d for d in answers.documents.get(column, ()) if d.shown_on and d.shown_on <= answers.as_of]
    newest = sorted(dated, key=lambda document: (document.shown_on, document.path), reverse=True)[:NEWEST]
    return [Entry(f"{d.path}/", d.title, _shown(d), str(d.meta.get("summary") or d.title)) for d in newest]


def _shown(document: Document) -> date:
    assert document.shown_on is not None
    return document.shown_on


def _atom(name: str, said: str, entries: Iterable[Entry], answers: Answers, root: str) -> bytes:
    """The feed; its time is that of its newest entry, so that it changes only when there is something new."""
    entries = list(entries)
    updated = max((entry.day for entry in entries), default=answers.as_of)
    bureau = answers.settings.bureau.name
    lines = ['<?xml version="1.0" encoding="utf-8"?>', '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="zh-CN">',
             f"<title>{escape(bureau)}：{escape(said)}</title>", f"<id>{escape(root)}data/feeds/{name}.xml</id>",
             f"<link rel=\"self\" href={quoteattr(f'{root}data/feeds/{name}.xml')}/>",
             f"<link href={quoteattr(root)}/>",
             f"<updated>{_moment(updated)}</updated>", f"<author><name>{escape(bureau)}</name></author>",
             *(_entry(entry, root) for entry in entries), "</feed>", ""]
    return "\n".join(lines).encode()


def _entry(entry: Entry, root: str) -> str:
    address = root + entry.path
    return (f"<entry><title>{escape(entry.title)}</title><id>{escape(address)}</id><link href={quoteattr(address)}/>"
            f"<updated>{_moment(entry.day)}</updated><summary>{escape(entry.summary)}</summary></entry>")


def _moment(day: date) -> str:
    """The day at midnight in China: the time of day is not known."""
    return f"{day.isoformat()}T00:00:00+08:00"
