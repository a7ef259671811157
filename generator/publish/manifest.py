"""Takes the digests of a site's files, gives the list `sha256sum -c` reads and the digest of the whole site."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

MANIFEST = "data/SHA256SUMS"
"""Where the list lies in the site. It names every file but itself; run `sha256sum -c data/SHA256SUMS` at the root."""


def manifest(digests: Mapping[str, str]) -> bytes:
    """One line a file, `sha256  path`, sorted by the bytes of the path. `digests`: path -> SHA-256 in hexadecimal."""
    paths = sorted((path for path in digests if path != MANIFEST), key=lambda path: path.encode())
    return "".join(f"{digests[path]}  {path}\n" for path in paths).encode()


def digest_of(listing: bytes) -> str:
    """The digest of a site: the SHA-256 of its list, so equal for equal files anywhere."""
    return hashlib.sha256(listing).hexdigest()


def paths_in(listing: bytes) -> list[str]:
    """The files a list names. A damaged line names none."""
    return [line[66:] for line in listing.decode("utf-8", "replace").splitlines() if line[64:66] == "  "]
