"""The Code Quality report as GitLab reads it, with fingerprints that stay."""

from __future__ import annotations

import json

from generator.model.problem import Problem
from generator.report.gitlab import gitlab
from tests.report.bad_table import TABLE, bad_amount


def issues(report) -> list[dict]:
    return json.loads(gitlab(report))


def test_an_issue_has_what_gitlab_asks_for(report_of) -> None:
    """Description, check_name, fingerprint, severity, path and first line; a problem without a row is on line 1."""
    found = issues(report_of([bad_amount(14), Problem.of("unknown-method", TABLE, 3, "核定方法", "估计"),
                              Problem.of("table-missing", "quota_data/postings/y")]))
    assert {issue["check_name"]: (issue["severity"], issue["location"]) for issue in found} == {
        "amount-not-a-number": ("major", {"path": TABLE, "lines": {"begin": 14}}),
        "unknown-method": ("minor", {"path": TABLE, "lines": {"begin": 3}}),
        "table-missing": ("major", {"path": "quota_data/postings/y", "lines": {"begin": 1}})}
    assert all(issue["description"] and len(issue["fingerprint"]) == 64 for issue in found)


def test_a_fingerprint_stays_when_the_row_moves(report_of) -> None:
    """A row put in above does not make the mistakes below new ones; no two issues share a fingerprint."""
    before, after = (issues(report_of(bad_amount(row + moved) for row in range(2, 8))) for moved in (0, 1))
    prints = [issue["fingerprint"] for issue in before]
    assert prints == [issue["fingerprint"] for issue in after] and len(set(prints)) == 6


def test_a_thousand_of_the_same_are_one_issue(report_of) -> None:
    """With the count and the rows; its fingerprint stays while some of them are mended."""
    (issue,) = issues(report_of(bad_amount(row) for row in range(2, 1002)))
    assert issue["description"].startswith("1,000 处，第 2–1001 行")
    (fewer,) = issues(report_of(bad_amount(row) for row in range(300, 1002)))
    assert fewer["fingerprint"] == issue["fingerprint"]


def test_nothing_wrong_is_an_empty_list(report_of) -> None:
    """GitLab then shows that all was mended."""
    assert issues(report_of([])) == []
