"""The peers' site has the same facts, memory is that of the whole tree, the table divides the right figures."""

import sys

from bench.compare import prepare, table
from bench.make_hugo import write_hugo_site
from bench.measure import Run, run


def test_the_hugo_site_has_a_page_for_each_household(tmp_path, postings, reference, tables):
    """One Markdown page a household, with its facts and a line for each version."""
    assert write_hugo_site(postings, reference, tmp_path) == 3200
    number = tables["2008-shenhe-correction-01"][0]["公示编号"]
    page = (tmp_path / "content" / "household" / f"{number}.md").read_text(encoding="utf-8")
    versions = sum(row["公示编号"] == number for rows in tables.values() for row in rows)
    assert (
        page.count("\n| 200") == versions and f"公示编号：{number}" in page and "| 2008-shenhe-correction-01 |" in page
    )


def test_both_sites_are_made_of_the_same_households(tmp_path, repository):
    """Our project and the Hugo site hold the same numbers."""
    project, hugo = prepare(repository, tmp_path, 80, 2008)
    ours = {
        line.partition(",")[0]
        for path in project.glob("quota_data/postings/*/households.csv")
        for line in path.read_text(encoding="utf-8").splitlines()[1:]
    }
    assert ours == {path.stem for path in (hugo / "content" / "household").glob("*.md")} and len(ours) == 80


def test_memory_is_that_of_the_whole_tree(tmp_path):
    """A command whose child fills 200 MB is measured with its child."""
    child = "x = bytearray(200_000_000); import time; time.sleep(0.3)"
    result = run(
        "child",
        [sys.executable, "-c", f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"],
        tmp_path,
    )
    assert result.exit_code == 0 and result.peak_mb > 200 and result.seconds > 0.3


def test_the_table_compares_with_both_peers_together():
    """Peers run after each other: their times add up, their memory does not."""
    runs = [
        Run("gongshi build", 2.0, 100, 0, ""),
        Run("hugo", 10.0, 300, 0, ""),
        Run("pagefind", 30.0, 500, 0, ""),
        Run("copy of our output", 1.0, 5, 0, ""),
        Run("gongshi build", 4.0, 90, 0, ""),
        Run("hugo", 12.0, 300, 0, ""),
        Run("pagefind", 31.0, 500, 0, ""),
        Run("copy of our output", 1.5, 5, 0, ""),
    ]
    lines = table(runs, 10)
    assert "| hugo + pagefind | 40.0 | 500 |" in lines
    assert lines[-2:] == [
        "gongshi is 20.0 times as fast and takes 0.20 of the memory;",
        "it takes 2.0 times as long as copying its output.",
    ]
