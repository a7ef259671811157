"""Takes the staged site, gives a problem for every link that leads nowhere and everything loaded from another host.

Two passes, so that a site of any size fits: the first collects what each page refers to, the second opens only the
pages whose places (#…) are referred to. A plain link to another site is nobody's business; loading from one is.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from functools import partial
from html import unescape
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from generator.model.problem import Problem
from generator.publish.security_policy import is_in_tag
from generator.publish.manifest import MANIFEST
from generator.publish.scope import is_bulk
from generator.publish.shard import by_size, files_below

_NAMES = (b"href", b"src", b"srcset", b"poster", b"action", b"data", b"formaction")
_ATTRIBUTE = re.compile(rb"""[ \t\n\r\f\v"'](?=[hHsSpPaAdDfF])("""  # no IGNORECASE: it takes twice the time
                        + b"|".join(b"".join(b"[%c%c]" % (sign, sign - 32) for sign in name) for name in _NAMES)
                        + rb""")\s*=\s*("[^"]*"|'[^']*'|[^\s"'<>]+)""")
_ID = re.compile(rb"""[\s"'](?:id|name)\s*=\s*("[^"]*"|'[^']*'|[^\s"'<>]+)""", re.IGNORECASE)
_TAG_NAME = re.compile(rb"[A-Za-z][A-Za-z0-9-]*")
_REL = re.compile(rb"""\srel\s*=\s*["']?([^"'>]*)""", re.IGNORECASE)
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_CSS = re.compile(rb"""url\(\s*["']?([^"')]+)["']?\s*\)|@import\s+["']([^"']+)["']""")
_CSS_COMMENT = re.compile(rb"/\*.*?\*/", re.DOTALL)
_IMPORT = re.compile(rb"""(?:^|[;\n}])\s*(?:import|export)\b[^;"'\n]*?["']((?:\.{0,2}/|https?:)[^"']+)["']""")
_UPWARDS = re.compile(r"\.\./(?!#|$)")  # leads to the same file from every folder beside this one
_SCHEME = re.compile(r"(?:[a-zA-Z][a-zA-Z0-9+.-]*:|//)")
_LOADS = frozenset(("stylesheet", "preload", "modulepreload", "prefetch", "icon", "apple-touch-icon", "manifest",
                    "preconnect", "dns-prefetch", "prerender", "shortcut"))
_IMAGE_TAGS = frozenset((b"img", b"source", b"image", b"video"))

BROKEN, IMAGE, ANCHOR, FOREIGN = "dead-link", "published-broken-image", "published-missing-anchor", "foreign-resource"


class Where(NamedTuple):
    """Where a wrong reference was seen first, as it was written there, and on how many pages it stands."""

    page: str
    value: str
    pages: int = 1

    def and_on(self, other: Where) -> Where:
        first = min(self, other, key=lambda each: (each.page, each.value))
        return Where(first.page, first.value, self.pages + other.pages)


@dataclass
class _References:
    """What some pages refer to: wrong ones by (rule, target), and the places wanted on other pages by (page, place)."""

    wrong: dict[tuple[str, str], Where] = field(default_factory=dict)
    places: dict[str, dict[str, Where]] = field(default_factory=dict)

    def note(self, rule: str, target: str, seen: Where) -> None:
        known = self.wrong.get((rule, target))
        self.wrong[rule, target] = known.and_on(seen) if known else seen

    def want(self, page: str, place: str, seen: Where) -> None:
        places = self.places.setdefault(page, {})
        places[place] = places[place].and_on(seen) if place in places else seen

    def add(self, other: _References) -> None:
        for (rule, target), seen in other.wrong.items():
            self.note(rule, target, seen)
        for page, places in other.places.items():
            for place, seen in places.items():
                self.want(page, place, seen)


@dataclass(frozen=True)
class _Site:
    """What a reference is judged by: the staged paths, and the address the site will have."""

    staged: frozenset[str]
    url: str
    prefix: str


