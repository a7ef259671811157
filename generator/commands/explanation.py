"""`gongshi explain`: what stands behind an address of the site or a disclosure number."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from generator.commands import options
from generator.explain.question import explain as answer
from generator.language import message_language
from generator.model.explanation import Unknown
from generator.read.settings import find_config
from generator.report.explanation_text import explanation_json, explanation_text, unknown_json, unknown_text
from generator.report.formats import json_text
from generator.usage import Command


@click.command("explain", cls=Command)
@click.argument("what", metavar="NUMBER|ADDRESS")
@options.project
@options.as_of
@options.as_json
@options.lang
def explain(what: str, project: Path, as_of: str | None, as_json: bool, lang: str | None) -> int:
    """The file, row, rules, parameters, peers and templates behind a disclosure number or any address of the site.

    公示编号或者网址背后的文件、行、规则、参数、同业和模板。不需要先生成网站。
    """
    language = message_language(lang)
    found = answer(find_config(project), what, as_of)
    if isinstance(found, Unknown):
        click.echo(json_text(unknown_json(found)) if as_json else unknown_text(found, language), nl=False, err=not as_json)
        return 1
    if as_json:
        click.echo(json_text(explanation_json(found, language)), nl=False)
    else:
        click.echo(explanation_text(found, language, shutil.get_terminal_size((100, 24)).columns), nl=False)
    return 0
