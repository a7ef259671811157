"""Takes numbers of households, builds each with `gongshi` and with the peers, keeps every figure in one JSON file.

    python -m bench.compare --households 10000 100000 --work DIR --results docs/benchmarks.json [--peers no]

All runs of a size follow each other on one machine. The peers are installed in DIR in the versions of `peers.py`.
"""

from __future__ import annotations

import argparse
import json
import platform
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from bench.changes import CHANGES, make_change, rewritten, state_of
from bench.first_search import FirstSearch, of_material, of_ours, of_pagefind
from bench.make_hugo import household_pages, read_versions, write_hugo_site
from bench.make_mkdocs import write_mkdocs_site
from bench.measure import Limits, Run, run
from bench.peers import HUGO, MKDOCS, PAGEFIND, VERSIONS, ZENSICAL, install, peers
from bench.project import REPOSITORY, make_project
from generator.model.quota_table import HEADING_OF

OURS, COPY = "Gongshi", "cp -r"
Result = dict[str, object]


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    limits = Limits(options.minutes * 60, options.most_mb)
    for households in options.households:
        work = options.work.resolve() / str(households)
        for result in measured(households, options, work, limits):
            keep(options.results, {"households": households} | result, work)
    return 0


def measured(households: int, options: argparse.Namespace, work: Path, limits: Limits) -> Iterator[Result]:
    """Every run at one size, ours first."""
    project, program, site = work / "project", work / "program", work / "site"
    make_project(households, options.seed, project)
    copy_program(program)
    yield from ours(project, program, site, work, limits, CHANGES if options.changes == "yes" else ())
    if options.peers == "yes":
        yield from theirs(project, work, install(options.work.resolve() / "peers"), limits)


def ours(
    project: Path, program: Path, site: Path, work: Path, limits: Limits, changes: Sequence[str]
) -> Iterator[Result]:
    """A clean build, a copy of it as a yardstick for the disk, and a build after each small change."""
    remove(site)
    build = [sys.executable, "-m", "generator", "build", "--project", str(project), "--site-dir", str(site)]
    first = run(OURS, build, program, limits)
    yield result_of(first, build, site, of_ours(site, REPOSITORY) if not first.stopped else FirstSearch())
    if first.stopped:
        return
    copied = work / "copy"
    remove(copied)
    copy = ["cp", "-rL", str(site), str(copied)]
    yield result_of(run(COPY, copy, work, limits), copy, copied)
    remove(copied)
    before = state_of(site) if changes else {}
    for change in changes:
        make_change(change, project, program)
        again = run(change, build, program, limits)
        after = state_of(site, before)
        new, different = rewritten(before, after)
        before = after
        yield result_of(again, build, site) | {"rewritten": new, "different": different}


def theirs(project: Path, work: Path, programs: Path, limits: Limits) -> Iterator[Result]:
    """Each peer on the same households; one that was stopped says by what."""
    reference, data = project / "quota_data" / "reference", project / "quota_data" / "postings"
    versions = read_versions(data)
    pages = household_pages(versions, reference)
    for folder, write in (("hugo", write_hugo_site), ("mkdocs", write_mkdocs_site), ("zensical", write_mkdocs_site)):
        remove(work / folder)
        write(pages, work / folder)
    columns = {name: HEADING_OF[heading] for name, heading in
               (("number", "disclosure_no"), ("name", "shop_name"), ("address", "address"))}  # fmt: skip
    found = versions.unique(columns["number"], keep="last", maintain_order=True).select(
        **{name: column for name, column in columns.items()}
    )
    stopped = False
    for peer in peers(work, programs):
        if peer.name == PAGEFIND and stopped:
            continue  # there is nothing it could read
        remove(peer.output)
        done = run(peer.name, list(peer.command), peer.source, limits)
        stopped = bool(done.stopped)
        search = FirstSearch()
        if not stopped and peer.name == PAGEFIND:
            search = of_pagefind(peer.output.parent, found)
        elif not stopped and peer.name in (MKDOCS, ZENSICAL):
            search = of_material(peer.output)
        yield result_of(done, list(peer.command), peer.output, search) | {"version": VERSIONS[peer.name]}
        if peer.name not in (HUGO,):
            remove(peer.output)


def keep(path: Path, result: Result, work: Path, section: str = "runs", size: str = "households") -> None:
    """The result in its section of the JSON file, in the place of an older one of the same name and size; no path of the machine."""
    kept = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    same = (result[size], result["name"])
    runs = [other for other in kept.get(section, []) if (other[size], other["name"]) != same]
    said = str(result["command"]).replace(str(work), "WORK").replace(str(work.parent), "WORK")
    said = said.replace(sys.executable, "python")
    runs.append(result | {"command": said, "machine": machine()})
    runs.sort(key=lambda each: each[size])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(kept | {section: runs}, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"{result[size]:>9} {result['name']:<20} {result['seconds']:>8} s {result['peak_mb']:>7} MB "
          f"{result['stopped'] or ''}", file=sys.stderr)  # fmt: skip


def machine() -> dict[str, object]:
    """What the figures were measured on."""
    facts = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    model = next((line.partition(": ")[2] for line in facts if line.startswith("model name")), platform.machine())
    memory = Path("/proc/meminfo").read_text(encoding="utf-8").split()[1]
    return {"processor": model, "cores": sum(line.startswith("processor") for line in facts),
            "memory_gb": round(int(memory) / 1e6), "python": platform.python_version()}  # fmt: skip


def result_of(done: Run, command: list[str], output: Path, search: FirstSearch = FirstSearch()) -> Result:
    files = [path.stat().st_size for path in output.rglob("*") if path.is_file()] if output.exists() else []
    if done.stopped == "error":
        print(f"{done.name}:\n{done.output[-2000:]}", file=sys.stderr)
    return {
        "name": done.name, "command": " ".join(command), "seconds": round(done.seconds, 2),
        "cpu_seconds": round(done.cpu_seconds, 2), "peak_mb": round(done.peak_mb), "stopped": done.stopped,
        "files": len(files), "bytes": sum(files), **asdict(search),
    }  # fmt: skip


def copy_program(target: Path) -> None:
    """The generator as it is now, with templates that can be changed without changing the repository's."""
    remove(target)
    for name in ("generator", "site_templates"):
        shutil.copytree(REPOSITORY / name, target / name, ignore=shutil.ignore_patterns("__pycache__"))


def remove(path: Path) -> None:
    """The folder gone; where it is the link of a swapped build, all its builds too."""
    if path.is_symlink():
        path.unlink()
    shutil.rmtree(path, ignore_errors=True)
    shutil.rmtree(path.with_name(path.name + ".builds"), ignore_errors=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.compare", description="Measure us beside the peers.")
    parser.add_argument("--households", type=int, nargs="+", default=[10_000, 100_000], help="sizes, in turn")
    parser.add_argument("--seed", type=int, default=2008)
    parser.add_argument("--work", type=Path, required=True, help="a folder for the sites; its subfolders are replaced")
    parser.add_argument("--results", type=Path, default=REPOSITORY / "docs" / "benchmarks.json")
    parser.add_argument("--peers", choices=("yes", "no"), default="yes", help="no: only ours (default yes)")
    parser.add_argument("--changes", choices=("yes", "no"), default="yes", help="no: no build after a change")
    parser.add_argument("--minutes", type=float, default=15, help="after so many a run is ended (default 15)")
    parser.add_argument("--most-mb", type=float, default=16_000, help="so much memory ends a run (default 16000)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
