"""Whatever stands in a bureau's files, every format shows all problems and none ends in a traceback."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook

from generator.examined import examine
from generator.model.problem import GeneratorError
from generator.report import workbook
from generator.report.formats import FORMATS
from generator.report.style import Style
from generator.report.text import text
from generator.report.width import width

JUNK = ('"', ",", "\n", "\r", "\0", "\x1b[2J", "::error::x", "%0A", "=1+1", "\ufeff", "\u202e", "\ufffe", "𠮷", "e\u0301", "张" + "三丰",
        "x" * 5_000, ",,,,", "\t", "<script>", "{0}", "{", "#", "…", "'", "]]>", "&amp;", "139" + "00001234")


def spoilt(raw: bytes, chance: random.Random) -> bytes:
    """The bytes of a file after an accident: other bytes, junk typed in, a byte changed, cut off."""
    accident, at = chance.randrange(4), chance.randrange(len(raw) + 1)
    if accident == 0:
        return bytes(chance.randrange(256) for _ in range(chance.randrange(300)))
    if accident == 1:
        text = raw.decode()
        for _ in range(chance.randrange(1, 12)):
            place = chance.randrange(len(text) + 1)
            text = text[:place] + chance.choice(JUNK) + text[place:]
        return text.encode()
    if accident == 2:
        return raw[:at] + bytes([chance.randrange(256)]) + raw[at + chance.randrange(3):]
    return raw[:at]


@pytest.mark.parametrize("seed", range(12))
def test_every_format_shows_whatever_is_wrong(example: Path, tmp_path: Path, seed: int) -> None:
    """The counts are those of the problems, no line of a narrow terminal is too wide, the workbook opens."""
    chance = random.Random(seed)
    files = sorted(path for path in example.rglob("*") if path.suffix in (".csv", ".yml", ".md"))
    for path in chance.sample(files, chance.randrange(1, 5)):
        path.write_bytes(spoilt(path.read_bytes(), chance))
    try:
        examined = examine(example / "mkdocs.yml")
    except GeneratorError as error:
        assert error.told("zh") and error.told("en")
        return
    for language in ("zh", "en"):
        report = examined.report(language)
        assert sum(section.errors + section.warnings for section in report.sections) == len(examined.problems)
        assert all(isinstance(show(report), str) for show in FORMATS.values())
        for wide in (24, 48, 100):
            lines = text(report, Style(wide)).splitlines()
            assert all(width(line) <= wide for line in lines if line.startswith(" "))
            assert "\x1b" not in "".join(lines)
    workbook.written(examined.report("zh"), tmp_path / "out.xlsx")
    assert load_workbook(tmp_path / "out.xlsx").worksheets[0].max_row >= len(examined.problems)
    shutil.rmtree(example)
