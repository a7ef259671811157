"""The questions `gongshi new` asks in a terminal, Chinese first: each is asked again until the answer can be used.

Questions go to standard error, so that standard output has nothing but the files. An empty answer leaves a key to be written later.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import click

from generator.model.day import parse_day
from generator.model.document import Document
from generator.model.posting import PostingKind
from generator.model.problem import GeneratorError
from generator.prepare.document import DocumentWish, asked_keys, policies, policy_named
from generator.prepare.posting import PostingWish, Register

_SHOWN = 8
_LATER = ("place", "scope", "document_number", "contact", "source")
_WORDS = {"place": "张贴地点 place", "scope": "公示范围 scope", "document_number": "文号 document number",
          "contact": "意见提给谁 contact", "source": "纸质原件的标题 title of the paper original"}


def ask_posting(register: Register, wish: PostingWish, day: date) -> PostingWish:
    """The wish with what was missing."""
    if wish.kind is not PostingKind.PROVISIONAL and wish.of is None:
        wish = _with_original(register, wish)
    original = register.original(wish)
    texts = dict(wish.texts)
    if "office" not in texts and original is None:
        _list("税务所 offices", [f"{code} {name}" for code, name in register.offices.items()])
        texts["office"] = _ask("主管税务所代码 office code", "", lambda code: register.problem_with_office(code) if code else None)
    wish = replace(wish, texts=tuple(texts.items()))
    if wish.posted_on is None:
        suggested = max(day, register.first_day_after(original)) if wish.kind is PostingKind.FINAL and original else day
        wish = replace(wish, posted_on=parse_day(_ask("张贴日期 posted on", suggested.isoformat(), _wrong_day)))
    if wish.kind is PostingKind.FINAL and original is not None:
        if wish.approved_on is None:
            first = register.first_day_after(original)
            given = _ask(f"批准日期，不早于 {first}；还没有批准就空着 approved on", "", lambda text: _wrong_day(text) if text else None)
            wish = replace(wish, approved_on=parse_day(given) if given else None)
        if not wish.copies_rows:
            wish = replace(wish, copies_rows=click.confirm("抄上公示的各行，再改有变动的？copy the rows?", default=True, err=True))
    copied = {key for key in ("place", "scope", "contact") if original is not None and getattr(original, key)}
    for key in _LATER:
        if key not in texts and key not in copied:
            texts[key] = _ask(_WORDS[key], "", lambda text: None)
    wish = replace(wish, texts=tuple(texts.items()))
    if wish.name is None:
        proposed = register.proposed_name(wish, wish.posted_on or day) or ""
        wish = replace(wish, name=_ask("这份公示的名称 name", proposed, lambda name: _wrong_posting_name(register, name)))
    return wish


def _with_original(register: Register, wish: PostingWish) -> PostingWish:
    candidates = register.candidates(wish.kind)
    _list("可以针对的 postings", candidates)

    def wrong(name: str) -> str | None:
        try:
            register.original(replace(wish, of=name))
        except GeneratorError as error:
            return str(error)
        return None

    return replace(wish, of=_ask("针对哪一份 of which posting", candidates[0] if candidates else "", wrong))


def ask_document(wish: DocumentWish, documents: list[Document]) -> DocumentWish:
    """The wish with what was missing."""
    values = dict(wish.values)
    known = policies(documents)
    for key in asked_keys(wish.what):
        if key.name == "interprets" and not values.get("interprets"):
            _list("政策文件 policies", [f"{path} {title}" for path, title in known.items()])
            values["interprets"] = [_ask("解读哪一份（路径、标题或文号）which policy", "", lambda word: None if policy_named(
                word, known, documents) else f"没有“{word}” no such policy")]
        elif key.name == "issuer" and wish.what == "interpretation":
            continue
        elif not values.get(key.name):
            given = _ask(f"{key.zh} {key.name}（{key.note_zh}）", "", _wrong_day_or_none if key.kind == "date" else lambda text: None)
            values |= {key.name: [given] if key.kind == "list" else given} if given else {}
    if not values.get("title") and wish.what != "interpretation":
        values["title"] = _ask("标题 title", wish.name, lambda text: None if text.strip() else "请写标题 please write one")
    if not wish.name:
        proposed = "-".join(str(values.get("title") or values["interprets"][0].rpartition("/")[2] + "-jiedu").split())
        wish = replace(wish, name=_ask("文件名（网址的一部分）file name", proposed, _wrong_file_name))
    return replace(wish, values=values)


def _ask(words: str, default: str, wrong: Callable[[str], str | None]) -> str:
    """The answer, once it is right; the end of input gives up."""
    while True:
        given = str(click.prompt(words, default=default, show_default=bool(default), err=True)).strip()
        said = wrong(given)
        if said is None:
            return given
        click.echo(said, err=True)


def _list(title: str, lines: list[str]) -> None:
    if lines:
        click.echo(f"{title}:", err=True)
    for line in lines[:_SHOWN]:
        click.echo(f"  {line}", err=True)
    if len(lines) > _SHOWN:
        click.echo(f"  … {len(lines) - _SHOWN}", err=True)


def _wrong_day(text: str) -> str | None:
    return None if parse_day(text) else f"“{text}” 不是 2008-09-26 这样的日期 not a date"


def _wrong_day_or_none(text: str) -> str | None:
    return _wrong_day(text) if text else None


def _wrong_posting_name(register: Register, name: str) -> str | None:
    if not name or not name[0].isalnum() or not all(sign.isascii() and (sign.isalnum() or sign in "-_") for sign in name) or len(name) > 80:
        return "只能用字母、数字、- 和 _ letters, digits, - and _ only"
    return "已经有了 exists already" if (register.project.postings / name).exists() else None


def _wrong_file_name(name: str) -> str | None:
    return "不能有 / no slashes" if not name or "/" in name or "\\" in name or name.startswith(".") else None
