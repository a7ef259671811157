"""`gongshi diff` as it is run: formats, files, exit codes, mistakes in the way."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator.cli import gongshi
from generator.model.problem import GeneratorError


def run(bureau: Path, *words: str) -> Result:
    return CliRunner().invoke(gongshi, ["diff", *words, "--project", str(bureau), "--lang", "en"], standalone_mode=False)


def test_text_json_and_page_are_written(example: Path, tmp_path: Path) -> None:
    """--json is --format json; --output writes a file and prints nothing."""
    assert "up 2" in run(example, "2008-dong-final").stdout
    assert json.loads(run(example, "2008-dong-final", "--json").stdout) == json.loads(
        run(example, "2008-dong-final", "--format", "json").stdout)
    done = run(example, "2008-dong-final", "--format", "html", "--output", str(tmp_path / "diff.html"))
    assert done.return_value == 0 and not done.stdout and (tmp_path / "diff.html").read_text(encoding="utf-8").startswith("<!doctype html>")


@pytest.mark.parametrize("word", ("quota_data/postings/2008-dong-final", "quota_data/postings/2008-dong-final/",
                                  "quota_data/postings/2008-dong-final/households.csv"))
def test_a_posting_may_be_named_by_its_folder(example: Path, word: str) -> None:
    """As a shell completes it."""
    assert run(example, word, "--json").stdout == run(example, "2008-dong-final", "--json").stdout


@pytest.mark.parametrize(("words", "said"), (
    (("2008-dong-finale",), "2008-dong-final"), (("2008-dong-final", "--against", "nothing"), "nothing"),
    (("2008-dong-final", "--against", "2008-xi-withdrawal"), "2008-xi-withdrawal"),
    (("2008-xi-withdrawal", "--against", "2008-xi-provisional"), "2008-xi-withdrawal"),
    (("2008-dong-final", "--output", "no/such/folder/x"), "no/such/folder/x")))
def test_what_cannot_be_compared_is_one_line(example: Path, words: tuple[str, ...], said: str) -> None:
    """A posting that does not exist, with the nearest; a withdrawal; a file that cannot be written."""
    done = run(example, *words)
    assert isinstance(done.exception, GeneratorError) and said in str(done.exception)


def test_the_page_is_not_written_where_it_would_be_published(example: Path) -> None:
    """Whatever lies in content/ becomes part of the site."""
    done = run(example, "2008-dong-final", "--format", "html", "--output", str(example / "content/diff.html"))
    assert isinstance(done.exception, GeneratorError) and not (example / "content/diff.html").exists()


def test_a_row_with_a_mistake_is_named_and_not_compared(example: Path) -> None:
    """The others are; the household is not said to be gone."""
    table = example / "quota_data/postings/2008-dong-final/households.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("6500.00", "6500元"), encoding="utf-8")
    document = json.loads(run(example, "2008-dong-final", "--json").stdout)
    assert document["refused"] == 1 and len(document["changes"]) == 5 and "gone" not in {c["kind"] for c in document["changes"]}


def test_a_mistake_in_the_header_is_told(example: Path) -> None:
    """The problem is printed as `check` prints it, and nothing is compared; another posting still can be."""
    header = example / "quota_data/postings/2008-dong-final/posting.yml"
    header.write_text(header.read_text(encoding="utf-8").replace("approved_on", "aproved_on"), encoding="utf-8")
    done = run(example, "2008-dong-final")
    assert done.return_value == 1 and not done.stdout and "[unknown-posting-key]" in done.stderr
    other = json.loads(run(example, "2008-xi-provisional", "--json").stdout)
    assert other["left_out"] == ["2008-dong-correction"] and other["total"]["quotas"] == 1


def test_postings_that_name_each_other_are_left_out(example: Path) -> None:
    """Two corrections in a circle are mistakes, not an endless loop."""
    for name, of in (("x", "y"), ("y", "x")):
        folder = example / f"quota_data/postings/{name}"
        folder.mkdir()
        (folder / "posting.yml").write_text(f"id: {name}\nkind: correction\nof: {of}\noffice: '11010101'\nposted_on: 2008-07-01\n",
                                            encoding="utf-8")
    assert run(example, "x").return_value == 1 and run(example, "2008-dong-final").return_value == 0
