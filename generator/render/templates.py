"""Gives the Jinja environment of the bulk pages and fragments: autoescaped, with the few filters pages need."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import jinja2
from jinja2 import meta

from generator.model.answers import RINGS, STANDINGS, STATES, PostingView
from generator.model.document import COLUMN_NAMES
from generator.model.money import format_yuan
from generator.model.part import key_of

_PACKAGE = Path(__file__).resolve().parent.parent


def templates_folder() -> Path:
    """site_templates beside the package in a checkout, inside it when installed."""
    installed = _PACKAGE / "site_templates"
    return installed if installed.is_dir() else _PACKAGE.parent / "site_templates"


def chinese_day(day: date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def grouped(value: str) -> str:
    """A figure as people read it: `505473` becomes `505,473`; anything but whole digits stays as it was written."""
    return f"{int(value):,}" if value.isascii() and value.isdigit() and len(value) > 4 else value


def posting_title(view: PostingView) -> str:
    """What a posting is called: who did it, when, and which act it is. Its scope may be a long sentence."""
    return f"{view.office_name}{chinese_day(view.posting.posted_on)}定额{view.posting.kind.zh}"


def template(name: str) -> jinja2.Template:
    """One template of the bulk pages."""
    return _environment().get_template(name)


def crumbs(base: str, *steps: tuple[str, str | None]) -> str:
    """The way to a page as HTML: each step's name and address, the last one without."""
    return template("parts/crumbs.html").render(base=base, crumbs=steps)


@cache
def _environment() -> jinja2.Environment:
    """Templates from site_templates/pages; an undefined name is an error, never an empty page."""
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(templates_folder() / "pages"), autoescape=True,
        undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    env.filters.update(yuan=format_yuan, day=chinese_day, thousands=lambda n: f"{n:,}", grouped=grouped)
    env.globals.update(COLUMN_NAMES=COLUMN_NAMES, STATES=STATES, RINGS=RINGS, STANDINGS=STANDINGS, posting_title=posting_title)
    return env


def page_templates() -> list[str]:
    """The names of all templates of bulk pages."""
    folder = templates_folder() / "pages"
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.html"))


def with_included(names: tuple[str, ...]) -> tuple[str, ...]:
    """The templates and all that they include, import or extend at any depth, in order."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += _referenced(name)
    return tuple(sorted(found))


def _referenced(name: str) -> list[str]:
    """A name worked out while rendering is `<own name>_<something>.html`."""
    named = set(meta.find_referenced_templates(_environment().parse(_source(name))))
    if None in named:
        named |= {other for other in page_templates() if other.startswith(f"{name.removesuffix('.html')}_")}
    return sorted(named - {None})


@cache
def template_digest(name: str) -> str:
    """Changes when a template, or one it includes, imports or extends at any depth, does."""
    return key_of(_source(name), [template_digest(other) for other in _referenced(name)])


def _source(name: str) -> str:
    return (templates_folder() / "pages" / name).read_text("utf-8")
