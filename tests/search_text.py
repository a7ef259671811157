"""The half of the second reader that knows texts alone: folding, numbers, how a word sounds. Written from
docs/formats/search-index.md, imports nothing of ours."""

from __future__ import annotations

import re
import unicodedata


def fold(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).lower().replace("ü", "v").split())


def simplifying(pairs: str) -> dict[int, str]:
    return {ord(old): new for old, new in zip(pairs[::2], pairs[1::2], strict=True)}


def in_gb2312(sign: str) -> bool:
    try:
        return bool(sign.encode("gb2312"))
    except UnicodeEncodeError:
        return False


def street_starts(rooms: list[int]) -> list[int]:
    """The first record of each street."""
    return [64 * sum(rooms[:at]) for at in range(len(rooms))]


def number(digits: str) -> int:
    value = 0
    for digit in digits:
        value = value * 64 + ord(digit) - 48
    return value


def unfolded(fences: list[str]) -> list[str]:
    texts = [""]
    for fence in fences:
        texts.append(texts[-1][:ord(fence[0]) - 48] + fence[1:])
    return texts[1:]


def plain(word: str) -> bool:
    """Whether a word can be found in texts alone: not by ear, nor as a number."""
    return not word.isascii() and not re.search("[a-z]", word)


SYLLABLES = "(?:[0-9]|(?:[zcs]h|[bcdfghjklmnpqrstwxyz])?[aeiouv]+(?:ng?|r)?)"


def forms(pieces: list[str], readings: list[list[str]]) -> list[str]:
    """How a word sounds in which letters and characters are mixed: by first letters and by syllables."""
    typed = [heard[0] for piece, heard in zip(pieces, readings) if re.match("[a-z0-9']", piece)]
    ends = typed[-1:] if re.match("[a-z0-9']", pieces[-1]) else []
    ways = []
    if not any(set("iu") & set(one) for one in typed):
        ways.append([heard if re.match("[a-z0-9']", piece) else [one[:1] for one in heard] for piece, heard in zip(pieces, readings)])
    if all(re.fullmatch(f"{SYLLABLES}*", one) for one in typed[:len(typed) - len(ends)]) and all(
            re.fullmatch(f"{SYLLABLES}+(?:[zcs]h|[bcdfghjklmnpqrstwxyz])?", one) for one in ends):
        ways.append(readings)
    forms = []
    for way in ways:
        texts = [""]
        for heard in way:
            texts = list(dict.fromkeys(text + one for text in texts for one in heard))[:16]
        forms += [text for text in texts if text and text not in forms]
    return forms


def precision(word: str) -> int:
    """More where fewer records are likely."""
    return len(word) + 9 * bool(re.search("[0-9]", word))
