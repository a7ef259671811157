"""Each rule about a clerk's table is one somebody can break: the smallest table that does."""

from __future__ import annotations

import pytest

from generator.model.rules import intake
from tests.intake.clerk_tables import HEADINGS, citizen_id, csv_text, household, xlsx, zipped

ONE = [["户名", "微机编码", "地址", "行业", "街道", "月定额", "执行期"], ["老槐饺子馆", "7654321", "中山路1号", "饮食业", "新华街道", "3000", "2008年度"]]


def row(**changes: object) -> str:
    """Two households, the second with changes."""
    return csv_text([list(HEADINGS), household(1), household(2, **changes)])


def without(heading: str) -> str:
    place = ONE[0].index(heading)
    return csv_text([[cell for at, cell in enumerate(each) if at != place] for each in ONE])


def more(heading: str, cell: str) -> str:
    return csv_text([[*ONE[0], heading], [*ONE[1], cell]])


def hidden(book) -> None:
    book["表2"].sheet_state = "hidden"
    book["表1"].row_dimensions[2].hidden = True
    book["表1"].column_dimensions["C"].hidden = True


def broken(book) -> None:
    book.active["F2"].value, book.active["F2"].data_type = "#REF!", "e"


TAX_ROWS = [["户名", "微机编码", "行业", "街道", "税种", "应纳税经营额", "月应纳税额", "执行期"],
            ["老槐饺子馆", "7654321", "饮食业", "新华街道", "营业税", "8000", "400", "2008年度"],
            ["老槐饺子馆", "7654321", "饮食业", "新华街道", "城建税", "400", "二十八块", "2008年度"]]
CASES: dict[str, str | bytes] = {
    "table-encoding-unknown": b"\xff" * 50, "not-a-table-file": b"%PDF-1.7", "workbook-broken": b"PK\x03\x04xx",
    "workbook-protected": zipped({"META-INF/manifest.xml": "<encryption-data/>", "content.xml": "<x/>"}),
    "too-many-columns": ",".join(["x"] * 600), "no-table-found": "你好,再见\n1,2\n",
    "sheet-is-chart": xlsx(ONE, change=lambda book: book.create_chartsheet("图")), "sheet-hidden": xlsx(ONE, ONE, change=hidden),
    "rows-hidden": xlsx(ONE, ONE, change=hidden), "formulas-used": xlsx([ONE[0], [*ONE[1][:5], "=1+1", "2008年度"]]),
    "rows-above-heading": csv_text([["甲", "乙", "丙"], ["1", "2", "3"], *ONE]), "columns-hidden": xlsx(ONE, ONE, change=hidden), "cell-is-error": xlsx(ONE, change=broken),
    "unit-said-twice": csv_text([["单位：元"], *ONE, ["注：以上金额单位为万元"]]), "amounts-implausible": without("月定额").replace("户名", "月定额,户名").replace(
        "老槐饺子馆", "0.3,老槐饺子馆"), "month-maybe-ten": row(执行期起="2009.1"), "filled-from-above": row(所属街道="同上"),
    "period-from-title": "公示表（2008年10月—2009年9月）\n" + without("执行期"), "street-from-title": "和平区新华街道公示表\n" + without("街道"),
    "formula-without-value": xlsx([ONE[0], [*ONE[1][:5], "=1+1", "2008年度"]]), "heading-unknown": more("信誉程度", "优"),
    "tax-heading-unknown": more("水利基金", "3.00"), "two-columns-one-meaning": more("核定营业额", "4000"), "column-needed": without("月定额"),
    "names-not-known": row(所属街道="新修街道"), "column-left-empty": without("行业"), "tax-item-not-in-reference": more("河道费", "3.00"),
    "total-differs": csv_text([*ONE, ["合计", "", "", "", "", "3001"]]),
    "total-not-compared": csv_text([*ONE, ["佳和店", "7654322", "2号", "旅馆业", "新华街道", "面议", "2008年度"], ["合计", "", "", "", "", "9000"]]),
    "row-total-differs": row(月应纳税额合计="1.00"), "cell-not-an-amount": row(营业税="好多"), "amount-too-small": row(**{"月核定营业额(元)": "0.36"}), "amount-span-unclear": "定额公示表（按季核定）\n" + csv_text(ONE).replace("月定额", "定额"),
    "amount-negative": row(营业税="-1"),
    "amount-rounded": row(营业税="3.335"), "day-not-read": row(执行期起="9/10/2008"), "period-not-read": csv_text([ONE[0], [*ONE[1][:6], "一年"]]),
    "source-period-backwards": row(执行期止="2008-01-01"), "source-period-too-long": row(执行期止="2010-01-01"), "id-damaged": row(纳税人识别号="2.1E+17"),
    "id-damaged-spared": more("纳税人识别号", "2.10103E+17"), "household-without-id": without("微机编码"),
    "household-twice-in-source": csv_text([*ONE, ONE[1]]), "household-incomplete": csv_text(TAX_ROWS),
    "tax-item-not-known": csv_text([TAX_ROWS[0], [*TAX_ROWS[1][:4], "营业锐", *TAX_ROWS[1][5:]]]), "status-not-known": more("状态", "不详"),
    "quantity-not-read": more("经营面积", "大"), "method-not-known": more("核定方法", "拍脑袋"), "cell-too-long": row(备注="长" * 600),
    "row-cut-apart": csv_text([[*ONE[0][:6], "营业税", "城建税"], [*ONE[1][:6], "1", "1"], [*ONE[1][:5], "1", "100", "100", "100", "100"]]),
    "row-joined": csv_text([list(HEADINGS), household(1)]).replace(",5100,", ",5,100,"), "shop-name-is-person": row(业户名称="赵小明"),
    "personal-data-left-out": row(备注=citizen_id(3)), "characters-lost": row(业户名称="张?饺子馆?"), "office-needed": without("街道"),
    "office-taken-from-division": csv_text(ONE), "posting-day-assumed": csv_text(ONE), "no-household": csv_text(ONE[:1]),
}
ELSEWHERE = {"workbook-too-large", "too-many-rows", "workbook-has-links",  # test_robust.py
             "posting-needs-original", "posting-exists", "mapping-key-unknown", "mapping-value-wrong"}  # test_importing.py


@pytest.mark.parametrize("rule", CASES)
def test_a_table_that_breaks_a_rule_is_told(rule: str, one_bureau) -> None:
    """And told in both languages without a gap."""
    found = [problem for problem in one_bureau.read("t.csv", CASES[rule]).problems if problem.rule == rule]
    assert found
    for problem in found:
        for said in (problem.as_text("zh"), problem.as_text("en")):
            assert "{" not in said and "None" not in said


def test_every_rule_has_its_table() -> None:
    """A rule nobody can break is no rule."""
    assert {rule.id for rule in intake.RULES} == CASES.keys() | ELSEWHERE and not CASES.keys() & ELSEWHERE
