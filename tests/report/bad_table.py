"""One table with one kind of mistake, for the tests of reports."""

from __future__ import annotations

from generator.model.problem import Problem

TABLE = "quota_data/postings/x/households.csv"
HEADING = "公示编号,字号,经营者,经营地址,月核定营业额(元),状态,备注"
AMOUNT = "月核定营业额(元)"


def bad_amount(row: int, value: str = "8，000元", file: str = TABLE) -> Problem:
    return Problem.of("amount-not-a-number", file, row, AMOUNT, value)
