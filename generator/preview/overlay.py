"""Takes a page and its problems, gives the page with them on it: a box above, a note in place, a badge. Plain HTML and links.

What is added comes from files of the preview's own, so that the page keeps its security policy; without scripts it is
all there too.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from html import escape
from itertools import groupby

from generator.model.problem import Problem
from generator.preview.blame import PageProblems

RESERVED = "/__preview/"
_OPEN, _LISTED = 3, 20  # in the box of a page: at once, and when it is opened
_ON_ONE_PAGE = 500  # on the page of all problems
_CONTENT = re.compile(r'<div class="g-page[^"]*" id="content"[^>]*>')
_WORDS = {
    "zh": {"errors": "{n} 个问题要改", "warnings": "{n} 处提醒", "box": "这一页的文件里有", "old": "页面仍是上一次没有问题时的样子；改好保存后，这里自己会更新。",
           "now": "页面已经是最新的；这些地方请再看一看。", "typed": "现在写的是", "fix": "怎么改", "all": "全部问题", "open": "展开其余 {n} 个", "more": "另有 {n} 个，见全部问题",
           "row": "第 {n} 行", "column": "“{name}”列", "none": "没有问题。", "back": "回到网站", "never": "改好下面的问题，就能看到网站",
           "title": "预览：问题", "bug": "这一页没有做出来", "bug_lead": "这是程序的错误，不是您的文件的错误。请把下面的文字交给维护程序的人；其他页面照常可以看。",
           "cut": "只列出前 {n} 个。", "failure": "网站暂时不能更新", "error": "要改", "warning": "提醒"},
    "en": {"errors": "{n} to mend", "warnings": "{n} to look at", "box": "In the files of this page:", "old": "The page is as it was when all was well; it follows by itself once this is mended and saved.",
           "now": "The page is up to date; please look at these once more.", "typed": "Now it says", "fix": "What to type", "all": "All problems", "open": "Show {n} more", "more": "and {n} more: see all problems",
           "row": "row {n}", "column": "column “{name}”", "none": "No problems.", "back": "Back to the site", "never": "Mend these and the site is here",
           "title": "Preview: problems", "bug": "This page could not be made", "bug_lead": "This is a mistake of the program, not of your files. Please hand the text below to whoever looks after the program; other pages work as before.",
           "cut": "Only the first {n} are listed.", "failure": "The site cannot follow for the moment", "error": "mend", "warning": "look"},
}


class Overlay:
    """Puts problems on pages, in the language of whoever works on the files."""

    def __init__(self, language: str, site_path: str = "/") -> None:
        self.language, self.site_path = language, site_path
        self.words = _WORDS[language]

    def on(self, page: str, own: PageProblems, every: Sequence[Problem], failure: str | None = None) -> str:
        """The page with its problems, and with what a browser needs to notice the next change."""
        for row, problems in own.rows.items():
            page = self._beside_row(page, row, problems)
        for number, problems in own.households.items():
            page = self._in_household(page, number, problems)
        place = _CONTENT.search(page)
        at = place.end() if place else page.find("<body") + page[page.find("<body"):].find(">") + 1
        page = page[:at] + self._failure(failure) + self._box(own) + page[at:]
        return self._followed(page, self._badge(every, failure))

    def problems_page(self, problems: Sequence[Problem], failure: str | None = None, is_never: bool = False) -> str:
        """A page of all problems by file; `is_never`: there was no good state yet, so it stands for every page."""
        shown = sorted(problems[:_ON_ONE_PAGE], key=lambda problem: (problem.file, problem.row or 0))
        files = "".join(f'<section><h2><code>{escape(file)}</code></h2><ol class="gp-list">'
                        f'{"".join(self._item(problem, with_file=False) for problem in found)}</ol></section>'
                        for file, found in groupby(shown, key=lambda problem: problem.file))
        cut = f'<p>{self._said("cut", n=_ON_ONE_PAGE)}</p>' if len(problems) > _ON_ONE_PAGE else ""
        head = self.words["never"] if is_never else self.words["all"]
        back = "" if is_never else f'<p><a href="{self.site_path}">{self.words["back"]}</a></p>'
        counted = self._counted(problems) or ("" if failure else self.words["none"])
        return self._own_page(head, f'<p class="gp-count">{counted}</p>{back}{self._failure(failure)}{cut}{files}')

    def bug_page(self, report: str) -> str:
        """The page in place of one that a mistake of the program kept from being made."""
        return self._own_page(self.words["bug"], f'<p>{self.words["bug_lead"]}</p><pre class="gp-report" tabindex="0">{escape(report)}</pre>')

    def _own_page(self, head: str, content: str) -> str:
        language = "zh-CN" if self.language == "zh" else "en"
        return self._followed(
            f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">'
            f'<title>{escape(head)} · {self.words["title"]}</title></head><body class="gp-page"><main><h1>{escape(head)}</h1>{content}</main></body></html>', "")

    def _followed(self, page: str, badge: str) -> str:
        """The page with the script that waits for the next change; it knows the page by its digest."""
        digest = hashlib.sha256((page + badge).encode("utf-8", "replace")).hexdigest()[:16]
        head = (f'<link rel="stylesheet" href="{RESERVED}preview.css">'
                f'<script src="{RESERVED}preview.js" data-page="{digest}" defer></script></head>')
        page = page.replace("</head>", head, 1)
        at = page.rfind("</body>")
        return page[:at] + badge + page[at:]

    def _box(self, own: PageProblems) -> str:
        problems = own.problems
        if not problems:
            return ""
        places = {id(problem): f"#{place}" for found in (own.households, {f"r{row}": those for row, those in own.rows.items()})
                  for place, those in found.items() for problem in those}
        has_errors = any(problem.is_error for problem in problems)
        items = [self._item(problem, href=places.get(id(problem))) for problem in problems[:_LISTED]]
        rest = len(problems) - _LISTED
        more = f'<p><a href="{RESERVED}problems">{self._said("more", n=rest)}</a></p>' if rest > 0 else ""
        folded = (f'<details><summary>{self._said("open", n=len(items) - _OPEN)}</summary><ol class="gp-list">{"".join(items[_OPEN:])}</ol></details>'
                  if len(items) > _OPEN else "")
        return (f'<aside class="gp-box{"" if has_errors else " gp-box--mild"}" aria-labelledby="gp-head">'
                f'<p class="gp-head" id="gp-head">{self.words["box"]} {self._counted(problems)}</p>'
                f'<p>{self.words["old" if has_errors else "now"]}</p><ol class="gp-list">{"".join(items[:_OPEN])}</ol>{folded}{more}</aside>')

    def _failure(self, failure: str | None) -> str:
        if not failure:
            return ""
        return (f'<aside class="gp-box"><p class="gp-head">{self.words["failure"]}</p>'
                f'<pre class="gp-report" tabindex="0">{escape(failure)}</pre></aside>')

    def _badge(self, every: Sequence[Problem], failure: str | None) -> str:
        if not every and not failure:
            return ""
        mild = "" if failure or any(problem.is_error for problem in every) else " gp-badge--mild"
        return f'<a class="gp-badge{mild}" href="{RESERVED}problems">{self._counted(every) or self.words["failure"]}</a>'

    def _item(self, problem: Problem, with_file: bool = True, href: str | None = None) -> str:
        """One problem; `href` leads to its place on this page."""
        place = [self._said("row", n=problem.row)] if problem.row is not None else []
        place += [self._said("column", name=problem.column)] if problem.column is not None else []
        named = f"<code>{escape(problem.file)}</code> " if with_file else ""
        said = escape("，".join(place) if self.language == "zh" else ", ".join(place))
        where = named + (f'<a href="{escape(href)}">{said}</a>' if href and said else said)
        return f'<li class="gp-problem gp-problem--{problem.definition.severity.value}"><p class="gp-where">{where}</p>{self._words_of(problem)}</li>'

    def _words_of(self, problem: Problem) -> str:
        message, value = problem.message(self.language), problem.value
        is_told = not value or value in message
        typed = "" if is_told else f'<p class="gp-typed">{self.words["typed"]} <q>{escape(value)}</q></p>'
        return (f'<p class="gp-said"><b class="gp-kind">{self.words[problem.definition.severity.value]}</b> {escape(message)}</p>{typed}'
                f'<p class="gp-fix"><b>{self.words["fix"]}</b> {escape(problem.fix(self.language))}</p>')

    def _beside_row(self, page: str, row: int, problems: Iterable[Problem]) -> str:
        """The page with a row of its own below the row of the table that is wrong, where that row is on it."""
        at = page.find(f'<tr id="r{row}">')
        if at < 0:
            return page
        ends = [place for place in (page.find("<tr", at + 3), page.find("</tbody>", at)) if place > 0]
        note = f'<tr class="gp-row"><td colspan="11"><div class="gp-note">{self._notes(problems)}</div></td></tr>'
        end = min(ends, default=len(page))
        return page[:at] + f'<tr id="r{row}" class="gp-wrong">' + page[at + len(f'<tr id="r{row}">'):end] + note + page[end:]

    def _in_household(self, page: str, number: str, problems: Iterable[Problem]) -> str:
        """The page with a note below the head of the household that is wrong."""
        at = page.find(f'id="{escape(number)}"')
        end = page.find("</header>", at) if at >= 0 else -1
        if end < 0:
            return page
        end += len("</header>")
        return page[:end] + f'<div class="gp-note">{self._notes(problems)}</div>' + page[end:]

    def _notes(self, problems: Iterable[Problem]) -> str:
        return '<ul class="gp-list">' + "".join(self._item(problem, with_file=False) for problem in problems) + "</ul>"

    def _counted(self, problems: Sequence[Problem]) -> str:
        errors = sum(problem.is_error for problem in problems)
        counts = [self._said("errors", n=errors)] if errors else []
        counts += [self._said("warnings", n=len(problems) - errors)] if len(problems) > errors else []
        return ("，" if self.language == "zh" else ", ").join(counts)

    def _said(self, word: str, **values: object) -> str:
        return self.words[word].format(**values)
