"""The documents tell the truth: generated pages are fresh, commands exist, links lead somewhere, examples work."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import click
import pytest
import yaml
from click.testing import CliRunner

from generator import reference_docs
from generator.build import Build
from generator.cli import gongshi
from generator.comparison import compare
from generator.explain.question import explain
from generator.model.bucket import bucket_of
from generator.model.difference import KINDS, REASONS
from generator.model.document import KEYS, VALIDITIES
from generator.model.posting import PostingKind
from generator.model.quota_table import DISCLOSURE_NO, HEADINGS, STATED_OF, STATUSES
from generator.model.reference import SCHEMAS
from generator.model.rules import RULES
from generator.model.settings import Bureau, Settings
from generator.publish.manifest import MANIFEST
from generator.read import posting as posting_reader
from generator.read import quota_table as table_reader
from generator.read.settings import read_project
from generator.render.data_table import tables
from generator.render.feed import NEWEST
from generator.render.open_data import JSON_ROWS
from generator.report.difference_json import difference_json
from generator.report.explanation_text import explanation_json, unknown_json
from generator.seal import seal_postings

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
READMES = (ROOT / "README.md", ROOT / "README.zh-CN.md")
PAGES = (*READMES, ROOT / "CHANGELOG.md", ROOT / "bench" / "README.md", *sorted(DOCS.rglob("*.md")),
         *sorted((ROOT / "content" / "handbook").rglob("*.md")))
WORKFLOWS = (ROOT / ".github/workflows/site.yml", ROOT / ".gitlab-ci.yml")


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def page(name: str) -> str:
    return text(DOCS / name)


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


every_page = pytest.mark.parametrize("path", PAGES, ids=relative)
both_readmes = pytest.mark.parametrize("path", READMES, ids=relative)


# ---- generated pages

def test_the_generated_pages_are_fresh() -> None:
    """docs/reference/ and tables in docs/formats/ say what the code says; `generator.reference_docs` writes them."""
    stale = [relative(path) for path, wanted in reference_docs.pages().items() if text(path) != wanted]
    assert not stale


def test_every_rule_is_documented() -> None:
    """The clerks' list has each rule once, with its words in both languages."""
    listed = re.findall(r"^### (\S+)$", page("reference/rules.md"), re.MULTILINE)
    assert sorted(listed) == sorted(RULES)


def test_every_setting_is_documented_in_both_languages() -> None:
    """Each field of Settings and Bureau has a row and words in Chinese and English."""
    for prefix, kind in (("", Settings), ("bureau.", Bureau)):
        for field in kind.__dataclass_fields__.values():
            if field.name != "bureau":
                assert f"| `{prefix}{field.name}` |" in page("reference/settings.md")
                assert field.metadata["zh"] and field.metadata["en"]


@pytest.mark.parametrize("field", [f for f in Settings.__dataclass_fields__.values() if f.metadata.get("most")],
                         ids=lambda field: field.name)
def test_the_range_a_setting_states_is_the_range_it_takes(field, tmp_path: Path) -> None:
    """The largest number and 1 are accepted; one more and 0 are problems."""
    def problems(value: int) -> int:
        file = tmp_path / "mkdocs.yml"
        file.write_text(f"site_name: x\nextra:\n  gongshi:\n    {field.name}: {value}\n", encoding="utf-8")
        return len(read_project(file)[1])
    most = field.metadata["most"]
    assert [problems(value) for value in (0, 1, most, most + 1)] == [1, 0, 0, 1]


def test_every_command_and_option_is_documented() -> None:
    """Each command has a section that names each of its options."""
    sections = dict(re.findall(r"^## gongshi (\S+)\n(.*?)(?=^## |\Z)", page("reference/commands.md"), re.M | re.S))
    assert sections.keys() == gongshi.commands.keys()
    for name, command in gongshi.commands.items():
        for option in (p for p in command.params if isinstance(p, click.Option)):
            assert option.opts[0] in sections[name]


def test_the_json_of_build_and_check_is_documented() -> None:
    """The keys the page lists are the keys that are printed."""
    config = ROOT / "tests/example_site/mkdocs.yml"
    assert Build(config).figures("zh").keys() == reference_docs.BUILD_JSON.keys()
    done = CliRunner().invoke(gongshi, ["check", "--json", "--project", str(config.parent)], standalone_mode=False)
    assert yaml.safe_load(done.stdout).keys() == reference_docs.CHECK_JSON.keys()


