"""The adapter to MkDocs (and to ProperDocs, which runs the same plugins). Holds no rule, no figure and no page of ours.

MkDocs draws the hand-written pages and one empty page per frame; everything else is `build.py`. The site is written
to a folder of its own and swapped in at the end, so a build that dies leaves the old site whole.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from mkdocs.exceptions import Abort
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files, InclusionLevel

from generator.build import Build
from generator.model.document import COLUMNS
from generator.model.problem import GeneratorError
from generator.language import message_language
from generator.progress import Progress
from generator.render.frame import FRAME_KEYS, FrameKey
from generator.render.templates import templates_folder
from generator.report.style import Style
from generator.report.text import text

log = logging.getLogger("mkdocs.plugins.gongshi")

_FRAMES = "gongshi-frames"


class GongshiPlugin(BasePlugin):
    """Name in mkdocs.yml: `gongshi`. It has no options of its own: settings live under `extra.gongshi`."""

    as_of_option: str | None = None   # set by `gongshi build`; `mkdocs build` uses the environment or the settings
    workers: int | None = None
    strict: bool = False
    progress: Progress | None = None
    failure: GeneratorError | None = None
    drawing: Any = None               # set by `gongshi serve`, which makes the bulk pages itself

    def on_startup(self, *, command: str, dirty: bool) -> None:
        self.is_preview = command == "serve"

    def on_config(self, config: Any) -> Any:
        folder = str(templates_folder())
        if folder not in config.theme.dirs:
            config.theme.dirs.insert(0, folder)
        if self.drawing is not None:
            self.build = self.drawing
            return config
        with self._telling():
            site_dir = None if getattr(self, "is_preview", False) else Path(config.site_dir).absolute()
            self.build = Build(Path(config.config_file_path), self.as_of_option, self.workers, site_dir=site_dir, progress=self.progress)
        self._report(config)
        if not self.build.is_preview:
            with self._telling():
                config.site_dir = str(self.build.begin())
        return config

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """What is wrong with the world ends the shell with one line; `failure` keeps it for the command."""
        try:
            yield
        except GeneratorError as error:
            self.failure = error
            raise Abort(str(error)) from None

    def _report(self, config: Any) -> None:
        language, examined = message_language(), self.build.examined
        if examined.problems:
            (log.error if examined.has_errors else log.warning)(text(examined.report(language), Style()))
        stops = self.build.examined.has_errors or self.strict and self.build.examined.problems
        if stops:
            raise Abort("gongshi: " + self.build.summary(language))

    @event_priority(-100)
    def on_files(self, files: Files, *, config: Any) -> Files:
        bulk = tuple(f"{column}/" for column in COLUMNS)
        for file in list(files):
            if file.src_uri.startswith(bulk) and file.src_uri.endswith(".md") or _is_unused(file, config):
                files.remove(file)
        for key in FRAME_KEYS:
            files.append(File.generated(config, _frame_source(key), content="---\ntitle: frame\n---\n",
                                        inclusion=InclusionLevel.NOT_IN_NAV))
        return files

    def on_page_markdown(self, markdown: str, *, page: Any, config: Any, files: Files) -> str:
        key = _frame_key(page.file.src_uri)
        if key:
            page.meta.update(gongshi_frame=True, section=key[0], search={"exclude": True})
        return markdown

    def on_page_content(self, html: str, *, page: Any, config: Any, files: Files) -> str:
        with self._telling():
            return self.build.with_fragments(html, page.url)

    def on_page_context(self, context: Any, *, page: Any, config: Any, nav: Any) -> Any:
        context["gongshi"] = self.build.context(page.meta.get("section") or page.url.partition("/")[0], page.url)
        return context

    def on_template_context(self, context: Any, *, template_name: str, config: Any) -> Any:
        context["gongshi"] = self.build.context("", "")
        return context

    @event_priority(-100)
    def on_post_page(self, output: str, *, page: Any, config: Any) -> str:
        page_html = self.build.secured(output)
        key = _frame_key(page.file.src_uri)
        if key is None:
            self.build.hand_written.append(page.url)
            return page_html
        self.build.add_frame(key, page_html)
        return ""  # MkDocs writes no page without content: a frame is never part of the site

    def on_post_template(self, output_content: str, *, template_name: str, config: Any) -> str:
        if template_name.startswith("sitemap"):
            return ""  # MkDocs knows only its own pages; ours is complete
        return self.build.secured(output_content) if template_name.endswith(".html") else output_content

    def on_post_build(self, *, config: Any) -> None:
        with self._telling():
            problems = self.build.finish(Path(config.site_dir))
        language = message_language()
        if problems:
            log.error(text(self.build.examined.report(language, problems), Style()))
            raise Abort("gongshi: " + self.build.summary(language))
        if self.build.site_dir is not None:
            config.site_dir = str(self.build.site_dir)
        log.info(self.build.summary(language))

    def on_build_error(self, *, error: Exception) -> None:
        if hasattr(self, "build"):
            self.build.give_up()

    def on_serve(self, server: Any, *, config: Any, builder: Any) -> Any:
        for folder in (self.build.project.data, templates_folder()):
            if folder.is_dir():
                server.watch(str(folder))
        return server


def _is_unused(file: File, config: Any) -> bool:
    """A script, style or picture of the theme under ours: our pages load none of them."""
    return file.src_uri.startswith(("assets/javascripts/", "assets/stylesheets/", "assets/images/")) \
        and not Path(file.abs_src_path or "").is_relative_to(config.docs_dir)


def _frame_source(key: FrameKey) -> str:
    """A source whose address is `depth` folders deep: `gongshi-frames-quota/2/3/index.md` for ("quota", 3)."""
    section, depth = key
    folders = [f"{_FRAMES}-{section}", *(str(level) for level in range(2, depth + 1))]
    return "/".join([*folders, "index.md"])


def _frame_key(src_uri: str) -> FrameKey | None:
    if not src_uri.startswith(f"{_FRAMES}-"):
        return None
    folders = src_uri.split("/")[:-1]
    return folders[0].removeprefix(f"{_FRAMES}-"), len(folders)
