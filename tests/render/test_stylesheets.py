"""The stylesheets keep to their own rules: colours by name, widths of the page and not of the window."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

SHEETS = sorted((Path(__file__).resolve().parents[2] / "site_templates" / "stylesheets").glob("*.css"))
_TOKENS = re.compile(r":root[^{]*\{[^}]*\}")
_PAPER = re.compile(r"@media print \{.*?\n\}", re.S)


def on_screen(sheet: Path) -> str:
    """All but the tokens and the rules for paper, which is white and black."""
    return _PAPER.sub("", _TOKENS.sub("", sheet.read_text(encoding="utf-8")))


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_colours_are_taken_by_name(sheet: Path) -> None:
    """A colour outside the tokens would stay light on a dark screen."""
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b(?![^{}]*\{)|\brgba?\(|\bhsla?\(|:\s*(?:white|black)\b", on_screen(sheet))


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_every_name_is_a_token(sheet: Path) -> None:
    """No var() names what no token is."""
    tokens = set(re.findall(r"(--g-[\w-]+):", "".join(one.read_text(encoding="utf-8") for one in SHEETS)))
    assert set(re.findall(r"var\((--g-[\w-]+)", sheet.read_text(encoding="utf-8"))) <= tokens


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_widths_are_those_of_the_page(sheet: Path) -> None:
    """A rule asked of the window would not see that the elders' mode has larger type."""
    assert not re.findall(r"@media[^{]*(?:min|max)-width", sheet.read_text(encoding="utf-8"))
