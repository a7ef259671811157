"""The page's own modules, run by Node: their unit tests, and the same answers as a stranger's reader."""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
from pathlib import Path

import pytest

from generator.derive.search_index import search_lists, search_records
from generator.render.search_index import pages
from tests.render.test_search_index import random_queries, texts_of
from tests.search_reader import Reader
from tests.search_sample import households

HERE = Path(__file__).parent
SCRIPTS = HERE.parent.parent / "site_templates" / "scripts" / "search"
pytestmark = pytest.mark.skipif(shutil.which("node") is None, reason="needs Node 20")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("index")
    records = search_records(households(1000))
    for path, content in pages(records, search_lists(records)):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)
    return root


def run_search(folder: Path, queries: list[dict[str, str]]) -> dict[str, list]:
    done = subprocess.run(["node", str(HERE / "search_files.mjs")], text=True, capture_output=True, check=False,
                          input=json.dumps({"folder": str(folder), "queries": queries}))
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_unit_tests_pass_in_node():
    """`node --test` finds no fault in the small modules."""
    files = sorted(map(str, HERE.glob("*.test.mjs")))
    done = subprocess.run(["node", "--test", *files], text=True, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_page_and_a_stranger_agree(folder: Path):
    """300 random queries and some by ear: same totals and same order as a reader written from the format page."""
    queries = [*random_queries(texts_of(households(1000)), 300), "東方", "鐵西 餐館", "东方餐馆", "laobian", "lbjz", "laob",
               "xian", "xi'an", "lvyin", "饺 zi", "a", "KQ34-TX7B", "没有这家"]
    reader = Reader(lambda path: (folder / path).read_bytes())
    answers = run_search(folder, [{"q": query} for query in queries])["answers"]
    for query, answer in zip(queries, answers, strict=True):
        wanted = reader.ordered(query)
        assert answer["total"] == len(wanted), query
        assert answer["numbers"] == [reader.record(record)["disclosure_no"] for record in wanted[:50]], query


def test_a_division_or_a_status_narrows(folder: Path):
    """With a division or status the answer is what the table holds of it, no more and no less."""
    frame = households(1000)
    tea = frame.filter(frame["shop_name"].str.contains("茶楼"))
    answers = run_search(folder, [{"q": "茶楼", "division": "210106"}, {"q": "茶楼", "status": "停业"},
                                  {"q": "茶楼", "division": "210106", "status": "在营"}, {"q": "茶楼", "status": "没有"}])
    here, closed = tea["division_code"] == "210106", tea["status"] == "停业"
    assert [answer["total"] for answer in answers["answers"]] == [
        here.sum(), closed.sum(), (here & (tea["status"] == "在营")).sum(), 0]


def test_no_file_is_fetched_twice(folder: Path):
    """A second look at the same query needs nothing from the network."""
    fetched = run_search(folder, [{"q": "饺子 中街"}, {"q": "饺子 中街"}])["fetched"]
    assert len(fetched) == len(set(fetched))


def test_the_whole_script_is_small():
    """All modules together are below 20 KB compressed."""
    assert sum(len(gzip.compress(file.read_bytes())) for file in SCRIPTS.glob("*.js")) < 20_000


def test_the_modules_write_no_markup():
    """What is found reaches the page as text nodes only: no module assigns markup or evaluates text."""
    forbidden = ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(")
    for file in SCRIPTS.glob("*.js"):
        text = file.read_text(encoding="utf-8")
        assert not any(word in text for word in forbidden), file
