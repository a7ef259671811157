"""Runs MkDocs as the shell of a build or a preview, from the command `gongshi`. The other half is `plugin.py`."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import yaml

from generator.build import Build
from generator.model.problem import GeneratorError
from generator.progress import Progress

os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")  # the theme's banner about another product


def build(config_file: Path, *, site_dir: Path | None, as_of: str | None, workers: int | None, strict: bool,
          progress: Progress | None = None) -> Build:
    """One build. Problems of the bureau's files are in the result; Raises GeneratorError when the world is wrong."""
    from mkdocs.commands.build import build as mkdocs_build
    from mkdocs.exceptions import Abort

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


def serve(config_file: Path, *, address: str, as_of: str | None) -> None:
    """A preview with live reload, until interrupted."""
    from mkdocs.commands.serve import serve as mkdocs_serve

    from generator.plugin import GongshiPlugin

    GongshiPlugin.as_of_option = as_of
    mkdocs_serve(str(config_file), livereload=True, dev_addr=address)


def _config(config_file: Path, **options: object):
    from mkdocs.config import load_config
    from mkdocs.exceptions import ConfigurationError

    try:
        with _quiet():
            return load_config(str(config_file), **options)
    except (ConfigurationError, yaml.YAMLError) as error:
        raise GeneratorError(f"{config_file.name}：设置读不懂 (the settings cannot be read): {error}") from None


def _plugin(config):
    found = [plugin for name, plugin in config.plugins.items() if name == "gongshi"]
    if not found:
        raise GeneratorError("mkdocs.yml: add `gongshi` under `plugins:` / 请在 plugins: 下加上 gongshi")
    return found[0]


class _quiet:
    """Keeps MkDocs' own log to what is worth a clerk's time; our problems are printed by the command."""

    def __enter__(self) -> None:
        logging.getLogger("mkdocs").addHandler(logging.NullHandler())
        logging.getLogger("mkdocs").propagate = False

    def __exit__(self, *_: object) -> None:
        logging.getLogger("mkdocs").propagate = True