def check(root: Path, site_url: str | None = None, executor: Executor | None = None,
          opened: Sequence[str] | None = None) -> list[Problem]:
    """One problem a wrong target: the first page that refers to it, and how many do.

    Shape: `opened` are the files whose references are looked at, all by default: then a place on a page made by the
        thousand is looked for only where that page is opened too; links that begin with `site_url` are links within the site, and a path that begins with / is taken below the
        path of `site_url`.
    """
    files, url = files_below(root), (site_url or "").rstrip("/")
    # The list of all files is written last, when this check has passed.
    site = _Site(frozenset(files) | {MANIFEST}, url, re.sub(r"^[a-z]+://[^/]+", "", url))
    asked = [file for file in (files if opened is None else opened) if file.endswith((".html", ".css", ".js"))]
    total = _References()
    for found in (executor.map if executor else map)(partial(_references, root, site), by_size(root, asked)):
        total.add(found)
    within = None if opened is None else set(opened)
    for wanted in total.places.items():
        if within is not None and wanted[0] not in within and is_bulk(wanted[0]):
            continue  # a page made from the same columns as the place it is wanted for
        for target, seen in _missing(root, wanted):
            total.note(ANCHOR, target, seen)
    return [Problem.of(rule, seen.page, value=seen.value, pages=seen.pages, anchor=target.partition("#")[2])
            for (rule, target), seen in sorted(total.wrong.items())]


def _references(root: Path, site: _Site, files: Iterable[str]) -> _References:
    found, right = _References(), {}
    for file in files:
        data, targets = (root / file).read_bytes(), {}
        if file.endswith(".html"):
            same = right.setdefault(posixpath.dirname(posixpath.dirname(file)), set()) if file.count("/") else set()
            references = _in_html(file, _COMMENT.sub(b"", data) if b"<!--" in data else data, site, targets, same, found)
        else:
            references = _in_code(file, data)
        for rule, value, is_loaded in references:
            _judge(found, site, targets, Where(file, value), rule, is_loaded)
    return found


def _in_code(file: str, data: bytes) -> Iterator[tuple[str, str, bool]]:
    """Each reference of a stylesheet or script: the rule it would break, as it is written, and that it is loaded."""
    found = {url or imported for url, imported in _CSS.findall(_CSS_COMMENT.sub(b"", data))} \
        if file.endswith(".css") else set(_IMPORT.findall(data))
    for reference in sorted(found):
        yield BROKEN, reference.decode("utf-8", "replace").strip(), True


def _in_html(page: str, data: bytes, site: _Site, targets: dict[str, str], right: set[tuple[bytes, bytes]],
             found: _References) -> Iterator[tuple[str, str, bool]]:
    """The references that need a look at their tag. Most do not: what leads to a staged file is right in any tag.

    Shape: `right` holds what was found right on other pages whose folders lie in the same one, and leads out of them.
    """
    look: set[tuple[bytes, bytes]] = set()
    matches = list(_ATTRIBUTE.finditer(data))
    for attribute, written in {match.groups() for match in matches} - right:
        value = written.strip(b"\"'").decode("utf-8", "replace")
        path, _, place = value.partition("#")
        if path not in targets and not _needs_a_look(attribute, value):
            targets[path] = _target(page, unquote(path.partition("?")[0]))
        target = targets.get(path)
        if target not in site.staged or _needs_a_look(attribute, value):
            look.add((attribute, written))
        elif place and "%" not in place and target.endswith(".html") and place != "top":
            found.want(target, place, Where(page, value))
        elif place:
            look.add((attribute, written))
        elif _UPWARDS.match(path):
            right.add((attribute, written))
    if look:
        yield from _every(data, matches, look)


def _needs_a_look(attribute: bytes, value: str) -> bool:
    return value.startswith("/") or ":" in value or "&" in value or attribute.lower() not in (b"href", b"src")


