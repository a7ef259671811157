"""Takes the documents, gives the order of lists, links of interpretations and key figures. Prints nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from generator.model.document import COLUMNS, Document, Figure


def documents_by_column(documents: Iterable[Document]) -> dict[str, tuple[Document, ...]]:
    """Every column with its documents: by `order` where given, then the newest first, then by title."""
    found: dict[str, list[Document]] = {column: [] for column in COLUMNS}
    for document in documents:
        found[document.column].append(document)
    return {column: tuple(sorted(listed, key=_place)) for column, listed in found.items()}


def _place(document: Document) -> tuple[bool, float, int, str, str]:
    order, day = document.meta.get("order"), document.shown_on or date.min
    return (order is None, order or 0, -day.toordinal(), document.title, document.path)


def interpretations(documents: Iterable[Document]) -> dict[str, tuple[Document, ...]]:
    """For each policy that is interpreted, its interpretations. What a document interprets is in its own `interprets`."""
    listed = sorted(documents, key=lambda document: document.path)
    by_path = {document.path: document for document in listed}
    found: dict[str, dict[str, Document]] = {}
    for document in listed:
        for path in document.meta.get("interprets", ()):
            if path in by_path and path != document.path:
                found.setdefault(path, {})[document.path] = document
    return {path: tuple(sorted(linked.values(), key=_place)) for path, linked in sorted(found.items())}


def key_figures(documents: Iterable[Document]) -> tuple[tuple[Figure, Document], ...]:
    """The figures of the statistics marked for the home page, each with the document that states it."""
    featured = [d for d in documents if d.column == "statistics" and d.meta.get("featured")]
    return tuple((figure, document) for document in sorted(featured, key=_place) for figure in document.figures)


def addresses(documents: Iterable[Document]) -> dict[str, str]:
    """The address of each document by its file below content/: what links between Markdown files are resolved with."""
    return {document.source or f"{document.path}.md": document.path for document in documents}
