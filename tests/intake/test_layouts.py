"""Tables of every layout a clerk makes come to the same households; what is not a household is named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.intake.clerk_tables import FORMATS, HEADINGS, citizen_id, csv_text, household, plain_table, sum_of, xlsx, yuan


def figures(imported) -> tuple[int, int, int]:
    found = imported.figures("zh")
    assert found["rows_read"] == found["rows_accepted"] + found["rows_refused"] + found["rows_skipped"]
    return found["households"], found["monthly_turnover_fen"], found["tax_fen"]


def wanted(rows) -> tuple[int, int, int]:
    return len(rows) - 1, sum_of(rows, "月核定营业额(元)"), sum_of(rows, "月应纳税额合计")


def rules(imported) -> set[str]:
    return {problem.rule for problem in imported.problems if problem.is_error}


REAL = ("dadong_one_row_per_tax.xlsx", "heping_notice_gb18030.csv", "heping_unicode_text.txt", "huanggu_damaged.xlsx",
        "shenhe_export_label_rows.xlsx", "tiexi_two_row_header.xlsx")


@pytest.mark.parametrize("name", REAL)
def test_real_tables_come_out_as_expected(name: str, shared: Path, one_bureau) -> None:
    """Households, sums to the fen, refused rows with row and column; no id and no full name in anything that is said."""
    expected = json.loads((shared / "tables" / f"{name}.expected.json").read_text(encoding="utf-8"))
    imported = one_bureau.read(name, (shared / "tables" / name).read_bytes())
    assert figures(imported) == (expected["households"], expected["monthly_turnover_fen"], expected["tax_fen"])
    refused = {(problem.row, problem.column) for problem in imported.problems if problem.is_error}
    assert refused == {(each["row"], each["column"]) for each in expected["refused"]}
    said = json.dumps(imported.figures("zh"), ensure_ascii=False) + str(dict(imported.header))
    assert not [secret for secret in expected["never_publish"] if secret in said]


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_gives_the_same_households(name: str, one_bureau) -> None:
    """What a file is its content says: an .xls may be a page, text or a new workbook."""
    rows = plain_table(6)
    imported = one_bureau.read(name, FORMATS[name](rows))
    assert not rules(imported) and figures(imported) == wanted(rows)


def test_titles_units_pages_totals_and_signatures_are_no_households(one_bureau) -> None:
    """Each is named with its reason, and sub-totals, page totals and the grand total are compared to the fen."""
    rows = plain_table(6)
    turnover, tax = HEADINGS.index("月核定营业额(元)"), HEADINGS.index("月应纳税额合计")

    def total(word: str, part) -> list[object]:
        row: list[object] = [None] * len(HEADINGS)
        row[2], row[turnover], row[tax] = word, yuan(sum_of([[], *part], "月核定营业额(元)")), yuan(sum_of([[], *part], "月应纳税额合计"))
        return row
    printed = [["和平区2008年度第3期定额公示表"], ["单位：元"], rows[0], *rows[1:4], total("本页小计", rows[1:4]), ["第1页 共2页"],
               ["和平区2008年度第3期定额公示表（续表）"], rows[0], *rows[4:], total("本页小计", rows[4:]), total("合计6户", rows[1:]),
               ["制表人：", None, "审核人：", None, "公示日期：2008年9月10日"]]
    imported = one_bureau.read("printed.csv", csv_text(printed))
    assert not rules(imported) and figures(imported) == wanted(rows)
    assert len(imported.sheets[0].compared) == 7 and all(each.matches for each in imported.sheets[0].compared)
    assert imported.header["posted_on"] == "2008-09-10" and imported.header["source"].startswith("和平区2008年度")
    assert dict(imported.skipped) == {"above": 2, "heading": 2, "total": 3, "note": 2, "signature": 1}


def test_a_total_that_differs_is_a_problem_and_nothing_is_written(bureau) -> None:
    """One fen is enough, and the problem says by how much."""
    rows = plain_table(3)
    wrong: list[object] = [None, None, "合计", *[None] * 4, yuan(sum_of(rows, "月核定营业额(元)") + 1)]
    imported, written = bureau.write("t.csv", csv_text([*rows, wrong]))
    problem = next(problem for problem in imported.problems if problem.rule == "total-differs")
    assert problem.row == 5 and problem.facts["difference"] == "0.01" and written.folder is None


def test_a_heading_of_two_rows_with_merged_cells(one_bureau) -> None:
    """核定税额 over its taxes, and the period over its two ends."""
    rows = plain_table(4)
    upper = list(HEADINGS)
    lower: list[object] = [None] * len(HEADINGS)
    for place in range(8, 14):
        lower[place], upper[place] = HEADINGS[place], "核定税额（元/月）" if place == 8 else None
    lower[13] = "合计"
    upper[14], upper[15], lower[14], lower[15] = "执行期", None, "起", "止"

    def merge(book) -> None:
        sheet = book.active
        sheet.merge_cells("I2:N2")
        sheet.merge_cells("O2:P2")
        sheet.merge_cells("A1:Q1")
        for column in "ABCDEFGHQ":
            sheet.merge_cells(f"{column}2:{column}3")
    imported = one_bureau.read("two.xlsx", xlsx([["公示表"], upper, lower, *rows[1:]], change=merge))
    assert not rules(imported) and figures(imported) == wanted(rows)


def test_amounts_in_ten_thousands_by_the_unit_row(one_bureau) -> None:
    """单位：万元 holds for every amount without a unit of its own."""
    rows = [["和平区公示表"], ["单位：万元"], ["纳税人名称", "税号", "地址", "行业", "街道", "月定额", "营业税（元）", "执行期限"],
            ["老槐饺子馆", "7654321", "中山路1号", "饮食业", "新华街道", "0.36", "180", "2008.10—2009.9"]]
    assert figures(one_bureau.read("t.csv", csv_text(rows))) == (1, 360_000, 18_000)


@pytest.mark.parametrize(("heading", "cell", "fen"), (
    ("月核定营业额", "3,000.00元", 300_000), ("月核定营业额", "０．３万", 300_000), ("月核定营业额", "叁仟元整", 300_000),
    ("定额（万元/月）", "0.3", 300_000), ("季核定营业额（元）", "9000", 300_000), ("核定营业额(元/季)", "9,000", 300_000),
    ("月销售额（千元）", "3", 300_000), ("年定额", "36000", 300_000), ("核定营业额（元/月）", "3000.0000001", 300_000)))
def test_an_amount_in_every_form(heading: str, cell: str, fen: int, one_bureau) -> None:
    """Units in the heading or the cell, full-width digits, capitals, separators, quarters and years."""
    rows = [["户名", "微机编码", "地址", "行业", "街道", heading, "执行期"], ["老槐饺子馆", "7654321", "中山路1号", "饮食业", "新华街道", cell, "2008年度"]]
    assert figures(one_bureau.read("t.csv", csv_text(rows)))[:2] == (1, fen)


@pytest.mark.parametrize(("first", "last"), (
    ("2008.9", "2009.8"), ("2008.09.01", "2009.08.31"), ("2008/9/1", "2009/8/31"), ("20080901", "20090831"), ("2008年9月1日", "2009年8月31日"),
    ("二〇〇八年九月一日", "二〇〇九年八月三十一日"), ("08.9", "09.8"), ("39692", "40056"), ("２００８－９－１", "２００９－８－３１")))
def test_a_day_in_every_form(first: str, last: str, one_bureau) -> None:
    """In two cells, in one cell, and as what stands above the table."""
    head, row = ["户名", "微机编码", "地址", "行业", "街道", "月定额"], ["老槐饺子馆", "7654321", "中山路1号", "饮食业", "新华街道", "3000"]
    two = one_bureau.read("t.csv", csv_text([[*head, "执行期起", "执行期止"], [*row, first, last]]))
    above = one_bureau.read("t.csv", csv_text([["执行期起", first], ["执行期止", last], head, row]))
    found = [two, above]
    if "." in first or "年" in first or "/" in first or len(first) == 8:
        found.append(one_bureau.read("t.csv", csv_text([[*head, "定额执行期"], [*row, f"{first}至{last}"]])))
    for imported in found:
        assert [day.isoformat() for day in imported.households.select("starts_on", "ends_on").row(0)] == ["2008-09-01", "2009-08-31"]


def test_one_row_a_tax_with_the_household_in_the_first_only(one_bureau) -> None:
    """Vertically merged cells leave the household's name in its first row; the turnover is the base of the turnover tax."""
    head = ["纳税人名称", "税务登记证号", "经营地址", "街道", "行业", "税种", "应纳税经营额", "税率", "月应纳税额", "执行期起", "执行期止"]
    rows = [head, ["老槐饺子馆", "7654321", "中山路1号", "新华街道", "饮食业", "营业税", "8000", "5%", "400", "2008-10-01", "2009-09-30"],
            [None] * 5 + ["城建税", "400", "7%", "28", None, None], [None] * 5 + ["个人所得税", "8000", "1%", "80", None, None],
            ["佳和旅店", "7654322", "中山路2号", "新华街道", "旅馆业", "营业税", "6000", "5%", "300", "2008-10-01", "2009-09-30"]]
    imported = one_bureau.read("t.csv", csv_text(rows))
    assert not rules(imported) and figures(imported) == (2, 1_400_000, 80_800)


