"""Any file ends in problems or in success, with counts that add up; never in a traceback, never in a full machine."""

from __future__ import annotations

import io
import os
import struct
import zipfile

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from generator.intake.encoding import decoded_table
from generator.intake.source import sheets_of
from generator.model.problem import Problem
from tests.intake.clerk_tables import FORMATS, HEADINGS, csv_text, household, ods, plain_table, xls, xlsx, zipped

EXAMPLES = int(os.environ.get("GONGSHI_EXAMPLES", "150"))  # a few hundred in all on every run; 20,000 once in a while
often = settings(max_examples=EXAMPLES, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate),
                 suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])

CELLS = st.one_of(
    st.none(), st.text(max_size=12), st.sampled_from(HEADINGS), st.sampled_from(
        ("合计", "小计", "本页小计", "制表人：", "单位：万元", "2008-10-01", "2008.10—2009.9", "20080901", "39692", "饮食业", "新华街道", "3,000.00元", "叁仟元整",
         "-", "0", "２１", "2.1E+17", "=1+1", "停业", "未达起征点", "8", "000", "#N/A", "营业税", "和平区", "x" * 40_000, "\ud7ff", "'", '"', "税种", "万元")),
    st.integers(-10 ** 20, 10 ** 20), st.floats(), st.dates().map(str))
ROWS = st.lists(st.lists(CELLS, max_size=20), max_size=12)
TABLES = st.builds(lambda before, rows, after, cells: [*before, list(HEADINGS), *(mixed(row, cells) for row in rows), *after], ROWS,
                   st.lists(st.integers(0, 500).map(household), max_size=6), ROWS, st.lists(st.tuples(st.integers(0, 16), CELLS), max_size=6))
EXTENSIONS = (".csv", ".txt", ".tsv", ".xlsx", ".xls", ".ods", ".html", "")
STARTS = (b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe", b"\xef\xbb\xbf", b"<html><table><tr><td>", b'<?xml version="1.0"?>'
          b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', b"\x09\x08\x10\x00\x00\x06\x05\x00")


def mixed(row: list[object], cells: list[tuple[int, object]]) -> list[object]:
    changed = list(row)
    for place, cell in cells[:2]:
        changed[place] = cell
    return changed


def adds_up(bureau, name: str, content: bytes) -> None:
    found = bureau.read(name, content).figures("zh")
    assert found["rows_read"] == found["rows_accepted"] + found["rows_refused"] + found["rows_skipped"]
    assert found["households"] or found["problems"]


@often
@given(rows=st.one_of(ROWS, TABLES), separator=st.sampled_from(",\t;"), encoding=st.sampled_from(("utf-8", "gb18030", "utf-16", "utf-8-sig")))
def test_any_cells_in_text_add_up(rows, separator: str, encoding: str, one_bureau) -> None:
    """Random cells among real ones, in every encoding."""
    adds_up(one_bureau, "t.csv", csv_text(rows, separator).encode(encoding, "replace"))


@often
@given(rows=st.one_of(ROWS, TABLES), kind=st.sampled_from(("table.xlsx", "open.ods", "page.xls", "xml.xls", "old.xls")))
def test_any_cells_in_workbooks_add_up(rows, kind: str, one_bureau) -> None:
    """The same in workbooks, pages and XML."""
    adds_up(one_bureau, kind, FORMATS[kind]([[_storable(cell) for cell in row] for row in rows]))


def _storable(cell: object) -> object:
    """What the writers of these tests can store at all; the reader gets whatever they wrote."""
    if isinstance(cell, str):
        return "".join(mark for mark in cell if mark.isprintable())[:30_000]
    return str(cell) if cell is not None and not isinstance(cell, float) or isinstance(cell, float) and abs(cell) > 1e300 or cell != cell else cell


@often
@given(start=st.sampled_from(STARTS), junk=st.binary(max_size=3000), extension=st.sampled_from(EXTENSIONS))
def test_any_bytes_under_any_name_end_in_problems(start: bytes, junk: bytes, extension: str, one_bureau) -> None:
    """With the beginnings of real files before them."""
    adds_up(one_bureau, f"t{extension}", start + junk)


_REAL = {name: FORMATS[name](plain_table(3)) for name in ("table.xlsx", "old.xls", "open.ods", "utf-8.csv", "utf-16.txt", "xml.xls", "page.xls")}


@often
@given(name=st.sampled_from(sorted(_REAL)), changes=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=12),
       cut=st.floats(0.2, 1))
def test_damaged_files_end_in_problems(name: str, changes, cut: float, one_bureau) -> None:
    """Real files with bytes changed and their end cut off."""
    content = bytearray(_REAL[name])
    for where, byte in changes:
        content[int(where * len(content))] = byte
    adds_up(one_bureau, name, bytes(content[:int(cut * len(content))]))


@often
@given(change=st.binary(max_size=60), where=st.floats(0, 1, exclude_max=True), part=st.sampled_from(
    ("xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml", "xl/styles.xml")))
def test_workbooks_with_damaged_parts_end_in_problems(change: bytes, where: float, part: str, one_bureau) -> None:
    """The zip is whole and its XML is not."""
    with zipfile.ZipFile(io.BytesIO(_REAL["table.xlsx"])) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    at = int(where * len(parts[part]))
    parts[part] = parts[part][:at] + change + parts[part][at + len(change):]
    adds_up(one_bureau, "t.xlsx", zipped(parts))


