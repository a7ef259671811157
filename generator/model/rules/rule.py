"""The shape of one rule. Holds words, decides nothing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from generator.model.rules.source import Source, Text


class Severity(StrEnum):
    ERROR = "error"      # the build stops
    WARNING = "warning"  # shown; stops a build only with --strict


@dataclass(frozen=True)
class Rule:
    """One thing an editor can get wrong.

    Shape: `message` and `fix` are `str.format` templates over the problem's place, `{value}` and its facts;
        `why` says what would go wrong, `law` names the sources where the rule is one of the law or of its forms;
        `example` is wrong, `instead` is right.
    """

    id: str
    severity: Severity
    what: Text
    why: Text
    message: Text
    fix: Text
    example: str
    instead: str
    law: tuple[Source, ...] = ()


def error(id: str, *, what: tuple[str, str], why: tuple[str, str], message: tuple[str, str], fix: tuple[str, str],
          example: str, instead: str, law: tuple[Source, ...] = ()) -> Rule:
    return Rule(id, Severity.ERROR, Text(*what), Text(*why), Text(*message), Text(*fix), example, instead, law)


def warning(id: str, *, what: tuple[str, str], why: tuple[str, str], message: tuple[str, str], fix: tuple[str, str],
            example: str, instead: str, law: tuple[Source, ...] = ()) -> Rule:
    return Rule(id, Severity.WARNING, Text(*what), Text(*why), Text(*message), Text(*fix), example, instead, law)
