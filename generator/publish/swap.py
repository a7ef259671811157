"""Takes a finished build, makes it the site in one step. At every instant a reader sees the old site or the new, whole.

The site's folder is a link; publishing is renaming another link over it. Trust: whoever may write into the folder above
the site may replace it; this module only promises that a build that dies harms nothing.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from pathlib import Path

from generator.model.problem import GeneratorError
from generator.publish.manifest import MANIFEST, digest_of, paths_in
from generator.publish.staging import CACHE, SPARE, UNFINISHED, Staging, clear_unfinished

_AT_FDCWD, _RENAME_EXCHANGE = -100, 2
PREVIOUS = "previous"


def swap(staging: Staging) -> str:
    """Publish the staged files; gives the digest of the site. A site with this digest already live is not touched.

    Raises: GeneratorError when the site's folder holds files that no build of ours wrote.
    """
    _refuse_foreign(staging.site_dir)             # nothing has changed yet
    digest = staging.finish()                     # the new build is complete under its .tmp name
    final = staging.builds / digest[:12]
    live = _live_build(staging.site_dir)
    if live != final.name:
        _sync(staging.root)                       # every byte of it is on the disk before it gets its name
        if final.is_dir():
            _keep_spare(final)                    # an older copy that is not live: the old site is untouched
        os.rename(staging.root, final)            # whole and named; the old site is still published
        _sync_folder(staging.builds)
        _remember(staging.builds, live)           # the old build is named as the one to keep
        _publish(staging.site_dir, final)         # the one step: before it the old site, after it the new
    elif not (staging.builds / SPARE).exists():
        os.rename(staging.root, staging.builds / SPARE)  # the same files once more: the next build begins with them
    _clean(staging.builds, digest[:12])           # if we stop here, the next build cleans up
    return digest


def _refuse_foreign(site_dir: Path) -> None:
    """Only a link of ours, an empty folder, or a folder whose every file our list names may be replaced."""
    if site_dir.is_symlink():
        if not os.readlink(site_dir).startswith(f"{site_dir.name}.builds/"):
            raise GeneratorError(f"{site_dir} 是指向别处的链接，没有动它 (a link to somewhere else; not touched)")
    elif site_dir.is_dir():
        manifest = site_dir / MANIFEST
        listed = {MANIFEST, *paths_in(manifest.read_bytes())} if manifest.is_file() else set()
        for path in sorted(site_dir.rglob("*")):
            if not path.is_dir() and path.relative_to(site_dir).as_posix() not in listed:
                raise GeneratorError(f"{site_dir} 里有不是本程序生成的文件，没有动它：{path.relative_to(site_dir)} "
                                     "(holds files no build wrote; choose another --site-dir or move them away)")
    elif site_dir.exists():
        raise GeneratorError(f"{site_dir} 是一个文件 (is a file, not a folder)")


def _live_build(site_dir: Path) -> str | None:
    """The name of the build that is published, None where there is none."""
    if not site_dir.is_symlink() or not site_dir.exists():
        return None
    return Path(os.readlink(site_dir)).name


def _publish(site_dir: Path, final: Path) -> None:
    link = final.with_name(f"live{UNFINISHED}")
    os.symlink(f"{final.parent.name}/{final.name}", link)  # a link nobody follows yet
    if site_dir.is_dir() and not site_dir.is_symlink():
        _exchange(link, site_dir)                 # the folder is now under the link's name
        _keep_folder(link)
    else:
        os.replace(link, site_dir)                # readers see the new site from the next opened file on
    _sync_folder(site_dir.parent)                 # after a power cut the link is the new one, or whole the old one


def _exchange(link: Path, folder: Path) -> None:
    """A link for a folder, in one step where the system can; else there is an instant without a site."""
    if sys.platform == "linux":
        rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
        if rename and rename(_AT_FDCWD, os.fsencode(link), _AT_FDCWD, os.fsencode(folder), _RENAME_EXCHANGE) == 0:
            return
    aside = link.with_name(f"aside{UNFINISHED}")
    os.rename(folder, aside)                      # no site from here
    os.rename(link, folder)                       # to here
    os.rename(aside, link)


def _keep_folder(folder: Path) -> None:
    """The folder that was the site becomes the previous build; an empty one goes."""
    manifest = folder / MANIFEST
    if not manifest.is_file():
        shutil.rmtree(folder)
        return
    name = digest_of(manifest.read_bytes())[:12]
    if not (folder.parent / name).exists():
        os.rename(folder, folder.parent / name)
        _remember(folder.parent, name)


def _remember(builds: Path, name: str | None) -> None:
    if name:
        link = builds / f"{PREVIOUS}{UNFINISHED}"
        os.symlink(name, link)
        os.replace(link, builds / PREVIOUS)


def _clean(builds: Path, live: str) -> None:
    """Remove every build but the live and the previous one. A build loses its name before it loses its first file."""
    previous = builds / PREVIOUS
    kept = {live, PREVIOUS, "lock", CACHE, os.readlink(previous) if previous.is_symlink() else ""}
    for path in sorted(builds.iterdir()):
        if path.name not in kept and path.is_dir() and not path.name.endswith(UNFINISHED):
            _keep_spare(path)
    clear_unfinished(builds)


def _keep_spare(build: Path) -> None:
    """The next build begins with the newest build that nobody needs."""
    spare = build.with_name(SPARE)
    if build != spare:
        _remove(spare)
        os.rename(build, spare)


def _remove(build: Path) -> None:
    if build.exists():
        leaving = build.with_name(f"{build.name}.gone{UNFINISHED}")
        os.rename(build, leaving)                 # if we stop here it is a leftover, never half a build
        shutil.rmtree(leaving)


def _sync(root: Path) -> None:
    """All that was written under a folder is on the disk: one call for the file system, not one a file."""
    descriptor = os.open(root, os.O_RDONLY)
    try:
        call = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None) if sys.platform == "linux" else None
        if call is None or call(descriptor) != 0:
            os.sync()
    finally:
        os.close(descriptor)


def _sync_folder(folder: Path) -> None:
    """The names in a folder are on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
