"""The peers' sites hold the same households; runs are measured and ended as said; results keep no path of the machine."""

import json
import sys
from pathlib import Path

from bench.changes import CHANGES, ROW, make_change, rewritten, state_of
from bench.compare import keep
from bench.counting_server import Answer, round_trips
from bench.first_search import queries
from bench.make_hugo import household_pages, read_versions, write_hugo_site
from bench.make_mkdocs import write_mkdocs_site
from bench.measure import Limits, run


def test_the_peers_have_a_page_for_each_household(tmp_path, postings, reference, tables):
    """One Markdown page a household, with its facts and a line for each version, the same for all peers."""
    pages = household_pages(read_versions(postings), reference)
    assert write_hugo_site(pages, tmp_path / "hugo") == write_mkdocs_site(pages, tmp_path / "mkdocs") == 3200
    number = tables["2008-shenhe-correction-01"][0]["公示编号"]
    page = (tmp_path / "hugo" / "content" / "household" / f"{number}.md").read_text(encoding="utf-8")
    versions = sum(row["公示编号"] == number for rows in tables.values() for row in rows)
    assert page.count("\n| 200") == versions and f"公示编号：{number}" in page
    assert "| 2008-shenhe-correction-01 |" in page
    assert page == (tmp_path / "mkdocs" / "docs" / "household" / f"{number}.md").read_text(encoding="utf-8")


def test_memory_and_processor_time_are_those_of_the_whole_tree(tmp_path):
    """A command whose child fills 200 MB and works for a while is measured with its child."""
    child = "x = bytearray(200_000_000)\nfor n in range(4_000_000): pass\nimport time; time.sleep(0.3)"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    result = run("child", [sys.executable, "-c", parent], tmp_path)
    assert not result.stopped and result.peak_mb > 200 and result.seconds > 0.3 and result.cpu_seconds > 0.05


def test_a_run_is_ended_at_its_limits(tmp_path):
    """Too long, too much memory, and ending by itself with an error are told apart."""
    sleep = [sys.executable, "-c", "import time; time.sleep(60)"]
    fill = [sys.executable, "-c", "x = bytearray(300_000_000); import time; time.sleep(60)"]
    assert run("long", sleep, tmp_path, Limits(seconds=0.5)).stopped == "time"
    assert run("large", fill, tmp_path, Limits(seconds=30, mb=150)).stopped == "memory"
    assert run("wrong", [sys.executable, "-c", "raise SystemExit(3)"], tmp_path).stopped == "error"


def test_results_replace_their_elders_and_name_no_folder(tmp_path):
    """A run of the same size and name takes the place of the one before; the work folder is WORK."""
    work, path = tmp_path / "10", tmp_path / "results.json"
    for seconds in (3, 2):
        keep(path, {"households": 10, "name": "Hugo", "command": f"hugo --destination {work}/hugo", "seconds": seconds,
                    "peak_mb": 1, "stopped": ""}, work)  # fmt: skip
    text = path.read_text(encoding="utf-8")
    assert [run["seconds"] for run in json.loads(text)["runs"]] == [2]
    assert "WORK/hugo" in text and str(tmp_path) not in text


def test_one_corrected_row_is_a_new_posting(tmp_path, postings):
    """The change of one row adds a posting of one row and touches no other; the same bytes anew count as rewritten."""
    copy = tmp_path / "project" / "quota_data" / "postings"
    for name in ("2008-heping-final-01", "2008-shenhe-final-01"):
        (copy / name).mkdir(parents=True)
        for file in (postings / name).iterdir():
            (copy / name / file.name).write_bytes(file.read_bytes())
    before = state_of(copy)
    make_change(ROW, tmp_path / "project", Path("unused"))
    after = state_of(copy, before)
    assert after.keys() - before.keys() == {f"2008-heping-correction-09/{n}" for n in ("posting.yml", "households.csv")}
    assert rewritten(before, after) == (2, 2) and ROW in CHANGES
    file = copy / "2008-shenhe-final-01" / "posting.yml"
    data = file.read_bytes()
    (copy / "new").write_bytes(data)
    (copy / "new").rename(file)
    assert rewritten(after, state_of(copy, after)) == (1, 0)


def test_round_trips_are_what_waits_for_what():
    """Two at once count once; one that begins when another has ended counts anew."""
    at_once = [Answer("a", 1, 0.0, 1.0), Answer("b", 1, 0.1, 1.1)]
    assert round_trips(at_once) == 1
    assert round_trips([*at_once, Answer("c", 1, 1.2, 2.0)]) == 2 and round_trips([]) == 0


def test_queries_have_their_answers_in_the_data(postings):
    """Every query is part of a name or address, and its answers are all the households that hold it."""
    versions = read_versions(postings).unique("公示编号", keep="last", maintain_order=True)
    households = versions.select(number="公示编号", name="字号", address="经营地址")
    asked = queries(households)
    assert len(asked) == 30
    for text, truth in asked:
        holding = {number for number, name, address in households.iter_rows() if text in name or text in address}
        assert truth == holding and truth
