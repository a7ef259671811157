"""One mistake each: what a clerk did wrong, and the words with which she is told.

Each folder of tests/rejected/ is named after the rule and holds `mistake.yml` (what is changed in the example bureau)
and `expected.txt` (what `gongshi check` prints about it, word for word, in Chinese, besides what it prints about the example
bureau as it is: two deliberate oddities that only warn).
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml

from generator.model.rules import RULES, intake, site
from generator.examined import Examined, examine

CASES = sorted(path.parent for path in (Path(__file__).parent / "rejected").glob("*/mistake.yml"))
ON_THE_FINISHED_SITE = {rule.id for rule in site.RULES} | {"published-personal-data"}  # tests/publish has them
ON_THE_WAY_IN = {rule.id for rule in intake.RULES}  # tests/intake/test_rules.py has them


def make_mistake(bureau: Path, change: dict) -> None:
    """`file` with `replace` by `by`; or written whole as `text` or `bytes` (hex); or moved away with `remove`."""
    path = bureau / change["file"]
    if "remove" in change:
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    elif "bytes" in change:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(bytes.fromhex(change["bytes"]))
    elif "text" in change:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(change["text"], encoding=change.get("encoding", "utf-8"))
    else:
        text = path.read_text(encoding="utf-8")
        assert change["replace"] in text, f"{change['file']} has no “{change['replace']}”"
        path.write_text(text.replace(change["replace"], change["by"], 1), encoding="utf-8")


def words(bureau: Path, examined: Examined) -> str:
    """What is said about a bureau and not about the example bureau."""
    usual = {problem.as_text("zh") for problem in examined.problems}
    said = [problem.as_text("zh") for problem in examine(bureau / "mkdocs.yml").problems]
    return "\n".join(text for text in said if text not in usual) + "\n"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_mistake_is_told_word_for_word(case: Path, example: Path, examined: Examined) -> None:
    """The problem names the file, the row, what was typed and what to type, and carries the rule of the folder's name."""
    for change in yaml.safe_load((case / "mistake.yml").read_text(encoding="utf-8")):
        make_mistake(example, change)
    said = words(example, examined)
    assert said == (case / "expected.txt").read_text(encoding="utf-8")
    assert f"[{case.name}]" in said


def test_every_rule_has_its_case() -> None:
    """A rule nobody can break is no rule."""
    assert set(RULES) - ON_THE_FINISHED_SITE - ON_THE_WAY_IN == {case.name for case in CASES}


def test_the_example_bureau_has_no_error(examined: Examined) -> None:
    """What the mistakes are made in is itself without one; its surcharge that differs and its early period only warn."""
    assert not examined.has_errors
    assert {problem.rule for problem in examined.problems} == {"surcharge-differs", "period-starts-in-window"}
