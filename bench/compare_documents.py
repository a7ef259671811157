"""Takes a number of policies and of characters, builds them with `gongshi` and with the peers, keeps every figure.

    python -m bench.compare_documents --documents 3500 --characters 20000000 --work DIR [--peers no]

The bureau around them is small. MkDocs with Material gets the same files, none of them in its navigation, and the word
segmentation that Material asks for where the language is Chinese; Pagefind reads the pages that our build wrote.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from bench.changes import NOTHING, POLICY, make_change, rewritten, state_of
from bench.compare import OURS, Result, copy_program, keep, remove, result_of
from bench.document_search import holding, measured, phrases, texts_of
from bench.first_search import FirstSearch, of_material, of_pagefind_asked
from bench.make_documents import make
from bench.make_mkdocs import write_mkdocs_policies
from bench.measure import Limits, run
from bench.peers import MKDOCS, PAGEFIND, VERSIONS, install
from bench.project import REPOSITORY, make_project

SECTION, SIZE = "documents", "documents"
MKDOCS_CHANGED = f"{MKDOCS}, {POLICY}"
_MOST_ANSWERS = 50  # Pagefind loads a file for each page it names; a phrase of more pages is not asked


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    work = options.work.resolve() / f"documents-{options.documents}"
    limits = Limits(options.minutes * 60, options.most_mb)
    for result in compared(options, work, limits):
        size = {"documents": options.documents, "characters": options.characters}
        keep(options.results, size | result, work, SECTION, SIZE)
    return 0


def compared(options: argparse.Namespace, work: Path, limits: Limits) -> Iterator[Result]:
    """Every run, ours first."""
    project, program, site = work / "project", work / "program", work / "site"
    make_project(options.households, options.seed, project)
    make(options.documents, options.characters, options.seed, project / "content" / "policies")
    copy_program(program)
    remove(work / "mkdocs")
    write_mkdocs_policies(project / "content" / "policies", work / "mkdocs")
    yield from ours(project, program, site, limits, options.queries)
    if options.peers == "yes":
        programs = install(options.work.resolve() / "peers")
        yield from pagefind(site, work, programs, limits, options.queries)
        yield from mkdocs(work, programs, limits)


def ours(project: Path, program: Path, site: Path, limits: Limits, queries: int) -> Iterator[Result]:
    """From nothing, with nothing changed, and with one policy changed."""
    remove(site)
    build = [sys.executable, "-m", "generator", "build", "--project", str(project), "--site-dir", str(site)]
    first = run(OURS, build, program, limits)
    search = FirstSearch()
    if not first.stopped:
        found = measured(site, queries)
        search = FirstSearch(found.p95_bytes, found.round_trips, found.recall)
    yield result_of(first, build, site, search)
    before = {} if first.stopped else state_of(site)
    for change in (NOTHING, POLICY) if before else ():
        make_change(change, project, program)
        again = run(change, build, program, limits)
        after = state_of(site, before)
        new, different = rewritten(before, after)
        before = after
        yield result_of(again, build, site) | {"rewritten": new, "different": different}


def pagefind(site: Path, work: Path, programs: Path, limits: Limits, queries: int) -> Iterator[Result]:
    """Over the pages of the policies, each its article."""
    pages = work / "pagefind"
    remove(pages)
    shutil.copytree(site / "policies", pages / "policies")
    command = [str(programs / "python"), "-m", "pagefind", "--quiet", "--root-selector", "article", "--site", str(pages)]
    done = run(PAGEFIND, command, work, limits)
    search = FirstSearch()
    if not done.stopped:
        texts = {address: text for address, text in texts_of(site).items() if address.startswith("policies/")}
        asked = [(phrase, {address.rpartition("/")[2].upper() for address in holding(texts, phrase)})
                 for phrase in phrases(texts, queries)]  # fmt: skip
        search = of_pagefind_asked(pages, [one for one in asked if len(one[1]) <= _MOST_ANSWERS])
    yield result_of(done, command, pages / "pagefind", search) | {"version": VERSIONS[PAGEFIND]}


def mkdocs(work: Path, programs: Path, limits: Limits) -> Iterator[Result]:
    """From nothing, and once more with one policy changed: it keeps nothing from one build to the next."""
    source, output = work / "mkdocs", work / "mkdocs-site"
    command = [str(programs / "python"), "-m", "mkdocs", "build", "--quiet", "--site-dir", str(output)]
    for name in (MKDOCS, MKDOCS_CHANGED):
        done = run(name, command, source, limits)
        search = FirstSearch() if done.stopped else of_material(output)
        yield result_of(done, command, output, search) | {"version": VERSIONS[MKDOCS]}
        policy = sorted((source / "docs" / "policies").glob("*.md"))[0]
        policy.write_text(policy.read_text(encoding="utf-8") + "\n本页文字有改动。\n", encoding="utf-8")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.compare_documents", description="Measure us at documents.")
    parser.add_argument("--documents", type=int, default=3500, help="how many policies (default 3500)")
    parser.add_argument("--characters", type=int, default=20_000_000, help="their length in all (default 20000000)")
    parser.add_argument("--households", type=int, default=200, help="of the bureau around them (default 200)")
    parser.add_argument("--queries", type=int, default=100, help="phrases that are searched for (default 100)")
    parser.add_argument("--seed", type=int, default=2008)
    parser.add_argument("--work", type=Path, required=True, help="a folder for the sites; its subfolders are replaced")
    parser.add_argument("--results", type=Path, default=REPOSITORY / "docs" / "benchmarks.json")
    parser.add_argument("--peers", choices=("yes", "no"), default="yes", help="no: only ours (default yes)")
    parser.add_argument("--minutes", type=float, default=15, help="after so many a run is ended (default 15)")
    parser.add_argument("--most-mb", type=float, default=16_000, help="so much memory ends a run (default 16000)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