def keys_of(name: str) -> list[str]:
    """The keys that the last table of a format's page lists, in its order."""
    return re.findall(r"^\| `(\w+)` \|", page(name), re.M)


def test_the_json_of_diff_is_documented() -> None:
    """The kinds in the order in which they are asked, then the keys that are printed; each key of a sum and of a change is named."""
    found = json.loads(difference_json(compare(ROOT / "tests/example_site/mkdocs.yml", "2008-dong-final", None, None)))
    listed = keys_of("formats/diff.md")
    assert set(listed[:len(KINDS)]) == set(KINDS) and listed[len(KINDS):] == list(found)
    inner = {*found["total"], *found["kinds"]["up"], *found["changes"][0], *found["changes"][0]["after"], *found["posting"]} - set(KINDS)
    assert all(f"`{key}`" in page("formats/diff.md") for key in (*inner, *REASONS))


def test_the_json_of_explain_is_documented() -> None:
    """The keys of what is found and of what is not."""
    config = ROOT / "tests/example_site/mkdocs.yml"
    assert keys_of("formats/explain.md") == list(explanation_json(explain(config, "HDA1004", None), "en"))
    assert all(f"`{key}`" in page("formats/explain.md") for key in unknown_json(explain(config, "nobody", None)))
    peers = explanation_json(explain(config, "HDA1004", None), "en")["peers"]
    assert all(f"`{key}`" in page("formats/explain.md") for key in peers)


# ---- formats

def rows_of(name: str) -> dict[str, list[str]]:
    """The rows of the tables of a page by the text of their first cell."""
    rows = (line.strip("|").split(" | ") for line in page(name).splitlines() if line.startswith("| `"))
    return {cells[0].strip().strip("`"): [cell.strip() for cell in cells[1:]] for cells in rows}


def test_the_page_of_postings_names_every_key() -> None:
    """Keys, which of them are required, and the four kinds."""
    rows = rows_of("formats/posting.md")
    assert rows.keys() == set(posting_reader.KEYS)
    assert {key for key, cells in rows.items() if cells[0] == "yes"} == set(posting_reader.REQUIRED)
    words = page("formats/posting.md")
    assert all(kind.value in words and kind.zh in words for kind in PostingKind)


def test_the_page_of_tables_names_every_heading() -> None:
    """Headings, which must be filled in, and the words of 状态."""
    rows = rows_of("formats/households.md")
    assert tuple(rows) == (*HEADINGS, *STATED_OF.values())
    needed = {table_reader.HEADING_OF[name] for name in table_reader._NEEDED}
    assert {heading for heading, cells in rows.items() if cells[0] == "always"} == needed
    assert all(f"`{status}`" in page("formats/households.md") for status in STATUSES)
    assert "4 to 40" in rows["公示编号"][1] and re.fullmatch(DISCLOSURE_NO, "HP7K2M9QXT")


def test_the_example_table_is_one_we_read(tmp_path: Path) -> None:
    """The rows printed in the page pass the reader without a problem."""
    path = tmp_path / "households.csv"
    path.write_text(re.search(r"```text\n(.*?)```", page("formats/households.md"), re.S)[1], encoding="utf-8")
    header = SimpleNamespace(id="x", kind=PostingKind.FINAL, folder="x")
    table, problems = table_reader.read_quota_table(header, path, path.name)
    assert not problems and table.rows_read == table.rows.height == 1 and table.taxes["tax/营业税"].to_list() == [40000]


def test_the_page_of_documents_names_every_key() -> None:
    """English and Chinese words of every front-matter key, and the five validities."""
    rows = rows_of("formats/documents.md")
    assert {key.name: f"`{key.zh}`" for key in KEYS} == {name: cells[0] for name, cells in rows.items()}
    assert all(word in page("formats/documents.md") for word in VALIDITIES)


def test_the_page_of_reference_tables_names_every_column() -> None:
    """Every table is described, and every column is in the list."""
    rows, words = rows_of("formats/reference.md"), page("formats/reference.md")
    for name, schema in SCHEMAS.items():
        assert f"**{name}**" in words and all(f"`{column}`" in rows[f"{name}.csv"][1] for column in schema)


def test_the_page_of_open_data_names_every_table_and_column(answers) -> None:
    """What a built site offers is what the page describes."""
    sections = dict(re.findall(r"^### (\S+)\n(.*?)(?=^### |^<!-- end|\Z)", page("formats/open-data.md"), re.M | re.S))
    for table in tables(answers):
        assert all(f"| `{column.name}` | `{column.heading}` |" in sections[table.name] for column in table.columns)
    for said in (f"above {JSON_ROWS:,} rows", f"newest {NEWEST}", f"`/{MANIFEST}`"):
        assert said in page("formats/open-data.md")


