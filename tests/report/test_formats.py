"""`gongshi check` in every format: where it goes, what it counts, what it must not touch."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator.cli import gongshi
from generator.model.problem import GeneratorError
from generator.report.formats import FORMATS

TABLE = "quota_data/postings/2008-dong-provisional/households.csv"


def check(bureau: Path, *options: str) -> Result:
    return CliRunner().invoke(gongshi, ["check", "--project", str(bureau), "--lang", "zh", *options], standalone_mode=False)


@pytest.fixture
def spoilt(example: Path) -> Path:
    """Two amounts that are no numbers."""
    path = example / TABLE
    path.write_text(path.read_text("utf-8").replace(",6500.00,", ",六千五,", 1).replace(",8000.00,", ",八千,", 1), "utf-8")
    return example


def test_json_has_every_problem_singly_by_either_option(spoilt: Path) -> None:
    """`--json` and `--format json` are the same document, and nothing else is printed."""
    by_flag, by_format = check(spoilt, "--json"), check(spoilt, "--format", "json")
    assert by_flag.stdout == by_format.stdout and not by_flag.stderr and by_flag.return_value == 1
    document = json.loads(by_flag.stdout)
    assert [problem["value"] for problem in document["problems"] if problem["severity"] == "error"] == ["八千", "六千五"]
    assert (document["rows_read"], document["rows_accepted"], document["rows_refused"]) == (28, 26, 2)


@pytest.mark.parametrize("name", tuple(FORMATS))
def test_a_file_holds_what_would_be_printed(spoilt: Path, tmp_path: Path, name: str) -> None:
    """`--output` takes every format; people are told where it is."""
    out = tmp_path / "report"
    done = check(spoilt, "--format", name, "--output", str(out))
    assert done.return_value == 1 and "八千" in out.read_text("utf-8")
    if name not in ("text", "json"):
        assert check(spoilt, "--format", name).stdout == out.read_text("utf-8")
    if name != "json":
        assert f"已写入 {out}" in done.stdout and "2 个问题要改" in done.stdout and "八千" in done.stderr


@pytest.mark.parametrize("name", tuple(FORMATS))
def test_a_bureau_without_problems_is_fine_in_every_format(example: Path, name: str) -> None:
    """Exit 0."""
    assert check(example, "--format", name).return_value == 0


@pytest.mark.parametrize("option", ("--output", "--annotate"))
@pytest.mark.parametrize("folder", ("content", "quota_data/postings"))
def test_a_report_is_never_put_where_it_would_be_published(spoilt: Path, option: str, folder: str) -> None:
    """MkDocs copies every file below content/ to the site."""
    error = check(spoilt, option, str(spoilt / folder / "report.xlsx")).exception
    assert isinstance(error, GeneratorError) and "公布" in str(error) and "published" in str(error)
    assert not (spoilt / folder / "report.xlsx").exists()


def test_a_file_that_cannot_be_written_is_one_clear_line(spoilt: Path, tmp_path: Path) -> None:
    """A folder that does not exist."""
    for option in ("--output", "--annotate"):
        error = check(spoilt, option, str(tmp_path / "none" / "x.xlsx")).exception
        assert isinstance(error, GeneratorError) and "写不进去" in str(error)
