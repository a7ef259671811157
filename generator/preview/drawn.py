"""What the shell draws for a preview: the hand-written pages and the frames, in a folder of their own. Knows no shell.

It stands where a `Build` stands in a build: the shell calls `context`, `with_fragments`, `secured` and `add_frame`. The
pieces that hand-written pages ask for are filled in again on every request, so that they follow the data.
"""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace

from generator.build import FRAGMENT, fragment_of, theme_context
from generator.examined import Examined
from generator.model.answers import Answers
from generator.model.problem import Problem
from generator.publish import security_policy
from generator.render.frame import Frame, FrameKey

_FILLED = re.compile(r"<!--gongshi-preview ([a-z]+)-->.*?<!--/gongshi-preview-->", re.DOTALL)


class Drawn:
    """The hand-written pages in `folder`, and the frames."""

    site_dir = None  # nothing is published

    def __init__(self, examined: Examined, answers: Answers, folder: Path) -> None:
        self.examined, self.answers, self.folder = examined, answers, folder
        self.frames: dict[FrameKey, Frame] = {}
        self.hand_written: list[str] = []

    def context(self, section: str, url: str) -> SimpleNamespace:
        """What the theme's templates know as `gongshi`."""
        return theme_context(self.examined, section, url)

    def with_fragments(self, html: str, url: str) -> str:
        """The page with each piece it asks for, between two marks that no reader sees."""
        return FRAGMENT.sub(lambda found: _marked(found[1], self.answers, url), html)

    def secured(self, html: str) -> str:
        """The page with its security policy: what the preview adds comes from files, so it needs no exception."""
        return security_policy.insert(html)

    def add_frame(self, key: FrameKey, html: str) -> None:
        self.frames[key] = Frame.parse(html)

    def finish(self, folder: Path) -> list[Problem]:
        """Nothing more to do: bulk pages are made when they are asked for."""
        return []

    def summary(self, language: str) -> str:
        """For the shell's own log."""
        return f"{len(self.hand_written)} hand-written pages, {len(self.frames)} frames"

    def give_up(self) -> None:
        """Nothing was begun."""

    def file(self, path: str, answers: Answers) -> bytes | None:
        """One file of the folder; the pieces in a page are those of the answers now."""
        place = self.folder / path
        if not place.is_file():
            return None
        content = place.read_bytes()
        if not path.endswith(".html"):
            return content
        url = path.removesuffix("index.html")
        return _FILLED.sub(lambda found: _marked(found[1], answers, url), content.decode()).encode()


def _marked(name: str, answers: Answers, url: str) -> str:
    return f"<!--gongshi-preview {name}-->{fragment_of(name, answers, url)}<!--/gongshi-preview-->"
