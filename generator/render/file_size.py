"""Takes a page with marks for the sizes of files, gives it with the sizes: a page of downloads is drawn before they are made."""

from __future__ import annotations

import re
from collections.abc import Callable

MARK = b"@@gongshi-size:"
_MARK = re.compile(r"@@gongshi-size:([^@]*)@@")
_UNITS = ("B", "KB", "MB", "GB")


def mark(path: str) -> str:
    """What stands for the size of the file at a path of the site."""
    return f"@@gongshi-size:{path}@@"


def has_marks(html: str) -> bool:
    return MARK.decode() in html


def filled(html: str, size_of: Callable[[str], int | None]) -> str:
    """The page with the size of each file, or nothing where it is not known. Unit: bytes."""
    return _MARK.sub(lambda found: _or_nothing(size_of(found[1])), html)


def _or_nothing(size: int | None) -> str:
    return "" if size is None else said(size)


def said(size: int) -> str:
    """As people say it, in thousands, rounded half up: `999 B`, `1.5 KB`, `11 MB`; one decimal below ten."""
    unit, weight = 0, 1
    while 2 * size >= 1999 * weight and unit < len(_UNITS) - 1:  # what would be a thousand is one of the next unit
        unit, weight = unit + 1, weight * 1000
    tenths = (20 * size + weight) // (2 * weight)
    if unit and tenths < 100:
        return f"{tenths // 10}.{tenths % 10} {_UNITS[unit]}"
    return f"{(2 * size + weight) // (2 * weight)} {_UNITS[unit]}"
