"""Layouts of offices nobody showed us come to the same households to the fen, or are asked about; no figure is wrong in silence."""

from __future__ import annotations

import io
import zipfile

import pytest

from generator.model.capital_amount import capitals
from tests.intake.clerk_tables import ods, xls, xlsx, zipped
from tests.intake.layouts import LAYOUTS, SHOPS, STREETS, UNITS, Rows, cells, drawn, grid, in_ten_thousands, printed, sheet_a_street, sums, with_gap

_ITEMS = ("营业税", "城市维护建设税", "教育费附加", "地方教育费", "个人所得税")


def told(imported) -> set[str]:
    return {problem.rule for problem in imported.problems if problem.is_error}


def is_right(imported, owner: bool = True) -> None:
    """Twelve households, each with its own turnover, taxes, street and period."""
    found = imported.figures("zh")
    assert not told(imported) and not imported.blocked
    assert found["rows_read"] == found["rows_accepted"] + found["rows_refused"] + found["rows_skipped"]
    rows = imported.households.sort("taxpayer_id").to_dicts()
    assert len(rows) == len(SHOPS)
    by_name = {row["shop_name"]: row for row in rows}
    for shop in SHOPS:
        row = by_name[f"和平区老槐{shop.number}号饺子馆"]
        assert (row["turnover"], [row[f"tax:{item}"] for item in _ITEMS]) == (shop.turnover, shop.taxes)
        assert (row["starts_on"].isoformat(), row["ends_on"].isoformat(), row["street_code"]) == ("2008-10-01", "2009-09-30", shop.street[1])
        assert not owner or row["owner_masked"] == "赵*明"


@pytest.mark.parametrize("kind", ("csv", "xlsx"))
@pytest.mark.parametrize("name", LAYOUTS)
def test_a_layout_comes_out_right(name: str, kind: str, one_bureau) -> None:
    """Sixty layouts, as text and as a workbook."""
    is_right(one_bureau.read(f"t.{kind}", printed(LAYOUTS[name], kind)), owner="a row a tax" not in name)


@pytest.mark.parametrize("at_foot", (False, True))
@pytest.mark.parametrize("line", UNITS)
def test_one_line_says_the_unit(line: str, at_foot: bool, one_bureau) -> None:
    """Above the table or at its foot, alone or in a list."""
    is_right(one_bureau.read("t.csv", printed(in_ten_thousands(line, at_foot), "csv")))


@pytest.mark.parametrize("encoding", ("utf-8", "gb18030", "utf-16"))
@pytest.mark.parametrize("style", ("markdown", "box", "aligned"))
def test_a_drawn_table_keeps_its_columns(style: str, encoding: str, one_bureau) -> None:
    """Also where a cell in the middle is empty: the ones right of it do not move to the left."""
    rows = with_gap(grid(columns=cells(owner=("业主姓名", lambda shop: "赵小明"))), 3)
    imported = one_bureau.read("t.txt", drawn(rows, style).encode(encoding))
    is_right(imported, owner=False)
    assert set(imported.households["owner_masked"]) == {"赵*明", ""}


def test_a_sheet_a_street_says_it_in_its_name(one_bureau) -> None:
    """And a table of sums by street beside them is no table of households."""
    is_right(one_bureau.read("t.xlsx", sheet_a_street()))
    by_street: Rows = [["街道", "户数", "月核定营业额", "税额"], ["新华街道", 3, "9000", "500"]]
    imported = one_bureau.read("u.xlsx", xlsx(by_street, grid(), names=["汇总", "明细"]))
    is_right(imported)
    assert imported.skipped["no-table"] == 2


def test_a_line_with_a_street_and_more_words_begins_a_group(one_bureau) -> None:
    """With a number or a count; under a street nobody knows no row is given the street before."""
    plain, streets = grid(columns=cells(street=None)), [name for name, _ in STREETS]
    rows: Rows = [plain[0]]
    for place, street in enumerate(streets):
        rows += [[f"{street}（3户）" if place % 2 else f"一、{street}"], *plain[1 + 3 * place:4 + 3 * place]]
    is_right(one_bureau.read("t.csv", printed(rows, "csv")))
    rows[5] = ["新修街道（3户）"]
    found = one_bureau.read("t.csv", printed(rows, "csv")).households
    assert found.filter(found["address"].is_in([f"崇山中路{number}号" for number in (4, 5, 6)]))["street_code"].to_list() == [""] * 3


def test_merged_cells_of_every_kind_of_workbook(one_bureau) -> None:
    """The street stands once, over three rows; an ODS and an XLS say so in their own way."""
    rows = [[row[5] if place % 3 == 1 or not place else None, *row[:5], *row[6:]] for place, row in enumerate(grid())]

    def merge(sheet) -> None:
        for first in range(1, 13, 3):
            sheet.merge(first, first + 2, 0, 0)
    spanned = parts_of(ods(rows))
    for street in {row[0] for row in rows[1:] if row[0]}:
        cell = f'<table:table-cell office:value-type="string"><text:p>{street}'
        spanned["content.xml"] = spanned["content.xml"].replace(cell, cell.replace(" ", ' table:number-rows-spanned="3" ', 1))
    for name, content in (("t.xls", xls(rows, merge)), ("t.ods", zipped(spanned))):
        imported = one_bureau.read(name, content)
        is_right(imported)
        assert "filled-from-above" not in {problem.rule for problem in imported.problems}  # it is known, not guessed


