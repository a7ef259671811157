"""Takes docs/benchmarks.json, writes docs/benchmarks.md and its chart, prints the table. No figure comes from elsewhere.

    python -m bench.report
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from pathlib import Path

from bench.changes import CHANGES, NOTHING, POLICY
from bench.chart import beside, chart
from bench.compare import COPY, OURS
from bench.compare_documents import MKDOCS_CHANGED
from bench.peers import HUGO, MKDOCS, PAGEFIND, ZENSICAL
from bench.project import REPOSITORY

BOTH = f"{HUGO} + {PAGEFIND}"
_ORDER = (OURS, HUGO, PAGEFIND, BOTH, MKDOCS, ZENSICAL, COPY)
_STOPPED = {"time": "stopped: time limit", "memory": "stopped: memory limit", "error": "stopped: it failed"}
_HEAD = ("households", "what", "seconds", "processor s", "peak MB", "files", "MB", "first search KB", "round trips",
         "recall", "× full build", "files rewritten")  # fmt: skip
_DOCUMENTS_ORDER = (OURS, NOTHING, POLICY, MKDOCS, MKDOCS_CHANGED, PAGEFIND)
_DOCUMENTS_HEAD = ("documents", "characters", *_HEAD[1:-2], "× slower than ours", _HEAD[-1])
Runs = dict[tuple[int, str], dict]

_PAGE = """# Benchmarks

<!-- Written by `python -m bench.report` from benchmarks.json: change nothing here. -->

![How time and memory grow with the number of households](images/cost.svg)

{table}

## Documents

{documents}

The same policies for all: their number and characters are in the table. Ours is the whole bureau around them, with checks, text files and
search; {mkdocs} has none of them in its navigation and segments Chinese words with jieba, as its search asks for; it keeps nothing from
one build to the next. {pagefind} reads the pages that ours wrote. Phrases are pieces of the documents and titles; ours is asked
all of them (`python -m bench.document_search`), {pagefind} those that at most fifty pages hold. **× slower than ours** compares seconds, a changed
policy with a changed policy.

{machine}

- **Seconds** is the wall time, **processor s** the user and system time of all processes: where others use the machine too,
  the second is the steadier one. **Peak MB** is the resident memory of the whole process tree at its fullest.
- **{both}** is the two one after the other: the sum of their times, the larger memory. {ours} includes its search, all
  checks, the bureau's documents and the open data; the peers get one page a household with the same facts, no lists.
- **First search** is the data a cold search loads, compressed, the 95th percentile; pages, scripts and WebAssembly are
  not counted for anyone. **Recall** is what was found of what there is. {pagefind} is asked names, parts of names and
  addresses in Chromium; of {mkdocs} and {zensical} the index is weighed, which is loaded whole; ours is `python -m bench.search`.
- **× full build** compares processor time. **Files rewritten** after a change: written anew or removed, and in brackets those whose bytes differ.

## How it was measured

`make bench` makes the households, installs the peers below a folder of its own, runs everything in turn and writes this page.

