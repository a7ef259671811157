"""Takes a law text as the gazette gives it, without front matter, gives its title, history and dates. Invents nothing.

The shape: `# title`, dated lines, `<!-- INFO END -->`, then chapters and articles. What it does not say stays unset.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from generator.model.markup import ARTICLE_START

_DAY = r"(\d{4})年(\d{1,2})月(\d{1,2})日"
_HISTORY = re.compile(_DAY + r"[ \u3000]*(\S.*)")
_IN_FORCE = re.compile(r"自" + _DAY + r"起(?:施行|实施)")
_VERSION = re.compile(r"[(（](\d{4}-\d{2}-\d{2})[)）]")
_INFO_END = "<!-- INFO END -->"
_ISSUERS = ("全国人民代表大会", "全国人民代表大会常务委员会", "国务院", "政务院")
"""From the highest: a law keeps the body that made it, though its standing committee amends it."""


@dataclass(frozen=True)
class LawText:
    """One law text. `values` are front-matter values by English key, only those the text states."""

    title: str
    history: tuple[tuple[date, str], ...]
    values: dict[str, Any]
    body: str
    body_row: int


def read_law(text: str, stem: str) -> LawText | None:
    """The law in `text`, from a file called `stem`; None where it is not of that shape."""
    lines = text.split("\n")
    start = next((i for i, line in enumerate(lines) if line.strip()), len(lines))
    if start == len(lines) or not re.match(r"# \s*\S", lines[start]):
        return None
    history, end, marked = _head(lines, start + 1)
    body = lines[end:]
    if not (marked or history) or not any(ARTICLE_START.match(line.lstrip()) for line in body):
        return None
    version = _version(stem)
    return LawText(title=re.sub(r"[《》]", "", lines[start][2:]).strip(), history=tuple(history),
                   values=_values(history, version, body), body="\n".join(body), body_row=end + 1)


def _head(lines: list[str], start: int) -> tuple[list[tuple[date, str]], int, bool]:
    """The dated lines, the line after the head, and whether a mark ended it."""
    history = []
    for number in range(start, len(lines)):
        line = lines[number].strip().strip("\u3000")
        if line == _INFO_END:
            return sorted(history, key=lambda entry: entry[0]), number + 1, True
        entry = _entry(line)
        if line and entry is None:
            return sorted(history, key=lambda entry: entry[0]), number, False
        history += [entry] if entry else []
    return sorted(history, key=lambda entry: entry[0]), len(lines), False


def _entry(line: str) -> tuple[date, str] | None:
    found = _HISTORY.fullmatch(line)
    day = _day(found[1], found[2], found[3]) if found else None
    return (day, _balanced(found[4].strip())) if found and day else None


def _balanced(words: str) -> str:
    """Without the closing bracket of a head that was one long bracket in print."""
    return words[:-1] if words.endswith(("）", ")")) and words.count("（") + words.count("(") == 0 else words


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _version(stem: str) -> date | None:
    found = _VERSION.search(stem)
    return _day(*found[1].split("-")) if found else None


def _values(history: list[tuple[date, str]], version: date | None, body: list[str]) -> dict[str, Any]:
    acts = [day for day, words in history if words != "施行"]
    issued_on = version or (acts[-1] if acts else None)
    values = {"issuer": _issuer(history), "issued_on": issued_on,
              "effective_on": _effective_on(history, issued_on, body)}
    return {key: value for key, value in values.items() if value is not None}


def _issuer(history: list[tuple[date, str]]) -> str | None:
    """The highest body the history names as acting; what stands in 《》 is the name of another act."""
    words = " ".join(re.sub(r"《[^》]*》", lambda m: _own_name(m[0]), line) for _, line in history)
    named = [name for name in _ISSUERS if re.search(name + r"(?!常务委员会)", words)]
    return named[0] if named else None


def _own_name(quoted: str) -> str:
    """《国务院关于修改…的决定》 is the deciding body's own act, so its first word counts."""
    return next((name for name in reversed(_ISSUERS) if quoted[1:].startswith(name)), "")


def _effective_on(history: list[tuple[date, str]], issued_on: date | None, body: list[str]) -> date | None:
    """The day this version takes effect, where that is certain: stated, and not before the version itself.

    An amended law still says 自2012年1月1日起施行 of its first version; such a day is left out.
    """
    stated = [day for day, words in history if words == "施行"]
    for line in body:
        if ARTICLE_START.match(line.lstrip()):
            stated += [day for found in _IN_FORCE.finditer(line) if (day := _day(*found.groups()))]
    certain = {day for day in stated if issued_on is None or day >= issued_on}
    return certain.pop() if len(certain) == 1 else None
