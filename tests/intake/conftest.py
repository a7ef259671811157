"""The bureau the tables are imported into: the repository's reference tables, no postings, a register outside."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from generator.import_files import Written, write_import
from generator.importing import Imported, Wanted, import_tables

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Bureau:
    """A bureau to import into."""

    folder: Path
    register: Path

    @property
    def config(self) -> Path:
        return self.folder / "mkdocs.yml"

    def file(self, name: str, content: bytes | str) -> Path:
        path = self.folder.parent / "in" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def read(self, name: str, content: bytes | str, **wanted: str) -> Imported:
        return import_tables(self.config, [self.file(name, content)], Wanted(wanted.pop("posting", "2008-import-01"), **wanted))

    def write(self, name: str, content: bytes | str, **wanted: str) -> tuple[Imported, Written]:
        imported = self.read(name, content, **wanted)
        return imported, write_import(imported, self.register)

    def answers(self, text: str, office: str = "all") -> None:
        path = self.folder / "quota_data/import" / f"{office}.yml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def table(self, posting: str = "2008-import-01") -> str:
        return (self.folder / "quota_data/postings" / posting / "households.csv").read_text(encoding="utf-8")


@pytest.fixture
def bureau(tmp_path: Path) -> Bureau:
    return made_bureau(tmp_path)


def made_bureau(where: Path) -> Bureau:
    folder = where / "bureau"
    folder.mkdir()
    shutil.copy(ROOT / "mkdocs.yml", folder)
    shutil.copytree(ROOT / "quota_data/reference", folder / "quota_data/reference")
    (folder / "content").mkdir()
    return Bureau(folder, where / "private" / "register.sqlite")


@pytest.fixture(scope="module")
def one_bureau(tmp_path_factory: pytest.TempPathFactory) -> Bureau:
    """The same for tests that write nothing."""
    return made_bureau(tmp_path_factory.mktemp("bureau"))
