"""Takes a number of households, builds them with `gongshi` and with Hugo + Pagefind, prints time and memory of each.

    python -m bench.compare --households 100000 --work DIR [--project DIR] [--seed 2008] [--runs 1]

All runs are on one machine in one go, in turn. Needs `hugo` on the path and `pip install pagefind`.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

from bench.make_households import make
from bench.make_hugo import write_hugo_site
from bench.measure import Run, run

REPOSITORY = Path(__file__).resolve().parent.parent
OURS, COPY = "gongshi build", "copy of our output"
PEERS = ("hugo", "pagefind")
_COPIED = ("mkdocs.yml", "content", "site_templates", "quota_data/reference")


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    if shutil.which("hugo") is None:
        print("hugo is not on the path: install the package hugo first", file=sys.stderr)
        return 2
    project, hugo = prepare(options.project, options.work, options.households, options.seed)
    runs: list[Run] = []
    for number in range(options.runs):
        print(f"run {number + 1} of {options.runs}", file=sys.stderr)
        for result in in_turn(project, hugo, options.work):
            if result.exit_code:
                print(f"{result.name} ended with {result.exit_code}:\n{result.output[-3000:]}", file=sys.stderr)
                return 2
            runs.append(result)
    print("\n".join(table(runs, options.households)))
    return 0


def prepare(source: Path, work: Path, households: int, seed: int) -> tuple[Path, Path]:
    """Our project and the Hugo site, both fresh and of the same postings."""
    project, hugo = work / "project", work / "hugo"
    for folder in (project, hugo):
        shutil.rmtree(folder, ignore_errors=True)
    for name in _COPIED:
        _copy(source / name, project / name)
    reference = project / "quota_data" / "reference"
    make(households, seed, project / "quota_data" / "postings", reference)
    write_hugo_site(project / "quota_data" / "postings", reference, hugo)
    return project, hugo


def in_turn(project: Path, hugo: Path, work: Path) -> Iterable[Run]:
    """One clean build by each, ours first; then a plain copy of our output, as a yardstick for the disk."""
    site, public, copied = work / "site", hugo / "public", work / "copy"
    for folder in (site, public, copied):
        _remove(folder)
    python = sys.executable
    yield run(
        OURS,
        [python, "-m", "generator", "build", "--project", str(project), "--site-dir", str(site), "--json"],
        REPOSITORY,
    )
    yield run("hugo", ["hugo", "--quiet", "--source", str(hugo), "--destination", str(public)], hugo)
    yield run("pagefind", [python, "-m", "pagefind", "--site", str(public)], hugo)
    yield run(COPY, ["cp", "-rL", str(site), str(copied)], work)


def table(runs: list[Run], households: int) -> list[str]:
    """A Markdown table of the best run of each, and how we stand beside the peers together."""
    best = {
        name: min((r for r in runs if r.name == name), key=lambda r: r.seconds)
        for name in dict.fromkeys(r.name for r in runs)
    }
    lines = [
        f"{households} households, best of {len(runs) // len(best)}",
        "",
        "| what | seconds | peak MB |",
        "|---|---:|---:|",
    ]
    lines += [f"| {r.name} | {r.seconds:.1f} | {r.peak_mb:.0f} |" for r in best.values()]
    seconds = sum(best[name].seconds for name in PEERS)
    peak_mb = max(best[name].peak_mb for name in PEERS)
    ours = best[OURS]
    lines.append(f"| hugo + pagefind | {seconds:.1f} | {peak_mb:.0f} |")
    lines += [
        "",
        f"gongshi is {seconds / ours.seconds:.1f} times as fast and takes {ours.peak_mb / peak_mb:.2f} of the memory;",
        f"it takes {ours.seconds / best[COPY].seconds:.1f} times as long as copying its output.",
    ]
    return lines


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target)
    elif source.is_file():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source, target)


def _remove(path: Path) -> None:
    """The folder gone; where it is the link of a swapped build, its target too."""
    if path.is_symlink():
        shutil.rmtree(path.resolve(), ignore_errors=True)
        path.unlink()
    shutil.rmtree(path, ignore_errors=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.compare", description="Measure us beside Hugo and Pagefind.")
    parser.add_argument("--households", type=int, default=100_000, help="how many households (default 100000)")
    parser.add_argument("--seed", type=int, default=2008)
    parser.add_argument("--runs", type=int, default=1, help="runs of each, in turn; the best counts (default 1)")
    parser.add_argument(
        "--project", type=Path, default=REPOSITORY, help="the bureau whose pages and settings are built"
    )
    parser.add_argument(
        "--work", type=Path, required=True, help="a folder for the two sites; its subfolders are replaced"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
