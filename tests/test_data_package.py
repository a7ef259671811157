"""The data package of a real site, read by frictionless: every file, every cell, every key."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from frictionless import Report, system, validate

from tests.conftest import EXAMPLE, ROOT


def _validated(site: Path) -> Report:
    with system.use_context(trusted=True):
        return validate(str(site / "data" / "datapackage.json"))


@pytest.mark.parametrize("bureau", [EXAMPLE, ROOT], ids=["example", "sample"])
def test_frictionless_accepts_the_package(tmp_path: Path, bureau: Path) -> None:
    """No error in any table of the example bureau and of the sample; and a changed file is one."""
    site = tmp_path / "site"
    build = [sys.executable, "-m", "generator", "build", "--project", str(bureau), "--site-dir", str(site)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    report = _validated(site)
    assert report.valid and report.stats["tasks"] > 30, report.flatten(["name", "type", "message"])[:5]
    with (site / "data/places.parquet").open("ab") as file:
        file.write(b"x")
    assert not _validated(site).valid
