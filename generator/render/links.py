"""Takes a link as a clerk wrote it in a Markdown file, gives the address on the site. Knows paths only."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from posixpath import dirname, join, normpath
from urllib.parse import quote, unquote

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


@dataclass(frozen=True)
class Page:
    """The page a link stands on: its address, its file below content/, and the address of every such file."""

    path: str
    source: str
    links: Mapping[str, str]

    @property
    def base(self) -> str:
        return "../" * (self.path.count("/") + 1)


def resolved(link: str, page: Page) -> tuple[str, bool]:
    """The address to print, percent-encoded, and whether it leads to another host."""
    link = link.strip()
    slashes = link.replace("\\", "/")
    if _SCHEME.match(link):
        return link, not link.lower().startswith("mailto:")
    if slashes.startswith("//"):  # browsers read \ as /, so /\host is another host too
        return slashes, True
    way, mark, rest = _cut(link)
    if not way:
        return mark + rest, False
    target = _target(unquote(way), page)
    return (_quoted(way) if target is None else page.base + _quoted(target)) + mark + rest, False


def _cut(link: str) -> tuple[str, str, str]:
    """The way, the mark (`#` or `?`) that ends it, and what follows."""
    found = re.search(r"[#?]", link)
    return (link, "", "") if found is None else (link[:found.start()], found[0], link[found.end():])


def _target(way: str, page: Page) -> str | None:
    """The address below the site's root; None where the way leads above content/: then it is an address already."""
    below = way.lstrip("/") if way.startswith("/") else join(dirname(page.source), way)
    found = normpath(below) if below else "."
    if found == ".." or found.startswith("../"):
        return None
    if found.lower().endswith(".md"):
        return _page_address(found, page.links)
    return "" if found == "." else found + ("/" if way.endswith(("/", "/.", "..")) else "")


def _page_address(file: str, links: Mapping[str, str]) -> str:
    """A document's address; a hand-written page has that of its file."""
    address = links.get(file)
    if address is None:
        address = re.sub(r"(?:(?<=/)|^)(?:index|README)$", "", file[:-3])
    return address.rstrip("/") + "/" if address.strip("/") else ""


def _quoted(way: str) -> str:
    return quote(unquote(way), safe="/")
