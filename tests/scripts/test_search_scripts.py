"""The page's own modules, run by Node: their unit tests, and the same answers as a stranger's reader."""

from __future__ import annotations

import gzip
import json
import subprocess
from pathlib import Path

import polars as pl
import pytest
from rjsmin import jsmin

from tests.search_brute import Brute
from tests.search_files import search_files
from tests.search_reader import Reader
from tests.search_sample import households

HERE = Path(__file__).parent
SCRIPTS = HERE.parent.parent / "site_templates" / "scripts" / "search"
COMPILER = HERE.parent.parent / "node_modules" / ".bin" / "tsc"
pytestmark = pytest.mark.usefixtures("node")


COUNT = 3000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("index")
    for path, content in search_files([households(COUNT)]).items():
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
    queries = [*Brute(households(COUNT)).queries(300), "東方", "鐵西 餐館", "东方餐馆", "laobian", "lbjz", "laob", "lb饺子",
               "xian", "xi'an", "lvyin", "饺 zi", "饺zi", "a", "KQ34-TX7B", "没有这家", "街道", "区 号", "df餐馆", "東方cg",
               *(one.word for one in Brute(households(COUNT)).mixed(100))]
    reader = Reader(lambda path: (folder / path).read_bytes())
    answers = run_search(folder, [{"q": query} for query in queries])["answers"]
    for query, answer in zip(queries, answers, strict=True):
        wanted = reader.ordered(query)
        assert answer["total"] == len(wanted), query
        assert answer["first"] == wanted[:5], query
        assert answer["numbers"] == [reader.record(record)["disclosure_no"] for record in wanted[:50]], query


def test_a_traditional_name_is_found_half_by_ear(folder: Path):
    """東方餐館, whose characters the first query is not known to need, is found by `df餐馆` at once."""
    assert run_search(folder, [{"q": "df餐馆"}])["answers"][0]["numbers"] == ["DF66778899"]


@pytest.mark.parametrize("query", ["茶楼", "街道", "文化路 号", "ktv"])
def test_what_narrows_is_exact(folder: Path, query: str):
    """With a division, street, trade, status or range the total is what the table holds of it, no more and no less."""
    frame = households(COUNT)
    held = frame.filter(pl.col("disclosure_no").is_in(list(Brute(frame).search(query))))
    choices = [({"division": "210106"}, pl.col("division_code") == "210106"), ({"street": "210106003"}, pl.col("street_code") == "210106003"),
               ({"trade": "6710"}, pl.col("industry_code") == "6710"), ({"status": "停业"}, pl.col("status") == "停业"),
               ({"range": "2"}, pl.col("monthly_turnover_fen").is_between(200_000, 500_000, closed="left")),
               ({"status": "没有"}, pl.lit(False)),
               ({"division": "210106", "status": "在营"}, (pl.col("division_code") == "210106") & (pl.col("status") == "在营"))]
    answers = run_search(folder, [{"q": query, **only} for only, _ in choices])["answers"]
    for (only, rule), answer in zip(choices, answers, strict=True):
        assert answer["total"] == held.filter(rule).height, only


def test_the_order_by_quota(folder: Path):
    """From the highest and from the lowest quota, of a rare text in full, of a common one the extremes."""
    frame = households(COUNT)
    for query in ("王", "茶楼2", "街道"):
        held = frame.filter(pl.col("disclosure_no").is_in(list(Brute(frame).search(query))))["monthly_turnover_fen"]
        high, low = run_search(folder, [{"q": query, "sort": "high"}, {"q": query, "sort": "low"}])["answers"]
        assert high["quotas"] == held.sort(descending=True)[:len(high["quotas"])].to_list() and len(high["quotas"]) >= 5
        assert low["quotas"] == held.sort()[:len(low["quotas"])].to_list()


def test_no_file_is_fetched_twice(folder: Path):
    """A second look at the same query needs nothing from the network."""
    fetched = run_search(folder, [{"q": "饺子 中街"}, {"q": "饺子 中街"}])["fetched"]
    assert len(fetched) == len(set(fetched))


def test_the_types_in_the_comments_hold():
    """`tsc --checkJs --strict` finds no fault in the modules."""
    assert COMPILER.is_file(), "TypeScript is missing: run `npm install` in the repository, or `make test`."
    done = subprocess.run([str(COMPILER), "-p", str(HERE / "tsconfig.json")], text=True, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_whole_script_is_small():
    """All modules together, as they are published, are below 20 KB compressed."""
    assert sum(len(gzip.compress(jsmin(file.read_text("utf-8")).encode())) for file in SCRIPTS.glob("*.js")) < 20_000


def test_the_modules_write_no_markup():
    """What is found reaches the page as text nodes only: no module assigns markup or evaluates text."""
    forbidden = ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(")
    for file in SCRIPTS.glob("*.js"):
        text = file.read_text(encoding="utf-8")
        assert not any(word in text for word in forbidden), file
