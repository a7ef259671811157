"""The command `gongshi`. Takes words and options, prints, exits 0 (done), 1 (problems to mend) or 2 (the world is wrong)."""

from __future__ import annotations

import json
import sys
from functools import partial
from pathlib import Path
from typing import Any

import click

from generator import __version__, shell
from generator.examined import Examined, examine
from generator.language import message_language
from generator.model.posting import PostingKind
from generator.model.problem import LANGUAGES, GeneratorError, Problem
from generator.preview import serve as preview
from generator.read.settings import find_config, read_project
from generator.seal import seal_postings
from generator.skeleton import KINDS, write_skeleton

_project = click.option("--project", default=".", show_default=True, help="The bureau's folder, with mkdocs.yml. 单位的文件夹。",
                        type=click.Path(exists=True, file_okay=False, path_type=Path))
_as_of = click.option("--as-of", metavar="DATE", help="The day the site is made for. 数据截止日，如 2008-09-26。")
_lang = click.option("--lang", type=click.Choice(LANGUAGES), help="Language of messages. 提示的语言。")
_json = click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output. 输出 JSON。")
_strict = click.option("--strict", is_flag=True, help="Warnings stop the build too. 警告也算问题。")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="gongshi")
def gongshi() -> None:
    """公示: from a tax bureau's folder of files to its public disclosure site. 把税务局的文件夹变成公开网站。"""


@gongshi.command()
@_project
@click.option("--site-dir", type=click.Path(path_type=Path), help="Where the site goes. 网站放在哪里。")
@_as_of
@click.option("--workers", type=click.IntRange(1, 256), help="Processes at work. 并行进程数。")
@_strict
@_json
@_lang
def build(project: Path, site_dir: Path | None, as_of: str | None, workers: int | None, strict: bool, as_json: bool,
          lang: str | None) -> int:
    """Check everything, build the whole site, swap it in. 检查、生成并换上整个网站。"""
    language = message_language(lang)
    done = shell.build(find_config(project), site_dir=site_dir, as_of=as_of, workers=workers, strict=strict)
    figures = done.figures(language)
    stopped = done.released is None
    if as_json:
        _print_json(figures)
    else:
        _print_problems([*done.examined.problems, *done.last_problems], language)
        click.echo(done.summary(language), err=stopped)
        if not stopped:
            click.echo(_how_long(figures, done.site_dir, language))
    return 1 if stopped else 0


@gongshi.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@_project
@_as_of
@_strict
@_json
@_lang
def check(paths: tuple[Path, ...], project: Path, as_of: str | None, strict: bool, as_json: bool,
          lang: str | None) -> int:
    """All problems of the project, or of PATHS only, without building. 只检查，不生成。"""
    language = message_language(lang)
    examined = examine(find_config(project), as_of)
    problems = _below(paths, examined)
    if as_json:
        _print_json({"problems": [problem.as_json(language) for problem in problems], "rows_read": examined.rows_read,
                     "rows_accepted": examined.rows_read - examined.rows_refused,
                     "rows_refused": examined.rows_refused})
    else:
        _print_problems(problems, language)
        click.echo(_counted(examined, problems, language))
    return 1 if any(problem.is_error or strict for problem in problems) else 0


@gongshi.command()
@_project
@_as_of
@click.option("--address", default="127.0.0.1:8000", show_default=True, help="Host and port. 地址和端口。")
@_lang
def serve(project: Path, as_of: str | None, address: str, lang: str | None) -> int:
    """Live preview: a saved change is in the browser at once, a problem stands on the page itself. 实时预览，问题直接显示在网页上。"""
    preview.serve(find_config(project), address, as_of, shell.draw, message_language(lang), partial(click.echo, err=True))
    return 0


@gongshi.command()
@click.argument("what", type=click.Choice(list(KINDS)))
@click.argument("name")
@_project
@_as_of
@click.option("--kind", type=click.Choice([kind.value for kind in PostingKind]), default="provisional", show_default=True,
              help="For a posting: which act. 公示的种类。")
@_lang
def new(what: str, name: str, project: Path, as_of: str | None, kind: str, lang: str | None) -> int:
    """A filled-in skeleton of a posting or a document called NAME. 新建一份样板。"""
    described, _ = read_project(find_config(project))
    for path in write_skeleton(described, what, name, kind, as_of):
        click.echo(path)
    return 0


@gongshi.command()
@click.argument("postings", nargs=-1)
@_project
@_lang
def seal(postings: tuple[str, ...], project: Path, lang: str | None) -> int:
    """Record the digests of POSTINGS (default: all) as published. From then on a change to them is a problem.

    记录已公布文书的摘要；此后任何改动都会被发现。
    """
    described, _ = read_project(find_config(project))
    sealed = seal_postings(described, postings)
    words = "{} 份文书已记录在 {}" if message_language(lang) == "zh" else "{} postings recorded in {}"
    click.echo(words.format(len(sealed), described.name(described.published)))
    return 0


def _below(paths: tuple[Path, ...], examined: Examined) -> list[Problem]:
    """The problems of the files named, or of all."""
    wanted = [path.resolve() for path in paths]
    for path in wanted:
        if not path.exists():
            raise GeneratorError(f"{path}: no such file or folder / 没有这个文件或文件夹")
    return [problem for problem in examined.problems if not wanted or any(
        (examined.project.root / problem.file).is_relative_to(path) for path in wanted)]


def _print_json(document: dict[str, Any]) -> None:
    click.echo(json.dumps(document, ensure_ascii=False, indent=1))


def _print_problems(problems: list[Problem], language: str) -> None:
    for problem in problems:
        click.echo(problem.as_text(language) + "\n", err=True)


def _counted(examined: Examined, problems: list[Problem], language: str) -> str:
    read, refused = examined.rows_read, examined.rows_refused
    errors = sum(problem.is_error for problem in problems)
    if language == "zh":
        return (f"读入 {read} 行，接受 {read - refused} 行，拒绝 {refused} 行；"
                f"{errors} 个问题要改，{len(problems) - errors} 个提醒")
    return (f"{read} rows read, {read - refused} accepted, {refused} refused; "
            f"{errors} problems to mend, {len(problems) - errors} warnings")


def _how_long(figures: dict[str, Any], site_dir: Path | None, language: str) -> str:
    stages = "  ".join(f"{stage} {seconds:.1f}s" for stage, seconds in figures["seconds"].items())
    files, size = figures["files"], figures["bytes"] / 1e6
    if language == "zh":
        return (f"{figures['pages']} 个页面，{files} 个文件，{size:.1f} MB；内存最多 {figures['peak_memory_mb']:.0f} MB\n"
                f"{stages}\n摘要 {figures['digest']}\n网站在 {site_dir}")
    return (f"{figures['pages']} pages, {files} files, {size:.1f} MB; at most {figures['peak_memory_mb']:.0f} MB of memory\n"
            f"{stages}\ndigest {figures['digest']}\nthe site is in {site_dir}")


def main() -> None:
    """The console command: like click's own, but a GeneratorError is one line and exit 2."""
    try:
        code = gongshi(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        code = 2
    except click.Abort:
        code = 2
    except GeneratorError as error:
        click.echo(f"gongshi: {error}", err=True)
        code = 2
    sys.exit(code or 0)
