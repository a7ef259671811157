"""The whole build: the same site from every shell, the same bytes anywhere, and a command that tells the truth."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from generator.build import Build
from generator.publish.manifest import MANIFEST
from generator.render.file_size import said

ENVIRONMENT = {**os.environ, "LANG": "C.UTF-8", "NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true",
               "PYTHONPATH": str(Path(__file__).resolve().parent.parent)}


def run(*words: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", *words], cwd=cwd, capture_output=True, text=True,
                          env={**ENVIRONMENT, **environment})


def contents(site: Path) -> dict[str, str]:
    """Every file of a site with its digest."""
    return {path.relative_to(site).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(site.rglob("*")) if path.is_file()}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, root: Path) -> tuple[Path, dict]:
    """The example bureau built by `gongshi build --json`: its folder and the figures printed."""
    bureau = Path(shutil.copytree(root / "tests/example_site", tmp_path_factory.mktemp("built") / "bureau"))
    done = run("generator", "build", "--json", cwd=bureau)
    assert done.returncode == 0, done.stderr
    return bureau, json.loads(done.stdout)


def test_the_figures_are_what_the_site_holds(built: tuple[Path, dict]) -> None:
    """Rows add up; blocks, search records and open data hold every household; files, bytes and digest are the site's."""
    bureau, figures = built
    site = bureau / "site"
    assert (figures["rows_read"], figures["rows_accepted"], figures["rows_refused"]) == (28, 28, 0)
    assert figures["households"] == 8 and figures["documents"] == 8
    assert {(problem["severity"], problem["rule"]) for problem in figures["problems"]} == {
        ("warning", "surcharge-differs"), ("warning", "period-starts-in-window")}
    blocks = sum(page.read_text(encoding="utf-8").count('<article class="g-household"') for page in site.glob("household/*/index.html"))
    manifest = json.loads((site / "search/households/index.json").read_text(encoding="utf-8"))
    table = (site / "data/households.csv").read_text(encoding="utf-8-sig").strip().splitlines()
    assert blocks == manifest["records"] == len(table) - 1 == 8
    files = contents(site)
    assert figures["files"] == len(files) and figures["pages"] == sum(name.endswith(".html") for name in files)
    assert figures["bytes"] == sum((site / name).stat().st_size for name in files)
    listing = (site / MANIFEST).read_bytes()
    assert figures["digest"] == hashlib.sha256(listing).hexdigest()
    assert listing.decode() == "".join(f"{digest}  {name}\n" for name, digest in sorted(
        files.items(), key=lambda item: item[0].encode()) if name != MANIFEST)
    assert {"read", "validate", "derive", "render", "check", "publish"} <= figures["seconds"].keys()
    assert figures["peak_memory_mb"] > 0


def test_each_download_says_how_large_it_is(built: tuple[Path, dict]) -> None:
    """The page of open data was drawn before its files were made, and still says the size of each, and the limits of each form."""
    site = built[0] / "site"
    page = (site / "data/index.html").read_text(encoding="utf-8")
    links = re.findall(r'href="\.\./(data/[^"]+)" download aria-label="[^"]*，([^"，]+)"', page)
    assert len(links) > 60 and {path.rpartition(".")[2] for path, _ in links} == {"csv", "json", "parquet", "xlsx", "sqlite", "ics"}
    assert all(said(len((site / path).read_bytes())) == size for path, size in links)
    assert "@@gongshi" not in page and "超过 100,000 行的表，XLSX" in page


def test_mkdocs_builds_the_same_site(built: tuple[Path, dict], example: Path) -> None:
    """`mkdocs build`, elsewhere on the disk and in another time zone, gives the same bytes, and warns of our figures only."""
    done = run("mkdocs", "build", cwd=example, TZ="Asia/Shanghai", LC_ALL="C")
    assert done.returncode == 0, done.stderr
    warnings = [line for line in done.stderr.splitlines() if line.startswith("WARNING")]
    assert warnings == ["WARNING -  quota_data/postings/2008-xi-provisional/households.csv  3 处提醒"]
    assert "[period-starts-in-window]" in done.stderr and "[surcharge-differs]" in done.stderr
    assert run("mkdocs", "build", "--strict", cwd=example).returncode == 1, "a warning is an error to whoever asks for it"
    assert contents(example / "site") == contents(built[0] / "site")


