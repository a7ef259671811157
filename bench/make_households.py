"""Takes a count and a seed, writes the postings of an invented bureau. Same seed, same bytes, on any machine.

python -m bench.make_households --households 3200 --seed 2008 --out quota_data/postings --reference quota_data/reference
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

from bench.households import make_households
from bench.postings import write_postings
from bench.story import acts
from bench.taxes import Rates


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    rows = make(options.households, options.seed, options.out, options.reference)
    print(f"{options.households} households, {len(acts())} postings, {rows} rows in {options.out}")
    return 0


def make(count: int, seed: int, out: Path, reference: Path) -> int:
    """The postings in `out`, replacing those of an earlier run and touching no other. Gives the number of rows."""
    for act in acts():
        shutil.rmtree(out / act.id, ignore_errors=True)
    return write_postings(make_households(count, seed, reference), Rates.read(reference), out)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bench.make_households", description="Make the postings of an invented bureau."
    )
    parser.add_argument("--households", type=int, default=3200, help="how many households (default 3200)")
    parser.add_argument("--seed", type=int, default=2008, help="same seed, same bytes (default 2008)")
    parser.add_argument("--out", type=Path, default=Path("quota_data/postings"), help="folder for the postings")
    parser.add_argument("--reference", type=Path, default=Path("quota_data/reference"), help="the reference tables")
    return parser


if __name__ == "__main__":
    sys.exit(main())
