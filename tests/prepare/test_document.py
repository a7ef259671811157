"""The skeleton of a document: every key of its column, links both ways, and a text that is still to be written."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from generator.examined import examine
from generator.model.problem import GeneratorError
from generator.pipeline import answers_of
from generator.prepare.document import COLUMN_OF, DocumentWish, document_skeleton
from generator.read.document import read_documents
from generator.read.settings import read_project
from generator.skeleton import write_skeleton
from tests.prepare.beyond import beyond

DAY = date(2008, 9, 26)


def made(bureau: Path, what: str, name: str = "xin", **values: str | list[str]) -> Path:
    project, _ = read_project(bureau / "mkdocs.yml")
    documents, _ = read_documents(project.content, project.root)
    return write_skeleton(project, document_skeleton(project, DocumentWish(what, name, values), documents, DAY))[0]


def rules(bureau: Path) -> set[str]:
    return {problem.rule for problem in beyond(bureau, "2008-09-26")}


@pytest.mark.parametrize("what", sorted(COLUMN_OF))
def test_only_the_text_is_left_to_write(example: Path, what: str) -> None:
    """With the keys a terminal asks for, `check` has nothing to say but that there is no text yet; then nothing at all."""
    given = {"policy": {"issuer": "国家税务总局"}, "interpretation": {"interprets": ["policies/gongshi-banfa"]}}.get(what, {})
    path = made(example, what, title="一个: 新的“标题”", **given)
    assert rules(example) == {"empty-body"}
    path.write_text(path.read_text(encoding="utf-8").partition("<!--")[0] + "正文。\n", encoding="utf-8")
    assert rules(example) == set()


def test_a_key_that_is_missing_is_named_kindly(example: Path) -> None:
    """A policy without its issuer: the rule says which key, in Chinese, and what to write."""
    made(example, "policy")
    assert rules(example) == {"empty-body", "missing-key"}


@pytest.mark.parametrize("word", ("policies/gongshi-banfa", "gongshi-banfa", "/policies/gongshi-banfa/", "content/policies/gongshi-banfa.md",
                                  "定额公示办法（范例）"))
def test_an_interpretation_and_its_policy_link_to_each_other(example: Path, word: str) -> None:
    """The policy is named by path, file or title; the site's answers have the link in both directions."""
    path = made(example, "interpretation", "jiedu-xin", interprets=[word])
    path.write_text(path.read_text(encoding="utf-8").partition("<!--")[0] + "正文。\n", encoding="utf-8")
    answers = answers_of(examine(example / "mkdocs.yml", "2008-09-26"))
    new = answers.document("policies/jiedu-xin")
    assert list(new.meta["interprets"]) == ["policies/gongshi-banfa"] and new.title == "《定额公示办法（范例）》解读"
    assert new in answers.interpreted_by["policies/gongshi-banfa"]


def test_a_policy_nobody_has_is_refused(example: Path) -> None:
    """With the nearest; an interpretation cannot be interpreted."""
    for word in ("policies/gongshi-banf", "policies/gongshi-jiedu"):
        with pytest.raises(GeneratorError, match="gongshi-banfa"):
            made(example, "interpretation", interprets=[word])


def test_nothing_is_overwritten(example: Path) -> None:
    """A document that is there stays as it is."""
    before = (example / "content/policies/gongshi-banfa.md").read_bytes()
    with pytest.raises(GeneratorError, match="exists already"):
        made(example, "policy", "gongshi-banfa")
    assert (example / "content/policies/gongshi-banfa.md").read_bytes() == before
