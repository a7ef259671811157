"""Reads pages for tests as a browser would: strictly, with html5lib. Says what is on them in plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from xml.etree import ElementTree

import html5lib

_XHTML = "{http://www.w3.org/1999/xhtml}"


def parsed(page: bytes) -> ElementTree.Element:
    """The page as a tree. Raises ParseError where the HTML is not as the standard wants it."""
    return html5lib.HTMLParser(strict=True).parse(page.decode())


def elements(tree: ElementTree.Element, name: str) -> Iterator[ElementTree.Element]:
    return tree.iter(_XHTML + name)


def by_id(tree: ElementTree.Element, wanted: str) -> ElementTree.Element:
    return next(element for element in tree.iter() if element.get("id") == wanted)


def words(element: ElementTree.Element) -> str:
    """All text below the element, white space put together."""
    return re.sub(r"\s+", " ", "".join(element.itertext())).strip()


def blocks(tree: ElementTree.Element) -> dict[str, ElementTree.Element]:
    """The households' blocks by disclosure number."""
    return {element.get("id", ""): element for element in elements(tree, "article")
            if "g-household" in element.get("class", "").split()}


def targets(path: str, tree: ElementTree.Element) -> set[str]:
    """Where the links of a page lead, as paths below the site's root, without the part after `#`."""
    found = set()
    for link in elements(tree, "a"):
        href = link.get("href", "").partition("#")[0]
        folder = PurePosixPath("/" + path).parent
        if href and "://" not in href:
            steps: list[str] = []
            for part in (folder / href).parts[1:]:
                steps = steps[:-1] if part == ".." else [*steps, part]
            found.add("/".join(steps) + ("/" if href.endswith("/") else ""))
    return found
