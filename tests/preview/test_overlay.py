"""Problems on a page: kind words, nothing that a file says is run, the same in both languages."""

from __future__ import annotations

import re
import string

from generator.model.problem import Problem
from generator.model.rules import RULES, Severity
from generator.preview.blame import PageProblems
from generator.preview.overlay import Overlay
from generator.preview.words import WORDS

PAGE = '<html><head></head><body><div class="g-page" id="content" tabindex="-1"><table><tbody><tr id="r2"><td>2</tbody></table></div></body></html>'
WRONG = Problem.of("amount-not-a-number", "a/<b>.csv", 2, "月核定营业额(元)", "<script>alert(1)</script>")
MILD = Problem.of(next(rule.id for rule in RULES.values() if rule.severity is Severity.WARNING and "{" not in rule.message.zh), "c.md", 3)


def test_what_was_typed_is_shown_and_never_run() -> None:
    """A file's name and a cell's text are text."""
    for page in (Overlay("zh").on(PAGE, PageProblems((WRONG,), {2: [WRONG]}, {}), [WRONG]), Overlay("en").problems_page([WRONG])):
        assert "<script>alert" not in page and "&lt;script&gt;alert(1)" in page and "a/&lt;b&gt;.csv" in page
    assert "<img" not in Overlay("zh").bug_page("<img src=x>")


def test_a_box_leads_to_the_row() -> None:
    """Where a problem has its place on the page, the box has a link to it; the row says the same."""
    page = Overlay("zh").on(PAGE, PageProblems((WRONG,), {2: [WRONG], 9: [WRONG]}, {}), [WRONG])
    assert '<a href="#r2">' in page and "#r9" not in page and page.count('class="gp-row"') == 1
    assert page.index('id="r2"') < page.index('class="gp-row"') < page.index("</tbody>")


def test_a_warning_says_that_the_page_is_up_to_date() -> None:
    """It is milder than an error, in words and not only in colour; with an error beside it the error comes first."""
    mild = Overlay("zh").on(PAGE, PageProblems((MILD,), {}, {}), [MILD])
    assert "gp-box--mild" in mild and "页面已经是最新的" in mild and ">提醒<" in mild and "gp-badge--mild" in mild
    both = Overlay("zh").on(PAGE, PageProblems((WRONG, MILD), {}, {}), [WRONG, MILD])
    assert both.index(">要改<") < both.index(">提醒<") and "1 个问题要改，1 处提醒" in both and "gp-box--mild" not in both


def test_many_problems_are_counted_not_poured_out() -> None:
    """Three at once, more when opened, the rest by number; the page of all problems says where it ends."""
    many = [Problem.of("bad-disclosure-no", "t.csv", row, "公示编号", "x") for row in range(2, 1002)]
    page = Overlay("en").on(PAGE, PageProblems(tuple(many), {}, {}), many)
    assert page.count("<li ") == 20 and page.index("<details>") > page.index("row 4") and "and 980 more" in page and "1000 to mend" in page
    assert "Only the first 500" in Overlay("en").problems_page(many)


def test_a_page_without_problems_gets_nothing_to_see() -> None:
    """Only the script and the style in its head."""
    page = Overlay("zh").on(PAGE, PageProblems((), {}, {}), [])
    assert re.sub(r"<(link|script)[^>]*>(</script>)?", "", page) == PAGE


def test_both_languages_say_everything() -> None:
    """Each word in Chinese and English, with the same places to fill."""
    for chinese, english in WORDS.values():
        assert chinese and english
        assert [field for _, field, _, _ in string.Formatter().parse(chinese) if field] == [
            field for _, field, _, _ in string.Formatter().parse(english) if field]
