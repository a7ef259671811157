"""Takes mkdocs.yml, gives the project and its settings, or problems. The shell's own keys are none of its business."""

from __future__ import annotations

import dataclasses
import difflib
from pathlib import Path
from typing import Any

from generator.model.day import parse_day
from generator.model.problem import GeneratorError, Problem
from generator.model.project import Project
from generator.model.settings import Bureau, Settings
from generator.read.text_file import read_text
from generator.read.yaml_mapping import read_mapping

_WORDS = {"count_from": ("next", "same"), "posters": ("none", "recent", "all")}
CONFIG_NAMES = ("mkdocs.yml", "mkdocs.yaml", "properdocs.yml")


def find_config(folder: Path) -> Path:
    """The configuration file of a project folder. Raises GeneratorError where there is none."""
    for name in CONFIG_NAMES:
        if (folder / name).is_file():
            return (folder / name).resolve()
    raise GeneratorError(f"{folder}: no mkdocs.yml here / 这里没有 mkdocs.yml")


def read_project(config_file: Path) -> tuple[Project, list[Problem]]:
    """The project a configuration file describes. Settings that are wrong keep their default and are problems."""
    name = config_file.name
    text = read_text(config_file, name)
    mapping, problems = (None, [text]) if isinstance(text, Problem) else read_mapping(text, name, aliases=True)
    values = mapping.values if mapping else {}
    reader = _SettingsReader(name, mapping.lines.get("extra") if mapping else None)
    settings = reader.settings(values)
    root = config_file.parent
    project = Project(root=root, config_file=config_file, content=root / str(values.get("docs_dir") or "docs"),
                      data=root / settings.data_dir, settings=settings, site_url=values.get("site_url") or None)
    return project, problems + reader.problems


class _SettingsReader:
    """`extra.gongshi` being read; every wrong key is noted, none raises."""

    def __init__(self, name: str, row: int | None) -> None:
        self.name, self.row = name, row
        self.problems: list[Problem] = []

    def settings(self, config: dict[str, Any]) -> Settings:
        extra = config.get("extra")
        given = extra.get("gongshi") if isinstance(extra, dict) else None
        if not isinstance(given, dict):
            given = {}
        bureau = self._bureau(given.pop("bureau", None), str(config.get("site_name") or ""))
        fields = {field.name: field.type for field in dataclasses.fields(Settings) if field.name != "bureau"}
        values = {key: self._value(key, value, fields[key]) for key, value in given.items()
                  if self._is_known(key, fields)}
        settings = Settings(bureau, **{key: value for key, value in values.items() if value is not None})
        return self._in_range(settings)

    def _bureau(self, given: Any, site_name: str) -> Bureau:
        given = given if isinstance(given, dict) else {}
        fields = {field.name: field.type for field in dataclasses.fields(Bureau)}
        texts = {key: str(value) for key, value in given.items()
                 if self._is_known(key, fields, "bureau.") and value is not None}
        texts.setdefault("name", site_name)
        texts.setdefault("short_name", texts["name"])
        return Bureau(**texts)

    def _is_known(self, key: str, fields: dict[str, Any], prefix: str = "") -> bool:
        if key in fields:
            return True
        near = difflib.get_close_matches(str(key), fields, 1)
        self._note("unknown-setting", f"{prefix}{key}", None, known="、".join(near or fields))
        return False

    def _value(self, key: str, value: Any, kind: str) -> Any:
        """The value as the type its field declares, or None with a problem noted."""
        if kind == "date | None":
            return self._checked(key, value, parse_day(value))
        if kind == "tuple[str, ...]":
            return tuple(map(str, value)) if isinstance(value, list) else (str(value),)
        wanted = {"int": int, "bool": bool, "str": str}[kind]
        return self._checked(key, value, value if type(value) is wanted else None)

    def _checked(self, key: str, value: Any, parsed: Any) -> Any:
        if parsed is None:
            self._note("bad-setting", key, value)
        return parsed

    def _in_range(self, settings: Settings) -> Settings:
        default = Settings(settings.bureau)
        limits = {setting.name: setting.metadata["most"] for setting in dataclasses.fields(Settings) if setting.metadata.get("most")}
        wrong = {key: getattr(default, key) for key, most in limits.items()
                 if not 1 <= getattr(settings, key) <= most}
        for name, known in _WORDS.items():
            if getattr(settings, name) not in known:
                wrong[name] = getattr(default, name)
        for key in wrong:
            self._note("bad-setting", key, getattr(settings, key))
        return dataclasses.replace(settings, **wrong)

    def _note(self, rule: str, key: str, value: Any, **facts: Any) -> None:
        self.problems.append(Problem.of(rule, self.name, self.row, f"extra.gongshi.{key}", value, **facts))