def test_the_address_of_a_household_follows_from_the_page() -> None:
    """The program and the examples in the page give what ours gives."""
    words = page("formats/household-address.md")
    scope: dict = {}
    exec(re.search(r"```python\n(.*?)```", words, re.S)[1], scope)
    for number, cells in rows_of("formats/household-address.md").items():
        for count, cell in zip((16, 256, 4096, 100), cells, strict=True):
            assert scope["bucket"](number, count) == bucket_of(number, count) == cell.strip("`| ")


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="the system has no sha256sum")
def test_a_stranger_can_check_the_record(example: Path) -> None:
    """`sha256sum -c` accepts the record of a sealed bureau, and refuses it when a posting was changed."""
    seal_postings(read_project(example / "mkdocs.yml")[0], ())
    check = ("sha256sum", "-c", "--quiet", "published.sha256")
    assert subprocess.run(check, cwd=example / "quota_data", capture_output=True).returncode == 0
    with next((example / "quota_data").rglob("posting.yml")).open("a", encoding="utf-8") as file:
        file.write("# later\n")
    assert subprocess.run(check, cwd=example / "quota_data", capture_output=True).returncode == 1


# ---- every page

def prose(path: Path) -> str:
    """A page without code blocks and code spans."""
    return re.sub(r"`[^`\n]*`", "", re.sub(r"^```.*?^```", "", text(path), flags=re.M | re.S))


def anchors(path: Path) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", text(path), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@every_page
def test_every_relative_link_leads_somewhere(path: Path) -> None:
    """Files exist, and so do the headings after #."""
    for target in re.findall(r"(?<![!\\])\[[^\]]*\]\(([^)\s]+)\)", prose(path)):
        if "://" not in target:
            file, _, anchor = target.partition("#")
            found = (path.parent / file).resolve() if file else path
            assert found.exists(), f"{relative(path)}: {target}"
            assert not anchor or anchor in anchors(found), f"{relative(path)}: {target}"


@every_page
def test_every_picture_is_there(path: Path) -> None:
    """A picture has an alternative text and a file."""
    for words, target in re.findall(r"(?<!\\)!\[([^\]]*)\]\(([^)\s]+)\)", prose(path)):
        assert words and (path.parent / target).is_file(), f"{relative(path)}: {target}"


@every_page
def test_every_path_in_code_exists(path: Path) -> None:
    """`generator/…`, `tests/…` and the like name files and folders of this repository."""
    for named in re.findall(r"`((?:generator|site_templates|tests|bench|docs)/[\w./-]*)`", text(path)):
        assert (ROOT / named).exists(), f"{relative(path)}: {named}"


@pytest.mark.parametrize("path", (*PAGES, *WORKFLOWS), ids=relative)
def test_no_page_speaks_of_somebodys_machine(path: Path) -> None:
    """No folder of a machine, no registry, nothing that is true in one place only."""
    assert not re.search(r"/tmp\b|/work/|/root/|/home/|/Users/|pypi\.|npmjs|docker\.io|\blocalhost\b", text(path))


# ---- commands

def commands_in(words: str) -> Iterator[list[str]]:
    """Every `gongshi …` with arguments: lines of code blocks and workflows, and code spans."""
    spans = re.findall(r"`(gongshi [^`\n]+)`", words)
    lines = [line.strip().removeprefix("- ").removeprefix("run: ") for line in words.splitlines()]
    for command in (*spans, *(line.removeprefix("$ ") for line in lines)):
        if re.match(r"gongshi [a-z]", command) and (command in spans or "…" not in command):
            tokens = re.split(r" (?:\d?>|\||&&|;|#)", command)[0]
            yield [token for token in shlex.split(tokens) if not token.startswith("$")][1:]


@pytest.mark.parametrize("path", (*PAGES, *WORKFLOWS), ids=relative)
def test_every_command_in_the_documents_exists(path: Path) -> None:
    """Its name, its options and its choices are those of the program."""
    for words in commands_in(text(path).replace("[OPTIONS] ", "").replace("[OPTIONS]", "")):
        assert words[0] in gongshi.commands, f"{relative(path)}: gongshi {words[0]}"
        command = gongshi.commands[words[0]]
        parser = command.make_parser(click.Context(command))
        given, _, _ = parser.parse_args(args=words[1:])
        for parameter in command.params:
            value = given.get(parameter.name)
            if isinstance(parameter.type, click.Choice) and value and value.islower() and "reference" not in str(path):
                assert value in parameter.type.choices, f"{relative(path)}: {value}"


