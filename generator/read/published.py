"""Takes the record of published postings and the files as they are, gives both as digests. Compares nothing."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from generator.model.problem import Problem
from generator.model.project import Project
from generator.read.remembered import FileMemory, files_below, remembered
from generator.read.text_file import read_text

_LINE = re.compile(r"([0-9a-f]{64})  (postings/\S.*)")


@dataclass(frozen=True)
class Published:
    """`recorded`: file (relative to the data folder) to (digest, line of the record); `present`: file to digest."""

    recorded: Mapping[str, tuple[str, int]]
    present: Mapping[str, str]


def read_published(project: Project, memory: FileMemory | None = None) -> tuple[Published, list[Problem]]:
    recorded: dict[str, tuple[str, int]] = {}
    problems: list[Problem] = []
    if project.published.is_file() and project.published.stat().st_size:
        text = read_text(project.published, project.name(project.published))
        for number, line in enumerate("" if isinstance(text, Problem) else text.split("\n"), start=1):
            match = _LINE.fullmatch(line)
            if match:
                recorded[match[2]] = (match[1], number)
            elif line.strip():
                problems.append(Problem.of("bad-published-record", project.name(project.published), number, value=line))
        problems += [text] if isinstance(text, Problem) else []
    return Published(recorded, posting_digests(project, memory)), problems


def posting_digests(project: Project, memory: FileMemory | None = None) -> dict[str, str]:
    """The SHA-256 of every file of every posting, by its path below the data folder, in order."""
    start = len(str(project.data)) + 1
    return {str(path)[start:].replace(os.sep, "/"): remembered(memory, "digest", (path,), partial(_digest, path))
            for path in files_below(project.postings, "") if not path.name.startswith(".")}


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
