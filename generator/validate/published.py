"""Takes the record of published postings and the files as they are, gives every difference as a problem."""

from __future__ import annotations

from generator.model.problem import Problem


def check_published(recorded: dict[str, tuple[str, int]], present: dict[str, str], data_name: str,
                    record_name: str) -> list[Problem]:
    """A file of a published posting that was edited, removed, or added afterwards. `data_name` is the data folder."""
    problems = []
    for file, (digest, line) in recorded.items():
        if file not in present:
            problems.append(Problem.of("published-posting-removed", f"{data_name}/{file}", record=record_name, line=line))
        elif present[file] != digest:
            problems.append(Problem.of("published-posting-edited", f"{data_name}/{file}", record=record_name, line=line))
    sealed = {_posting_of(file) for file in recorded}
    problems += [Problem.of("published-posting-extended", f"{data_name}/{file}", record=record_name)
                 for file in present if file not in recorded and _posting_of(file) in sealed]
    return problems


def _posting_of(file: str) -> str:
    return file.split("/")[1]
