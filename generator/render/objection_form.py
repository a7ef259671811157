"""Takes the answers, gives `household/form/`: one printable form for all households, and the ways against a quota.

The page knows no household: a script fills in what the household's own page says, in the browser.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial


from generator.model.answers import Answers
from generator.model.objection import COURT_DAYS, REASSESS_DAYS, REVIEW_DAYS
from generator.model.part import Batch, File, key_of
from generator.render.frame import Frames, base_of
from generator.render.household_block import halls_of
from generator.render.household_objection import laws
from generator.render.household_shared import objection_guide
from generator.render.law_link import laws_of
from generator.render.part_key import shared_key, single
from generator.render.templates import crumbs, template

PART = PATH = "household/form"
_BASE = base_of(2)
_TEMPLATES = ("objection_form.html", "parts/crumbs.html")
_SCRIPT = '<script type="module" src="' + _BASE + 'scripts/objection/main.js"></script>'
TERMS = {"reassess": REASSESS_DAYS, "review": REVIEW_DAYS, "court": COURT_DAYS}


def parts(answers: Answers, frames: Frames) -> Iterator[Batch]:
    """The page, a part of its own."""
    guide = objection_guide(answers)
    key = shared_key(answers, frames, [("household", 2)], _TEMPLATES, guide and (guide.path, guide.title), _halls(answers),
                     laws_of(answers).digest)
    yield single(PART, key_of(key), partial(page, answers, frames))


def page(answers: Answers, frames: Frames) -> File:
    """The form, empty, as it is used without a script."""
    content = template("objection_form.html").render(
        base=_BASE, settings=answers.settings, bureau=answers.settings.bureau, as_of=answers.as_of, laws=laws(answers, _BASE),
        terms=TERMS, guide=objection_guide(answers), halls=_halls(answers))
    way = crumbs(_BASE, ("定额公示", "quota/"), ("意见和申请的表格", None))
    return f"{PATH}/index.html", frames[("household", 2)].fill(
        title="对定额有意见：表格、期限、日历", path=f"{PATH}/", content=content, breadcrumb=way, head=_SCRIPT,
        description="提意见、重新核定、复议：到哪天，向谁，带什么；可以打印的表格。")


def _halls(answers: Answers) -> list[tuple[str, str, str]]:
    return sorted(set(halls_of(answers).values()))
