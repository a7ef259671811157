"""Fixtures for every test: the repository, the example bureau, a copy of it to break."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import settings

from generator.examined import Examined, examine
from generator.model.answers import Answers
from generator.pipeline import answers_of

settings.register_profile("tests", deadline=None)  # a busy machine is no mistake
settings.load_profile("tests")
ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "tests" / "example_site"


_LONGEST = ("test_rebuild.py", "test_accessibility.py", "test_page_weight.py", "test_site.py", "test_elders.py", "test_journeys.py",
            "test_killed_build.py", "test_document_scripts.py", "test_data_package.py", "test_robust.py", "test_pictures.py", "test_build.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The files that take longest come first, so that no process of the run is left alone with one at the end."""
    items.sort(key=lambda item: _LONGEST.index(item.path.name) if item.path.name in _LONGEST else len(_LONGEST))


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def site_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample bureau's site, built by the command once for all processes of a run of the tests. Nobody changes it."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    with open(folder / "sample.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        site = folder / "sample" / "site"
        return site if site.exists() else built(site)


def built(site: Path) -> Path:
    done = subprocess.run([sys.executable, "-m", "generator", "build", "--project", str(ROOT), "--site-dir", str(site)],
                          cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr + done.stdout
    return site


@pytest.fixture(scope="session")
def node() -> str:
    """Node.js runs the scripts of the pages. Without it their tests fail and say what to do, as those of the pages do without a browser."""
    found = shutil.which("node")
    assert found, "No Node.js for the tests of the scripts: `apt-get install nodejs npm` on Debian and Ubuntu, version 20 or newer."
    return found


@pytest.fixture(scope="session")
def shared() -> Path:
    """The real input that stands beside the project in some workplaces; tests that want it skip where it is not."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("no shared/data beside the project")
    return folder


@pytest.fixture
def example(tmp_path: Path) -> Path:
    """A copy of the example bureau to change."""
    return Path(shutil.copytree(EXAMPLE, tmp_path / "bureau"))


@pytest.fixture(scope="session")
def examined() -> Examined:
    return examine(EXAMPLE / "mkdocs.yml")


@pytest.fixture(scope="session")
def answers(examined: Examined) -> Answers:
    return answers_of(examined)
