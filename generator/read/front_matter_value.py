"""Takes one value of the front matter as typed, gives it in the type its key asks for, or problems. Reads no file."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from generator.model.day import parse_day
from generator.model.document import COLUMNS, KEY_BY_WORD, Figure, Key
from generator.model.markup import slug_of
from generator.model.problem import Problem

Node = Any
"""None, text, a list of nodes, or a dict of nodes by text."""

_YES, _NO = ("true", "yes", "是"), ("false", "no", "否")
_KINDS = {"text": ("一段文字", "plain text"), "list": ("一行一个“- 文字”的列表", "a list, one `- text` a line"),
          "number": ("一个数字，如 10", "a number such as 10"), "bool": ("true 或 false（是 或 否）", "true or false"),
          "records": ("一列，每项有 name、value、unit", "a list of items with name, value and unit")}
_FIGURE_WORDS = {"名称": "name", "数值": "value", "值": "value", "单位": "unit", "期间": "period", "截止日": "as_of",
                 "截止日期": "as_of", "来源": "source", "说明": "note"}
_FIGURE_KEYS = ("name", "value", "unit", "period", "as_of", "source", "note")


@dataclass(frozen=True)
class Place:
    """Where the value stands."""

    file: str
    row: int
    word: str

    def problem(self, rule: str, value: object = None, **facts: object) -> Problem:
        shown = None if value is None else str(value)[:80]
        return Problem.of(rule, self.file, row=self.row, column=self.word, value=shown, **facts)

    def bad(self, kind: str, value: object) -> list[Problem]:
        zh, en = _KINDS[kind]
        return [self.problem("bad-value", value, hint_zh=zh, hint_en=en)]


def value_of(node: Node, key: Key, place: Place) -> tuple[Any, list[Problem]]:
    """The value in the type of its key; None with a problem where it is of another, None alone where it is empty."""
    if node is None or node == "" or node == []:
        return None, []
    if key.kind == "list":
        return _list(node, key, place)
    if not isinstance(node, str):
        return None, place.bad("text" if key.kind == "date" else key.kind, node)
    if key.kind == "date":
        return _date(node, place)
    if key.kind == "number":
        return _number(node, place)
    return _bool(node, place) if key.kind == "bool" else (node, [])


def _date(text: str, place: Place) -> tuple[date | None, list[Problem]]:
    day = parse_day(text) if text.isascii() else None
    return day, [] if day else [place.problem("bad-date", text)]


def _number(text: str, place: Place) -> tuple[float | None, list[Problem]]:
    if re.fullmatch(r"[-+]?[0-9]{1,12}(\.[0-9]{1,6})?", text) is None or not math.isfinite(float(text)):
        return None, place.bad("number", text)
    return (float(text) if "." in text else int(text)), []


def _bool(text: str, place: Place) -> tuple[bool | None, list[Problem]]:
    word = text.lower()
    return (word in _YES, []) if word in _YES + _NO else (None, place.bad("bool", text))


def _list(node: Node, key: Key, place: Place) -> tuple[tuple[str, ...] | None, list[Problem]]:
    items = node if isinstance(node, list) else [node]
    if not all(isinstance(item, str) and item for item in items):
        return None, place.bad("list", node)
    if key.name in ("interprets", "related"):
        return tuple(_document_path(item) for item in items), []
    if key.name == "unverified":
        return tuple(KEY_BY_WORD[item].name if item in KEY_BY_WORD else item for item in items), []
    return tuple(items), []


def _document_path(words: str) -> str:
    """`../policies/增值税法(2024-12-25).md`, `/policies/ling-16/` and `policies/ling-16` as the address they mean."""
    parts = [part for part in re.sub(r"(?i)\.md$", "", words.strip()).split("/") if part not in ("", ".", "..")]
    column = next((part for part in parts[:-1] if part in COLUMNS), "policies")
    return f"{column}/{slug_of(parts[-1])}" if parts else words


def figures_of(node: Node, place: Place) -> tuple[tuple[Figure, ...], list[Problem]]:
    """The figures with at least a name, a value and a unit; the others are problems."""
    if node is None:
        return (), []
    figures: list[Figure] = []
    problems: list[Problem] = []
    for number, item in enumerate(node if isinstance(node, list) else [node], start=1):
        if not isinstance(item, dict):
            problems += place.bad("records", item)
            continue
        figure, wrong = _figure(item, number, place)
        figures += [figure] if figure else []
        problems += wrong
    return tuple(figures), problems


def _figure(item: dict[str, Node], number: int, place: Place) -> tuple[Figure | None, list[Problem]]:
    typed = {_FIGURE_WORDS.get(word, word): value for word, value in item.items() if value is not None}
    unknown = [word for word in typed if word not in _FIGURE_KEYS]
    missing = [word for word in ("name", "value", "unit") if not typed.get(word)]
    nested = [word for word, value in typed.items() if not isinstance(value, str)]
    if unknown or missing or nested:
        return None, [place.problem("figure-incomplete", item.get("name") or item.get("名称") or number, number=number,
                                    missing="、".join(missing) or "-", unknown="、".join(unknown + nested) or "-")]
    day, problems = _date(typed["as_of"], place) if "as_of" in typed else (None, [])
    return Figure(**{**typed, "as_of": day}), problems
