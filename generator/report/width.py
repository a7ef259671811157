"""Takes words, gives how wide a terminal draws them, and fits them to a width. A hanzi is two columns wide.

What was typed may hold anything: characters that would move the cursor or turn the direction of writing come out as `\\x1b`.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_TURNS = "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_KEPT = 65_536  # more of a cell than anybody reads


def visible(text: str) -> str:
    """The text on one line, with what a terminal would obey spelt out."""
    text = text[:_KEPT]
    if text.isprintable() and not any(character in text for character in _TURNS):
        return text
    return "".join(_spelt(character) if unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") or character in _TURNS
                   else character for character in text)


def _spelt(character: str) -> str:
    return ascii(character)[1:-1]


def width(text: str) -> int:
    return len(text) if text.isascii() else sum(map(_columns, text))


@lru_cache(maxsize=8192)  # a report says few different characters very often
def _columns(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def fitted(text: str, most: int) -> str:
    """The text, cut with `…` where it is wider than `most`."""
    if width(text) <= most:
        return text
    return _head(text, most - 1) + "…"


def _head(text: str, most: int) -> str:
    """As much of the beginning as is no wider."""
    used = 0
    for position, character in enumerate(text):
        used += _columns(character)
        if used > most:
            return text[:position]
    return text


def padded(text: str, to: int) -> str:
    return text + " " * (to - width(text))


def wrapped(text: str, most: int, indent: str = "") -> list[str]:
    """The text in lines no wider than `most`, each after the first begun with `indent`.

    Between hanzi a line may break anywhere, between letters only at a space; no line begins with a closing mark.
    """
    lines, line = [], ""
    for piece in _pieces(text):
        if line.strip() and width(line + piece.rstrip()) > most:
            lines.append(line.rstrip())
            line = indent + piece.lstrip()
        else:
            line += piece
        while width(line) > most and line.strip():
            head = _head(line, most)
            head = head if len(head) > len(indent) else line[:len(indent) + 1]  # too narrow for anything: it still ends
            lines.append(head.rstrip())
            line = indent + line[len(head):]
    return [*lines, line.rstrip()]


def _pieces(text: str) -> list[str]:
    """What must not be torn: words with the space and the marks after them, single hanzi with theirs."""
    pieces: list[str] = []
    for character in text:
        joins = bool(pieces) and (character in "，。；：、！？”’）》…·,.;:!?)" or pieces[-1][-1] in "“‘（《(" or (
            _columns(character) < 2 and _columns(pieces[-1][-1]) < 2 and pieces[-1][-1] != " ") or character == " ")
        if joins:
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces
