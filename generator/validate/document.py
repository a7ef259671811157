"""Takes the documents as read, gives what is wrong with their dates, numbers, titles, references. Changes nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from pathlib import Path

from generator.model.document import KEYS, Document
from generator.model.problem import Problem
from generator.validate.document_body import check_body

_PAST = ("published_on", "updated_on", "issued_on", "reviewed_on")
_ORDER = (("published_on", "issued_on", "published-before-issued"),
          ("updated_on", "published_on", "updated-before-published"),
          ("expires_on", "effective_on", "expires-before-effective"))
_WORDS_FIRST = re.compile(r"[#\s\u200b]*[^#\s\u200b<]")
_SAYS_SOMETHING = ("conditions", "materials", "channel", "hours", "services", "venue")
"""Facts of guides and halls that make a page even where the body is empty."""


def check_documents(documents: Sequence[Document], content: Path, as_of: date) -> list[Problem]:
    """Every problem of the documents among themselves and with the files in `content`."""
    by_path = {document.path: document for document in documents}
    by_source = {document.source or f"{document.path}.md": document for document in documents}
    problems: list[Problem] = []
    for document in documents:
        if not document.law:
            problems += _future(document, as_of)
            problems += _validity(document, as_of)
        problems += _order(document)
        problems += _references(document, by_path)
        problems += _unverified(document)
        problems += _figures(document)
        problems += _blank(document)
        problems += check_body(document, content, by_source)
    problems += _repeated(documents, "duplicate-document-number", "document_number", _number)
    problems += _repeated(documents, "duplicate-title", "title", _title)
    return problems


def _at(document: Document, rule: str, key: str, value: object, **facts: object) -> Problem:
    return Problem.of(rule, document.file, row=document.lines.get(key, 1), column=key, value=value, **facts)


def _future(document: Document, as_of: date) -> Iterator[Problem]:
    for key in _PAST:
        day = document.meta.get(key)
        if day and day > as_of:
            yield _at(document, "date-in-the-future", key, day, as_of=as_of)


def _order(document: Document) -> Iterator[Problem]:
    for later, earlier, rule in _ORDER:
        day, other = document.meta.get(later), document.meta.get(earlier)
        if day and other and day < other:
            yield _at(document, rule, later, day, other=other)


def _validity(document: Document, as_of: date) -> Iterator[Problem]:
    validity = document.meta.get("validity")
    starts, ends = document.meta.get("effective_on"), document.meta.get("expires_on")
    if validity == "尚未生效" and starts and starts <= as_of:
        yield _at(document, "validity-against-dates", "validity", validity, other=starts,
                  reason_zh="已经施行：", reason_en="took effect on")
    if validity in ("全文有效", "部分有效") and ends and ends <= as_of:
        yield _at(document, "validity-against-dates", "validity", validity, other=ends,
                  reason_zh="已经失效：", reason_en="expired on")


def _references(document: Document, by_path: Mapping[str, Document]) -> Iterator[Problem]:
    for key in ("interprets", "related"):
        for path in document.meta.get(key, ()):
            if path == document.path and key == "interprets":
                yield _at(document, "interprets-itself", key, path)
            elif path not in by_path or (key == "interprets" and by_path[path].column != "policies"):
                yield _at(document, "unknown-document", key, path, **_nearest(path, by_path))


def _nearest(path: str, known: Iterable[str]) -> dict[str, str]:
    found = get_close_matches(path, known, n=1, cutoff=0.6)
    if found:
        return {"hint_zh": f"请改为“{found[0]}”。", "hint_en": f"Write “{found[0]}”."}
    return {"hint_zh": "请写栏目和文件名（不带 .md），如 policies/ling-16。",
            "hint_en": "Write column and file name without .md, such as policies/ling-16."}


def _unverified(document: Document) -> Iterator[Problem]:
    names = {key.name for key in KEYS}
    for name in document.meta.get("unverified", ()):
        if name not in names:
            yield _at(document, "unknown-unverified-key", "unverified", name)


def _figures(document: Document) -> Iterator[Problem]:
    for figure in document.figures:
        missing = [] if figure.source or document.meta.get("source") else ["来源 source"]
        missing += [] if figure.period or figure.as_of else ["期间 period / 截止日 as_of"]
        if missing:
            yield _at(document, "figure-without-source", "figures", figure.name, missing="、".join(missing))


def _blank(document: Document) -> Iterator[Problem]:
    visible = _WORDS_FIRST.match(document.body) or re.sub(r"<!--.*?-->|[#\s\u200b]", "", document.body, flags=re.DOTALL)
    if not visible and not document.figures and not any(document.meta.get(key) for key in _SAYS_SOMETHING):
        yield Problem.of("empty-body", document.file, row=document.body_row)


def _number(document: Document) -> tuple[str, ...] | None:
    """The number with all brackets alike: 国税发[2008]93号 is 国税发〔2008〕93号."""
    number = document.meta.get("document_number")
    bare = re.sub(r"\s", "", unicodedata.normalize("NFKC", number or ""))
    return (re.sub(r"[\[\]〔〕【】()《》{}〖〗]", "|", bare),) if bare else None


def _title(document: Document) -> tuple[str, ...]:
    """Versions of one law share a title: their date tells them apart."""
    folded = re.sub(r"[\s《》]", "", unicodedata.normalize("NFKC", document.title)).lower()
    return (document.column, folded, str(document.meta.get("issued_on")) if document.law else "")


def _repeated(documents: Sequence[Document], rule: str, key: str,
              identity: Callable[[Document], tuple[str, ...] | None]) -> Iterator[Problem]:
    first: dict[tuple[str, ...], Document] = {}
    for document in documents:
        same = identity(document)
        other = first.setdefault(same, document) if same else document
        if other is not document:
            shown = document.title if key == "title" else document.meta[key]
            yield _at(document, rule, key, shown, other=other.file)
