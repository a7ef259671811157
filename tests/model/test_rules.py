"""Every rule says what, why and how to mend it, in both languages."""

import re
import string

import pytest

from generator.model.problem import Problem, in_order
from generator.model.rules import RULES, Rule

_FIELDS = {"file", "row", "column", "value", ""}  # "": the name of a key in the reader's language


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_a_rule_is_complete_in_both_languages(rule: Rule) -> None:
    """No empty word, the same named facts in the Chinese and the English message, a wrong and a right example."""
    for text in (rule.what, rule.why, rule.message, rule.fix):
        assert text.zh.strip() and text.en.strip()
        facts = [{re.sub("_?(zh|en)$", "", name) for _, name, _, _ in string.Formatter().parse(words) if name}
                 for words in (text.zh, text.en)]
        assert facts[0] - _FIELDS == facts[1] - _FIELDS, rule.id
        assert re.search(r"[\u4e00-\u9fff]", text.zh) or facts[0]  # words, or the fact that carries them
    assert rule.example and rule.instead and re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.id)


def test_braces_in_what_was_typed_do_no_harm() -> None:
    """A clerk who types `{0}` gets it back as typed."""
    problem = Problem.of("amount-not-a-number", "a.csv", 14, "月核定营业额(元)", "{0}元 {x}")
    assert "{0}元 {x}" in problem.message("zh") and "{0}元 {x}" in problem.message("en")


def test_problems_are_sorted_by_place_and_said_once() -> None:
    """The order of the work leaves no trace in the list."""
    late, early = Problem.of("bad-date", "b.csv", 3, "执行期起", "x"), Problem.of("bad-date", "a.csv", 9, "执行期起", "x")
    assert in_order([late, early, late]) == [early, late]