@pytest.mark.parametrize("heading", ("2007年", "国税"))
def test_what_only_a_person_can_know_is_asked(heading: str, one_bureau) -> None:
    """Two columns under one heading: which is the quota is not guessed."""
    rows = grid()
    rows = [[*row[:7], "月核定营业额(元)" if not place else row[7], None if not place else row[7], *row[8:]] for place, row in enumerate(rows)]
    rows.insert(1, [*[None] * 7, heading, "2008年" if heading == "2007年" else "地税"])
    imported = one_bureau.read("t.csv", printed(rows, "csv"))
    assert imported.blocked and "column-needed" in told(imported)


def test_a_unit_nobody_states_is_asked(bureau) -> None:
    """No quota is three yuan a month; the answer is given once."""
    rows = [[row[place] if place != 7 else "定额" if not number else f"{float(str(row[7])) / 10_000}" for place in range(16) if place < 8 or place > 13]
            for number, row in enumerate(grid())]
    imported, written = bureau.write("t.csv", printed(rows, "csv"))
    assert "amounts-implausible" in told(imported) and written.folder is None
    bureau.answers("units: {定额: 万元}\n")
    assert bureau.read("t.csv", printed(rows, "csv")).figures("zh")["monthly_turnover_fen"] == sum(shop.turnover for shop in SHOPS)


def test_a_cell_with_an_error_is_no_tax_of_nothing(one_bureau) -> None:
    """#REF! in a tax column refuses its row and says so."""
    def broken(book) -> None:
        book.active["I3"].value, book.active["I3"].data_type = "#REF!", "e"
    imported = one_bureau.read("t.xlsx", xlsx(grid(), change=broken))
    assert [(problem.row, problem.column, problem.value) for problem in imported.problems if problem.is_error] == [(3, "营业税", "#REF!")]


@pytest.mark.parametrize("name", ("t.xls", "t.ods"))
def test_hidden_rows_and_columns_of_other_workbooks_are_told(name: str, one_bureau) -> None:
    """As those of an XLSX are."""
    content = xls(grid(), hide) if name == "t.xls" else hidden_ods()
    told_of = {problem.rule: problem for problem in one_bureau.read(name, content).problems}
    assert told_of["rows-hidden"].facts["rows"] == "4" and told_of["columns-hidden"].facts["columns"] == "经营地址"


def hide(sheet) -> None:
    sheet.row(3).hidden, sheet.col(4).hidden = True, True


def hidden_ods() -> bytes:
    parts = parts_of(ods(grid()))
    first, *rows = parts["content.xml"].split("<table:table-row>")
    columns = '<table:table-column table:number-columns-repeated="4"/><table:table-column table:visibility="collapse"/>'
    begins = ["<table:table-row>"] * 3 + ['<table:table-row table:visibility="filter">'] + ["<table:table-row>"] * len(rows)
    return zipped(parts | {"content.xml": first + columns + "".join(begin + row for begin, row in zip(begins, rows))})


def parts_of(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


@pytest.mark.parametrize("shop", ("赵小明（老槐饺子馆）", "老槐饺子馆（赵小明）", "老槐饺子馆 赵小明", "赵小明-老槐饺子馆", "老槐饺子馆/赵小明"))
@pytest.mark.parametrize("owner", (True, False))
def test_a_person_beside_the_shops_name_is_masked(shop: str, owner: bool, bureau) -> None:
    """With a column of owners and without one; a branch named after a district stays."""
    columns = cells(name=("业户名称", lambda each: shop), **({} if owner else {"owner": None}))
    bureau.write("t.csv", printed(grid(SHOPS[:1], columns), "csv"))
    assert "赵小明" not in bureau.table() and "老槐饺子馆" in bureau.table()
    assert one_name(bureau, "老边饺子馆（于洪）") == "老边饺子馆（于洪）"


def one_name(bureau, shop: str) -> str:
    columns = cells(name=("业户名称", lambda each: shop), owner=None)
    return bureau.read("u.csv", printed(grid(SHOPS[:1], columns), "csv")).households["shop_name"][0]


def test_a_total_with_a_wrong_fen_is_found_wherever_it_stands(one_bureau) -> None:
    """Above the rows, carried forward, at the end."""
    wrong = sums(SHOPS, "合计", 0)
    wrong[7] = f"{float(str(wrong[7])) + 0.01:.2f}"
    for rows in ([grid()[0], wrong, *grid()[1:]], [*grid(), wrong], [*grid(), ["过次页", *wrong[1:]]]):
        assert told(one_bureau.read("t.csv", printed(rows, "csv"))) == {"total-differs"}


_TAX_SUM, _TURNOVER_SUM = sum(sum(shop.taxes) for shop in SHOPS), sum(shop.turnover for shop in SHOPS)


@pytest.mark.parametrize("kind", ("csv", "xlsx"))
@pytest.mark.parametrize("has_total_column", (True, False))
@pytest.mark.parametrize("words, fen", (
    ("合计（大写）{}", _TAX_SUM), ("税额合计（大写）：{}", _TAX_SUM), ("税额合计（人民币大写）|{}", _TAX_SUM), ("合计|（大写）人民币{}", _TURNOVER_SUM),
    ("月定额合计（大写）：{}", _TURNOVER_SUM), ("合计（大写）||||||{}", _TAX_SUM)))
def test_a_sum_in_capital_numerals_is_compared(words: str, fen: int, has_total_column: bool, kind: str, one_bureau) -> None:
    """Of the whole posting, below the table, wherever there was room for it: it must be the sum of the rows, to the fen."""
    columns = cells() if has_total_column else cells(total=None)
    for stated, expected in ((fen, set()), (fen + 1, {"total-differs"})):
        foot = words.format(capitals(stated)).split("|")
        imported = one_bureau.read(f"t.{kind}", printed([*grid(columns=columns), foot], kind))
        assert told(imported) == expected and any(each.heading == "合计（大写）" or "大写" in each.heading
                                                  for sheet in imported.sheets for each in sheet.compared)
        if not expected:
            is_right(imported)
