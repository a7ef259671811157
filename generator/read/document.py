"""Takes the folders of the seven columns, gives their documents and all problems. Never raises for bad input.

Files are read in groups, for the cache: a group of which no byte changed since it was last read is not read again.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import re
import unicodedata
import zlib
from collections.abc import Iterator
from concurrent.futures import Executor
from dataclasses import replace
from functools import partial
from pathlib import Path, PurePosixPath

from generator.model.document import COLUMNS, Document
from generator.model.markup import slug_of
from generator.model.part import Cache, key_of
from generator.model.problem import Problem
from generator.read.front_matter import has_front_matter, read_front_matter
from generator.read.law_text import read_law
from generator.read.remembered import FileMemory, files_below
from generator.read.text_file import decoded

_RESERVED = ("index", "page", "feed")
"""Addresses in a column that the site makes itself: the list, its later pages, its feed."""

_LONGEST = 200  # bytes of one folder name on the server, with room for what a web server adds

_FEW = 300  # files; below, other processes cost more than they save
_GROUPS = 64  # of a column's files, by their names: enough that a changed file costs little, few enough to look up

Read = tuple[Document | None, list[Problem]]


def read_documents(content: Path, project: Path, cache: Cache | None = None, code: str = "",
                   executor: Executor | None = None, memory: FileMemory | None = None) -> tuple[list[Document], list[Problem]]:
    """The documents of all columns, by column and file name; a file that cannot be read gives problems only.

    Shape: `code` stands for the program that reads: what another one kept is not used. `executor` reads many files in
        other processes. With a `memory` the cache is not asked: only files that changed since it was last asked are read.
    """
    documents: list[Document] = []
    problems: list[Problem] = []
    for column in COLUMNS:
        for document, wrong in _read_column(column, content, project, cache, code, executor, memory):
            problems += wrong
            documents += [document] if document else []
    return documents, problems + list(_shared_addresses(documents))


def _read_column(column: str, content: Path, project: Path, cache: Cache | None, code: str,
                 executor: Executor | None, memory: FileMemory | None) -> list[Read]:
    """What each file of a column gives, in their order."""
    groups: dict[int, list[Path]] = {}
    files = _markdown_files(content / column)
    if memory is not None:
        kind = ("document", column, str(content), str(project))
        return [memory.of(kind, (path,), lambda path=path: _read(path, path.read_bytes(), column, content, project))
                for path in files]
    for path in files:
        groups.setdefault(zlib.crc32(path.name.encode("utf-8", "surrogateescape")) % _GROUPS, []).append(path)
    read = partial(_read_group, column=column, content=content, project=project, cache=cache, code=code)
    known = {key: read(paths, is_kept=True) for key, paths in groups.items()} if cache else {}
    new = {key: paths for key, paths in groups.items() if known.get(key) is None}
    is_worth_it = executor is not None and sum(map(len, new.values())) > _FEW
    known.update(zip(new, (executor.map if is_worth_it else map)(read, new.values())))
    found = {path: one for key, paths in groups.items() for path, one in zip(paths, known[key] or (), strict=True)}
    return [found[path] for path in files]


def _read_group(paths: list[Path], column: str, content: Path, project: Path, cache: Cache | None,
                code: str, is_kept: bool = False) -> list[Read] | None:
    """What some files give. `is_kept`: only where it was read before."""
    raw = [path.read_bytes() for path in paths]
    if cache is None:
        return [_read(path, data, column, content, project) for path, data in zip(paths, raw)]
    names = [(_shown(_inside(path, project)), _shown(_inside(path, content))) for path in paths]
    digests = [key_of(code, column, name, hashlib.sha256(data).digest()) for name, data in zip(names, raw)]
    key = key_of(list(map(str, paths)), digests)
    kept = cache.get("documents read", key)
    if kept is not None:
        return pickle.loads(kept)
    if is_kept:
        return None
    read = [_named(_read(path, data, column, content, project), digest) for path, data, digest in zip(paths, raw, digests)]
    cache.put("documents read", key, pickle.dumps(read))
    return read


def _named(read: Read, digest: str) -> Read:
    document, problems = read
    return replace(document, digest=digest) if document else None, problems


def _inside(path: Path, folder: Path) -> PurePosixPath:
    """The path from the folder on; a path elsewhere as it is."""
    return PurePosixPath(path.as_posix().removeprefix(f"{folder.as_posix()}/"))


def _markdown_files(folder: Path) -> list[Path]:
    """Every Markdown file below the folder, hidden ones and README.md left out, in an order no file system decides."""
    start = len(str(folder)) + 1
    return [path for path in files_below(folder, ".md") if path.name.lower() != "readme.md"
            and not any(part.startswith(".") for part in str(path)[start:].split(os.sep))]


def _read(path: Path, raw: bytes, column: str, content: Path, project: Path) -> Read:
    file = _shown(_inside(path, project))
    slug = slug_of(path.stem)
    named = _bad_name(path, slug, column, file)
    text = decoded(raw, file)
    if not isinstance(text, Problem) and "\x00" in text:
        text = Problem.of("wrong-encoding", file, row=text[:text.index("\x00")].count("\n") + 1, encoding="UTF-16")
    if named or isinstance(text, Problem):
        return None, named + ([text] if isinstance(text, Problem) else [])
    document, problems = _document(text, column, slug, file, path)
    source = _shown(path.relative_to(content))
    return Document(column=column, slug=slug, file=file, source=source, **document), problems


def _bad_name(path: Path, slug: str, column: str, file: str) -> list[Problem]:
    if path.stem.lower() in _RESERVED or slug in _RESERVED:
        return [Problem.of("reserved-file-name", file, value=_shown(PurePosixPath(path.name)), folder=column)]
    readable = not any("\ud800" <= c <= "\udfff" for c in path.as_posix())
    if not slug or not readable or len(slug.encode("utf-8", "replace")) > _LONGEST:
        return [Problem.of("bad-file-name", file, value=_shown(PurePosixPath(path.name)))]
    return []


def _shown(path: Path | PurePosixPath) -> str:
    """A path as text; a name in another encoding is shown as it was probably meant."""
    name = path.as_posix()
    if any("\ud800" <= c <= "\udfff" for c in name):
        return name.encode("utf-8", "surrogateescape").decode("gb18030", "replace")
    return name


def _document(text: str, column: str, slug: str, file: str, path: Path) -> tuple[dict, list[Problem]]:
    if has_front_matter(text):
        return _with_front_matter(text, column, file, slug)
    law = read_law(text, path.stem) if column == "policies" else None
    if law:
        return {"title": law.title, "meta": law.values, "history": law.history, "body": law.body,
                "body_row": law.body_row, "lines": {"title": 1}, "law": True}, []
    heading, body, body_row = _leading_heading(text, 1)
    return ({"title": heading or slug, "body": body, "body_row": body_row},
            [Problem.of("missing-front-matter", file, row=1, folder=column, title=heading or "……")])


def _with_front_matter(text: str, column: str, file: str, slug: str) -> tuple[dict, list[Problem]]:
    matter, problems = read_front_matter(text, file, column)
    title = matter.values.get("title")
    heading, body, body_row = _leading_heading(matter.body, matter.body_row)
    if heading and title and _folded(heading) != _folded(title):
        body, body_row = matter.body, matter.body_row  # another title: the page shows it, a check asks which one holds
    meta = {key: value for key, value in matter.values.items() if key != "title"}
    return {"title": title or heading or slug, "meta": meta, "figures": matter.figures, "lines": matter.lines,
            "body": body, "body_row": body_row}, problems


def _leading_heading(body: str, row: int) -> tuple[str | None, str, int]:
    """The `# title` a body begins with, the rest, and the line the rest begins on."""
    found = re.match(r"\s*\n?# +(\S.*?)\s*#*[ \t]*(?:\n|$)", body)
    if found is None:
        return None, body, row
    return found[1].strip(), body[found.end():], row + found[0].count("\n")


def _folded(title: str) -> str:
    return re.sub(r"[\s《》]", "", unicodedata.normalize("NFKC", title)).lower()


def _shared_addresses(documents: list[Document]) -> Iterator[Problem]:
    first: dict[str, Document] = {}
    for document in documents:
        other = first.setdefault(document.path, document)
        if other is not document:
            yield Problem.of("duplicate-address", document.file, value=f"/{document.path}/", other=other.file)
