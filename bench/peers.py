"""Takes a folder, installs the peers there in pinned versions, and gives the command of each. No dependency of the project."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

PINNED = {
    "hugo": "0.168.0",
    "pagefind[extended]": "1.5.2",
    "mkdocs": "1.6.1",
    "mkdocs-material": "9.8.1",
    "jieba": "0.42.1",  # without it Material's search knows no Chinese word
    "zensical": "0.0.73",  # newer ones need a package that not every index has
}
HUGO, PAGEFIND, MKDOCS, ZENSICAL = "Hugo", "Pagefind", "MkDocs + Material", "Zensical"
VERSIONS = {
    HUGO: PINNED["hugo"],
    PAGEFIND: PINNED["pagefind[extended]"],
    MKDOCS: f"{PINNED['mkdocs']} + {PINNED['mkdocs-material']}",
    ZENSICAL: PINNED["zensical"],
}


@dataclass(frozen=True)
class Peer:
    """One peer's build. `source`: the folder it runs in; `output`: what it writes; both below the work folder."""

    name: str
    command: tuple[str, ...]
    source: Path
    output: Path


def install(folder: Path) -> Path:
    """A virtual environment with every peer, made once; its folder of programs."""
    programs = folder / "bin"
    mark = folder / "installed.txt"
    wanted = "".join(f"{name}=={version}\n" for name, version in PINNED.items())
    if not mark.is_file() or mark.read_text(encoding="utf-8") != wanted:
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        subprocess.run([str(programs / "python"), "-m", "pip", "install", "--quiet", "--quiet", "--disable-pip-version-check",
                        *wanted.split()], check=True)  # fmt: skip
        mark.write_text(wanted, encoding="utf-8")
    return programs


def peers(work: Path, programs: Path) -> list[Peer]:
    """In the order in which they run: Pagefind reads what Hugo wrote."""
    hugo, mkdocs = work / "hugo", work / "mkdocs"
    public = hugo / "public"
    python = str(programs / "python")
    return [
        Peer(HUGO, (str(programs / "hugo"), "--quiet", "--destination", str(public)), hugo, public),
        Peer(PAGEFIND, (python, "-m", "pagefind", "--quiet", "--site", str(public)), hugo, public / "pagefind"),
        Peer(MKDOCS, (python, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(work / "mkdocs-site")), mkdocs,
             work / "mkdocs-site"),
        Peer(ZENSICAL, (str(programs / "zensical"), "build"), work / "zensical", work / "zensical" / "site"),
    ]  # fmt: skip
