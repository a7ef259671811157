"""The shape of one rule. Holds words, decides nothing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    ERROR = "error"      # the build stops
    WARNING = "warning"  # shown; stops a build only with --strict


@dataclass(frozen=True)
class Text:
    """The same words in the two languages of the catalogue."""

    zh: str
    en: str

    def of(self, lang: str) -> str:
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True)
class Rule:
    """One thing an editor can get wrong.

    Shape: `message` and `fix` are `str.format` templates over the problem's place, `{value}` and its facts;
        `why` names the legal source where there is one; `example` is wrong, `instead` is right.
    """

    id: str
    severity: Severity
    what: Text
    why: Text
    message: Text
    fix: Text
    example: str
    instead: str


def error(id: str, *, what: tuple[str, str], why: tuple[str, str], message: tuple[str, str], fix: tuple[str, str],
          example: str, instead: str) -> Rule:
    return Rule(id, Severity.ERROR, Text(*what), Text(*why), Text(*message), Text(*fix), example, instead)


def warning(id: str, *, what: tuple[str, str], why: tuple[str, str], message: tuple[str, str], fix: tuple[str, str],
            example: str, instead: str) -> Rule:
    return Rule(id, Severity.WARNING, Text(*what), Text(*why), Text(*message), Text(*fix), example, instead)
