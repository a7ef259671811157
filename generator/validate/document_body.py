"""Takes the Markdown of a document, gives its dead links, wordless pictures and HTML that will be dropped, by line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from posixpath import basename, dirname, join, normpath
from urllib.parse import unquote

from generator.model.document import Document
from generator.model.markup import ALLOWED_TAGS, anchors_of
from generator.model.problem import Problem

_TARGET = r"\(\s*(?:<([^<>\n]*)>|([^()\s<>]*(?:\([^()\s]*\)[^()\s<>]*)*))(?:\s+[\"'(][^\n]*?)?\s*\)"
_LINK = re.compile(r"\]" + _TARGET)
_IMAGE = re.compile(r"!\[([^\[\]]*)\]" + _TARGET)
_DEFINITION = re.compile(r" {0,3}\[(?!\^)[^\[\]]+\]:\s*<?([^\s<>]+)")
_HTML_TARGET = re.compile(r"<(a|img)\s[^<>]*?\b(?:href|src)\s*=\s*[\"']?([^\"'\s<>]*)", re.IGNORECASE)
_TAG = re.compile(r"<([A-Za-z][A-Za-z0-9-]*)(?=[\s/>])([^<>]*)")
_UNSAFE = re.compile(r"\s(on[a-z]+|style)\s*=", re.IGNORECASE)
_HTML_ALT = re.compile(r"\balt\s*=\s*[\"']?[^\"'\s>]", re.IGNORECASE)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
_CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)|\\\[[^\[\]]*\]?|\\[\]()!<`\\]")
_MADE_BY_SITE = ("quota", "household", "fairness", "data", "search", "assets")
"""Folders of the site whose files do not stand in content/: the finished site is checked for these links."""
_MADE_ENDINGS = (".xml", ".ics", ".json", ".html", "")


def check_body(document: Document, content: Path, by_source: Mapping[str, Document]) -> Iterator[Problem]:
    """What is wrong in the text itself, each with its line in the file."""
    lines = document.body.split("\n")
    yield from _second_title(document, lines)
    if "<" not in document.body and "[" not in document.body:
        return
    for number, line in enumerate(lines):
        if ("<" not in line and "[" not in line) or line.startswith(("    ", "\t")):
            continue
        row, words = document.body_row + number, _CODE.sub(lambda code: " " * len(code[0]), line)
        yield from _links(document, row, words, content, by_source)
        yield from _pictures(document, row, words)
        yield from _dropped(document, row, words)


def _second_title(document: Document, lines: list[str]) -> Iterator[Problem]:
    first = next((i for i, line in enumerate(lines) if line.strip()), None)
    if first is not None and re.match(r"# +\S", lines[first]):
        yield Problem.of("title-twice", document.file, row=document.body_row + first,
                         value=lines[first].strip("# "), title=document.title)


def _links(document: Document, row: int, line: str, content: Path,
           by_source: Mapping[str, Document]) -> Iterator[Problem]:
    found = [one or other for one, other in _LINK.findall(line)]
    found += [match[1] for match in [_DEFINITION.match(line)] if match]
    found += [target for _, target in _HTML_TARGET.findall(line)]
    for link in dict.fromkeys(found):
        hint = None if _SCHEME.match(link) else _dead(link, document, content, by_source)
        if hint:
            yield Problem.of("broken-link", document.file, row=row, value=link, hint_zh=hint[0], hint_en=hint[1])


def _dead(link: str, document: Document, content: Path, by_source: Mapping[str, Document]) -> tuple[str, str] | None:
    """What to type instead, in both languages; None for a link that leads somewhere."""
    way, _, anchor = link.partition("#")
    way = unquote(way.partition("?")[0])
    if "\\" in way:
        return f"请用正斜杠：{way.replace(chr(92), '/')}。", f"Use forward slashes: {way.replace(chr(92), '/')}."
    source = document.source or f"{document.path}.md"
    target = source if not way else normpath(way.lstrip("/") if way.startswith("/") else join(dirname(source), way))
    if way and not _exists(target, way, content, by_source):
        return _instead(target, source, by_source)
    other = document if not way else by_source.get(target)
    if anchor and other is not None and unquote(anchor) not in _anchors(other.body):
        return _anchor_instead(unquote(anchor), other)
    return None


def _exists(target: str, way: str, content: Path, by_source: Mapping[str, Document]) -> bool:
    """Whether a file stands there. Addresses of pages, and files the site makes, are checked when the site is made."""
    ending = re.search(r"\.[A-Za-z0-9]{1,8}$", target)
    kind = ending[0].lower() if ending else ""
    if kind == ".md":
        return target in by_source or _is_file(content, target)
    if way.endswith("/") or kind in _MADE_ENDINGS or target.split("/")[0] in _MADE_BY_SITE:
        return True
    return _is_file(content, target)


def _is_file(content: Path, target: str) -> bool:
    if target.startswith("..") or "\x00" in target or len(target.encode("utf-8", "replace")) > 1000:
        return False
    try:
        return (content / target).is_file()
    except OSError:  # a name longer than the disk allows
        return False


def _instead(target: str, source: str, by_source: Mapping[str, Document]) -> tuple[str, str]:
    near = get_close_matches(target, by_source, n=1, cutoff=0.6) or [
        other for other in by_source if basename(other) == basename(target)][:1]
    if not near:
        return "请核对文件名，或删除这个链接。", "Check the file name, or remove the link."
    here = dirname(source).split("/")
    written = basename(near[0]) if dirname(near[0]) == dirname(source) else "../" * len(here) + near[0]
    return f"请改为“{written}”。", f"Write “{written}”."


def _anchor_instead(anchor: str, other: Document) -> tuple[str, str]:
    near = get_close_matches(anchor, sorted(_anchors(other.body)), n=1, cutoff=0.5)
    zh = f"最接近的是“#{near[0]}”。" if near else "第八条写作 #art-8，第一章写作 #chapter-1。"
    en = f"The nearest is “#{near[0]}”." if near else "Article 8 is #art-8, chapter one is #chapter-1."
    return f"“{other.title}”里没有这个位置。{zh}", f"“{other.title}” has no such place. {en}"


@lru_cache(maxsize=4096)
def _anchors(body: str) -> frozenset[str]:
    return anchors_of(body)


def _pictures(document: Document, row: int, line: str) -> Iterator[Problem]:
    pictures = [(alt, one or other) for alt, one, other in _IMAGE.findall(line)]
    pictures += [(None, target) for tag, target in _HTML_TARGET.findall(line) if tag.lower() == "img"]
    for alt, address in pictures:
        if _SCHEME.match(address):
            yield Problem.of("foreign-image", document.file, row=row, value=address)
        if not (_HTML_ALT.search(line) if alt is None else alt.strip()):
            yield Problem.of("image-without-alt", document.file, row=row, value=address)


def _dropped(document: Document, row: int, line: str) -> Iterator[Problem]:
    for tag, attributes in _TAG.findall(line):
        unsafe = _UNSAFE.search(" " + attributes)
        if tag.lower() not in ALLOWED_TAGS:
            yield Problem.of("dropped-html", document.file, row=row, value=f"<{tag}>")
        elif unsafe:
            yield Problem.of("dropped-html", document.file, row=row, value=f"<{tag} {unsafe[1]}=…>")