{commands}
"""


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.report", description="Write docs/benchmarks.md.")
    parser.add_argument("--results", type=Path, default=REPOSITORY / "docs" / "benchmarks.json")
    parser.add_argument("--docs", type=Path, default=REPOSITORY / "docs")
    options = parser.parse_args(arguments)
    runs = read_runs(options.results)
    (options.docs / "images").mkdir(parents=True, exist_ok=True)
    (options.docs / "images" / "cost.svg").write_text(drawing(runs), encoding="utf-8")
    (options.docs / "benchmarks.md").write_text(page(runs, read_documents(options.results)), encoding="utf-8")
    print("\n".join([*table(runs), "", *document_table(read_documents(options.results))]))
    return 0


def read_runs(path: Path) -> Runs:
    """The runs by size and name, with Hugo and Pagefind together where both came to their end."""
    runs = {(run["households"], run["name"]): run for run in json.loads(path.read_text(encoding="utf-8"))["runs"]}
    for size in sizes(runs):
        hugo, pagefind = runs.get((size, HUGO)), runs.get((size, PAGEFIND))
        if hugo and pagefind:
            runs[size, BOTH] = _together(hugo, pagefind)
    return runs


def read_documents(path: Path) -> Runs:
    """The runs over documents, by their number and name."""
    return {(run["documents"], run["name"]): run for run in json.loads(path.read_text(encoding="utf-8")).get("documents", ())}


def sizes(runs: Runs) -> list[int]:
    return sorted({size for size, _ in runs})


def table(runs: Runs) -> list[str]:
    """One Markdown table: every size, every peer, then our builds after a change."""
    lines = ["| " + " | ".join(_HEAD) + " |", "|---:|---|" + "---:|" * (len(_HEAD) - 2)]
    for size in sizes(runs):
        full = runs.get((size, OURS))
        for name in (*_ORDER, *CHANGES):
            if (size, name) in runs:
                lines.append("| " + " | ".join(_cells(runs[size, name], name, full)) + " |")
    return lines


def document_table(runs: Runs) -> list[str]:
    """One Markdown table: ours from nothing and after a change, then the peers beside ours."""
    lines = ["| " + " | ".join(_DOCUMENTS_HEAD) + " |", "|---:|---:|---|" + "---:|" * (len(_DOCUMENTS_HEAD) - 3)]
    for (size, name), run in sorted(runs.items(), key=lambda each: (each[0][0], _DOCUMENTS_ORDER.index(each[0][1]))):
        ours = runs.get((size, POLICY if name == MKDOCS_CHANGED else OURS))
        lines.append("| " + " | ".join(_document_cells(run, name, ours)) + " |")
    return lines


def _document_cells(run: dict, name: str, ours: dict | None) -> list[str]:
    first, *cells = _cells({**run, "households": run["documents"]}, name, None)
    is_theirs = name in (MKDOCS, MKDOCS_CHANGED, PAGEFIND) and ours and not run["stopped"] and not ours["stopped"]
    times = run["seconds"] / ours["seconds"] if is_theirs and name != PAGEFIND else None
    return [first, f"{run['characters']:,}", *cells[:-2], _shown(times, ".1f"), cells[-1]]


def drawing(runs: Runs) -> str:
    """Processor time and memory over the number of households; only builds that came to their end."""
    def points(name: str, key: str) -> list[tuple[float, float]]:
        return [(size, run[key]) for (size, of), run in sorted(runs.items(), key=lambda each: each[0])
                if of == name and not run["stopped"] and run[key] > 0]  # fmt: skip

    names = (OURS, BOTH, MKDOCS, ZENSICAL)
    return beside([
        chart("Processor time of a full build", "seconds", {name: points(name, "cpu_seconds") for name in names}),
        chart("Memory at its fullest", "MB", {name: points(name, "peak_mb") for name in names}),
    ])  # fmt: skip


def page(runs: Runs, documents: Runs) -> str:
    everything = [*runs.values(), *documents.values()]
    return _PAGE.format(table="\n".join(table(runs)), machine=_machines(everything), commands=_commands(everything),
                        documents="\n".join(document_table(documents)),
                        both=BOTH, ours=OURS, pagefind=PAGEFIND, mkdocs=MKDOCS, zensical=ZENSICAL)  # fmt: skip


def _together(first: dict, second: dict) -> dict:
    result = second | {"name": BOTH, "stopped": first["stopped"] or second["stopped"]}
    for key in ("seconds", "cpu_seconds", "files", "bytes"):
        result[key] = first[key] + second[key]
    return result | {"peak_mb": max(first["peak_mb"], second["peak_mb"])}


def _cells(run: dict, name: str, full: dict | None) -> list[str]:
    is_change = name in CHANGES
    stopped = _STOPPED.get(run["stopped"], "")
    ratio = run["cpu_seconds"] / full["cpu_seconds"] if is_change and full and not stopped else None
    new = run.get("rewritten")
    return [
        f"{run['households']:,}", f"{OURS}, {name}" if is_change else name,
        f"{stopped} at {run['seconds']:,.0f}" if stopped else f"{run['seconds']:,.1f}",
        _shown(None if stopped else run["cpu_seconds"], ",.1f"),  # what was ended is not counted to its end
        f"{run['peak_mb']:,}", _shown(None if stopped else run["files"], ",d"),
        _shown(None if stopped else run["bytes"] / 1e6, ",.1f"),
        _shown(None if run.get("data_bytes") is None else run["data_bytes"] / 1000, ",.0f"),
        _shown(run.get("round_trips"), "d"), _shown(run.get("recall"), ".3f"), _shown(ratio, ".2f"),
        "–" if new is None or stopped else f"{new:,} ({run['different']:,})",
    ]  # fmt: skip


def _shown(value: float | int | None, form: str) -> str:
    return "–" if value is None else format(value, form)


def _machines(runs: Iterable[dict]) -> str:
    said = {f"{m['cores']} cores of {m['processor']}, {m['memory_gb']} GB of memory, Python {m['python']}"
            for m in (run["machine"] for run in runs)}  # fmt: skip
    return "Measured on " + "; and on ".join(sorted(said)) + "."


def _commands(runs: Iterable[dict]) -> str:
    seen: dict[str, str] = {}
    for run in runs:
        if run["name"] not in (BOTH, *CHANGES):
            version = f" {run['version']}" if run.get("version") else ""
            seen[run["name"]] = f"| {run['name']}{version} | `{run['command']}` |"
    rows = [seen[name] for name in _ORDER if name in seen]
    return "\n".join(["| what | command |", "|---|---|", *rows])


if __name__ == "__main__":
    sys.exit(main())
