"""A bureau's folder with one table, and reports about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from generator.model.problem import Problem, in_order
from generator.report.report import Report
from tests.report.bad_table import HEADING, TABLE

@pytest.fixture
def write_table(tmp_path: Path) -> Callable[[Iterable[str]], Path]:
    def write(rows: Iterable[str]) -> Path:
        path = tmp_path / TABLE
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join([HEADING, *rows]) + "\n", encoding="utf-8")
        return path
    return write


@pytest.fixture
def report_of(tmp_path: Path) -> Callable[..., Report]:
    def make(problems: Iterable[Problem], language: str = "zh", rows_read: int = 10) -> Report:
        return Report.of(in_order(problems), rows_read=rows_read, rows_refused=1, root=tmp_path, language=language,
                         bureau="范例市税务局", day="2008-09-26")
    return make
