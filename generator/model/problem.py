"""Takes what a reader or a rule found wrong, gives a value an editor can act on. Never raises for bad input.

Three kinds of error, never mixed:

    Problem          an editor can fix it: a value, collected over the whole run       exit 1
    GeneratorError   the world is wrong (usage, disk, target): raised once, one line   exit 2
    anything else    a bug: its traceback is shown
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from generator.model.messages import say
from generator.model.personal_data import blotted
from generator.model.rules import RULES, Rule, Severity

LANGUAGES = ("zh", "en")


class GeneratorError(Exception):
    """The world is wrong: no such folder, no space, no such target. One clear line; nothing is half-published.

    It says the line in both languages, or holds the problem that makes everything else impossible.
    """

    def told(self, lang: str) -> str:
        cause = self.args[0] if self.args else ""
        return cause.as_text(lang) if isinstance(cause, Problem) else str(cause)

    def __str__(self) -> str:
        cause = self.args[0] if self.args else ""
        return "\n".join(map(cause.as_text, LANGUAGES)) if isinstance(cause, Problem) else str(cause)


@dataclass(frozen=True)
class Problem:
    """One mistake an editor can fix, with its place and its mend.

    Shape: `file` is relative to the project folder with forward slashes; `row` counts as a
        spreadsheet does (the heading is row 1) and is the line in Markdown and YAML; `column`
        is the heading's own text, or the key; `on` is the day of the posting, which decides the version of the law;
        `sample` names the parameter it rests on where that was never verified: then it is no law and at most a warning.
    """

    rule: str
    file: str
    row: int | None = None
    column: str | None = None
    value: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict, hash=False)
    on: date | None = None
    sample: str | None = None

    @classmethod
    def of(cls, rule: str, file: str, row: int | None = None, column: str | None = None, value: object = None, *,
           on: date | None = None, sample: str | None = None, **facts: Any) -> Problem:
        """The problem `rule` at that place. Raises KeyError for a rule nobody wrote: that is a bug.

        What was typed is repeated with ids, phones and bank numbers blotted out: reports are public too.
        """
        RULES[rule]
        shown = {name: blotted(fact) if isinstance(fact, str) else fact for name, fact in facts.items()}
        return cls(rule, file, row, column, None if value is None else blotted(_short(str(value))), shown, on, sample)

    @property
    def definition(self) -> Rule:
        return RULES[self.rule]

    @property
    def severity(self) -> Severity:
        return Severity.WARNING if self.sample else self.definition.severity

    @property
    def is_error(self) -> bool:
        return self.severity is Severity.ERROR

    def message(self, lang: str) -> str:
        return self._say(self.definition.message.of(lang)) + self._rests_on(lang)

    def law(self, lang: str) -> str:
        """The sources of the rule as they were numbered on the day of the posting; empty for a rule of ours."""
        return ("；" if lang == "zh" else "; ").join(source.on(self.on).of(lang) for source in self.definition.law)

    def _rests_on(self, lang: str) -> str:
        if not self.sample:
            return ""
        return (f"依据的是范例参数，未核实：{self.sample}。" if lang == "zh" else
                f" It rests on a sample parameter that was not verified: {self.sample}.")

    def fix(self, lang: str) -> str:
        return self._say(self.definition.fix.of(lang))

    def _say(self, template: str) -> str:
        shown = {"file": self.file, "row": self.row, "column": self.column, "value": self.value, **self.facts}
        return template.format_map({key: "" if value is None else value for key, value in shown.items()})

    def place(self, lang: str) -> str:
        """`file, row 3, column "状态"` in the reader's language."""
        row = "" if self.row is None else say("at-row", lang, row=self.row)
        return self.file + row + ("" if self.column is None else say("at-column", lang, column=self.column))

    def as_json(self, lang: str) -> dict[str, Any]:
        return {"rule": self.rule, "severity": self.severity.value, "file": self.file, "row": self.row,
                "column": self.column, "value": self.value, "message": self.message(lang), "fix": self.fix(lang),
                "law": self.law(lang) or None}

    def as_text(self, lang: str) -> str:
        """Lines for a terminal: the place, what is wrong, the law where there is one, what to type."""
        law = f"\n  {say('source', lang)}{self.law(lang)}" if self.definition.law else ""
        return f"{self.place(lang)}\n  {self.message(lang)}{law}\n  {say('fix', lang)}{self.fix(lang)}  [{self.rule}]"


def _short(text: str, most: int = 200) -> str:
    return text if len(text) <= most else text[:most] + "…"


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """The problems sorted by place, each once: the same list whatever the order of the work."""
    def key(problem: Problem) -> tuple[str, int, str, str, str]:
        return (problem.file, problem.row or 0, problem.column or "", problem.rule, problem.value or "")
    unique = {key(problem): problem for problem in problems}
    return [unique[k] for k in sorted(unique)]
