"""Takes the text of a Markdown file, gives its front matter and body, or problems. Runs no tag, never raises.

YAML is read event by event and at most three levels deep, so that hostile nesting costs nothing, and every value
stays the text that was typed until its key says what it is: `12366` and `9:00` are words where words are meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

import yaml

from generator.model.document import KEY_BY_WORD, KEYS, VALIDITIES, Figure, Key
from generator.model.problem import Problem
from generator.read.front_matter_value import Node, Place, figures_of, value_of

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEPEST = 3  # mapping > list > mapping of a figure
_FENCE = re.compile(r"(?:---|\.\.\.)\s*")
_COLON = re.compile(r"(\w+)(：\s*|:(?!\s|$))(.*)")


@dataclass(frozen=True)
class FrontMatter:
    """The values by English key, the figures, the line of each key, and where the body begins."""

    values: dict[str, Any] = field(default_factory=dict)
    figures: tuple[Figure, ...] = ()
    lines: dict[str, int] = field(default_factory=dict)
    body: str = ""
    body_row: int = 1


def has_front_matter(text: str) -> bool:
    return text.lstrip("\n").startswith("---") and _FENCE.fullmatch(text.lstrip("\n").split("\n", 1)[0]) is not None


def read_front_matter(text: str, file: str, column: str) -> tuple[FrontMatter, list[Problem]]:
    """The front matter of a document of that column. What is wrong with one key never hides another key."""
    lines = text.split("\n")
    first = next(i for i, line in enumerate(lines) if line) + 1
    last = next((i for i in range(first, len(lines)) if _FENCE.fullmatch(lines[i])), None)
    if last is None:
        problem = Problem.of("front-matter-broken", file, row=first, detail="no closing ---")
        return FrontMatter(body="", body_row=len(lines)), [problem]
    block, problems = _mended_colons(lines[first:last], file, first + 1)
    body = {"body": "\n".join(lines[last + 1:]), "body_row": last + 2}
    try:
        pairs = _pairs("\n".join(block), first + 1)
    except _Broken as broken:
        row = min(broken.line + first + 1, last + 1)
        # a wrong colon is the usual cause, and its own problem says it better
        problems = problems or [Problem.of("front-matter-broken", file, row=row, detail=broken.detail)]
        return FrontMatter(**body), problems
    return _typed(pairs, file, column, body, problems)


def _mended_colons(block: list[str], file: str, first_row: int) -> tuple[list[str], list[Problem]]:
    """`标题：x` and `title:x` are reported and then read as they were meant, so that the other keys are judged too."""
    mended, problems = [], []
    for number, line in enumerate(block):
        found = _COLON.match(line)
        if found and found[1] in KEY_BY_WORD:
            line = f"{found[1]}: {found[3]}"
            problems.append(Problem.of("front-matter-colon", file, row=first_row + number, column=found[1],
                                       value=block[number], instead=line))
        mended.append(line)
    return mended, problems


def _typed(pairs: list[tuple[str, int, Node]], file: str, column: str, body: dict[str, Any],
           problems: list[Problem]) -> tuple[FrontMatter, list[Problem]]:
    values, figures, lines = {}, (), {}
    for word, row, node in pairs:
        key = KEY_BY_WORD.get(word)
        if key is None or column not in key.columns:
            problems.append(_not_here(word, key, column, file, row))
        elif key.name in lines:
            problems.append(Problem.of("duplicate-key", file, row=row, column=word, first=lines[key.name]))
        else:
            lines[key.name] = row
            place = Place(file, row, word)
            value, wrong = figures_of(node, place) if key.kind == "records" else value_of(node, key, place)
            problems += wrong
            if key.kind == "records":
                figures = value or ()
            elif value is not None:
                values[key.name] = value
    problems += _wrong_validity(values, lines, file)
    problems += _missing(values, lines, problems, file, column)
    return FrontMatter(values, figures, lines, **body), problems


def _not_here(word: str, key: Key | None, column: str, file: str, row: int) -> Problem:
    if key is not None:
        return Problem.of("key-not-for-column", file, row=row, column=word, folder=column,
                          folders="、".join(key.columns))
    allowed = [w for k in KEYS if column in k.columns for w in (k.name, k.zh)]
    nearest = get_close_matches(word, allowed, n=1, cutoff=0.5)
    zh, en = (f"请改为“{nearest[0]}”。", f"Write “{nearest[0]}”.") if nearest else (
        f"请改用这些键之一：{'、'.join(allowed[1::2])}。", f"Use one of: {', '.join(allowed[0::2])}.")
    return Problem.of("unknown-key", file, row=row, column=word, hint_zh=zh, hint_en=en)


def _wrong_validity(values: dict[str, Any], lines: dict[str, int], file: str) -> Iterator[Problem]:
    if values.get("validity", VALIDITIES[0]) not in VALIDITIES:
        yield Problem.of("bad-value", file, row=lines["validity"], column="validity", value=values.pop("validity"),
                         hint_zh="、".join(VALIDITIES) + "之一", hint_en="one of " + ", ".join(VALIDITIES))


def _missing(values: dict[str, Any], lines: dict[str, int], problems: list[Problem], file: str,
             column: str) -> list[Problem]:
    """Required keys without a value; a key whose value is already reported as wrong is not missing as well."""
    reported = {(p.row, p.rule) for p in problems if p.rule in ("bad-date", "bad-value")}
    rows = {row for row, _ in reported}
    return [Problem.of("missing-key", file, row=lines.get(key.name, 1), column=key.name, zh=key.zh,
                       example=_EXAMPLES.get(key.kind, "……"), folder=column)
            for key in KEYS if column in key.required_in and key.name not in values
            and lines.get(key.name) not in rows]


_EXAMPLES = {"date": "2008-09-26"}


class _Broken(Exception):
    """YAML that cannot be read. Caught in this module, never seen outside."""

    def __init__(self, line: int, detail: str) -> None:
        super().__init__(detail)
        self.line, self.detail = line, detail


def _pairs(block: str, first_row: int) -> list[tuple[str, int, Node]]:
    """The top-level keys in the order typed, repeated ones included, each with its row and value."""
    events = _events(block)
    root = next(events, None)
    if root is None:
        return []
    if not isinstance(root, yaml.MappingStartEvent):
        raise _Broken(root.start_mark.line, "not `key: value`")
    tree = _mapping(events, 1)
    return [(key, first_row + line, node) for key, line, node in tree]


def _events(block: str) -> Iterator[yaml.Event]:
    loader = None
    try:
        loader = _LOADER(block)
        while loader.check_event():
            event = loader.get_event()
            if not isinstance(event, (yaml.StreamStartEvent, yaml.StreamEndEvent, yaml.DocumentStartEvent,
                                      yaml.DocumentEndEvent)):
                yield event
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        detail = str(getattr(error, "problem", None) or error).split("\n")[0]
        raise _Broken(mark.line if mark else 0, detail) from None
    finally:
        if loader is not None and hasattr(loader, "dispose"):
            loader.dispose()


def _mapping(events: Iterator[yaml.Event], depth: int) -> list[tuple[str, int, Node]]:
    pairs = []
    for event in events:
        if isinstance(event, yaml.MappingEndEvent):
            break
        if not isinstance(event, yaml.ScalarEvent):
            raise _Broken(event.start_mark.line, "a key must be one word")
        pairs.append((event.value.strip(), event.start_mark.line, _node(next(events), events, depth)))
    return pairs


def _node(event: yaml.Event, events: Iterator[yaml.Event], depth: int) -> Node:
    """Text, a list of nodes, or a dict; None for nothing."""
    if isinstance(event, yaml.ScalarEvent):
        empty = event.implicit[0] and event.value in ("", "~", "null")
        return None if empty else event.value.strip()
    if isinstance(event, yaml.AliasEvent):
        raise _Broken(event.start_mark.line, "aliases (*) are not used here")
    if depth >= _DEEPEST:
        raise _Broken(event.start_mark.line, "nested too deeply")
    if isinstance(event, yaml.MappingStartEvent):
        return {key: node for key, _, node in _mapping(events, depth + 1)}
    return _sequence(events, depth + 1)


def _sequence(events: Iterator[yaml.Event], depth: int) -> list[Node]:
    items = []
    for event in events:
        if isinstance(event, yaml.SequenceEndEvent):
            break
        items.append(_node(event, events, depth))
    return items
