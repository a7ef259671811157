"""Whatever is wrong with a bureau's files, `diff` and `explain` give an answer, problems or one line: never a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from generator.accepted import accepted
from generator.comparison import compared, versions_with_tax
from generator.derive.difference import difference
from generator.examined import Examined, examine
from generator.explain.bureau import Bureau
from generator.explain.question import explained
from generator.model.difference import Difference
from generator.model.explanation import Explanation, Unknown
from generator.model.problem import LANGUAGES, GeneratorError
from generator.report.difference_html import difference_html
from generator.report.difference_json import difference_json
from generator.report.difference_text import difference_text
from generator.report.explanation_text import explanation_json, explanation_text
from tests.test_rejected import CASES, make_mistake

ASKED = ("HDA1002", "HXB2002", "2008-dong-final#r3", "2008-dong-correction", "quota/110101/", "quota/industry/6710/", "policies/",
         "policies/gongshi-banfa/", "data/households.csv", "", "nobody")


def difference_or_problems(examined: Examined, posting: str) -> None:
    try:
        found = compared(examined, posting, None)
    except GeneratorError:
        assert posting not in examined.tables
        return
    if not isinstance(found, Difference):
        assert found and all(problem.is_error for problem in found)
        return
    for language in LANGUAGES:
        assert difference_text(found, language, 80) and difference_html(found, language) and difference_json(found)
    assert found.total["quotas"][0] == found.changes.height


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_mistake_leaves_an_answer(case: Path, example: Path) -> None:
    """Each of the mistakes a clerk can make, one at a time: every posting is compared, and eleven questions are asked."""
    for change in yaml.safe_load((case / "mistake.yml").read_text(encoding="utf-8")):
        make_mistake(example, change)
    try:
        examined = examine(example / "mkdocs.yml", "2008-09-26")
    except GeneratorError:
        return
    for posting in ("2008-dong-final", "2008-dong-correction", "2008-xi-provisional", "2008-xi-withdrawal"):
        difference_or_problems(examined, posting)
    bureau = Bureau(examined)
    for asked in ASKED:
        found = explained(bureau, asked)
        assert isinstance(found, (Explanation, Unknown))
        if isinstance(found, Explanation):
            assert explanation_text(found, "zh", 80) and explanation_text(found, "en", 80) and explanation_json(found, "zh")


@pytest.mark.parametrize("bureau", ("tests/example_site", "."))
def test_only_the_households_concerned_are_looked_at(bureau: str, root: Path) -> None:
    """For every posting of two bureaus the comparison is the same as with all households in memory."""
    examined = examine(root / bureau / "mkdocs.yml")
    usable = accepted(examined)
    everything = versions_with_tax(usable)
    for name, posting in usable.postings.items():
        whole = difference(posting, None, usable.postings, everything, usable.reference, examined.as_of.day)
        part = compared(examined, name, None)
        assert isinstance(part, Difference) and part.changes.equals(whole.changes) and part.withdrawn == whole.withdrawn, name