def test_sheets_are_one_posting_and_a_household_stands_once(one_bureau) -> None:
    """A sheet a street; a household on two sheets is refused on the second."""
    first, second = plain_table(3), [list(HEADINGS), household(2), household(3)]
    imported = one_bureau.read("t.xlsx", xlsx(first, second, [["说明"], ["本表由各所汇总"]]))
    assert figures(imported)[0] == 4 and rules(imported) == {"household-twice-in-source"}
    assert imported.figures("zh")["rows_refused"] == 1 and imported.skipped["no-table"] == 2


def test_a_street_may_be_a_line_above_its_shops(one_bureau) -> None:
    """A line that names a street holds for the rows below it."""
    head = ["户名", "微机编码", "地址", "行业", "月定额", "执行期"]
    rows = [["沈阳市和平区公示表"], head, ["新华街道"], ["老槐饺子馆", "7654321", "中山路1号", "饮食业", "3000", "2008年度"],
            ["南湖街道"], ["佳和旅店", "7654322", "中山路2号", "旅馆业", "4000", "2008年度"]]
    assert one_bureau.read("t.csv", csv_text(rows)).households["street_code"].to_list() == ["210102002", "210102019"]


def test_old_names_of_divisions_and_streets_with_their_division(one_bureau) -> None:
    """东陵区 is 浑南区 since 2014; a street is found inside the address."""
    rows = [["户名", "微机编码", "地址", "行业", "月定额", "执行期"], ["老槐饺子馆", "7654321", "沈阳市东陵区五三街道1号", "饮食业", "3000", "2008年度"]]
    assert one_bureau.read("t.csv", csv_text(rows)).households["street_code"].to_list() == ["210112010"]


