"""read and validate: takes a project, gives everything in it and everything that is wrong with it. Derives nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from generator.as_of import resolve_as_of
from generator.code_version import code_digest
from generator.model.document import Document
from generator.model.part import Cache, Memory, key_of
from generator.model.posted_table import PostedTable
from generator.model.posting import Posting, PostingKind
from generator.model.problem import GeneratorError, Problem, in_order
from generator.model.project import AsOf, Project
from generator.model.reference import Reference
from generator.posted_tables import Around, posted_tables
from generator.read.document import read_documents
from generator.read.posting import posting_folders, read_postings
from generator.read.published import read_published
from generator.read.reference import read_reference
from generator.read.remembered import FileMemory, files_below, remembered
from generator.read.settings import read_project
from generator.report.report import Report
from generator.stopwatch import Stopwatch
from generator.validate.between_postings import check_beside_originals, check_between, sound_acts
from generator.validate.document import check_documents
from generator.validate.posting import check_postings
from generator.validate.posting_law import check_limits, check_posting_law
from generator.validate.privacy import Text, check_text, check_texts
from generator.validate.published import check_published
from generator.validate.reference import check_reference

CONFIG_UNREADABLE = ("empty-file", "wrong-encoding", "yaml-broken", "yaml-not-a-mapping")  # then nothing else can be read


@dataclass(frozen=True)
class Examined:
    """Everything that was read, and everything that is wrong with it. Facts may be used only if there is no error."""

    project: Project
    as_of: AsOf
    reference: Reference
    reference_digest: str
    postings: tuple[Posting, ...]
    tables: Mapping[str, PostedTable]
    documents: tuple[Document, ...]
    digests: Mapping[str, str]
    problems: tuple[Problem, ...]

    @property
    def has_errors(self) -> bool:
        return any(problem.is_error for problem in self.problems)

    @property
    def posting_of(self) -> dict[str, str]:
        """The posting of each of its files."""
        headers = {f"{posting.folder}/posting.yml": posting.id for posting in self.postings}
        return headers | {table.file: name for name, table in self.tables.items()}

    @property
    def rows_read(self) -> int:
        return sum(table.rows_read for table in self.tables.values())

    @property
    def rows_refused(self) -> int:
        """Rows with at least one error; every other row is accepted. A table that cannot be used is refused whole."""
        tables = {table.file: table for table in self.tables.values()}
        errors = [problem for problem in self.problems if problem.is_error and problem.file in tables]
        whole = {problem.file for problem in errors if (problem.row or 1) < 2 or problem.rule == "csv-broken"}
        rows = {(problem.file, problem.row) for problem in errors if problem.file not in whole}
        return len(rows) + sum(tables[file].rows_read for file in whole)

    def report(self, language: str, problems: Iterable[Problem] | None = None) -> Report:
        """What is shown of it: all problems, or those given."""
        return Report.of(self.problems if problems is None else problems, rows_read=self.rows_read, rows_refused=self.rows_refused,
                         root=self.project.root, language=language, bureau=self.project.settings.bureau.name,
                         day=self.as_of.day.isoformat())


def examine(config_file: Path, as_of_option: str | None = None, stopwatch: Stopwatch | None = None,
            cache: Cache | None = None, executor: Executor | None = None, memory: FileMemory | None = None) -> Examined:
    """All problems of the whole project in one run. What was examined before is taken from the cache.

    Shape: `executor` reads tables in other processes; `cache` must then be one that processes share. With a `memory`
        of the run before, only files that changed since are read.
    """
    watch, cache = stopwatch or Stopwatch(), cache or Memory()
    with watch.stage("read"):
        project, problems = read_project(config_file)
        if any(problem.rule in CONFIG_UNREADABLE for problem in problems):
            raise GeneratorError(problems[0])
        as_of = resolve_as_of(as_of_option, project.settings.as_of, project.root)
        tables_of_reference = (*files_below(project.reference, ".csv"), project.config_file)
        reference, found = remembered(memory, "reference", tables_of_reference, partial(read_reference, project))
        problems += found
        postings, found = read_postings(project, memory)
        problems += found
        documents, found = read_documents(project.content, project.root, cache, code_digest(), executor, memory)
        problems += found
        published, found = read_published(project, memory)
        problems += found
        reference_digest = key_of(*((path.name, path.read_bytes()) for path in files_below(project.reference, ".csv")))
    with watch.stage("tables", len(postings)):
        problems += remembered(memory, "reference checked", tables_of_reference, partial(check_reference, reference, project))
        around = Around.of(project, reference, reference_digest, postings, problems, published.present, cache)
        tables, found = posted_tables(around, postings, executor, watch.progress)
        problems += found
    with watch.stage("validate"):
        unreadable = {folder.name for folder in posting_folders(project.postings)} - tables.keys()
        problems += check_postings(postings, unreadable, reference, around.windows, as_of.day)
        problems += _as_law(postings, tables, around, problems, as_of.day)
        problems += _in_documents(documents, project, as_of, memory)
        problems += check_published(dict(published.recorded), dict(published.present), project.name(project.data),
                                    project.name(project.published))
        problems += _in_texts(project, documents, cache, executor, memory)
    return Examined(project, as_of, reference, reference_digest, tuple(postings), tables, tuple(documents),
                    dict(published.present), tuple(in_order(problems)))


def contradictions(examined: Examined, cache: Cache) -> list[Problem]:
    """What is wrong with the acts and between them, where they were put together otherwise than they were read."""
    around = Around.of(examined.project, examined.reference, examined.reference_digest, examined.postings, (), {}, cache)
    return [*check_postings(examined.postings, (), examined.reference, around.windows, examined.as_of.day),
            *_as_law(examined.postings, examined.tables, around, (), examined.as_of.day)]


def _as_law(postings: Sequence[Posting], tables: Mapping[str, PostedTable], around: Around,
            known: Sequence[Problem], day: date) -> list[Problem]:
    """What the law finds wrong with the acts themselves and between them; a file that first needs other mending is left out."""
    project, reference = around.project, around.reference
    spoiled = {problem.file for problem in known if problem.is_error and (
        not problem.definition.law or problem.rule == "household-twice")}
    sound = sound_acts([posting for posting in postings if tables[posting.id].file not in spoiled
                        and posting.folder not in spoiled])
    emptied = {name: not tables[name].rows for name, act in sound.items() if act.posting.kind is PostingKind.WITHDRAWAL}
    common = key_of(code_digest(), around.reference_digest)
    folder = project.name(project.postings)
    are_all_read = not any(problem.is_error and problem.file.startswith(folder) and not problem.file.endswith(".csv")
                           for problem in known)  # else nobody knows what is missing
    begins = {name: table.begins_on for name, table in tables.items() if table.begins_on and are_all_read}
    return [*check_limits(project.settings, project.name(project.config_file)),
            *check_posting_law(postings, around.windows, sound, emptied, begins, reference, day),
            *check_beside_originals(sound, tables),
            *check_between(sound, tables, reference, project.settings.household_buckets, common, around.cache)]


def _in_documents(documents: Sequence[Document], project: Project, as_of: AsOf, memory: FileMemory | None) -> list[Problem]:
    """What is wrong among the documents. They lead to one another and to files of `content`, whose names count too."""
    if memory is None:
        return check_documents(documents, project.content, as_of.day)
    beside = as_of.day, tuple(map(str, files_below(project.content, "")))
    return memory.latest("documents checked", [project.root / document.file for document in documents], beside,
                         partial(check_documents, documents, project.content, as_of.day))


def _in_texts(project: Project, documents: Iterable[Document], cache: Cache, executor: Executor | None,
              memory: FileMemory | None) -> list[Problem]:
    """What must not stand in any text file. A document that was read is known by its digest and is not read again."""
    phones = project.settings.public_phones
    if memory is not None:
        return [problem for path in _text_files(project) for problem in memory.of(
            ("text", phones, str(project.root)), (path,), lambda path=path: check_text(project.name(path), _lenient(path), phones))]
    known = {document.file: document.digest for document in documents}
    texts = ((project.name(path), path) for path in _text_files(project))
    return check_texts((Text(file, known.get(file) or key_of(file, path.read_bytes()), partial(_lenient, path))
                        for file, path in texts), phones, cache, code_digest(), executor)


def _text_files(project: Project) -> Iterator[Path]:
    """Every one of the bureau: Markdown, posting headers, reference tables, mapping files, the configuration."""
    for folder, ending in ((project.content, ".md"), (project.postings, "/posting.yml"), (project.reference, ".csv"),
                           (project.data / "import", ".yml")):
        yield from files_below(folder, ending)
    yield project.config_file


def _lenient(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")