# ---- the two READMEs

@both_readmes
def test_the_two_commands_stand_on_the_first_screen(path: Path) -> None:
    """Whoever opens the repository sees a picture and how to start."""
    first = text(path).splitlines()[:40]
    assert "$ make site" in first and "$ make test" in first and any(line.startswith("![") for line in first)
    targets = re.findall(r"^(\w+):", text(ROOT / "Makefile"), re.MULTILINE)
    assert {"site", "test"} <= set(targets)


def test_the_readmes_are_twins() -> None:
    """As many headings of each level, the same code, the same places to change."""
    english, chinese = (text(path) for path in READMES)
    for pattern in (r"^(#+) ", r"^```(\w*)$", r"^\| .*?`((?:site_templates|generator|quota_data)/[^`]*)`", r"^\$ (.*)$",
                    r"`(gongshi [^`]*)`"):
        assert re.findall(pattern, english, re.M) == re.findall(pattern, chinese, re.M)
    assert re.search(r"```yaml.*?```", english, re.S)[0] == re.search(r"```yaml.*?```", chinese, re.S)[0]


def masked(line: str, site: Path | None = None) -> str:
    """A line of output without what differs from run to run: digits, the digest, where the site lies."""
    line = re.sub(r"[0-9a-f]{64}", "#", line.replace(str(site), "…/site") if site else line)
    return re.sub(r"\d[\d.,]*", "0", line)


