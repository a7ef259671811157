"""Takes the staged site, adds the document search: Pagefind over the pages marked `data-pagefind-body`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from generator.model.document import COLUMNS
from generator.model.problem import GeneratorError

_GLOB = "{" + ",".join(COLUMNS) + "}/*/index.html"  # households have an index of their own and are never read here


def build(folder: Path) -> None:
    """Writes `pagefind/`. Raises GeneratorError with Pagefind's own words when it fails."""
    if not any(True for column in COLUMNS for _ in folder.glob(f"{column}/*/index.html")):
        return  # Pagefind calls a site without documents an error; a new bureau's is not
    command = [sys.executable, "-m", "pagefind", "--site", str(folder), "--glob", _GLOB, "--force-language", "zh",
               "--quiet"]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise GeneratorError(f"pagefind: {(done.stderr or done.stdout).strip()}")
    for leftover in ("pagefind-ui.js", "pagefind-ui.css", "pagefind-modular-ui.js", "pagefind-modular-ui.css",
                     "pagefind-component-ui.js", "pagefind-component-ui.css", "pagefind-highlight.js"):
        (folder / "pagefind" / leftover).unlink(missing_ok=True)  # the site draws its own results
