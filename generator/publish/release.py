"""Takes the folder other stages write a build into, gives the published site. Holds the lock of the site meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from generator.publish.staging import Staging
from generator.publish.swap import swap


@dataclass(frozen=True)
class Released:
    """What was published. `digest` is the same for the same files anywhere; it names every file but its own list."""

    digest: str
    pages: int
    files: int
    bytes: int


class Release:
    """One build on its way to the public: write below `folder`, then `publish`, or `close` to give up.

    Raises: GeneratorError when another build of this site is running.
    """

    def __init__(self, site_dir: Path) -> None:
        self.staging = Staging(site_dir)
        self.folder = self.staging.root

    def publish(self) -> Released:
        """Record every file, swap the site, let the next build begin."""
        try:
            self.staging.adopt()
            digest = swap(self.staging)
            files = self.staging.files
            pages = sum(file.endswith(".html") for file in files)
            return Released(digest, pages, len(files), self.staging.bytes_written)
        finally:
            self.staging.close()

    def close(self) -> None:
        """Give up: the site stays as it was. After `publish` it does nothing."""
        self.staging.close()