def test_commas_inside_numbers_are_joined_again(one_bureau) -> None:
    """8,000 in a CSV without quotation marks is two cells; with one way to join them they are, and it is said."""
    text = csv_text(plain_table(2)).replace(",5100,", ",5,100,").replace(",5000,", ",5,000,")
    imported = one_bureau.read("t.csv", text)
    assert figures(imported)[:2] == (2, 1_010_000) and {"row-joined"} <= {problem.rule for problem in imported.problems}


def test_ids_a_spreadsheet_spoiled_are_refused_or_spared(one_bureau) -> None:
    """2.10103E+17 and eighteen digits ending in 000 name nobody; with the office's own code the household is known."""
    spoiled = citizen_like_000()
    rows = plain_table(3)
    rows[1][1], rows[2][1] = "2.10103E+17", spoiled
    imported = one_bureau.read("t.csv", csv_text(rows))
    assert figures(imported)[0] == 1 and rules(imported) == {"id-damaged"}
    with_code = [[*row, "微机编码" if place == 0 else f"76543{place}"] for place, row in enumerate(rows)]
    imported = one_bureau.read("t.csv", csv_text(with_code))
    assert figures(imported)[0] == 3 and not rules(imported)


def citizen_like_000() -> str:
    return citizen_id(7)[:15] + "000"


def test_floats_of_a_workbook_are_exact_fen(one_bureau) -> None:
    """27.650000000000002 is 27.65: a float never reaches a sum."""
    rows = plain_table(3)
    numbers = [[float(str(cell)) if place in range(7, 14) and number else cell for place, cell in enumerate(row)] for number, row in enumerate(rows)]
    numbers[1][8] = 250.00000000000003
    assert figures(one_bureau.read("t.xlsx", xlsx(numbers))) == wanted(rows)


@pytest.mark.parametrize("encoding", ("utf-8", "utf-8-sig", "gb18030"))
@pytest.mark.parametrize("blank", ("", "\r\n", ",,,\r\n", "  ,\r\n"))
def test_rows_of_a_large_table_keep_their_numbers(encoding: str, blank: str, one_bureau) -> None:
    """As the spreadsheet shows them, whatever way a large file is read and whatever empty lines it has."""
    lines = csv_text([*plain_table(900), household(900, **{"月核定营业额(元)": "面议"})]).splitlines(keepends=True)
    text = "".join([*lines[:500], blank, *lines[500:]])
    imported = one_bureau.read("t.csv", text.encode(encoding))
    refused = [problem.row for problem in imported.problems if problem.rule == "cell-not-an-amount"]
    assert refused == [902 + bool(blank)] and imported.figures("zh")["households"] == 900


def test_a_table_without_the_column_that_matters_is_a_question(one_bureau) -> None:
    """A row a tax without any amount: asked, not guessed, and no traceback."""
    imported = one_bureau.read("t.csv", csv_text([["税种", "纳税人识别号"], ["营业税", "7654321"]]))
    assert imported.blocked and "column-needed" in rules(imported)
