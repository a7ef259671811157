"""The command `gongshi`. Takes words and options, prints, exits 0 (done), 1 (problems to mend) or 2 (the world is wrong)."""

from __future__ import annotations

import gc
import re
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from generator import __version__
from generator.commands import options
from generator.language import message_language
from generator.model.messages import say
from generator.model.problem import GeneratorError, Problem
from generator.progress import progress_on
from generator.read.settings import find_config, read_project
from generator.report.formats import FORMATS, deliver, json_text, outside, tell
from generator.seal import seal_postings
from generator.stopwatch import Stopwatch
from generator.usage import Group, usage_words

if TYPE_CHECKING:
    from generator.examined import Examined

_RARELY = 100_000  # new objects between two looks for circles: a mistake in every row makes many, none of them in circles
_project, _as_of, _lang, _json = options.project, options.as_of, options.lang, options.as_json
_strict = click.option("--strict", is_flag=True, help="Warnings stop the build too. 警告也算问题。")
_format = click.option("--format", "format_", type=click.Choice(list(FORMATS)), default="text", show_default=True,
                       help="How the problems are told: a page to open beside the table (html), marks on a change under review "
                            "(github, gitlab). 问题写成什么：文字、网页，或在合并请求里标出。")
_output = click.option("--output", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path),
                       help="Write them to FILE. 写到这个文件。")
_annotate = click.option("--annotate", metavar="FILE.xlsx", type=click.Path(dir_okay=False, path_type=Path),
                         help="A workbook of the tables with the bad cells marked and commented. 另存一份工作簿，错的格涂色并加批注。")


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="gongshi", help="Show the version and exit. 显示版本号。")
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
    from generator import shell  # with MkDocs and all that draws: the other commands do not wait for it

    language = message_language(lang)
    done = shell.build(find_config(project), site_dir=site_dir, as_of=as_of, workers=workers, strict=strict,
                       progress=progress_on(sys.stderr, language, is_for_people=not as_json))
    figures = done.figures(language)
    stopped = done.released is None
    if as_json:
        click.echo(json_text(figures), nl=False)
    else:
        tell(done.examined.report(language, [*done.examined.problems, *done.last_problems]))
        click.echo(done.summary(language), err=stopped)
        if not stopped:
            click.echo(_how_long(figures, done.site_dir, language))
    return 1 if stopped else 0


@gongshi.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@_project
@_as_of
@_strict
@_format
@_output
@_annotate
@_json
@_lang
def check(paths: tuple[Path, ...], project: Path, as_of: str | None, strict: bool, format_: str, output: Path | None,
          annotate: Path | None, as_json: bool, lang: str | None) -> int:
    """All problems of the project, or of PATHS only, without building. 只检查，不生成。"""
    from generator.examined import examine

    language = message_language(lang)
    format_ = "json" if as_json else format_
    watch = Stopwatch(progress_on(sys.stderr, language, is_for_people=format_ != "json"))
    examined = examine(find_config(project), as_of, watch)
    published = (examined.project.content, examined.project.data)
    report = examined.report(language, _below(paths, examined))
    deliver(report, format_, output and outside(output, *published))
    if annotate is not None:
        from generator.report import workbook  # only who wants one waits for it

        with watch.stage("report"):
            workbook.written(report, outside(annotate, *published))
        click.echo(say("written", language, file=annotate), err=format_ != "text" and output is None)
    return 1 if any(problem.is_error or strict for problem in report.problems) else 0


@gongshi.command()
@_project
@_as_of
@click.option("--address", default="127.0.0.1:8000", show_default=True, help="Host and port. 地址和端口。")
@_lang
def serve(project: Path, as_of: str | None, address: str, lang: str | None) -> int:
    """Live preview: a saved change is in the browser at once, a problem stands on the page itself. 实时预览，问题直接显示在网页上。"""
    from generator import shell
    from generator.preview import serve as preview

    preview.serve(find_config(project), address, as_of, shell.draw, message_language(lang), partial(click.echo, err=True))
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
    click.echo(say("sealed", message_language(lang), count=len(sealed), file=described.name(described.published)))
    return 0


gongshi.later(diff="generator.commands.difference:diff", explain="generator.commands.explanation:explain",
              new="generator.commands.skeleton:new", **{"import": "generator.importing_command:import_command"})


def _below(paths: tuple[Path, ...], examined: Examined) -> list[Problem]:
    """The problems of the files named, or of all."""
    wanted = [path.resolve() for path in paths]
    for path in wanted:
        if not path.exists():
            raise GeneratorError(f"{path}: no such file or folder / 没有这个文件或文件夹")
    return [problem for problem in examined.problems if not wanted or any(
        (examined.project.root / problem.file).is_relative_to(path) for path in wanted)]


def _how_long(figures: dict[str, Any], site_dir: Path | None, language: str) -> str:
    size = say("site-size", language, pages=figures["pages"], files=figures["files"], size=figures["bytes"] / 1e6,
               memory=figures["peak_memory_mb"])
    stages = "  ".join(f"{stage} {seconds:.1f}s" for stage, seconds in figures["seconds"].items())
    return "\n".join((size, stages, say("site-digest", language, digest=figures["digest"]),
                      say("site-place", language, folder=site_dir)))


def main() -> None:
    """The console command: like click's own, but a GeneratorError is one line and exit 2."""
    gc.set_threshold(_RARELY)
    try:
        code = gongshi(standalone_mode=False)
    except click.ClickException as error:
        click.echo(usage_words(error, _language_asked()), err=True)
        code = 2
    except click.Abort:
        code = 2
    except GeneratorError as error:
        click.echo(f"gongshi: {error.told(_language_asked())}", err=True)
        code = 2
    sys.exit(code or 0)


def _language_asked() -> str:
    """The language of the words of the command, also where these were not understood."""
    words = " ".join(sys.argv[1:])
    asked = re.search(r"--lang[ =](\w+)", words)
    return message_language(asked[1] if asked else None)