def test_properdocs_builds_the_same_site(built: tuple[Path, dict], example: Path) -> None:
    """The fork runs the same plugin and theme; every page is the same, byte for byte."""
    done = run("properdocs", "build", cwd=example)
    assert done.returncode == 0, done.stderr
    assert contents(example / "site") == contents(built[0] / "site")


def test_an_installed_package_builds_the_same_site(built: tuple[Path, dict], example: Path, tmp_path: Path, root: Path) -> None:
    """`pip install .` brings the templates along: a wheel unpacked elsewhere builds the same site without the checkout."""
    wheel = subprocess.run([sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation",
                            "--wheel-dir", str(tmp_path), str(root)], capture_output=True, text=True)
    assert wheel.returncode == 0, wheel.stderr
    shutil.unpack_archive(next(tmp_path.glob("gongshi-*.whl")), tmp_path / "installed", "zip")
    done = run("generator", "build", cwd=example, PYTHONPATH=str(tmp_path / "installed"))
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "installed/generator/site_templates/main.html").is_file()
    assert contents(example / "site") == contents(built[0] / "site")


def test_a_rebuild_leaves_the_live_site_untouched(built: tuple[Path, dict]) -> None:
    """The same input gives the same digest, and the published files are not even rewritten."""
    bureau, figures = built
    before = (bureau / "site/index.html").stat().st_mtime_ns
    again = json.loads(run("generator", "build", "--json", cwd=bureau).stdout)
    assert again["digest"] == figures["digest"] and (bureau / "site/index.html").stat().st_mtime_ns == before


def test_a_second_build_replaces_the_first_at_the_same_address(example: Path, tmp_path: Path) -> None:
    """`--site-dir` names the link readers follow, not the build it points at; the previous build is kept beside it."""
    site = tmp_path / "public"
    for words in ("本市开始公示", "本市今天开始公示"):
        page = example / "content/press/xinwen.md"
        page.write_text(page.read_text(encoding="utf-8").replace("本市开始公示", words), encoding="utf-8")
        assert run("generator", "build", "--site-dir", str(site), cwd=example).returncode == 0
        assert words in (site / "press/xinwen/index.html").read_text(encoding="utf-8")
    builds = [path for path in (tmp_path / "public.builds").iterdir() if path.is_dir() and path.name not in ("cache", "spare")]
    assert site.is_symlink() and len([path for path in builds if not path.is_symlink()]) == 2


def test_a_bureaus_own_robots_file_stands(example: Path) -> None:
    """At the root of a host the site says where its sitemap is; a file that the bureau wrote itself is taken as it is."""
    config = example / "mkdocs.yml"
    config.write_text(config.read_text(encoding="utf-8").replace("https://example.org/gongshi/", "https://example.org/"), encoding="utf-8")
    assert run("generator", "build", cwd=example).returncode == 0
    assert "Sitemap: https://example.org/sitemap.xml" in (example / "site/robots.txt").read_text(encoding="utf-8")
    (example / "content/robots.txt").write_text("User-agent: one\n", encoding="utf-8")
    assert run("generator", "build", cwd=example).returncode == 0
    assert (example / "site/robots.txt").read_text(encoding="utf-8") == "User-agent: one\n"


@pytest.mark.parametrize("gone", ["content/policies content/press content/guides content/hotline content/halls "
                                  "content/statistics content/disclosure", "quota_data/postings"])
def test_a_bureau_that_has_just_begun(example: Path, gone: str) -> None:
    """Without a document, or without a posting, the site builds: its pages say that there is nothing yet."""
    for name in gone.split():
        shutil.rmtree(example / name)
    done = run("generator", "build", cwd=example)
    assert done.returncode == 0, done.stderr


