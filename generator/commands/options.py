"""The options that several commands share, and how a command tells problems. Decides nothing."""

from __future__ import annotations

from pathlib import Path

import click

from generator.model.problem import LANGUAGES, Problem

project = click.option("--project", default=".", show_default=True, help="The bureau's folder, with mkdocs.yml. 单位的文件夹。",
                       type=click.Path(exists=True, file_okay=False, path_type=Path))
as_of = click.option("--as-of", metavar="DATE", help="The day the site is made for. 数据截止日，如 2008-09-26。")
lang = click.option("--lang", type=click.Choice(LANGUAGES), help="Language of messages. 提示的语言。")
as_json = click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output. 输出 JSON。")


def print_problems(problems: list[Problem], language: str) -> None:
    """Problems go to standard error: an answer on standard output is never mixed with them."""
    for problem in problems:
        click.echo(problem.as_text(language) + "\n", err=True)
