"""Documents, columns and hand-written pages: the Markdown file, its keys, what it is linked with, what draws it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from generator.derive.document import documents_by_column, interpretations
from generator.explain.bureau import Bureau, drawn, templates_of
from generator.model.address import Route
from generator.model.document import COLUMN_NAMES, KEY_BY_WORD, Document
from generator.model.explanation import Explanation, Fact, Source
from generator.model.rules import document as document_rules
from generator.render.document_list import TEMPLATES as LIST_TEMPLATES
from generator.render.document_search import text_path
from generator.render.templates import templates_folder

_CHECKED = tuple(rule.id for rule in document_rules.RULES)
_FRAGMENT = re.compile(r"<!--\s*gongshi:([a-z]+)\s*-->")
_TEMPLATE_OF = {"home": "home.html", "quota": "quota_index.html", "data": "data_index.html"}
_LOOK = ("assets/", "stylesheets/", "scripts/")


def document(bureau: Bureau, route: Route, asked: str, path: str) -> Explanation | None:
    """A document's page, or its text for the search where `path` is that of the text. None where there is none."""
    found = next((d for d in bureau.examined.documents if path in (f"{d.path}/", text_path(d.path))), None)
    if found is None:
        return None
    facts = [Fact(key, KEY_BY_WORD[key].zh, key, "、".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value))
             for key, value in found.meta.items() if key in KEY_BY_WORD]
    sources = [Source(found.file, found.lines.get("title", 1), "信息区和正文", "front matter and text")]
    see = [*(f"{one}/" for key in ("interprets", "related") for one in found.meta.get(key, ())),
           *(f"{one.path}/" for one in interpretations(bureau.examined.documents).get(found.path, ()))]
    return drawn(route, asked, path, found.title, sources=tuple(sources), checked=_CHECKED,
                 facts=(Fact("title", "标题", "title", found.title), *facts),
                 problems=bureau.problems(found.file), see=tuple(dict.fromkeys(see)))


def column(bureau: Bureau, route: Route, asked: str, name: str, page: int) -> Explanation | None:
    """The list of a column. None where it has no such page."""
    documents = documents_by_column(bureau.examined.documents)[name]
    size = bureau.examined.project.settings.documents_per_page
    if not 1 <= page <= max(1, -(-len(documents) // size)):
        return None
    shown: tuple[Document, ...] = documents[(page - 1) * size:page * size]
    folder = bureau.examined.project.name(bureau.examined.project.content / name)
    explained = drawn(route, asked, f"{name}/" + (f"page/{page}/" if page > 1 else ""), COLUMN_NAMES[name],
                      sources=tuple(Source(d.file, None, d.title, d.title) for d in shown),
                      facts=(Fact("documents", "篇数", "documents", len(documents)),), problems=bureau.problems_below(folder))
    return replace(explained, templates=templates_of(LIST_TEMPLATES, is_page=True))


def page(bureau: Bureau, asked: str, path: str) -> Explanation | None:
    """A hand-written page: a Markdown file below content/ that is no document. MkDocs draws it."""
    content = bureau.examined.project.content
    places = [content / f"{path}index.md", content / f"{path}README.md"] + ([content / f"{path.rstrip('/')}.md"] if path else [])
    file = next((place for place in places if _is_below(place, content)), None)
    if file is None or (not path.endswith("/") and path):
        return None
    text = file.read_text(encoding="utf-8", errors="replace")
    fragments = [name for name in _FRAGMENT.findall(text) if name in _TEMPLATE_OF]
    module = ("generator/render/fragment.py",) if fragments else ()
    return Explanation(asked, "page", path, file.stem if path else "首页", module,
                       templates_of([_TEMPLATE_OF[name] for name in fragments], is_page=True),
                       sources=(bureau.source(file, None, "正文", "its text"),),
                       facts=(Fact("fragments", "用到的部件", "fragments", "、".join(fragments) or None),),
                       problems=bureau.problems(bureau.examined.project.name(file)))


def file(bureau: Bureau, asked: str, path: str) -> Explanation | None:
    """A file that is published as it lies in the project, or one of the site's look."""
    own, look = bureau.examined.project.content / path, templates_folder() / path
    if path and _is_below(own, bureau.examined.project.content) and own.suffix != ".md":
        return Explanation(asked, "content-file", path, own.name, sources=(bureau.source(own, None, "附件", "the file"),))
    if path == "404.html" or path.startswith(_LOOK) and _is_below(look, templates_folder()):
        shrunk = ("generator/publish/compact.py",) if look.suffix in (".js", ".css") else ()
        return Explanation(asked, "look", path, look.name, shrunk, (f"site_templates/{path}",))
    return None


def _is_below(path: Path, folder: Path) -> bool:
    return path.is_file() and path.resolve().is_relative_to(folder.resolve())
