"""The clerk's handbook tells the truth: its commands print what it shows, its pictures are there, it has every rule."""

from __future__ import annotations

import re
import struct
from pathlib import Path

import pytest

from generator.model.rules import RULES
from tests.handbook import HANDBOOK, PAGES, Story

PICTURES = sorted(HANDBOOK.rglob("*.png"))


def masked(page: str) -> list[str]:
    """The lines without what differs from run to run: disclosure numbers, digests, digits."""
    without = re.sub(r"\b[0-9A-HJ-NP-Z]{10}\b|[0-9a-f]{64}", "#", page)
    return [re.sub(r"\d[\d.,]*", "0", line) for line in without.splitlines()]


def test_every_command_prints_what_the_handbook_shows(tmp_path: Path) -> None:
    """All commands of the ten steps, one after the other in a new bureau; `python -m tests.handbook` writes what they print."""
    story = Story(tmp_path)
    for path in PAGES:
        page = path.read_text(encoding="utf-8")
        assert masked(story.tell(page)) == masked(page), path


def test_the_handbook_has_ten_steps_in_order() -> None:
    """And the first page links to each."""
    text = "".join(path.read_text(encoding="utf-8") for path in PAGES)
    assert [int(number) for number in re.findall(r"^## 第 (\d+) 步", text, re.M)] == list(range(1, 11))
    contents = (HANDBOOK / "index.md").read_text(encoding="utf-8")
    assert [int(number) for number in re.findall(r"^\| \[(\d+)\]", contents, re.M)] == list(range(1, 11))


def test_the_handbook_has_every_rule_once() -> None:
    """With what, why, example and fix; the list of all rules leads to each."""
    pages = {path: path.read_text(encoding="utf-8") for path in (HANDBOOK / "rules").glob("*/index.md")}
    found = {rule: (path, words) for path, text in pages.items() for rule, words in re.findall(r"^## (\S+)\n(.*?)(?=^## |\Z)", text, re.M | re.S)}
    assert sum(len(re.findall(r"^## ", text, re.M)) for text in pages.values()) == len(found) and found.keys() == RULES.keys()
    listed = (HANDBOOK / "rules/index.md").read_text(encoding="utf-8")
    for rule, (path, words) in found.items():
        assert f"({path.parent.name}/index.md#{rule})" in listed
        assert all(f"- **{part}**：" in words for part in ("是什么", "为什么", "提示", "写成", "应为", "怎么改", "级别"))
        assert words.count("- **依据**：") == len(RULES[rule].law)


@pytest.mark.parametrize("path", [HANDBOOK / "index.md", *PAGES], ids=lambda path: path.parent.name)
def test_a_picture_is_there_small_and_told(path: Path) -> None:
    """Its words say what is on it, its size is that of the file, so that no page shifts; it is loaded when it is seen."""
    for tag in re.findall(r"<img [^>]*>", path.read_text(encoding="utf-8")):
        facts = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        png = (path.parent / facts["src"]).read_bytes()
        assert struct.unpack(">II", png[16:24]) == (int(facts["width"]), int(facts["height"]))
        assert len(facts["alt"]) > 15 and facts["loading"] == "lazy" and len(png) < 60_000


def test_every_picture_is_shown() -> None:
    """Four of them, and no file that no page shows."""
    shown = {(path.parent / name).resolve() for path in (HANDBOOK / "index.md", *PAGES)
             for name in re.findall(r'<img src="([^"]+)"', path.read_text(encoding="utf-8"))}
    assert shown == set(PICTURES) and len(PICTURES) == 4