def test_the_as_of_date_moves_the_states(example: Path) -> None:
    """One day after the window, nothing is open any more; the option goes before the setting."""
    done = run("generator", "build", "--as-of", "2008-10-08", "--json", cwd=example)
    assert done.returncode == 0 and json.loads(done.stdout)["as_of"] == "2008-10-08"
    posting = (example / "site/quota/posting/2008-xi-provisional/index.html").read_text(encoding="utf-8")
    assert "公示期满" in posting and "公示中" not in posting


def test_problems_stop_the_build_and_keep_the_site(built: tuple[Path, dict], tmp_path: Path) -> None:
    """Exit 1, every problem in one run on standard error or in the JSON, the old site whole, no traceback."""
    bureau = Path(shutil.copytree(built[0], tmp_path / "bureau", symlinks=True))
    before = contents(bureau / "site")
    table = bureau / "quota_data/postings/2008-dong-final/households.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("8000.00", "8，000元").replace("110101001", "9"), encoding="utf-8")
    done = run("generator", "build", "--lang", "zh", cwd=bureau)
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert "[amount-not-a-number]" in done.stderr and "[unknown-street]" in done.stderr and "网站没有变动" in done.stderr
    figures = json.loads(run("generator", "build", "--json", cwd=bureau).stdout)
    assert figures["rows_refused"] == 5 and figures["rows_accepted"] == 23 and figures["digest"] is None
    assert {problem["rule"] for problem in figures["problems"] if problem["severity"] == "error"} == {"amount-not-a-number", "unknown-street"}
    assert contents(bureau / "site") == before


def test_check_prints_one_json_document(example: Path) -> None:
    """`check --json` has the four keys, each problem the seven of the design; English on request."""
    (example / "quota_data/postings/2008-dong-final/households.csv").write_bytes(b"")
    done = run("generator", "check", "--json", "--lang", "en", cwd=example)
    report = json.loads(done.stdout)
    assert done.returncode == 1 and set(report) == {"problems", "rows_read", "rows_accepted", "rows_refused"}
    problem = report["problems"][0]
    assert {"rule", "file", "row", "column", "value", "message", "fix"} <= set(problem)
    assert problem["rule"] == "empty-file" and problem["message"] == "There is nothing in this file."


def test_a_dead_link_on_the_finished_site_stops_the_build(example: Path) -> None:
    """A link into bulk pages that leads nowhere is found on the staged site, before anything is published."""
    page = example / "content/press/xinwen.md"
    page.write_text(page.read_text(encoding="utf-8") + "\n[那条街](/quota/110101/999/)\n", encoding="utf-8")
    done = run("generator", "build", cwd=example)
    assert done.returncode == 1 and "[dead-link]" in done.stderr and not (example / "site").exists()


@pytest.mark.parametrize(("words", "said"), [
    (("build", "--as-of", "yesterday"), "2008-09-26"), (("build", "--project", "nowhere"), "nowhere"),
    (("check", "no-such-file.csv"), "no-such-file.csv"), (("frobnicate",), "frobnicate")])
def test_what_is_wrong_with_the_world_is_one_line_and_exit_2(example: Path, words: tuple, said: str) -> None:
    """Usage and missing things are told plainly, without a traceback."""
    done = run("generator", *words, cwd=example)
    assert done.returncode == 2 and said in done.stderr and "Traceback" not in done.stderr


def test_a_configuration_that_cannot_be_read_is_told_as_such(example: Path) -> None:
    """A broken mkdocs.yml is named with its line, and nothing is blamed that follows from it."""
    (example / "mkdocs.yml").write_text("site_name: x\nextra: [\n", encoding="utf-8")
    done = run("generator", "check", "--lang", "zh", cwd=example)
    assert done.returncode == 2 and "mkdocs.yml" in done.stderr and "[yaml-broken]" in done.stderr


def test_a_folder_where_a_file_should_be(example: Path) -> None:
    """posting.yml or households.csv as a folder is a problem of that posting, not a crash."""
    for name in ("2008-dong-final/posting.yml", "2008-dong-correction/households.csv"):
        (example / "quota_data/postings" / name).unlink()
        (example / "quota_data/postings" / name).mkdir()
    done = run("generator", "check", cwd=example)
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert "[posting-without-header]" in done.stderr and "[table-missing]" in done.stderr


