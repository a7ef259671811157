"""Takes a project, records the digests of its postings as published. Never changes a posting, never forgets a record."""

from __future__ import annotations

from generator.model.problem import GeneratorError
from generator.model.project import Project
from generator.read.published import posting_digests, read_published


def seal_postings(project: Project, names: tuple[str, ...]) -> list[str]:
    """Adds the files of the postings that are not yet recorded; gives the postings newly recorded.

    Raises: GeneratorError for a posting that does not exist, or a record that is damaged: it is not overwritten.
    """
    published, problems = read_published(project)
    if problems:
        raise GeneratorError(problems[0])
    known = {file.split("/")[1] for file in published.present}
    for name in names:
        if name not in known:
            raise GeneratorError(f"{name}: no such posting / 没有这份文书")
    recorded = {file.split("/")[1] for file in published.recorded}
    wanted = [name for name in sorted(known) if name not in recorded and (not names or name in names)]
    lines = {file: digest for file, (digest, _) in published.recorded.items()}
    lines |= {file: digest for file, digest in posting_digests(project).items() if file.split("/")[1] in wanted}
    text = "".join(f"{digest}  {file}\n" for file, digest in sorted(lines.items()))
    temporary = project.published.with_suffix(".tmp")
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(project.published)  # whole or not at all
    return wanted
