"""Takes the skeleton of a posting or a document, writes its files. Overwrites nothing, and leaves nothing half-written."""

from __future__ import annotations

from pathlib import Path

from generator.model.problem import GeneratorError
from generator.model.project import Project
from generator.prepare.document import COLUMN_OF
from generator.prepare.posting import Skeleton

KINDS = ("posting", *COLUMN_OF)


def refuse_bad_name(name: str) -> None:
    """Raises GeneratorError for a name that cannot be a file and an address."""
    if not name or "/" in name or "\\" in name or name.startswith(".") or any(ord(sign) < 32 for sign in name) or len(name.encode()) > 200:
        raise GeneratorError(f"“{name}” cannot be a name / 不能作名称")


def write_skeleton(project: Project, skeleton: Skeleton) -> list[Path]:
    """The files written. Raises GeneratorError where one is there already, or cannot be written."""
    taken = [path for path in skeleton.files if path.exists()]
    if taken:
        raise GeneratorError(f"{project.name(taken[0])}: exists already / 已经有了")
    for path, text in skeleton.files.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8", newline="") as file:
                file.write(text)
        except OSError as error:
            raise GeneratorError(f"{project.name(path)}: cannot be written / 写不了: {error.strerror}") from None
    return list(skeleton.files)