def rule_of(content: bytes, name: str = "t.xlsx") -> str:
    sheets, problems = sheets_of(content, name)
    assert problems and not [sheet for sheet in sheets if sheet.cells.height > 1000]
    return problems[0].rule


def test_a_zip_bomb_is_not_unpacked() -> None:
    """One that says how large it is, and one that lies about it."""
    big = zipped({"xl/workbook.xml": "<x/>", "xl/worksheets/sheet1.xml": b" " * 1_000_000})
    with zipfile.ZipFile(io.BytesIO(big)) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    said = struct.pack("<I", size)
    assert rule_of(big.replace(said, struct.pack("<I", 2_000_000_000))) == "workbook-too-large"
    assert rule_of(big.replace(said, struct.pack("<I", 1000))) == "workbook-too-large"


@pytest.mark.parametrize(("cell", "rule"), (("XFD1", "too-many-columns"), ("ZZ1048576", "too-many-columns"), ("SA999999", "too-many-rows")))
def test_a_cell_far_out_does_not_fill_the_machine(cell: str, rule: str) -> None:
    """The sheet between would hold thousands of millions of cells."""
    def put(book) -> None:
        book.active[cell] = "x"
    assert rule_of(xlsx(plain_table(1), change=put)) == rule


def test_ods_cells_repeated_a_million_times_are_refused() -> None:
    """A row of few bytes can stand for any number of cells."""
    row = ('<table:table-row table:number-rows-repeated="1000000"><table:table-cell table:number-columns-repeated="400" '
           'office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>')
    assert rule_of(ods(plain_table(1), row), "t.ods") == "too-many-rows"
    empty = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    assert not sheets_of(ods(plain_table(1), empty), "t.ods")[1]


def test_sixteen_thousand_columns_of_text_are_refused() -> None:
    """As text and as a page."""
    assert rule_of(",".join(["x"] * 16_384).encode(), "t.csv") == "too-many-columns"
    assert rule_of(b"<html><table><tr>" + b"<td>x" * 16_384, "t.xls") == "too-many-columns"


def test_a_huge_cell_is_refused_with_its_row(one_bureau) -> None:
    """A name of a million characters is several rows run together."""
    imported = one_bureau.read("t.csv", csv_text([list(HEADINGS), household(1), household(2, 业户名称="店" * 900_000)]))
    assert [(problem.rule, problem.row) for problem in imported.problems if problem.is_error] == [("cell-too-long", 3)]


def test_password_protected_files_are_told() -> None:
    """An encrypted XLSX is an OLE container; an encrypted zip and an XLS with FILEPASS say so themselves."""
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(600)
    assert rule_of(ole) == "workbook-protected"
    plain = bytearray(zipped({"xl/workbook.xml": "<x/>"}))
    for at in (6, plain.find(b"PK\x01\x02") + 8):
        plain[at] |= 1
    assert rule_of(bytes(plain)) == "workbook-protected"
    old = xls(plain_table(1))
    at = old.find(bytes.fromhex("0908100000060500"))
    assert rule_of(old[:at + 20] + struct.pack("<HHHH", 0x2F, 6, 1, 0) + old[at + 28:], "t.xls") in ("workbook-protected", "workbook-broken")


@pytest.mark.parametrize(("content", "rule"), (
    (b"", "empty-file"), (b"\xef\xbb\xbf\r\n", "empty-file"), (b"%PDF-1.4", "not-a-table-file"), (b"PK\x03\x04broken", "workbook-broken"),
    (b"\x89PNG\r\n", "not-a-table-file"), (b"\x81\x30\x81", "table-encoding-unknown"), (xlsx([]), "empty-file")))
def test_what_is_no_table_is_told(content: bytes, rule: str) -> None:
    """Empty, broken, something else."""
    assert rule_of(content) == rule


def test_big5_is_not_read_as_something_else() -> None:
    """Byte by byte it passes for GB 18030, as rubbish."""
    text = "業戶名稱,經營地址,核定營業額,營業稅\r\n" + "老槐餃子館,中山路一段五號之二,三千元整,一百五十元\r\n" * 5
    found = decoded_table(text.encode("big5"), "t.csv")
    assert isinstance(found, Problem) and found.facts["encoding"] == "Big5"


def test_entities_of_an_xml_spreadsheet_are_refused() -> None:
    """A few lines of them can stand for more text than a machine holds."""
    bomb = (b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">'
            b"<Worksheet><Table><Row><Cell><Data>&a;</Data></Cell></Row></Table></Worksheet></Workbook>")
    assert rule_of(bomb, "t.xls") == "workbook-broken"


def test_links_and_charts_are_told() -> None:
    """Links are not followed, charts are not read; the table is."""
    def chart(book) -> None:
        book.create_chartsheet("图")
    sheets, problems = sheets_of(xlsx(plain_table(2), change=chart), "t.xlsx")
    assert [problem.rule for problem in problems] == ["sheet-is-chart"] and len(sheets) == 1
    with zipfile.ZipFile(io.BytesIO(_REAL["table.xlsx"])) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/externalLinks/externalLink1.xml"] = b"<externalLink/>"
    assert [problem.rule for problem in sheets_of(zipped(parts), "t.xlsx")[1]] == ["workbook-has-links"]
