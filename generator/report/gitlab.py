"""Takes a report, gives the Code Quality report by which GitLab marks a merge request. One JSON document."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from typing import Any

from generator.report.github import in_repository
from generator.report.place import Place, places_of
from generator.report.report import Report

_SEVERITY = {True: "major", False: "minor"}
_SINGLY = 100  # as many problems are told one by one


def gitlab(report: Report) -> str:
    """A list of issues. A fingerprint stays the same while the mistake does, wherever its row moves to."""
    mistakes = [mistake for section in report.sections for mistake in section.mistakes]
    seen: Counter[str] = Counter()
    issues = [_issue(report, place, seen) for place in places_of(report, mistakes, _SINGLY)]
    return json.dumps(issues, ensure_ascii=False, indent=1) + "\n"


def _issue(report: Report, place: Place, seen: Counter[str]) -> dict[str, Any]:
    problem = place.problem
    path = in_repository(report.root, problem.file)
    what = "\n".join((problem.rule, path, problem.column or "", problem.value or "" if place.count == 1 else ""))
    seen[what] += 1
    fingerprint = hashlib.sha256(f"{what}\n{seen[what]}".encode("utf-8", "replace")).hexdigest()
    return {"description": place.words.replace("\n", " "), "check_name": problem.rule, "fingerprint": fingerprint,
            "severity": _SEVERITY[problem.is_error], "location": {"path": path, "lines": {"begin": place.line or 1}}}
