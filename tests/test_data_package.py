"""The data package of a real site, read by frictionless: every file, every cell, every key."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from frictionless import Report, system, validate

from tests.conftest import EXAMPLE, ROOT


def _validated(site: Path) -> Report:
    with system.use_context(trusted=True):
        return validate(str(site / "data" / "datapackage.json"))


def test_frictionless_accepts_the_sample(site_folder: Path) -> None:
    """No error in any table of the sample."""
    report = _validated(site_folder)
    assert report.valid and report.stats["tasks"] > 30, report.flatten(["name", "type", "message"])[:5]


def test_frictionless_accepts_the_package_as_it_was_made(tmp_path: Path) -> None:
    """No error in any table of the example bureau; a file that was changed afterwards is one."""
    site = tmp_path / "site"
    build = [sys.executable, "-m", "generator", "build", "--project", str(EXAMPLE), "--site-dir", str(site)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    report = _validated(site)
    assert report.valid and report.stats["tasks"] > 30, report.flatten(["name", "type", "message"])[:5]
    with (site / "data/places.parquet").open("ab") as file:
        file.write(b"x")
    assert not _validated(site).valid
