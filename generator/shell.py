"""Runs MkDocs as the shell of a build, or of what a preview has drawn, from the command `gongshi`. The other half is `plugin.py`."""

from __future__ import annotations

import gc
import logging
import os
from pathlib import Path
from typing import Any

import yaml

from generator.build import Build
from generator.model.problem import GeneratorError
from generator.progress import Progress

_RARELY = 100_000  # new objects between two looks for circles: a build makes many, almost none of them in circles

os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")  # the theme's banner about another product


def build(config_file: Path, *, site_dir: Path | None, as_of: str | None, workers: int | None, strict: bool,
          progress: Progress | None = None) -> Build:
    """One build. Problems of the bureau's files are in the result; Raises GeneratorError when the world is wrong."""
    from mkdocs.commands.build import build as mkdocs_build
    from mkdocs.exceptions import Abort

    gc.set_threshold(_RARELY)
    config = _config(config_file, site_dir=os.path.abspath(site_dir) if site_dir else None)
    plugin = _plugin(config)
    plugin.as_of_option, plugin.workers, plugin.strict, plugin.progress = as_of, workers, strict, progress
    config.plugins.on_startup(command="build", dirty=False)
    try:
        with _quiet():
            mkdocs_build(config)
    except Abort as error:
        if plugin.failure is not None or not hasattr(plugin, "build"):
            raise plugin.failure or GeneratorError(str(error)) from None
    finally:
        config.plugins.on_shutdown()
    return plugin.build


def draw(config_file: Path, drawn: Any, folder: Path, site_url: str) -> None:
    """Have MkDocs draw the hand-written pages into the folder and give `drawn` the frames. Raises GeneratorError where the
    configuration or a page keeps it from doing so."""
    from mkdocs.commands.build import build as mkdocs_build
    from mkdocs.exceptions import MkDocsException

    config = _config(config_file, site_dir=str(folder), site_url=site_url)
    plugin = _plugin(config)
    plugin.drawing = drawn
    config.plugins.on_startup(command="build", dirty=False)
    try:
        with _quiet() as log:
            mkdocs_build(config)
    except MkDocsException as error:
        raise GeneratorError(f"{config_file.name}：网页画不出来 (the pages cannot be drawn): {' '.join(log.said) or error}") from None
    finally:
        plugin.drawing = None  # MkDocs keeps the plugin for its next run in this process
        config.plugins.on_shutdown()


def _config(config_file: Path, **options: object):
    from mkdocs.config import load_config
    from mkdocs.exceptions import Abort, ConfigurationError

    with _quiet() as log:
        try:
            return load_config(str(config_file), **options)
        except (Abort, ConfigurationError, yaml.YAMLError) as error:
            said = " ".join(log.said) or error
            raise GeneratorError(f"{config_file.name}：设置读不懂 (the settings cannot be read): {said}") from None


def _plugin(config):
    found = [plugin for name, plugin in config.plugins.items() if name == "gongshi"]
    if not found:
        raise GeneratorError("mkdocs.yml: add `gongshi` under `plugins:` / 请在 plugins: 下加上 gongshi")
    return found[0]


class _quiet(logging.Handler):
    """Keeps MkDocs' own log to what is worth a clerk's time; our problems are printed by the command.

    `said`: what it found wrong, which its exceptions do not repeat.
    """

    def __enter__(self) -> _quiet:
        self.said: list[str] = []
        self.setLevel(logging.ERROR)
        logging.getLogger("mkdocs").addHandler(self)
        logging.getLogger("mkdocs").propagate = False
        return self

    def __exit__(self, *_: object) -> None:
        logging.getLogger("mkdocs").removeHandler(self)
        logging.getLogger("mkdocs").propagate = True

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())
