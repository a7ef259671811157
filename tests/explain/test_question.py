"""`explain` is asked about every file of a real site, every household of it, and about things that are not there."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from generator.cli import gongshi
from generator.examined import examine
from generator.explain.bureau import Bureau
from generator.explain.question import explained
from generator.model.address import path_of
from generator.model.answers import Answers
from generator.model.explanation import KINDS, Explanation, Unknown
from generator.model.identifier import check_character
from generator.model.problem import LANGUAGES
from generator.report.explanation_text import explanation_json, explanation_text
from generator.report.width import width

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "tests" / "example_site"


@pytest.fixture(scope="module")
def bureau() -> Bureau:
    return Bureau(examine(EXAMPLE / "mkdocs.yml"))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example's site, with the compressed twins and a hand-written page and a picture of its own."""
    bureau = Path(shutil.copytree(EXAMPLE, tmp_path_factory.mktemp("asked") / "bureau"))
    done = subprocess.run([sys.executable, "-m", "generator", "build", "--project", str(bureau)], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return bureau / "site"


def known(bureau: Bureau, asked: str) -> Explanation:
    found = explained(bureau, asked)
    assert isinstance(found, Explanation), asked
    return found


def test_every_file_of_the_site_is_explained(bureau: Bureau, site: Path) -> None:
    """Each has a kind, modules and templates that exist, and sources that exist; nothing on the site is unknown."""
    files = [path.relative_to(site).as_posix() for path in sorted(site.rglob("*")) if path.is_file()]
    assert len(files) > 100
    for name in files:
        found = known(bureau, name)
        assert found.kind in KINDS and all((ROOT / place).is_file() for place in (*found.modules, *found.templates)), name
        assert all((EXAMPLE / source.file).exists() for source in found.sources), name
        assert name.endswith(("404.html", "js", "css", "svg")) or found.sources, name


def test_a_page_is_drawn_by_the_module_that_is_named(bureau: Bureau, site: Path) -> None:
    """The template's own words stand in the module that is said to fill it in, or in one it imports of the same stage."""
    for name in ("household/00/", "quota/posting/", "quota/posting/2008-dong-final/", "quota/industry/", "quota/110101/", "policies/"):
        for found in [explained(bureau, name)]:
            if isinstance(found, Explanation):
                source = "".join((ROOT / module).read_text(encoding="utf-8") for module in found.modules)
                own = [template.rpartition("/")[2] for template in found.templates if "/parts/" not in template]
                assert any(f'"{template}"' in source for template in own), name


def test_every_household_is_explained_as_its_page_has_it(bureau: Bureau, answers: Answers) -> None:
    """Quota, tax and peers are those of the whole site, although only its own trades are derived."""
    for row in answers.households.iter_rows(named=True):
        found = known(bureau, row["disclosure_no"])
        facts = {fact.key: fact.value for fact in found.facts}
        assert found.kind == "household" and found.address == f"household/{row['bucket']}/#{row['disclosure_no']}"
        assert all(facts[key] == row[key] for key in ("monthly_turnover_fen", "tax_fen", "previous_turnover_fen", "status"))
        assert (found.peers.ring, found.peers.n) == (row["ring"], row["peer_n"])
        if row["ring"]:
            assert found.peers.numbers["median_fen"] == row["peer_median_fen"] and found.peers.numbers["below"] == row["peer_below"]
        else:
            assert found.peers.why


def test_a_household_names_every_row_and_parameter(bureau: Bureau) -> None:
    """Three years of postings and a correction; the row of each parameter in its file holds what is said of it."""
    found = known(bureau, "HDA1004")
    assert [(source.file.split("/")[2], source.row) for source in found.sources] == [
        ("2007-dong-provisional", 5), ("2007-dong-final", 5), ("2008-dong-provisional", 5), ("2008-dong-final", 5), ("2008-dong-correction", 2)]
    assert [version["standing"] for version in found.versions] == ["standing", "standing", "standing", "superseded", "standing"]
    assert {line["posting_id"] for line in found.taxes} == {"2008-dong-correction"}
    assert {"营业税", "行业", "街道", "核定方法"} <= {one.name for one in found.parameters}
    for one in found.parameters:
        line = (EXAMPLE / one.file).read_text(encoding="utf-8").splitlines()[one.row - 1]
        assert one.value.split(" ")[0] in line and (one.source or "") in line and ("true" in line) is one.verified


@pytest.mark.parametrize("asked", (
    "quota/posting/2008-dong-final/#r3", "/quota/posting/2008-dong-final/#r3", "2008-dong-final#r3", "quota/posting/2008-dong-final#r3",
    "https://example.org/quota/posting/2008-dong-final/#r3", "http://mirror.example/quota/posting/2008-dong-final/index.html#r3",
    "../../quota/posting/2008-dong-final/#r3", " /quota/posting/2008-dong-final/?q=1#r3 "))
def test_one_row_in_every_spelling(bureau: Bureau, asked: str) -> None:
    """With the host or another, with or without slashes and index.html."""
    found = known(bureau, asked)
    assert found.kind == "row" and found.sources[0].row == 3 and found.title.startswith("HDA1002")
    assert {fact.key: fact.value for fact in found.facts}["monthly_turnover_fen"] == 650000


def test_a_site_below_a_folder_of_its_host() -> None:
    """The folder is part of the host's address, not of the site's."""
    assert path_of("https://a.example/tax/quota/#x", "https://a.example/tax/") == ("quota/", "x")
    assert path_of("/tax/quota/", "https://a.example/tax/") == ("tax/quota/", "")
    assert path_of("https://a.example/taxes/quota/", "https://a.example/tax/") == ("taxes/quota/", "")


@pytest.mark.parametrize(("asked", "kind"), (
    ("", "page"), ("/", "page"), ("quota", "page"), ("data/", "page"), ("quota/110101", "division"), ("quota/110101/110101001/", "street"),
    ("quota/industry/6710/", "trade"), ("policies/", "column"), ("policies/gongshi-banfa", "document"), ("data/households.csv", "data"),
    ("data/postings/2008-dong-final/posting.yml", "posting-file"), ("search/households/index.json", "household-search"),
    ("stylesheets/gongshi.css", "look"), ("2008-xi-withdrawal", "posting"), ("#HXB2002", "household")))
def test_other_addresses(bureau: Bureau, asked: str, kind: str) -> None:
    """Each is what it is called."""
    assert known(bureau, asked).kind == kind


@pytest.mark.parametrize(("asked", "nearest"), (
    ("hda1004", "HDA1004"), ("HDA1O04", "HDA1004"), ("policies/gongsi-banfa", "policies/gongshi-banfa/"),
    ("2008-dong-finl", "quota/posting/2008-dong-final/"), ("quota/110101/110101009/", "quota/110101/110101001/"),
    ("quota/posting/2008-dong-final/#r99", None), ("quota/posting/2008-dong-final/7/", None), ("quota/110102/110101001/", None),
    ("data/households.xls", None), ("../../../etc/hosts", None), ("content/../mkdocs.yml", None), ("household/zz/", None), ("data/nothing.csv", None),
    ("policies/page/9/", None), ("\x00", None), ("http://[/x", None), ("%", None), ("quota/posting/2008-dong-final/#r9999999999999", None)))
def test_what_is_not_there_is_unknown(bureau: Bureau, asked: str, nearest: str | None) -> None:
    """Never a crash, never a file outside; what was perhaps meant is named."""
    found = explained(bureau, asked)
    assert isinstance(found, Unknown) and (nearest is None or nearest in found.nearest)


def test_a_refused_row_is_explained_with_what_is_wrong(example: Path) -> None:
    """The accepted rows are still there; of the refused one a person's number and the owner are not repeated."""
    number = "11010119700101001"
    number += check_character(number)
    table = example / "quota_data/postings/2008-dong-final/households.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("河沿小厨,王*", f"河沿小厨{number},王小明"), encoding="utf-8")
    bureau = Bureau(examine(example / "mkdocs.yml"))
    household, row = known(bureau, "HDA1002"), known(bureau, "2008-dong-final#r3")
    assert [version["posting_id"] for version in household.versions] == ["2007-dong-provisional", "2007-dong-final", "2008-dong-provisional"]
    assert {problem.rule for problem in row.problems} == {"personal-id-found", "owner-not-masked"}
    for found in (household, row):
        said = explanation_text(found, "zh", 100) + json.dumps(explanation_json(found, "zh"), ensure_ascii=False)
        assert number not in said and number[:17] not in said and "王小明" not in re.sub(r"\n.*owner-not-masked.*", "", said).replace(
            next((str(p.value) for p in found.problems if p.rule == "owner-not-masked"), ""), "")
    asked = explained(bureau, number)
    assert isinstance(asked, Unknown) and number not in asked.asked


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("asked", ("HDA1004", "HDA1006", "2008-dong-final", "2008-dong-final#r3", "policies/gongshi-banfa/", "quota/110101/"))
def test_the_text_says_it_all(bureau: Bureau, asked: str, language: str) -> None:
    """It fits but for paths, which are never cut, and names every source, parameter and template."""
    found = known(bureau, asked)
    text = explanation_text(found, language, 100)
    assert all(width(line) <= 100 for line in text.splitlines() if "/" not in line)
    joined = "".join(text.split())
    assert all(part in joined for part in (*found.templates, *found.modules, *(one.file for one in found.parameters)))
    assert ("未核实" if language == "zh" else "NOT") in text or not found.parameters


def test_the_command_exits_with_1_where_nothing_is_called_so(example: Path) -> None:
    """And prints the nearest names; in JSON too."""
    def run(*words: str):
        return CliRunner().invoke(gongshi, ["explain", *words, "--project", str(example), "--lang", "zh"], standalone_mode=False)
    done = run("hda1004")
    assert done.return_value == 1 and "HDA1004" in done.stderr and not done.stdout
    assert json.loads(run("hda1004", "--json").stdout) == {"asked": "hda1004", "found": False, "nearest": ["HDA1004", "HDA1006", "HDA1005"]}
    assert run("HDA1004").return_value == 0 and json.loads(run("HDA1004", "--json").stdout)["found"] is True
