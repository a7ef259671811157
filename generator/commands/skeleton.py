"""`gongshi new`: a posting or a document to begin with. In a terminal it asks for what it needs, in a script it never does."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from generator.as_of import resolve_as_of
from generator.commands import options
from generator.commands.skeleton_questions import ask_document, ask_posting
from generator.language import message_language
from generator.model.day import parse_day
from generator.model.document import KEY_BY_WORD
from generator.model.posting import PostingKind
from generator.model.problem import GeneratorError
from generator.model.project import Project
from generator.model.rules.rule import Text
from generator.prepare.document import COLUMN_OF, DocumentWish, document_skeleton
from generator.prepare.posting import PostingWish, Register, Skeleton, posting_skeleton
from generator.read.document import read_documents
from generator.read.settings import find_config, read_project
from generator.skeleton import KINDS, refuse_bad_name, write_skeleton
from generator.usage import Command


@click.command("new", cls=Command)
@click.argument("what", type=click.Choice(list(KINDS)))
@click.argument("name", required=False)
@click.option("--kind", type=click.Choice([kind.value for kind in PostingKind]), default="provisional", show_default=True,
              help="For a posting: which act. 公示的种类。")
@click.option("--of", metavar="POSTING", help="What it makes final, corrects or withdraws. 针对哪一份。")
@click.option("--office", metavar="CODE", help="The tax office. 主管税务所代码。")
@click.option("--posted-on", metavar="DATE", help="The day it is posted. 张贴日期。")
@click.option("--approved-on", metavar="DATE", help="The day a final was approved. 批准日期。")
@click.option("--copy-rows", is_flag=True, help="A final with the rows of its provisional posting as they stand. 抄上公示的各行。")
@click.option("--title", help="For a document. 标题。")
@click.option("--interprets", metavar="POLICY", multiple=True, help="Path, title or number of the policy. 解读哪份文件。")
@click.option("--set", "given", metavar="KEY=VALUE", multiple=True, help="Any other key of the header. 其他键的值。")
@options.project
@options.as_of
@options.lang
def new(what: str, name: str | None, kind: str, of: str | None, office: str | None, posted_on: str | None,
        approved_on: str | None, copy_rows: bool, title: str | None, interprets: tuple[str, ...], given: tuple[str, ...],
        project: Path, as_of: str | None, lang: str | None) -> int:
    """A skeleton of a posting or a document called NAME, filled in as far as is known; days are counted, the rest is copied.

    新建一份样板：能算的日期算好，能抄的抄好。在终端里会问需要的内容，在脚本里不问。
    """
    described, _ = read_project(find_config(project))
    day = resolve_as_of(as_of, described.settings.as_of, described.root).day
    values = dict(_pair(text) for text in given)
    if name is not None:
        refuse_bad_name(name)
    if what == "posting":
        wish = PostingWish(PostingKind(kind), name, of, _day(posted_on, "--posted-on"), _day(approved_on, "--approved-on"),
                           tuple({**values, **({"office": office} if office else {})}.items()), copy_rows)
        skeleton = _posting(described, wish, day)
    else:
        values |= {key: value for key, value in (("title", title), ("interprets", list(interprets))) if value}
        skeleton = _document(described, what, name, values, day)
    for path in write_skeleton(described, skeleton):
        click.echo(path)
    for zh, en in skeleton.said:
        click.echo(Text(zh, en).of(message_language(lang)), err=True)
    return 0


def in_terminal() -> bool:
    """Whether somebody can be asked."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def _posting(project: Project, wish: PostingWish, day: date) -> Skeleton:
    register = Register(project)
    wrong = [key for key, _ in wish.texts if key not in ("office", "place", "scope", "document_number", "contact", "source")]
    if wrong:
        raise GeneratorError(f"--set {wrong[0]}: no key of posting.yml that can be set / 不能这样写这个键")
    return posting_skeleton(register, ask_posting(register, wish, day) if in_terminal() else wish, day)


def _document(project: Project, what: str, name: str | None, values: dict, day: date) -> Skeleton:
    documents, _ = read_documents(project.content, project.root)
    wrong = [key for key in values if key not in KEY_BY_WORD or COLUMN_OF[what] not in KEY_BY_WORD[key].columns]
    if wrong:
        raise GeneratorError(f"--set {wrong[0]}: no key of this column / 这个栏目没有这个键")
    wish = DocumentWish(what, name or "", {KEY_BY_WORD[key].name: value for key, value in values.items()})
    if in_terminal():
        wish = ask_document(wish, documents)
    if not wish.name:
        wish = replace(wish, name=_file_name(wish.values.get("title")))
    refuse_bad_name(wish.name)
    return document_skeleton(project, wish, documents, day)


def _file_name(title: object) -> str:
    if not title:
        raise GeneratorError("a document needs a NAME or a --title / 请写名称，或者写 --title")
    return "-".join(str(title).replace("/", "-").replace("\\", "-").split())


def _pair(text: str) -> tuple[str, str | list[str]]:
    key, mark, value = text.partition("=")
    if not mark:
        raise GeneratorError(f"--set {text}: write KEY=VALUE / 请写成 键=值")
    found = KEY_BY_WORD.get(key)
    return key, [part.strip() for part in value.split(";")] if found is not None and found.kind == "list" else value


def _day(text: str | None, option: str) -> date | None:
    if text is None:
        return None
    day = parse_day(text)
    if day is None:
        raise GeneratorError(f"{option}: “{text}” is not a date such as 2008-09-26 / 不是 2008-09-26 这样的日期")
    return day
