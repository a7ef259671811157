"""One build: what the shell's hooks need, between reading the files and the finished site. Knows no shell.

The shell (MkDocs, or a fork of it) calls in this order: the constructor, `begin`, `context`/`with_fragments`/`secured`
for each page it draws, `add_frame` for each frame, `finish`.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote

from generator.code_version import code_digest
from generator.examined import Examined, examine
from generator.household_search import household_search_lead
from generator.model.answers import Answers
from generator.model.document import COLUMN_NAMES
from generator.model.messages import say
from generator.model.part import Batch, Memory, Part, files_of, key_of
from generator.model.problem import GeneratorError, Problem, in_order
from generator.pipeline import answers_of, bulk_parts, closing_files, document_batches, document_parts, document_search_batch
from generator.progress import Progress, watched
from generator.publish import gate, links, security_policy
from generator.publish.cache import DiskCache
from generator.publish.compact import compact
from generator.publish.release import Release, Released
from generator.publish.staging import CACHE, builds_of
from generator.render import file_size, poster_choice
from generator.render.document_search import text_path
from generator.render.fragment import FRAGMENTS
from generator.render.frame import Frame, FrameKey, base_of
from generator.stopwatch import Stopwatch, peak_memory_mb
from generator.workers import Workers

COLUMN_LINKS = (("quota", "定额公示"), *COLUMN_NAMES.items(), ("data", "开放数据"))
FRAGMENT = re.compile(r"<!--\s*gongshi:([a-z]+)\s*-->")
_FEW_DOCUMENTS, _FEW_HOUSEHOLDS, _FEW_BYTES = 300, 10_000, 100_000_000  # below, other processes cost more than they save
_FEW_POSTERS = 2


class Build:
    """A build in progress, and its figures at the end."""

    def __init__(self, config_file: Path, as_of_option: str | None = None, workers: int | None = None, *,
                 site_dir: Path | None = None, progress: Progress | None = None) -> None:
        """`site_dir` is where the site is published; without one the build is a preview, which publishes nothing."""
        self.watch = Stopwatch(progress)
        self.is_preview = site_dir is None
        self.site_dir = site_dir
        self.workers = workers
        self.cache = Memory() if site_dir is None else DiskCache(builds_of(site_dir) / CACHE)
        self.executor = None if site_dir is None or workers == 1 else Workers(workers)
        self.examined = examine(config_file, as_of_option, self.watch, self.cache, self.executor)
        self.project = self.examined.project
        self.answers = None
        if not self.examined.has_errors:
            with self.watch.stage("derive"):
                self.answers = answers_of(self.examined, self.cache, self.executor)
        self.frames: dict[FrameKey, Frame] = {}
        self.hand_written: list[str] = []
        self.sized: list[str] = []  # hand-written pages that say how large other files are
        self.release: Release | None = None
        self.released: Released | None = None
        self.last_problems: list[Problem] = []

    def begin(self) -> Path:
        """The folder to write to. Raises GeneratorError when another build writes to the same site."""
        assert self.site_dir is not None
        self.release = Release(self.site_dir, self.cache,
                               key_of(code_digest(), self.project.site_url, self.project.settings.public_phones),
                               self.project.settings.precompressed)
        return self.release.shell

    def context(self, section: str, url: str) -> SimpleNamespace:
        """What the theme's templates know as `gongshi`."""
        return theme_context(self.examined, section, url)

    def with_fragments(self, html: str, url: str) -> str:
        """The page's HTML with each `<!-- gongshi:name -->` replaced by what it names."""
        found = FRAGMENT.sub(lambda found: fragment_of(found[1], self.answers, url), html)
        if file_size.has_marks(found):
            self.sized.append(page_file(url))
        return found

    def secured(self, html: str) -> str:
        """The page with its security policy; a preview has none, since live reload needs an inline script."""
        return html.replace(security_policy.MARK, "") if self.is_preview else security_policy.insert(html)

    def add_frame(self, key: FrameKey, html: str) -> None:
        self.frames[key] = Frame.parse(html)

    def finish(self, folder: Path) -> list[Problem]:
        """Render, check and publish. The problems that kept the staged site from being published, if any."""
        assert self.answers is not None
        with self.watch.stage("render"):
            documents = document_parts(self.answers, self.frames)
            are_many = self._are_many_new(documents)
            pages = watched(document_batches(self.answers, self.frames, documents, are_many), self.watch.progress)
            others = watched(self._other_parts(), self.watch.progress)
            if self.release is None:
                _preview(folder, files_of(chain(pages, others)))
                found = _preview(folder, files_of([document_search_batch(self.answers, documents, partial(_text_in, folder), self.cache),
                                                  household_search_lead(self.answers, self.cache)]))
                self._say_sizes(folder, lambda path: _size_in(folder, path))
                return found
            self.release.write(chain(pages, others), self._sharing(are_many))
            last = document_search_batch(self.answers, documents, partial(_text_in, self.release.folder), self.cache, self.executor)
            headers = security_policy.headers_file(security_policy.policy_for(""))
            self.release.write([last, household_search_lead(self.answers, self.cache), _file_part("_headers", headers)])
            closing = closing_files(self.answers, self.project, self.hand_written, self.release.entries)
            compact(folder)
            self.release.write([_file_part(*file) for file in list(closing)])
            entries = self.release.entries
            self._say_sizes(folder, lambda path: entries[path][1] if path in entries else None)
        try:
            return self._check_and_publish(self.release)
        finally:
            self.close()

    def _say_sizes(self, folder: Path, size_of: Callable[[str], int | None]) -> None:
        """Fill in the sizes of files that were made after the page was drawn."""
        for page in self.sized:
            html = (folder / page).read_text("utf-8")
            (folder / page).write_text(file_size.filled(html, size_of), "utf-8", newline="")

    def _check_and_publish(self, release: Release) -> list[Problem]:
        folder = release.folder
        with self.watch.stage("check"):
            opened, followed = release.complete()
            executor = self._executor(sum(release.entries[file][1] for file in opened) > _FEW_BYTES)
            self.last_problems = in_order([
                *gate.check(folder, self.project.settings.public_phones, executor, opened),
                *links.check(folder, self.project.site_url, executor, followed),
                *security_policy.check(folder, executor, opened)])
        if self.last_problems:
            release.close()
        else:
            with self.watch.stage("publish"):
                self.released = release.publish()
                self.cache.sweep()
        return self.last_problems

    def give_up(self) -> None:
        """The shell failed: the old site stays, the next build may begin."""
        self.close()
        if self.release is not None:
            self.release.close()

    def close(self) -> None:
        """End the other processes; a second call does nothing."""
        if self.executor is not None:
            self.executor.shutdown()

    def _executor(self, is_large: bool) -> Executor | None:
        """Other processes for what is large; they are used for less where they have started already."""
        return self.executor if self.executor is not None and (is_large or self.executor.is_running) else None

    def _are_many_new(self, documents: Mapping[str, Part]) -> bool:
        """Whether many documents' pages must be made."""
        return self.release is not None and self.executor is not None \
            and self.release.missing({name: part.key for name, part in documents.items()}) > _FEW_DOCUMENTS

    def _has_many_households(self) -> bool:
        return self._households() > _FEW_HOUSEHOLDS

    def _other_parts(self) -> Iterator[Batch]:
        """All but the documents; those of a small site are not worth sending."""
        assert self.answers is not None
        for batch in bulk_parts(self.answers, self.frames, self.project, self.cache):
            yield batch if batch.is_long or self._has_many_households() else replace(batch, is_sent=False)

    def _sharing(self, are_many_new: bool) -> Executor | None:
        """The executor, which knows by now what every batch of pages needs."""
        assert self.answers is not None and self.release is not None
        is_much = self._has_many_households() or poster_choice.drawn(self.answers) > _FEW_POSTERS
        if self.executor is None or not (are_many_new or is_much):
            return None
        writer = self.release.staging.writer
        common = (self.cache, self.frames, self.answers) if is_much else ()
        for thing in (*common, writer) if common or writer.ledger.files else ():
            self.executor.share(thing)
        return self.executor

    def summary(self, language: str) -> str:
        """One paragraph: what was read, accepted, refused, and what became of it."""
        examined, errors = self.examined, [p for p in (*self.examined.problems, *self.last_problems) if p.is_error]
        read, refused = examined.rows_read, examined.rows_refused
        line = say("rows", language, read=read, accepted=read - refused, refused=refused)
        if errors:
            return line + say("site-unchanged", language, errors=len(errors))
        undrawn = poster_choice.undrawn(self.answers) if self.answers else None
        return line + say("site-holds", language, households=self._households(), postings=len(examined.postings),
                          documents=len(examined.documents)) + (
            say("posters-undrawn", language, count=undrawn[0], missing=undrawn[1]) if undrawn else "")

    def _households(self) -> int:
        return self.answers.figures.households if self.answers else 0

    def figures(self, language: str) -> dict[str, Any]:
        """The JSON of `gongshi build`."""
        examined, released = self.examined, self.released
        problems = in_order([*examined.problems, *self.last_problems])
        return {
            "households": self._households(), "postings": len(examined.postings),
            "documents": len(examined.documents), "pages": released.pages if released else 0,
            "files": released.files if released else 0, "bytes": released.bytes if released else 0,
            "rows_read": examined.rows_read, "rows_accepted": examined.rows_read - examined.rows_refused,
            "rows_refused": examined.rows_refused, "problems": [problem.as_json(language) for problem in problems],
            "seconds": {stage: round(seconds, 3) for stage, seconds in self.watch.seconds.items()},
            "peak_memory_mb": round(peak_memory_mb(), 1), "digest": released.digest if released else None,
            "as_of": examined.as_of.day.isoformat(), "as_of_from": examined.as_of.origin,
        }