@pytest.fixture(scope="module")
def own_bureau(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bureau as the README tells to begin one: its mkdocs.yml, with the content and data of the example."""
    bureau = Path(shutil.copytree(ROOT / "tests/example_site", tmp_path_factory.mktemp("own") / "bureau"))
    (bureau / "mkdocs.yml").write_text(re.search(r"```yaml\n(.*?)```", text(READMES[0]), re.S)[1], encoding="utf-8")
    return bureau


@pytest.mark.parametrize(("path", "language"), tuple(zip(READMES, ("en", "zh"))), ids=("en", "zh"))
def test_the_output_in_the_readme_is_what_is_printed(path: Path, language: str, own_bureau: Path) -> None:
    """The minimal mkdocs.yml builds a site, and its output has the README's lines, digits apart."""
    command = (sys.executable, "-m", "generator", "build", "--as-of", "2008-09-26", "--lang", language)
    done = subprocess.run(command, cwd=own_bureau, capture_output=True, text=True,
                          env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert done.returncode == 0, done.stderr
    block = re.search(r"<!-- output.*?```console\n(.*?)```\n<!-- end of output -->", text(path), re.S)[1]
    site, _, test = block.partition("$ make test\n")
    printed = [masked(line, own_bureau / "site") for line in done.stdout.splitlines()]
    assert [masked(line) for line in site.splitlines()[1:]] == printed
    assert re.fullmatch(r"\d+ passed(, \d+ skipped)? in [\d.]+s( \([\d:]+\))?\n", test)


def test_the_two_readmes_show_one_real_run() -> None:
    """The numbers of what was read, and the digest of the sample's site, are the same in both and not left blank."""
    shown = [re.search(r"\$ make site\n(.*?)\n", text(path))[1] for path in READMES]
    digests = [re.search(r"[0-9a-f]{64}", text(path))[0] for path in READMES]
    assert re.findall(r"\d+", shown[0]) == re.findall(r"\d+", shown[1]) and digests[0] == digests[1]
    assert set(digests[0]) != {"0"} and not any("$ make test\n0 passed" in text(path) for path in READMES)


# ---- the workflows

def github() -> dict:
    return yaml.safe_load(text(WORKFLOWS[0]))


def gitlab() -> dict:
    return yaml.safe_load(text(WORKFLOWS[1]))


def test_the_github_workflow_checks_and_publishes() -> None:
    """Pull requests are checked and built; main and every night publish, with no more rights than that takes."""
    workflow = github()
    when = workflow[True]  # YAML 1.1 reads the key `on` as true
    assert "pull_request" in when and when["push"]["branches"] == ["main"]
    assert when["schedule"] == [{"cron": "5 18 * * *"}]  # 02:05 in Beijing
    assert workflow["permissions"] == {"contents": "read"} and workflow["defaults"]["run"]["shell"] == "bash"
    site, publish = workflow["jobs"]["site"], workflow["jobs"]["publish"]
    runs = [step["run"] for step in site["steps"] if "run" in step]
    order = [next(i for i, run in enumerate(runs) if wanted in run) for wanted in
             ("pip install -c constraints.txt", "GITHUB_ENV", "gongshi check", "gongshi diff", "gongshi build", "figures.json\n",
              "cp -rL site public")]
    assert order == sorted(order)
    used = [step["uses"] for step in (*site["steps"], *publish["steps"]) if "uses" in step]
    assert all(re.fullmatch(r"actions/[a-z-]+@v\d+", action) for action in used)
    names = {action.removeprefix("actions/").split("@")[0] for action in used}
    assert {"upload-artifact", "upload-pages-artifact", "deploy-pages"} <= names
    assert publish["needs"] == "site" and publish["permissions"] == {"pages": "write", "id-token": "write"}
    assert "pull_request" in publish["if"] and publish["environment"]["name"] == "github-pages"


def test_the_gitlab_workflow_checks_and_publishes() -> None:
    """Merge requests are checked; the default branch puts the site into public/."""
    workflow = gitlab()
    check, pages = workflow["check"], workflow["pages"]
    assert "merge_request_event" in check["rules"][0]["if"] and "CI_DEFAULT_BRANCH" in pages["rules"][0]["if"]
    report, *checked = check["script"]
    assert report == "gongshi check $AS_OF --format html --output report.html || true" and "report.html" in check["artifacts"]["paths"]
    for lines, told in ((checked, " --format gitlab --output gl-code-quality-report.json"), (pages["script"], "")):
        assert lines[:2] == [f"gongshi check $AS_OF{told}", "gongshi build $AS_OF --json > figures.json"]
    assert all("figures.json" in job["artifacts"]["paths"] for job in (check, pages))
    assert check["artifacts"]["reports"] == {"codequality": "gl-code-quality-report.json"}
    assert pages["script"][-1] == "cp -rL site public" and "public" in pages["artifacts"]["paths"]


def test_only_the_comment_may_write_to_a_pull_request() -> None:
    """It runs nothing of the change: no checkout, no program of ours, only the text another job made; and not for forks."""
    comment, site = github()["jobs"]["comment"], github()["jobs"]["site"]
    assert comment["permissions"] == {"pull-requests": "write"} and "permissions" not in site and comment["needs"] == "site"
    assert "head.repo.full_name == github.repository" in comment["if"] and "pull_request" in comment["if"]
    assert not any("checkout" in step.get("uses", "") or "gongshi " in step.get("run", "").replace("gongshi diff -->", "")
                   for step in comment["steps"])
    download = next(step for step in comment["steps"] if "download-artifact" in step.get("uses", ""))
    upload = next(step for step in site["steps"] if "upload-artifact" in step.get("uses", ""))
    assert download["with"]["name"] == upload["with"]["name"] and "diff\n" in upload["with"]["path"]


def test_the_gitlab_workflow_shows_the_pages_on_the_merge_request() -> None:
    """The folder is exposed: its path ends with a slash, without which GitLab finds nothing in it."""
    job = gitlab()["diff"]
    assert "merge_request_event" in job["rules"][0]["if"] and job["variables"]["GIT_DEPTH"] == "0"
    assert job["artifacts"]["paths"] == ["diff/"] and re.fullmatch(r"\w[-\w ]*", job["artifacts"]["expose_as"])


def a_change_under_review(bureau: Path) -> str:
    """A bureau in a repository whose last commit adds a posting, changes a document and takes one posting away; the commit before."""
    def git(*words: str) -> str:
        return subprocess.run(("git", "-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false", *words),
                              cwd=bureau, check=True, capture_output=True, text=True).stdout.strip()
    kept = bureau / "kept"
    shutil.move(bureau / "quota_data/postings/2008-dong-correction", kept)
    git("init", "--quiet", "--initial-branch", "main")
    git("add", "--all", ":!kept")
    git("commit", "--quiet", "--message", "before")
    shutil.move(kept, bureau / "quota_data/postings/2008-dong-correction")
    shutil.rmtree(bureau / "quota_data/postings/2008-xi-withdrawal")
    (bureau / "content/press/xinwen.md").write_text("---\ntitle: x\n---\nx\n", encoding="utf-8")
    git("add", "--all")
    git("commit", "--quiet", "--message", "after")
    return git("rev-parse", "HEAD~1")


@pytest.mark.skipif(shutil.which("git") is None or shutil.which("bash") is None, reason="the system has no git or no bash")
@pytest.mark.parametrize("system", ("github", "gitlab"))
def test_the_workflows_say_what_a_change_changes(system: str, example: Path) -> None:
    """The posting that was added is compared, as text and as a page; the one that was taken away and the document are not."""
    base = a_change_under_review(example)
    script = step_of_github("What the postings change") if system == "github" else "\n".join(gitlab()["diff"]["script"])
    ours = f'gongshi() {{ "{sys.executable}" -m generator "$@"; }}\n'
    done = subprocess.run(["bash", "-eo", "pipefail", "-c", ours + script], cwd=example, capture_output=True, text=True, env={
        **os.environ, "PYTHONPATH": str(ROOT), "AS_OF": "--as-of=2008-09-26", "GONGSHI_LANG": "zh", "BASE": base,
        "CI_MERGE_REQUEST_DIFF_BASE_SHA": base, "GITHUB_STEP_SUMMARY": str(example / "summary.md")})
    assert done.returncode == 0, done.stderr
    made = {path.name for path in (example / "diff").iterdir()} - {"changes.md", "postings.txt"}
    assert made == {"2008-dong-correction.txt", "2008-dong-correction.html"}
    said = text(example / "summary.md") if system == "github" else done.stdout
    assert "四季餐厅" in said and "−2,000" in said


def step_of_github(name: str) -> str:
    return next(step["run"] for step in github()["jobs"]["site"]["steps"] if step.get("name") == name)


def day_of_github(bureau: Path, variable: str) -> str:
    script = step_of_github("The day")
    environment = {**os.environ, "GONGSHI_AS_OF": variable, "GITHUB_ENV": str(bureau / "env")}
    subprocess.run(["bash", "-eo", "pipefail", "-c", script], cwd=bureau, check=True, env=environment)
    return text(bureau / "env").strip().removeprefix("AS_OF=")


def day_of_gitlab(bureau: Path, variable: str) -> str:
    script = gitlab()["default"]["before_script"][-1] + '\nprintf %s "$AS_OF"'
    done = subprocess.run(["bash", "-eo", "pipefail", "-c", script], cwd=bureau, check=True, text=True,
                          capture_output=True, env={**os.environ, "GONGSHI_AS_OF": variable})
    return done.stdout


@pytest.mark.parametrize("day_of", (day_of_github, day_of_gitlab))
@pytest.mark.parametrize(("setting", "variable", "wanted"), (
    ("    as_of: 2008-09-26\n", "", ""), ("    as_of: 2008-09-26\n", "2008-10-08", "--as-of=2008-10-08"),
    ("", "2026-11-23", "--as-of=2026-11-23"), ("", "", r"--as-of=\d{4}-\d\d-\d\d")))
def test_the_workflows_know_the_day(day_of, setting: str, variable: str, wanted: str, tmp_path: Path) -> None:
    """The variable goes first, then the setting, which is left to the program; a real bureau gets today in China."""
    (tmp_path / "mkdocs.yml").write_text(f"extra:\n  gongshi:\n{setting}    comment_days: 5\n", encoding="utf-8")
    assert re.fullmatch(wanted, day_of(tmp_path, variable))


@pytest.mark.skipif(shutil.which("jq") is None, reason="the system has no jq")
def test_the_summary_of_the_github_workflow_is_a_table(tmp_path: Path) -> None:
    """The messages of the check and a row for each figure."""
    script = step_of_github("Summary")
    (tmp_path / "check.txt").write_text("0 个问题\n::error file=a.csv::x\n", encoding="utf-8")
    figures = '{"households": 8, "problems": [], "seconds": {}, "digest": "ab"}'
    (tmp_path / "figures.json").write_text(figures, encoding="utf-8")
    subprocess.run(["bash", "-eo", "pipefail", "-c", script], cwd=tmp_path, check=True,
                   env={**os.environ, "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md")})
    summary = text(tmp_path / "summary.md")
    assert "0 个问题" in summary and "::error" not in summary and "| households | 8 |\n| digest | ab |" in summary


def test_what_the_workflows_install_from_is_there() -> None:
    """constraints.txt, so that a build of today and one of next year use the same packages."""
    assert (ROOT / "constraints.txt").is_file() and all("constraints.txt" in text(path) for path in WORKFLOWS)