def test_a_sealed_posting_that_is_edited_is_a_problem(example: Path) -> None:
    """`gongshi seal` records digests that `sha256sum -c` reads; from then on a change is found, and a new posting is not."""
    assert run("generator", "seal", cwd=example).returncode == 0
    assert subprocess.run(["sha256sum", "--check", "--quiet", "published.sha256"], cwd=example / "quota_data").returncode == 0
    assert run("generator", "check", cwd=example).returncode == 0
    header = example / "quota_data/postings/2008-dong-final/posting.yml"
    header.write_text(header.read_text(encoding="utf-8") + "place: 别处\n", encoding="utf-8")
    done = run("generator", "check", "--lang", "zh", cwd=example)
    assert done.returncode == 1 and "[published-posting-edited]" in done.stderr


def test_a_new_posting_and_document_are_filled_in(example: Path) -> None:
    """`gongshi new` writes skeletons where they belong and never overwrites."""
    assert run("generator", "new", "posting", "2008-xi-final", "--kind", "final", cwd=example).returncode == 0
    assert (example / "quota_data/postings/2008-xi-final/households.csv").read_text(encoding="utf-8").startswith("公示编号,字号")
    assert run("generator", "new", "policy", "xin-gonggao", cwd=example).returncode == 0
    again = run("generator", "new", "policy", "xin-gonggao", cwd=example)
    assert again.returncode == 2 and "xin-gonggao" in again.stderr


def test_all_laws_are_taken_as_they_are(example: Path, shared: Path) -> None:
    """The 25 laws dropped into the policies folder: each a page with article anchors, in search, without a problem."""
    laws = sorted((shared / "policies").glob("*.md"))
    for law in laws:
        shutil.copy(law, example / "content/policies" / law.name)
    done = run("generator", "build", "--json", cwd=example)
    figures = json.loads(done.stdout)
    assert done.returncode == 0 and len(figures["problems"]) == 3 and figures["documents"] == 8 + len(laws) == 33
    law = (example / "site/policies/税收征收管理法实施细则-2016-02-06/index.html").read_text(encoding="utf-8")
    assert 'id="art-47"' in law and 'id="art-113"' in law and "2002年9月7日" in law and 'href="#chapter-1"' in law
    assert "晚于本站数据截止日" in law
    manifest = json.loads((example / "site/search/documents/index.json").read_text(encoding="utf-8"))
    assert manifest["documents"] == 33 == len(list((example / "site/search/documents/text").iterdir()))


def test_hostile_text_is_harmless_everywhere(example: Path) -> None:
    """A shop named after a script is text in pages, JSON and CSV, and the page's policy still holds."""
    table = example / "quota_data/postings/2008-xi-provisional/households.csv"
    hostile = '"=cmd|\'/c calc\'!A1<script>alert(1)</script>&""<img src=x onerror=alert(2)>"'
    table.write_text(table.read_text(encoding="utf-8").replace("西门快餐", hostile), encoding="utf-8")
    done = run("generator", "build", cwd=example)
    assert done.returncode == 0, done.stderr
    for page in (example / "site").rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert "<script>alert" not in text and "<img src=x" not in text, page
    assert "'=cmd" in (example / "site/data/households.csv").read_text(encoding="utf-8-sig")


def test_a_build_that_is_given_up_leaves_no_lock(example: Path) -> None:
    """After a build that failed in the shell the next one begins at once."""
    build = Build(example / "mkdocs.yml", site_dir=example / "site")
    build.begin()
    build.give_up()
    assert run("generator", "build", cwd=example).returncode == 0


def test_two_builds_at_once_do_no_harm(example: Path) -> None:
    """The second says that the first is running, and exits 2."""
    build = Build(example / "mkdocs.yml", site_dir=example / "site")
    build.begin()
    done = run("generator", "build", cwd=example)
    build.give_up()
    assert done.returncode == 2 and "Traceback" not in done.stderr
