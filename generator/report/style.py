"""How a report looks on the terminal at hand: its width, and colours where it has any. Never in a file or a pipe."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TextIO

import click

from generator.report.width import width, wrapped

NARROW = 60         # below, a row is shown as a list of its cells
_IN_A_FILE = 100
_NARROWEST = 24


def _plain(words: str) -> str:
    return words


@dataclass(frozen=True)
class Style:
    """Shape: `width` in columns; without `has_colour` no word is painted."""

    width: int = _IN_A_FILE
    has_colour: bool = False

    def _painted(self, words: str, **how: object) -> str:
        return click.style(words, **how) if self.has_colour and words else words

    def bold(self, words: str) -> str:
        return self._painted(words, bold=True)

    def quiet(self, words: str) -> str:
        return self._painted(words, dim=True)

    def error(self, words: str) -> str:
        return self._painted(words, fg="red", bold=True)

    def warning(self, words: str) -> str:
        return self._painted(words, fg="yellow", bold=True)

    def good(self, words: str) -> str:
        return self._painted(words, fg="green")

    def lines(self, indent: str, words: str, paint: Callable[[str], str] = _plain) -> Iterator[str]:
        """The words below one another, none wider than the terminal."""
        for line in wrapped(words, self.width - width(indent)):
            yield indent + paint(line)

    def pair(self, indent: str, label: str, words: str, paint: Callable[[str], str] = _plain) -> Iterator[str]:
        """`写的是  8，000元`, the words in a column of their own."""
        hang = indent + " " * (width(label) + 2)
        for number, line in enumerate(wrapped(words, self.width - width(hang))):
            yield (indent + self.quiet(label) + "  " if number == 0 else hang) + paint(line)


def style_of(stream: TextIO, environment: Mapping[str, str] = os.environ) -> Style:
    """The style of a stream: as wide as the terminal, coloured unless NO_COLOR is set; plain where it is no terminal."""
    if not stream.isatty():
        return Style()
    has_colour = not environment.get("NO_COLOR") and environment.get("TERM") != "dumb"
    return Style(max(_NARROWEST, shutil.get_terminal_size((_IN_A_FILE, 24)).columns), has_colour)
