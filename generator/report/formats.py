"""Takes a report, gives it in the format asked for, and to where it is asked for. Never into what is published."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from generator.model.problem import GeneratorError
from generator.report.github import github, stopped
from generator.report.gitlab import gitlab
from generator.report.report import Report
from generator.report.style import Style, style_of
from generator.report.text import text


def json_text(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _plain_text(report: Report) -> str:
    told = text(report, Style())
    return f"{told}\n{report.counted()}\n" if told else f"{report.counted()}\n"


def _json(report: Report) -> str:
    return json_text(report.as_json())


def _html(report: Report) -> str:
    from generator.report.html import html  # with all that draws a page: the other formats do not wait for it

    return html(report)


FORMATS: dict[str, Callable[[Report], str]] = {"text": _plain_text, "json": _json, "html": _html, "github": github, "gitlab": gitlab}


def tell(report: Report, for_github: bool = False) -> None:
    """All problems, for the person at the terminal or the log of a build server: to standard error."""
    style = style_of(sys.stderr)
    told = text(report, style)
    if told:
        click.echo(stopped(told) if for_github else told, err=True, color=style.has_colour)


def deliver(report: Report, format: str, output: Path | None) -> None:
    """The document of that format to a file or to standard output, and for people what they want beside it."""
    if format != "json":
        tell(report, format == "github")
    if output is not None:
        write_file(output, FORMATS[format](report))
    elif format != "text":
        click.echo(FORMATS[format](report), nl=False)
    if format != "json":
        is_taken = output is None and format != "text"
        click.echo(report.counted(), err=is_taken)
        if output is not None:
            click.echo(report.say("written", file=output))


def write_file(path: Path, words: str) -> None:
    """Raises GeneratorError where it cannot be written."""
    try:
        path.write_bytes(words.encode("utf-8", "replace"))
    except OSError as error:
        raise GeneratorError(f"{path}：写不进去 (cannot be written): {error.strerror}") from None


def outside(path: Path, *folders: Path) -> Path:
    """The path, if it is in none of the folders whose files are published.

    Raises: GeneratorError where it is: a report is for the office, not for the site.
    """
    for folder in folders:
        if path.resolve().is_relative_to(folder.resolve()):
            raise GeneratorError(f"{path}：{folder.name}/ 里的文件会公布，请写到别处 (what is in {folder.name}/ is published; write it elsewhere)")
    return path
