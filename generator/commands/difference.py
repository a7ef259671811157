"""`gongshi diff`: what a posting changes, as text, JSON or a page."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from generator.commands import options
from generator.comparison import compare
from generator.language import message_language
from generator.model.difference import Difference
from generator.read.settings import find_config, read_project
from generator.report.difference_html import difference_html
from generator.report.difference_json import difference_json
from generator.report.difference_text import difference_text
from generator.report.formats import outside
from generator.report.formats import write_file
from generator.usage import Command

FORMATS = ("text", "json", "html")


@click.command("diff", cls=Command)
@click.argument("posting")
@click.option("--against", metavar="POSTING", help="Another posting; without it each household's previous quota. 和哪一份公示相比。")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="What is written. 写成什么。")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="A file instead of standard output. 写到文件。")
@click.option("--top", type=click.IntRange(0), help="Households shown of each kind: 10 in text, 200 in HTML. 每类列出多少户。")
@options.project
@options.as_of
@options.as_json
@options.lang
def diff(posting: str, against: str | None, form: str, output: Path | None, top: int | None, project: Path,
         as_of: str | None, as_json: bool, lang: str | None) -> int:
    """What POSTING changes: new, gone, up, down, unchanged, suspended and resumed quotas, the largest change first.

    这一份公示改变了什么：新增、减少、上调、下调、不变、停业、复业，变动大的在前。
    """
    language = message_language(lang)
    described, _ = read_project(find_config(project))
    if output is not None:
        output = outside(output, described.content, described.data)  # what lies there is published
    found = compare(find_config(project), _id(posting), _id(against) if against else None, as_of)
    if not isinstance(found, Difference):
        options.print_problems(found, language)
        return 1
    _write(_drawn(found, "json" if as_json else form, language, top, output is None), output)
    return 0


def _id(posting: str) -> str:
    """The id, where the folder of a posting, or a file in it, was named, as a shell completes it."""
    parts = [part for part in posting.replace("\\", "/").split("/") if part]
    if parts and parts[-1] in ("posting.yml", "households.csv"):
        parts.pop()
    return parts[-1] if parts else posting


def _drawn(found: Difference, form: str, language: str, top: int | None, in_terminal: bool) -> str:
    if form == "json":
        return difference_json(found)
    if form == "html":
        return difference_html(found, language, top)
    columns = shutil.get_terminal_size((100, 24)).columns if in_terminal else 100
    return difference_text(found, language, columns, top)


def _write(text: str, output: Path | None) -> None:
    if output is None:
        click.echo(text, nl=False)
        return
    write_file(output, text)