def _every(data: bytes, matches: Sequence[re.Match[bytes]], look: set[tuple[bytes, bytes]]) -> Iterator[tuple[str, str, bool]]:
    """Each place where one of these stands inside a tag; in the text between tags it is only mentioned."""
    for match in matches:
        if match.groups() in look and is_in_tag(data, match.start()):
            yield from _attribute(data, match)


def _attribute(data: bytes, match: re.Match[bytes]) -> Iterator[tuple[str, str, bool]]:
    opened = data.rfind(b"<", 0, match.start() + 1)
    name = _TAG_NAME.match(data, opened + 1)
    tag, attribute = (name[0].lower() if name else b""), match[1].lower()
    value = unescape(match[2].strip(b"\"'").decode("utf-8", "replace")).strip()
    rule = IMAGE if tag in _IMAGE_TAGS and attribute != b"href" else BROKEN
    if attribute == b"data" and tag != b"object":
        return
    if attribute == b"srcset":
        for candidate in value.split(","):
            yield rule, (candidate.split() or [""])[0], True
    else:
        yield rule, value, _is_loaded(tag, attribute, data[opened:data.find(b">", match.end()) + 1])


def _is_loaded(tag: bytes, attribute: bytes, whole: bytes) -> bool:
    if tag == b"link":
        rel = _REL.search(whole)
        return bool(rel and _LOADS & set(rel[1].decode("ascii", "replace").lower().split()))
    return tag not in (b"a", b"area", b"form", b"button") or attribute not in (b"href", b"action", b"formaction")


def _judge(found: _References, site: _Site, targets: dict[str, str], seen: Where, rule: str, is_loaded: bool) -> None:
    """Note what is wrong with one reference. `targets` remembers which file each path of this page leads to."""
    inside = _inside(seen.value, site)
    if inside is None:
        if is_loaded and not seen.value.lower().startswith(("data:", "blob:", "about:")):
            found.note(FOREIGN, seen.value, seen)
        return
    path, _, place = inside.partition("#")
    target = targets.get(path) or targets.setdefault(path, _target(seen.page, unquote(path.partition("?")[0])))
    if target not in site.staged:
        found.note(rule, target, seen)
    elif place and target.endswith(".html") and place != "top" and not place.startswith(":~:"):
        found.want(target, unquote(place) if "%" in place else place, seen)


def _inside(value: str, site: _Site) -> str | None:
    """The reference as one within the site, from its root where it was absolute; None where it leaves the site."""
    if site.url and (value + "/").startswith(site.url + "/"):
        return "/" + value[len(site.url):].lstrip("/")
    if _SCHEME.match(value):
        return None
    return value[len(site.prefix):] if site.prefix and value.startswith(site.prefix + "/") else value


def _target(page: str, path: str) -> str:
    if not path:
        return page
    joined = path.lstrip("/") if path.startswith("/") else posixpath.join(posixpath.dirname(page), path)
    target = posixpath.normpath(joined) if joined else "."
    if path.endswith(("/", "/.", "/..")) or path in (".", "..") or target == ".":
        target = "index.html" if target == "." else f"{target}/index.html"
    return target


def places_in(content: bytes) -> set[bytes]:
    """The places of a page that a link can lead to."""
    return {written.strip(b"\"'") for written in _ID.findall(content)}


def _missing(root: Path, wanted: tuple[str, dict[str, Where]]) -> list[tuple[str, Where]]:
    """The wanted places a page does not have. A place that is only mentioned in a text was never wanted."""
    page, places = wanted
    present = places_in((root / page).read_bytes())
    missing = [place for place in places if place.encode() not in present]
    if missing:
        names = {unescape(name.decode("utf-8", "replace")) for name in present}
        missing = [place for place in missing if place not in names and _is_link(root, places[place])]
    return [(f"{page}#{place}", places[place]) for place in missing]


def _is_link(root: Path, seen: Where) -> bool:
    data, value = (root / seen.page).read_bytes(), seen.value.encode()
    if value not in data:  # written with entities: it was looked at in its tag
        return True
    return any(is_in_tag(data, match.start()) for match in re.finditer(re.escape(value), data))
