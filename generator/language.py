"""Gives the language of messages to the person at the keyboard. The site's own language is not decided here."""

from __future__ import annotations

import os

from generator.model.problem import LANGUAGES


def message_language(option: str | None = None) -> str:
    """`zh` or `en`: the option, else the locale's language, else Chinese, the clerks' language."""
    if option in LANGUAGES:
        return option
    for name in ("GONGSHI_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value[:2] in LANGUAGES:
            return value[:2]
    return "zh"
