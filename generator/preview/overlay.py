"""Takes a page and its problems, gives the page with them on it: a box above, a note in place, a badge. Plain HTML and links.

What is added comes from files of the preview's own, so that the page keeps its security policy; without scripts it is
all there too.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from html import escape
from itertools import groupby, islice

from generator.model.problem import Problem
from generator.preview.blame import PageProblems, errors_among
from generator.preview.words import said

RESERVED = "/__preview/"
_OPEN, _LISTED = 3, 20  # in the box of a page: at once, and when it is opened
_ON_ONE_PAGE = 500  # on the page of all problems
_CONTENT = re.compile(r'<div class="g-page[^"]*" id="content"[^>]*>')
_PLACE = re.compile(r'<(?:tr|article class="g-household") id="([^"]+)">')


def _first(problems: Sequence[Problem], errors: int, places: Mapping[int, str]) -> list[Problem]:
    """Those that are listed: errors before warnings, and of either those that have a place on the page before the others."""
    ordered = (problem for part in (problems[:errors], problems[errors:]) for is_here in (True, False)
               for problem in part if (id(problem) in places) is is_here)
    return list(islice(ordered, _LISTED))


class Overlay:
    """Puts problems on pages, in the language of whoever works on the files."""

    def __init__(self, language: str, site_path: str = "/") -> None:
        self.language, self.site_path = language, site_path
        self._said = partial(said, language)

    def on(self, page: str, own: PageProblems, every: Sequence[Problem], failure: str | None = None, still: str | None = None) -> str:
        """The page with its problems, and with what a browser needs to notice the next change.

        Shape: `still`, where the whole site is what it was last: when that was saved.
        """
        here = {f"r{row}": problems for row, problems in own.rows.items()} | dict(own.households)
        here = {place: here[place] for place in _PLACE.findall(page) if place in here}
        for place, problems in here.items():
            page = (self._beside_row if own.rows else self._in_household)(page, place, problems)
        place = _CONTENT.search(page)
        at = place.end() if place else page.find("<body") + page[page.find("<body"):].find(">") + 1
        page = page[:at] + self._failure(failure) + self._still(still) + self._box(own.problems, here, still) + page[at:]
        return self._followed(page, self._badge(every, failure))

    def problems_page(self, problems: Sequence[Problem], failure: str | None = None, is_never: bool = False) -> str:
        """A page of all problems by file; `is_never`: there was no good state yet, so it stands for every page."""
        shown = sorted(problems[:_ON_ONE_PAGE], key=lambda problem: (problem.file, problem.row or 0))
        files = "".join(f'<section><h2><code>{escape(file)}</code></h2><ol class="gp-list">'
                        f'{"".join(self._item(problem, with_file=False) for problem in found)}</ol></section>'
                        for file, found in groupby(shown, key=lambda problem: problem.file))
        cut = f'<p>{self._said("cut", n=_ON_ONE_PAGE)}</p>' if len(problems) > _ON_ONE_PAGE else ""
        head = self._said("never") if is_never else self._said("all")
        back = "" if is_never else f'<p><a href="{self.site_path}">{self._said("back")}</a></p>'
        counted = self._counted(problems) or ("" if failure else self._said("none"))
        return self._own_page(head, f'<p class="gp-count">{counted}</p>{back}{self._failure(failure)}{cut}{files}')

    def bug_page(self, report: str) -> str:
        """The page in place of one that a mistake of the program kept from being made."""
        lead = f'<p>{self._said("bug_lead")}</p>'
        return self._own_page(self._said("bug"), f'{lead}<pre class="gp-report" tabindex="0">{escape(report)}</pre>')

    def _own_page(self, head: str, content: str) -> str:
        language = "zh-CN" if self.language == "zh" else "en"
        return self._followed(
            f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
            f'<meta name="viewport" content="width=device-width,initial-scale=1"><title>{escape(head)} · {self._said("title")}</title></head>'
            f'<body class="gp-page"><main><h1>{escape(head)}</h1>{content}</main></body></html>', "")

    def _followed(self, page: str, badge: str) -> str:
        """The page with the script that waits for the next change; it knows the page by its digest."""
        digest = hashlib.sha256((page + badge).encode("utf-8", "replace")).hexdigest()[:16]
        head = (f'<link rel="stylesheet" href="{RESERVED}preview.css">'
                f'<script src="{RESERVED}preview.js" data-page="{digest}" defer></script></head>')
        page = page.replace("</head>", head, 1)
        at = page.rfind("</body>")
        return page[:at] + badge + page[at:]

    def _box(self, problems: Sequence[Problem], here: Mapping[str, Sequence[Problem]], still: str | None) -> str:
        """The box above a page; `here` are the problems that have a place on it, which come first."""
        if not problems:
            return ""
        places = {id(problem): f"#{place}" for place, found in here.items() for problem in found}
        errors, rest = errors_among(problems), len(problems) - _LISTED
        items = [self._item(problem, href=places.get(id(problem))) for problem in _first(problems, errors, places)]
        more = f'<p><a href="{RESERVED}problems">{self._said("more", n=rest)}</a></p>' if rest > 0 else ""
        folded = (f'<details><summary>{self._said("open", n=len(items) - _OPEN)}</summary><ol class="gp-list">{"".join(items[_OPEN:])}</ol></details>'
                  if len(items) > _OPEN else "")
        return (f'<aside class="gp-box{"" if errors else " gp-box--mild"}" aria-labelledby="gp-head">'
                f'<p class="gp-head" id="gp-head">{self._said("box")} {self._counted(problems)}</p>'
                f'{"" if still else self._paragraph("old" if errors else "now")}<ol class="gp-list">{"".join(items[:_OPEN])}</ol>{folded}{more}</aside>')

    def _paragraph(self, word: str) -> str:
        return f"<p>{self._said(word)}</p>"

    def _still(self, still: str | None) -> str:
        """That the whole site is what it was last: on every page, whether or not the problem is about it."""
        return f'<aside class="gp-box gp-box--mild gp-still"><p>{self._said("still", time=still)}</p></aside>' if still else ""

    def _failure(self, failure: str | None) -> str:
        if not failure:
            return ""
        return (f'<aside class="gp-box"><p class="gp-head">{self._said("failure")}</p>'
                f'<pre class="gp-report" tabindex="0">{escape(failure)}</pre></aside>')

    def _badge(self, every: Sequence[Problem], failure: str | None) -> str:
        if not every and not failure:
            return ""
        mild = "" if failure or errors_among(every) else " gp-badge--mild"
        return f'<a class="gp-badge{mild}" href="{RESERVED}problems">{self._counted(every) or self._said("failure")}</a>'

    def _item(self, problem: Problem, with_file: bool = True, href: str | None = None) -> str:
        """One problem; `href` leads to its place on this page."""
        place = [self._said("row", n=problem.row)] if problem.row is not None else []
        place += [self._said("column", name=problem.column)] if problem.column is not None else []
        named = f"<code>{escape(problem.file)}</code> " if with_file else ""
        where = escape(self._said("comma").join(place))
        where = f'<a href="{escape(href)}">{where}</a>' if href and where else where
        return f'<li class="gp-problem gp-problem--{problem.severity.value}"><p class="gp-where">{named}{where}</p>{self._words_of(problem)}</li>'

    def _words_of(self, problem: Problem) -> str:
        message, value = problem.message(self.language), problem.value
        is_told = not value or value in message
        typed = "" if is_told else f'<p class="gp-typed">{self._said("typed")} <q>{escape(value)}</q></p>'
        kind = f'<b class="gp-kind">{self._said(problem.severity.value)}</b>'
        return (f'<p class="gp-said">{kind} {escape(message)}</p>{typed}'
                f'<p class="gp-fix"><b>{self._said("fix")}</b> {escape(problem.fix(self.language))}</p>')

    def _beside_row(self, page: str, place: str, problems: Iterable[Problem]) -> str:
        """The page with a row of its own below the row of the table that is wrong."""
        opened = f'<tr id="{place}">'
        at = page.index(opened)
        ends = [place for place in (page.find("<tr", at + 3), page.find("</tbody>", at)) if place > 0]
        note = f'<tr class="gp-row"><td colspan="11"><div class="gp-note">{self._notes(problems)}</div></td></tr>'
        end = min(ends, default=len(page))
        return page[:at] + opened.replace(">", ' class="gp-wrong">') + page[at + len(opened):end] + note + page[end:]

    def _in_household(self, page: str, number: str, problems: Iterable[Problem]) -> str:
        """The page with a note below the head of the household that is wrong."""
        end = page.index("</header>", page.index(f'id="{number}">')) + len("</header>")
        return page[:end] + f'<div class="gp-note">{self._notes(problems, with_file=True)}</div>' + page[end:]

    def _notes(self, problems: Iterable[Problem], with_file: bool = False) -> str:
        return '<ul class="gp-list">' + "".join(self._item(problem, with_file) for problem in problems) + "</ul>"

    def _counted(self, problems: Sequence[Problem]) -> str:
        errors = errors_among(problems)
        counts = [self._said("errors", n=errors)] if errors else []
        counts += [self._said("warnings", n=len(problems) - errors)] if len(problems) > errors else []
        return self._said("comma").join(counts)
