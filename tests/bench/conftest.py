"""Gives the tests of bench/ the repository's own postings and reference, read once."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
import yaml

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def repository() -> Path:
    return REPOSITORY


@pytest.fixture(scope="session")
def reference() -> Path:
    return REPOSITORY / "quota_data" / "reference"


@pytest.fixture(scope="session")
def postings() -> Path:
    return REPOSITORY / "quota_data" / "postings"


@pytest.fixture(scope="session")
def headers(postings: Path) -> dict[str, dict]:
    """posting.yml of every posting, by id."""
    return {
        path.parent.name: yaml.safe_load(path.read_text(encoding="utf-8"))
        for path in sorted(postings.glob("*/posting.yml"))
    }


@pytest.fixture(scope="session")
def tables(postings: Path) -> dict[str, list[dict[str, str]]]:
    """households.csv of every posting that has one, by id."""
    return {
        path.parent.name: list(csv.DictReader(path.open(encoding="utf-8", newline="")))
        for path in sorted(postings.glob("*/households.csv"))
    }


@pytest.fixture(scope="session")
def reference_rows(reference: Path) -> dict[str, list[dict[str, str]]]:
    return {
        path.stem: list(csv.DictReader(path.open(encoding="utf-8", newline="")))
        for path in sorted(reference.glob("*.csv"))
    }
