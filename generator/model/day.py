"""Dates as clerks must write them: ISO, one form only."""

from __future__ import annotations

import re
from datetime import date

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")


def parse_day(value: object) -> date | None:
    """The day written as `2008-09-26`, or None where it is not one."""
    text = str(value).strip()
    if not _ISO.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
