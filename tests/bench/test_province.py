"""A province has as many divisions, streets and words as its size needs, every number once, and nothing to complain of."""

import json
import subprocess
import sys
from collections import Counter

import polars as pl
import pytest

from bench.make_households import make_province
from bench.project import buckets, make_project
from bench.province import sizes, write_reference
from bench.vocabulary import characters

HOUSEHOLDS = 3000


@pytest.fixture(scope="module")
def province(tmp_path_factory, reference):
    out = tmp_path_factory.mktemp("province")
    make_province(HOUSEHOLDS, 2008, out, reference, "both")
    return out


@pytest.fixture(scope="module")
def rows(province):
    return pl.concat(pl.read_csv(path, infer_schema=False).with_columns(pl.lit(path.parent.name).alias("posting"))
                     for path in sorted(province.glob("postings/*/households.csv")))  # fmt: skip


def files_of(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_same_seed_gives_the_same_bytes(province, tmp_path, reference):
    """Postings and reference, CSV and Parquet; another seed gives other households."""
    make_province(HOUSEHOLDS, 2008, tmp_path / "again", reference, "both")
    make_province(HOUSEHOLDS, 2009, tmp_path / "other", reference, "both")
    assert files_of(province) == files_of(tmp_path / "again") != files_of(tmp_path / "other")


def test_csv_and_parquet_hold_the_same_cells(province):
    """Each posting's two tables are equal."""
    for path in province.glob("postings/*/households.csv"):
        parquet = pl.read_parquet(path.with_suffix(".parquet"))
        assert pl.read_csv(path, infer_schema=False).equals(parquet.select(pl.all().cast(pl.String)))


def test_every_household_is_there_and_every_number_stands_for_one_shop(rows):
    """All that were asked for; some three rows each; a number keeps its name, address and street."""
    shops = rows.select("公示编号", "字号", "经营地址", "街道代码").unique()
    assert shops.height == rows["公示编号"].n_unique() == HOUSEHOLDS
    assert 2.8 < rows.height / HOUSEHOLDS <= 3.4
    assert not rows["公示编号"].str.contains(r"\d{5}|^[^A-Z]").any()


def test_quotas_change_between_postings(rows):
    """There are corrections and withdrawals, and finals that differ from the year before."""
    kinds = Counter(name.split("-")[2] for name in rows["posting"].unique())
    assert min(kinds[kind] for kind in ("provisional", "final", "correction", "withdrawal")) > 0
    years = [rows.filter(pl.col("posting").str.contains(f"{year}-.*-final")).select("公示编号", "月核定营业额(元)")
             for year in (2007, 2008)]  # fmt: skip
    both = years[0].join(years[1], on="公示编号")
    assert 0.2 < (both["月核定营业额(元)"] != both["月核定营业额(元)_right"]).mean() < 0.9


def test_names_have_thousands_of_characters():
    """All 6,763 of GB 2312, each once; a hundred thousand names use most of them."""
    assert len(set(characters())) == len(characters()) == 6763


def test_a_million_households_have_many_streets_and_no_posting_too_long(tmp_path, reference):
    """At least 1,500 streets, in divisions of very different size, none of which posts more than 50,000 rows."""
    for households in (1_000_000, 5_000_000):
        divisions = write_reference(reference, households, tmp_path / "reference")
        counts = sizes(divisions, households)
        streets = pl.read_csv(tmp_path / "reference" / "streets.csv", infer_schema=False)
        assert sum(counts) == households and max(counts) <= 50_000 and max(counts) > 8 * min(counts)
        assert streets.height >= 1500 and streets["code"].n_unique() == streets["name"].len() == streets.height


def test_the_count_of_buckets_is_right_for_every_size():
    """At most some three hundred households to a page, at least 256 pages."""
    assert [buckets(size) for size in (10_000, 100_000, 1_000_000, 5_000_000)] == [256, 512, 4096, 16384]


def test_a_bench_project_has_no_errors(tmp_path):
    """`gongshi check` only warns of the deliberate differences and of what chance made odd, and no record of published postings stands in its way."""
    make_project(1500, 2008, tmp_path / "bureau")
    assert not (tmp_path / "bureau" / "quota_data" / "published.sha256").exists()
    done = subprocess.run([sys.executable, "-m", "generator", "check", "--project", str(tmp_path / "bureau"), "--json"],
                          capture_output=True, text=True)  # fmt: skip
    found = json.loads(done.stdout)
    assert done.returncode == 0 and found["rows_refused"] == 0
    assert {problem["rule"] for problem in found["problems"]} <= {
        "tax-differs", "surcharge-differs", "same-place-twice", "method-without-peers", "quota-jump", "books-required"}
