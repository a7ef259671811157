"""Tells the person at a terminal what a long run is doing. Takes stages and steps, writes to standard error, changes nothing.

    Progress   what long work is given: begin a stage, advance in it, end it
    Bar        on a terminal: one line that is drawn over and gone at the end
    Notes      elsewhere (a build server, a pipe, --json): a line for a stage that took long, else nothing
    Silent     nothing at all
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol, TextIO, TypeVar

from generator.model.messages import say
from generator.report.width import fitted, width

_SLOW = 10.0        # seconds after which a stage is worth a line
_REDRAWN = 0.1      # seconds between two drawings
_BAR = 24
_Item = TypeVar("_Item")


class Progress(Protocol):
    """One stage at a time. `total` is the number of steps, where it is known."""

    def begin(self, stage: str, total: int | None = None) -> None: ...

    def advance(self, steps: int = 1) -> None: ...

    def end(self) -> None: ...


class Silent:
    def begin(self, stage: str, total: int | None = None) -> None:
        pass

    def advance(self, steps: int = 1) -> None:
        pass

    def end(self) -> None:
        pass


class Notes:
    """A line for each stage that took long, when it ends."""

    def __init__(self, stream: TextIO, language: str, slow: float = _SLOW) -> None:
        self._stream, self._language, self._slow = stream, language, slow
        self._stage, self._began = "", 0.0

    def begin(self, stage: str, total: int | None = None) -> None:
        self._stage, self._began = stage, time.perf_counter()

    def advance(self, steps: int = 1) -> None:
        pass

    def end(self) -> None:
        seconds = time.perf_counter() - self._began
        if seconds >= self._slow:
            name = say(f"stage-{self._stage}", self._language)
            self._stream.write(say("stage-took", self._language, stage=name, seconds=seconds) + "\n")
            self._stream.flush()


class Bar:
    """`检查表格  [#########---------------]  12/47`, drawn over itself and wiped at the end of the stage."""

    def __init__(self, stream: TextIO, language: str) -> None:
        self._stream, self._language = stream, language
        self._name, self._total, self._done, self._drawn, self._wide = "", None, 0, 0.0, 0

    def begin(self, stage: str, total: int | None = None) -> None:
        self._name, self._total, self._done = say(f"stage-{stage}", self._language), total, 0
        self._draw()

    def advance(self, steps: int = 1) -> None:
        self._done += steps
        if time.perf_counter() - self._drawn >= _REDRAWN:
            self._draw()

    def end(self) -> None:
        self._write("")

    def _draw(self) -> None:
        self._drawn = time.perf_counter()
        if self._total:
            filled = min(_BAR, _BAR * self._done // self._total)
            steps = f"[{'#' * filled}{'-' * (_BAR - filled)}]  {self._done:,}/{self._total:,}"
        else:
            steps = f"{self._done:,}" if self._done else "…"
        self._write(f"{self._name}  {steps}")

    def _write(self, line: str) -> None:
        line = fitted(line, max(1, shutil.get_terminal_size().columns - 1))
        self._stream.write("\r" + line + " " * (self._wide - width(line)) + ("" if line else "\r"))
        self._stream.flush()
        self._wide = width(line)


def progress_on(stream: TextIO, language: str, *, is_for_people: bool = True,
                environment: Mapping[str, str] = os.environ) -> Progress:
    """A bar where somebody watches; notes where the output is for a program, a file or a build server."""
    is_watched = stream.isatty() and not environment.get("CI") and environment.get("TERM") != "dumb"
    return Bar(stream, language) if is_for_people and is_watched else Notes(stream, language)


def watched(items: Iterable[_Item], progress: Progress) -> Iterator[_Item]:
    """The items, each a step."""
    for item in items:
        yield item
        progress.advance()
