"""Takes a number of households, writes a whole bureau that builds: settings, content, reference, postings.

    python -m bench.project --households 1000000 --out DIR

The content is the sample bureau's, the households are a province's. `gongshi build --project DIR` makes its site.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
from pathlib import Path

from bench.make_households import make_province

REPOSITORY = Path(__file__).resolve().parent.parent
_FEWEST_BUCKETS, _HOUSEHOLDS_A_BUCKET = 256, 306
_LARGE = 300_000  # above, longer pages keep the number of files small: a table of 500 households is 35 KB compressed
_LONGER = "    rows_per_posting_page: 1000\n    households_per_page: 500\n"


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    postings, rows = make_project(options.households, options.seed, options.out)
    print(f"{options.households} households, {postings} postings, {rows} rows, "
          f"{buckets(options.households)} buckets in {options.out}")  # fmt: skip
    return 0


def make_project(households: int, seed: int, out: Path, source: Path = REPOSITORY) -> tuple[int, int]:
    """The bureau in `out`, replacing an earlier one. Gives how many postings and rows it has."""
    shutil.rmtree(out, ignore_errors=True)
    shutil.copytree(source / "content", out / "content")
    settings = (source / "mkdocs.yml").read_text(encoding="utf-8")
    settings = re.sub(r"household_buckets: \d+", f"household_buckets: {buckets(households)}", settings)
    settings = settings.replace("posters: all", "posters: none")  # drawing PDF is not what is measured
    if households > _LARGE:
        settings = settings.replace("  gongshi:\n", f"  gongshi:\n{_LONGER}", 1)
    (out / "mkdocs.yml").write_text(settings, encoding="utf-8", newline="\n")
    return make_province(households, seed, out / "quota_data", source / "quota_data" / "reference")


def buckets(households: int) -> int:
    """How many pages the households are spread over: a power of two, at most some 300 to a page, at least 256."""
    count = _FEWEST_BUCKETS
    while count * _HOUSEHOLDS_A_BUCKET < households:
        count *= 2
    return count


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.project", description="Make a bureau of any size.")
    parser.add_argument("--households", type=int, default=10_000, help="how many households (default 10000)")
    parser.add_argument("--seed", type=int, default=2008, help="same seed, same bytes (default 2008)")
    parser.add_argument("--out", type=Path, required=True, help="the bureau's folder; it is replaced")
    return parser


if __name__ == "__main__":
    sys.exit(main())
