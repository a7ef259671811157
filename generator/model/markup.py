"""Takes words of a document, gives the addresses made from them: slugs, article and heading anchors. Knows no HTML.

`validate` asks which anchors a body has, `render` writes them: both use the arithmetic here, so they cannot differ.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from html import unescape

ALLOWED_TAGS = frozenset(
    "a abbr b blockquote br caption code dd del details div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins "
    "kbd li mark ol p pre q rp rt ruby s small span strong sub summary sup table tbody td tfoot th thead time tr u ul"
    .split())
"""The HTML a clerk may write inside Markdown. Everything else is dropped when the page is made, and warned about."""

ARTICLE = r"第(?P<n>[一二三四五六七八九十百千零〇0-9]+)条(?:之(?P<sub>[一二三四五六七八九十]+))?"
ARTICLE_START = re.compile(ARTICLE + r"(?=\s|$)")
"""An article begins with its number and a space: “第八条 …”. “第八条规定的…” only speaks of one."""

_ITEM = re.compile(r"[（(][一二三四五六七八九十百]+[）)]")
_FIRST = "第* （("  # how an article or an item can begin
_UNIT = re.compile(r"第([一二三四五六七八九十百千零〇0-9]+)(编|章|节)(?=\s|$)")
_UNIT_NAMES = {"编": "part", "章": "chapter", "节": "section"}
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0}
_SCALES = {"十": 10, "百": 100, "千": 1000}
_NOTHING = (*(c for c in range(32) if c not in (9, 10)), 0x7F, 0x200B, 0xFEFF, 0x2060, *range(0xD800, 0xE000))
_CONTROL = dict.fromkeys(_NOTHING) | {0x85: " ", 0xA0: " ", 0x2028: "\n", 0x2029: "\n"}
_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\x85\xa0\u2028\u2029\u200b\ufeff\u2060\ud800-\udfff]")


def slug_of(words: str) -> str:
    """The words as one part of an address: NFKC, lower case, hanzi kept, everything else a single hyphen."""
    return re.sub(r"[\W_]+", "-", unicodedata.normalize("NFKC", words).lower()).strip("-")


def hanzi_number(words: str) -> int:
    """The number written as 一百一十三, 〇 or 113. The words must be digits of one of the two kinds."""
    if words.isascii():
        return int(words[:9])
    total = digit = 0
    for character in words:
        if character in _SCALES:
            total, digit = total + (digit or 1) * _SCALES[character], 0
        else:
            digit = digit * 10 + _DIGITS[character] if character in _DIGITS else digit
    return total + digit


def prepared(body: str) -> str:
    """The body without controls and full-width indents, each article and item a paragraph of its own."""
    text = body.replace("\r\n", "\n").replace("\r", "\n")
    text = text.translate(_CONTROL) if _INVISIBLE.search(text) else text
    lines: list[str] = []
    for line in text.split("\n"):
        if line and (line[0].isspace() or line[-1].isspace()):
            line = _trimmed(line)
        if line and line[0] in _FIRST and lines and lines[-1] and (article_at(line) or _ITEM.match(line)):
            lines.append("")
        lines.append(line)
    return "\n".join(lines)


def article_at(line: str) -> re.Match[str] | None:
    """The article that begins on this line of Markdown, plain or bold: `第八条 …`, `**第八条** …`."""
    bare = line.lstrip(" ") if not line.startswith("    ") else ""
    return ARTICLE_START.match(bare[2:].replace("**", " ", 1) if bare.startswith("**") else bare)


def _trimmed(line: str) -> str:
    """Without spaces at the end, but for the two that break a line, and without an indent of full-width spaces."""
    bare = line.strip()
    indent = line[:len(line) - len(line.lstrip())]
    end = "  " if bare and line.endswith("  ") else ""
    return ("" if "\u3000" in indent else indent) + bare + end if bare else ""


@dataclass
class Anchors:
    """Gives each heading and article of one document its anchor, in the order of the text; no two are the same."""

    used: set[str] = field(default_factory=set)
    chapter: str = ""

    def heading(self, words: str) -> str:
        """`chapter-1`, `section-1-2` (second section of chapter one), else the heading's own words."""
        words = " ".join(words.split())
        unit = _UNIT.match(words)
        if unit is None:
            return self._unique(slug_of(words) or "section")
        kind, number = _UNIT_NAMES[unit[2]], str(hanzi_number(unit[1]))
        if kind == "section" and self.chapter:
            return self._unique(f"section-{self.chapter}-{number}")
        self.chapter = number if kind == "chapter" else self.chapter
        return self._unique(f"{kind}-{number}")

    def article(self, number: str, sub: str | None) -> str:
        """`art-8`; `art-8-1` for 第八条之一; `art-8_2` where a second law in the same text has an article 8."""
        return self._unique(f"art-{hanzi_number(number)}" + (f"-{hanzi_number(sub)}" if sub else ""))

    def _unique(self, anchor: str) -> str:
        candidate, count = anchor, 1
        while candidate in self.used:
            count += 1
            candidate = f"{anchor}_{count}"
        self.used.add(candidate)
        return candidate


def anchors_of(body: str) -> frozenset[str]:
    """Every anchor the page of this body will have."""
    anchors, before = Anchors(), ""
    for line in prepared(body).split("\n"):
        article = article_at(line)
        if line.startswith("#"):
            anchors.heading(_plain(line.lstrip("#").rstrip().rstrip("#")))
        elif re.fullmatch(r"(=+|-+) *", line) and before.strip() and not before.startswith(("#", "|", ">", "-")):
            anchors.heading(_plain(before))
        elif article:
            anchors.article(article["n"], article["sub"])
        before = line
    return frozenset(anchors.used)


def _plain(words: str) -> str:
    words = re.sub(r"!?\[([^\[\]]*)\]\([^()]*(?:\([^()]*\)[^()]*)*\)", r"\1", words)
    return unescape(re.sub(r"<[A-Za-z/][^<>]*>|[*`]|(?<!\w)_|_(?!\w)|\\(?=[^\w\s])", "", words)).strip()
