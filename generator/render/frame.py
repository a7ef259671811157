"""Takes one page of the theme with slots, gives pages. The theme is rendered once per frame, never once per page.

A frame is identified by its section (the first part of the address, which decides the marked tab) and its depth
(how many folders below the root, which decides every relative link).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape

from generator.model.part import File, key_of

SLOTS = ("title", "description", "path", "head", "breadcrumb", "content")
"""title: text; description: text; path: the page's own address such as `quota/210102/`; head: meta tags (HTML);
breadcrumb: HTML; content: HTML. Text slots are escaped when filled, HTML slots are not."""

_TEXT = ("title", "description", "path")
_MARK = re.compile(r"@@gongshi:([a-z]+)@@")

FrameKey = tuple[str, int]
FRAME_KEYS: tuple[FrameKey, ...] = (
    ("household", 2), ("quota", 2), ("quota", 3), ("quota", 4), ("data", 1),
    ("fairness", 1), ("fairness", 2), ("fairness", 3),
    *((column, depth) for column in ("policies", "press", "guides", "hotline", "halls", "statistics", "disclosure")
      for depth in (1, 2, 3)),
)


def mark(slot: str) -> str:
    """The text that stands for a slot in the theme's output."""
    return f"@@gongshi:{slot}@@"


@dataclass(frozen=True)
class Frame:
    """A page of the theme cut at its slots: `parts[i]` is followed by slot `names[i]`."""

    parts: tuple[str, ...]
    names: tuple[str, ...]

    @classmethod
    def parse(cls, html: str) -> Frame:
        """Raises ValueError when the theme lost the content slot: a frame without content is a broken theme."""
        pieces = _MARK.split(html)
        names = tuple(pieces[1::2])
        if "content" not in names:
            raise ValueError("the theme's main.html has no content slot")
        return cls(tuple(pieces[0::2]), names)

    @property
    def digest(self) -> str:
        """Changes when the theme's page does."""
        return key_of(self.parts, self.names)

    def fill(self, *, title: str, content: str, description: str = "", path: str = "", head: str = "",
             breadcrumb: str = "") -> bytes:
        """One whole page, UTF-8."""
        values = {"title": title, "description": description, "path": path, "head": head, "breadcrumb": breadcrumb,
                  "content": content}
        return "".join(self._pieces(values)).encode()

    def _pieces(self, values: Mapping[str, str]) -> Iterator[str]:
        for part, name in zip(self.parts, self.names):
            yield part
            yield escape(values[name]) if name in _TEXT else values[name]
        yield self.parts[-1]


Frames = Mapping[FrameKey, Frame]


def base_of(depth: int) -> str:
    """The way from a page of that depth back to the root: `../../` for 2, empty for 0."""
    return "../" * depth
