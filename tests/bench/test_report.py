"""The page and the chart say what the JSON says, and nothing else; what was stopped is said, not drawn."""

import json
from xml.etree import ElementTree

import pytest

from bench.chart import beside, chart
from bench.report import document_table, drawing, main, page, read_documents, read_runs, table

MACHINE = {"processor": "a processor", "cores": 2, "memory_gb": 24, "python": "3.11.7"}


def run_of(households, name, seconds, peak_mb, **more):
    return {"households": households, "name": name, "command": f"{name} WORK", "seconds": seconds,
            "cpu_seconds": seconds * 2, "peak_mb": peak_mb, "stopped": "", "files": 7, "bytes": 3_000_000,
            "data_bytes": None, "round_trips": None, "recall": None, "machine": MACHINE} | more  # fmt: skip


@pytest.fixture
def results(tmp_path):
    runs = [
        run_of(100, "Gongshi", 2.0, 100, data_bytes=30_000, round_trips=2, recall=1.0),
        run_of(100, "Hugo", 10.0, 300),
        run_of(100, "Pagefind", 30.0, 500, recall=0.5),
        run_of(100, "Zensical", 900.0, 900, stopped="time"),
        run_of(100, "one row changed", 0.5, 90, rewritten=12, different=9),
        run_of(1000, "Gongshi", 20.0, 1000),
    ]
    path = tmp_path / "benchmarks.json"
    documents = [
        run_of(0, "Gongshi", 2.0, 100, data_bytes=30_000, round_trips=2, recall=1.0),
        run_of(0, "one policy changed", 0.5, 90, rewritten=12, different=9),
        run_of(0, "MkDocs + Material", 20.0, 100, data_bytes=2_000_000),
        run_of(0, "MkDocs + Material, one policy changed", 21.0, 100),
        run_of(0, "Pagefind", 3.0, 100, recall=0.6),
    ]
    sizes = {"documents": 35, "characters": 2000}
    path.write_text(json.dumps({"runs": runs, "documents": [run | sizes for run in documents]}), encoding="utf-8")
    return path


def test_hugo_and_pagefind_run_after_each_other(results):
    """Their times add up, their memory does not."""
    both = read_runs(results)[100, "Hugo + Pagefind"]
    assert (both["seconds"], both["peak_mb"], both["recall"]) == (40.0, 500, 0.5)


def test_the_table_has_a_line_for_every_run(results):
    """Ours first; a stopped run says so and has no size; a change stands beside the full build."""
    lines = table(read_runs(results))
    assert lines[2] == "| 100 | Gongshi | 2.0 | 4.0 | 100 | 7 | 3.0 | 30 | 2 | 1.000 | – | – |"
    assert "| 100 | Zensical | stopped: time limit at 900 | – | 900 | – | – | – | – | – | – | – |" in lines
    assert "| 100 | Gongshi, one row changed | 0.5 | 1.0 | 90 | 7 | 3.0 | – | – | – | 0.25 | 12 (9) |" in lines
    assert len(lines) == 2 + 7


def test_documents_have_a_table_of_their_own(results):
    """A peer's full build stands beside our full build, its build after a change beside ours after the same change."""
    lines = document_table(read_documents(results))
    assert lines[2] == "| 35 | 2,000 | Gongshi | 2.0 | 4.0 | 100 | 7 | 3.0 | 30 | 2 | 1.000 | – | – |"
    assert lines[3].startswith("| 35 | 2,000 | Gongshi, one policy changed | 0.5 |") and lines[3].endswith("| – | 12 (9) |")
    assert lines[4].split(" | ")[2] == "MkDocs + Material" and lines[4].endswith("| 10.0 | – |")
    assert lines[5].split(" | ")[2] == "MkDocs + Material, one policy changed" and lines[5].endswith("| 42.0 | – |")
    assert "| Pagefind | 3.0 |" in lines[6] and "| 0.600 |" in lines[6] and len(lines) == 7


def test_what_was_stopped_is_not_drawn(results):
    """A line for what came to its end, none for what did not; the drawing is well-formed."""
    svg = drawing(read_runs(results))
    names = {text.text for text in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")}
    assert {"Gongshi", "Hugo + Pagefind", "1,000"} <= names and "Zensical" not in names


def test_a_tenfold_is_the_same_step_everywhere():
    """Both scales are logarithms: ten, a hundred and a thousand lie on a straight line."""
    svg = ElementTree.fromstring(beside([chart("t", "u", {"a": [(10, 10), (100, 100), (1000, 1000)]})]))
    circles = list(svg.iter("{http://www.w3.org/2000/svg}circle"))
    xs, ys = ([float(circle.get(axis)) for circle in circles] for axis in ("cx", "cy"))
    assert xs[1] - xs[0] == pytest.approx(xs[2] - xs[1], abs=0.2) and ys[0] - ys[1] == pytest.approx(ys[1] - ys[2], abs=0.2)


def test_the_command_writes_page_and_drawing(results, tmp_path, capsys):
    """docs/benchmarks.md and docs/images/cost.svg, and the table on the screen."""
    assert main(["--results", str(results), "--docs", str(tmp_path / "docs")]) == 0
    assert "| 100 | Gongshi |" in capsys.readouterr().out
    assert (tmp_path / "docs" / "benchmarks.md").read_text(encoding="utf-8") == page(read_runs(results), read_documents(results))
    assert (tmp_path / "docs" / "images" / "cost.svg").is_file()


def test_the_committed_page_is_what_the_json_says(repository):
    """No figure of docs/benchmarks.md was typed by hand."""
    docs = repository / "docs"
    runs = read_runs(docs / "benchmarks.json")
    assert (docs / "benchmarks.md").read_text(encoding="utf-8") == page(runs, read_documents(docs / "benchmarks.json"))
    assert (docs / "images" / "cost.svg").read_text(encoding="utf-8") == drawing(runs)