def theme_context(examined: Examined, section: str, url: str) -> SimpleNamespace:
    """What the theme's templates know as `gongshi`."""
    project = examined.project
    return SimpleNamespace(settings=project.settings, as_of=examined.as_of.day, columns=COLUMN_LINKS,
                           base=base_of(url.count("/")), section=section,
                           counts_days=project.settings.as_of is None,
                           has_about=(project.content / "about" / "index.md").is_file(),
                           has_glossary=(project.content / "about" / "glossary.md").is_file(),
                           has_english=(project.content / "about" / "english.md").is_file(),
                           has_handbook=(project.content / "handbook" / "index.md").is_file())


def fragment_of(name: str, answers: Answers, url: str) -> str:
    """The piece of that name for the page at `url`. Raises GeneratorError where there is none of that name."""
    if name not in FRAGMENTS:
        raise GeneratorError(f"{url}：没有“{name}”这一块 (no such fragment); {', '.join(FRAGMENTS)}")
    return FRAGMENTS[name](answers, base_of(url.count("/")))


def _text_in(folder: Path, part: str) -> str:
    """The text of a document's part, whose files lie in the folder by now."""
    return (folder / text_path(part.rstrip("/"))).read_text("utf-8")


def _size_in(folder: Path, path: str) -> int | None:
    return (folder / path).stat().st_size if (folder / path).is_file() else None


def page_file(url: str) -> str:
    """The file of a page's address, as MkDocs says it: `./`, `data/`, `data/index.html`."""
    path = unquote(url)
    return path if path.endswith(".html") else posixpath.normpath(posixpath.join(path, "index.html"))


def _file_part(path: str, content: bytes) -> Batch:
    return Batch({path: key_of(content)}, lambda wanted: [(path, (path, content))])


def _preview(folder: Path, files: Iterator[tuple[str, bytes]]) -> list[Problem]:
    """For a preview only: what is published goes through the staging, which checks every path."""
    for name, content in files:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return []
