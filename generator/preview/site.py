"""The state of a preview: what was read last, what is shown, what is wrong. Takes changed files; gives pages. Knows no browser.

What is shown is always a whole state without an error. While there are errors it is the newest that `mended.py` can make: what
is wrong as it was last, everything else as it is now; where all depends on what is wrong, the last one. The problems are on its pages.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

from generator.derive.answers import Often
from generator.examined import Examined, examine
from generator.model.answers import Answers
from generator.model.document import COLUMNS
from generator.model.document_search import TEXTS
from generator.model.problem import GeneratorError, Problem
from generator.pipeline import answers_of
from generator.preview.blame import Blame
from generator.preview.drawn import Drawn
from generator.preview.mended import mended
from generator.preview.overlay import Overlay
from generator.preview.pages import Pages
from generator.preview.recent import Recent
from generator.preview.search import searches
from generator.read.remembered import FileMemory
from generator.render.templates import templates_folder
from generator.stopwatch import Stopwatch

Draw = Callable[[Drawn], None]
"""Has the shell draw the hand-written pages and the frames."""


@dataclass(frozen=True, eq=False)
class State:
    """One state of the preview, which never changes.

    Shape: `pages` is the good state that is shown, `shown` what it was made from; both are None before the first. `failure`
        says what keeps the newest files from being read at all; `visited` are the pages asked for so far, problems and all:
        a browser asks twice, once whether its page has changed, once to show it.
    """

    number: int = 0
    examined: Examined | None = None
    shown: Examined | None = None
    pages: Pages | None = None
    failure: str | None = None
    saved_at: str = ""
    is_newest: bool = True
    visited: dict[str, bytes] = field(default_factory=dict)

    @cached_property
    def blame(self) -> Blame | None:
        """Which problem concerns which page."""
        return Blame(self.examined, self.shown) if self.examined else None

    @property
    def problems(self) -> list[Problem]:
        return self.blame.problems if self.blame else []


@dataclass(frozen=True)
class Answer:
    """What a browser gets for an address."""

    status: int
    content: bytes


@dataclass
class Site:
    """A project being worked on. `update` is called by one thread at a time, `page` by any."""

    config_file: Path
    as_of: str | None
    draw: Draw
    language: str
    mount: str = "/"
    often: Often = field(default_factory=Often)
    state: State = field(default_factory=State)

    def __post_init__(self) -> None:
        self._cache, self._memory = Recent(), FileMemory()
        self._threads = ThreadPoolExecutor(thread_name_prefix="derive")
        self._searches = searches(self._cache)
        self._folder = Path(tempfile.mkdtemp(prefix="gongshi-preview-"))
        self._is_drawing_old = True
        self._drawings = 0

    def close(self) -> None:
        """Remove what was drawn."""
        for search in self._searches.values():
            search.close()
        self._threads.shutdown(wait=False, cancel_futures=True)
        shutil.rmtree(self._folder, ignore_errors=True)

    def update(self, changed: Collection[Path] = (), watch: Stopwatch | None = None) -> Stopwatch:
        """Read what changed, and show it if it is good. Gives the time of each step. Raises only for a mistake of the program."""
        watch = watch or Stopwatch()
        self._memory.look(changed)
        self._is_drawing_old |= any(map(self._is_drawn, changed))
        try:
            self.state = self._next(watch)
        except (GeneratorError, OSError) as error:
            old = self.state
            self.state = self._last(old.examined, str(error))
        self._cache.sweep(self.state.is_newest)
        return watch

    def _next(self, watch: Stopwatch) -> State:
        old = self.state
        examined = examine(self.config_file, self.as_of, watch, self._cache, None, self._memory)
        self.mount = urlsplit(examined.project.site_url or "/").path.rstrip("/") + "/"
        good, is_drawing_wrong = examined, False
        if examined.has_errors:
            with watch.stage("mend"):
                found = mended(examined, old.shown, self._cache)
            if found is None or found.is_drawing_wrong and old.pages is None:
                return self._last(examined)
            good, is_drawing_wrong = found.examined, found.is_drawing_wrong
        with watch.stage("derive"):
            answers = answers_of(good, self._cache, self._threads, self.often)
        with watch.stage("draw"):
            drawn = old.pages.drawn if is_drawing_wrong and old.pages else self._drawn(good, answers)
        return State(old.number + 1, examined, good, Pages(answers, drawn, good.project.site_url), saved_at=self._memory.newest())

    def _last(self, examined: Examined | None, failure: str | None = None) -> State:
        """What was shown last, still."""
        old = self.state
        return State(old.number + 1, examined, old.shown, old.pages, failure, old.saved_at, is_newest=False)

    def _drawn(self, examined: Examined, answers: Answers) -> Drawn:
        """What the shell draws, drawn again only where something changed that it shows."""
        old = self.state.pages.drawn if self.state.pages else None
        if old is not None and not self._is_drawing_old and old.examined.as_of == examined.as_of:
            return old
        self._drawings += 1
        drawn = Drawn(examined, answers, self._folder / str(self._drawings))
        self.draw(drawn)
        self._is_drawing_old = False
        shutil.rmtree(self._folder / str(self._drawings - 2), ignore_errors=True)
        return drawn

    def _is_drawn(self, path: Path) -> bool:
        """Whether a file reaches the pages through the shell: all but the data and the documents of the columns."""
        examined = self.state.examined
        if examined is None:
            return True
        project = examined.project
        if path.is_relative_to(project.data):
            return False
        is_document = path.suffix.lower() == ".md" and path.is_relative_to(project.content) \
            and path.relative_to(project.content).parts[0] in COLUMNS
        return not is_document

    def concerns(self, path: Path) -> bool:
        """Whether the preview depends on a file: of those in the project's own folder only its configuration."""
        examined = self.state.examined
        named = [examined.project.content, examined.project.data] if examined else []
        return path.parent != self.config_file.parent or path == self.config_file or path in named

    def folders(self) -> list[tuple[Path, bool]]:
        """The folders to watch, and whether with all below them."""
        root = self.config_file.parent
        examined = self.state.examined
        named = [examined.project.content, examined.project.data] if examined else []
        return [(root, False), *((folder, True) for folder in (*named, templates_folder()) if folder.is_dir())]

    def page(self, path: str) -> Answer:
        """What stands at a path below the site's root, such as `quota/` or `assets/logo.svg`. Raises for a mistake of the program."""
        state = self.state
        if state.pages is None:
            return Answer(503, self.problems_page().content)
        name = f"{path}index.html" if path == "" or path.endswith("/") else path
        if name in state.visited:
            return Answer(200, state.visited[name])
        content = self._content(state.pages, name) if _is_inside(name) else None
        if content is None:
            missing = state.pages.drawn.file("404.html", state.pages.answers)
            return Answer(404, self._with_problems(state, "index.html", missing or b"<html><head></head><body></body></html>"))
        if not name.endswith(".html"):
            return Answer(200, content)
        return Answer(200, state.visited.setdefault(name, self._with_problems(state, name, content)))

    def problems_page(self) -> Answer:
        """All problems by file; before the first good state it stands for every page."""
        state = self.state
        page = self.overlay.problems_page(state.problems, state.failure, is_never=state.pages is None)
        return Answer(200, page.encode("utf-8", "replace"))

    def is_folder(self, path: str) -> bool:
        """Whether there is a page at that path with a slash at its end."""
        pages = self.state.pages
        return pages is not None and _is_inside(path) and pages.file(f"{path}/index.html") is not None

    def _content(self, pages: Pages, name: str) -> bytes | None:
        for folder, search in self._searches.items():
            if name.startswith(folder) and not name.startswith(TEXTS):
                return search.file(name, pages)
        return pages.file(name)

    def _with_problems(self, state: State, name: str, content: bytes) -> bytes:
        assert state.blame is not None
        still = None if state.is_newest else state.saved_at
        return self.overlay.on(content.decode(), state.blame.of(name), state.problems, state.failure, still).encode()

    @property
    def overlay(self) -> Overlay:
        return Overlay(self.language, self.mount)


def _is_inside(name: str) -> bool:
    """Whether a path names something below the root and nothing else."""
    return "\0" not in name and "\\" not in name and not {"", ".", ".."} & set(name.split("/"))
