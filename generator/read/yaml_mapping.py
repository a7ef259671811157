"""Takes YAML text, gives a mapping and the line of each key, or problems. Never runs a tag, never raises."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import yaml

from generator.model.problem import Problem


@dataclass(frozen=True)
class Mapping:
    """The values by key, and the line of each top-level key."""

    values: dict[str, Any] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)


class _Loader(yaml.SafeLoader):
    """Safe loading that keeps dates as text, so that our own rules judge them, and skips tags of other tools."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_multi_constructor("", lambda loader, suffix, node: None)


class _PlainLoader(_Loader):
    """Without aliases: a few lines of them can stand for more text than a machine holds."""

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.composer.ComposerError(None, None, "aliases (*) are not used here", self.peek_event().start_mark)
        return super().compose_node(parent, index)


def read_mapping(text: str, name: str, first_line: int = 1, *, aliases: bool = False) -> tuple[Mapping, list[Problem]]:
    """The mapping in `text`, whose first line is line `first_line` of file `name`.

    Shape: keys are text; a value keeps YAML's type, but dates stay text. A repeated key is a problem.
    """
    try:
        loader = (_Loader if aliases else _PlainLoader)(text)
        node = loader.get_single_node()
        values = loader.construct_document(node) if node is not None else None
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as error:
        return Mapping(), [Problem.of("yaml-broken", name, row=first_line + _line_of(error), detail=_detail(error))]
    if not isinstance(values, dict):
        return Mapping(), [Problem.of("yaml-not-a-mapping", name, row=first_line)]
    return _with_lines(node, values, name, first_line)


def _with_lines(node: yaml.MappingNode, values: dict, name: str, first_line: int) -> tuple[Mapping, list[Problem]]:
    lines: dict[str, int] = {}
    problems = []
    for key_node, _ in node.value:
        key, line = str(key_node.value), first_line + key_node.start_mark.line
        if key in lines:
            problems.append(Problem.of("duplicate-key", name, row=line, column=key, first=lines[key]))
        lines.setdefault(key, line)
    return Mapping({str(key): value for key, value in values.items()}, lines), problems


def _line_of(error: Exception) -> int:
    mark = getattr(error, "problem_mark", None)
    return mark.line if mark is not None else 0


def _detail(error: Exception) -> str:
    return (str(getattr(error, "problem", None) or error).splitlines() or [type(error).__name__])[0]
