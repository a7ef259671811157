"""Where one bureau's files lie, and the inputs a build is a function of. Reads nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from generator.model.settings import Settings


@dataclass(frozen=True)
class Project:
    """One bureau's folder: `root` holds the configuration file, `content` the Markdown, `data` the quota data."""

    root: Path
    config_file: Path
    content: Path
    data: Path
    settings: Settings
    site_url: str | None = None

    @property
    def postings(self) -> Path:
        return self.data / "postings"

    @property
    def reference(self) -> Path:
        return self.data / "reference"

    @property
    def published(self) -> Path:
        """The digests of all published postings, in the form `sha256sum -c` reads."""
        return self.data / "published.sha256"

    def name(self, path: Path) -> str:
        """A path as problems show it: relative to the project, forward slashes."""
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else path.as_posix()


@dataclass(frozen=True)
class AsOf:
    """The only time a build knows, and where it came from: option, SOURCE_DATE_EPOCH, settings or last commit."""

    day: date
    origin: str
