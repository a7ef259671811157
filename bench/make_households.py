"""Takes a count and a seed, writes the postings of an invented bureau. Same seed, same bytes, on any machine.

    python -m bench.make_households --households 3200 --seed 2008 --out quota_data/postings --reference quota_data/reference
    python -m bench.make_households --style province --households 1000000 --out DIR

The first is the sample: one city and its story. A province writes DIR/reference and DIR/postings.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

import polars as pl

from bench.chance import Chance
from bench.households import households, make_households
from bench.postings import FORMATS, Story, numbered, write_posting, write_postings
from bench.province import Division, read_province, sizes, write_reference
from bench.province_names import addresses, numbers, shop_names
from bench.province_story import province_story
from bench.story import Act, acts
from bench.streets import Places, draw_streets, draw_trades
from bench.taxes import Rates


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    make_style = make_province if options.style == "province" else make
    postings, rows = make_style(options.households, options.seed, options.out, options.reference, options.format)
    print(f"{options.households} households, {postings} postings, {rows} rows in {options.out}")
    return 0


def make(count: int, seed: int, out: Path, reference: Path, form: str = "csv") -> tuple[int, int]:
    """The sample's postings in `out`, replacing those of an earlier run and touching no other.

    Gives how many postings the story has, and the number of rows.
    """
    for act in acts():
        shutil.rmtree(out / act.id, ignore_errors=True)
    rows = write_postings(make_households(count, seed, reference), Rates.read(reference), out, Story(acts()), form)
    return len(acts()), rows


def make_province(count: int, seed: int, out: Path, reference: Path, form: str = "csv") -> tuple[int, int]:
    """`reference` and `postings` below `out`, both replaced. One division at a time, so that memory stays small."""
    shutil.rmtree(out / "postings", ignore_errors=True)
    divisions = write_reference(reference, count, out / "reference")
    rates, places = Rates.read(out / "reference"), read_province(out / "reference")
    counts = sizes(divisions, count)
    story = province_story(divisions, counts)
    acts_of: dict[str, list[tuple[Act, int]]] = {division.code: [] for division in divisions}
    for act, sequence in numbered(story.acts):
        acts_of[act.place[0]].append((act, sequence))
    written = first = 0
    for division, size in zip(divisions, counts, strict=True):
        people = _division(Chance.of(size, seed, first), places.of_division(division.code))
        postings = out / "postings"
        written += sum(write_posting(people, rates, postings, story, act, form) for act in acts_of[division.code])
        first += size
    return len(story.acts), written


def _division(chance: Chance, places: Places) -> pl.DataFrame:
    street = draw_streets(chance, places)
    trade = draw_trades(chance, places, street)
    names = [numbers(chance), shop_names(chance, places, street, trade), addresses(chance, places, street)]
    return households(chance, places, street, trade, names)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bench.make_households", description="Make the postings of an invented bureau."
    )
    parser.add_argument("--households", type=int, default=3200, help="how many households (default 3200)")
    parser.add_argument("--seed", type=int, default=2008, help="same seed, same bytes (default 2008)")
    parser.add_argument("--out", type=Path, default=Path("quota_data/postings"), help="folder for the postings")
    parser.add_argument("--reference", type=Path, default=Path("quota_data/reference"), help="the reference tables")
    parser.add_argument("--style", choices=("sample", "province"), default="sample", help="one city, or a province")
    parser.add_argument("--format", choices=FORMATS, default="csv", help="what the tables are written as (default csv)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
