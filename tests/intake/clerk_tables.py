"""Tables as clerks make them, in every format; ids are computed, never written out."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from html import escape

import openpyxl
import xlwt

from generator.model.identifier import check_character

HEADINGS = ("序号", "纳税人识别号", "业户名称", "业主姓名", "经营地址", "所属街道", "行业", "月核定营业额(元)", "营业税", "城建税", "教育费附加",
            "地方教育费", "个人所得税", "月应纳税额合计", "执行期起", "执行期止", "备注")
STREETS = ("新华街道", "马路湾街道", "南湖街道", "长白街道")
Row = Sequence[object]


def citizen_id(number: int, suffix: str = "") -> str:
    """A synthetic id with a right check character."""
    year, month, day = 1950 + number % 45, 1 + number // 45 % 12, 1 + number // 540 % 28
    first = f"21010{2 + number % 4}{year}{month:02d}{day:02d}{number % 1000:03d}"
    return first + check_character(first) + suffix


def household(number: int, **changes: object) -> list[object]:
    """One row under HEADINGS, turnover 5,000 and more, taxes right to the fen."""
    turnover = 5000 + number % 90 * 100
    business = turnover * 5  # fen
    taxes = [business, business * 7 // 100, business * 3 // 100, business // 100, turnover]
    row: dict[str, object] = dict(zip(HEADINGS, (
        number + 1, citizen_id(number, "00"), f"和平区老槐{number}号饺子馆", "赵小明", f"崇山中路{number + 1}号", STREETS[number % 4], "饮食业",
        turnover, *(yuan(tax) for tax in taxes), yuan(sum(taxes)), "2008-10-01", "2009-09-30", "")))
    assert changes.keys() <= row.keys()
    return list((row | changes).values())


def yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"


def plain_table(count: int = 5, **changes: object) -> list[list[object]]:
    """A heading and `count` households."""
    return [list(HEADINGS), *(household(number, **changes) for number in range(count))]


def sum_of(rows: Sequence[Row], heading: str) -> int:
    """Fen."""
    place = HEADINGS.index(heading)
    return sum(round(float(str(row[place])) * 100) for row in rows[1:])


def csv_text(rows: Sequence[Row], separator: str = ",") -> str:
    def cell(value: object) -> str:
        text = "" if value is None else str(value)
        return '"' + text.replace('"', '""') + '"' if any(mark in text for mark in (separator, '"', "\n")) else text
    return "\r\n".join(separator.join(map(cell, row)) for row in rows) + "\r\n"


def xlsx(*sheets: Sequence[Row], names: Sequence[str] = (), change=None) -> bytes:
    """A workbook; `change` is given the openpyxl workbook before it is saved."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for place, rows in enumerate(sheets):
        sheet = book.create_sheet(names[place] if names else f"表{place + 1}")
        for row in rows:
            sheet.append(list(row))
    if change:
        change(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def xls(rows: Sequence[Row], change=None) -> bytes:
    """An old workbook; `change` is given the xlwt sheet before it is saved."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("公示")
    for number, row in enumerate(rows):
        for place, value in enumerate(row):
            if value is not None:
                sheet.write(number, place, value)
    if change:
        change(sheet)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def ods(rows: Sequence[Row], repeated: str = "") -> bytes:
    cells = "".join("<table:table-row>" + "".join(
        f'<table:table-cell office:value-type="float" office:value="{value}"><text:p>{value}</text:p></table:table-cell>'
        if isinstance(value, int | float) else
        f'<table:table-cell office:value-type="string"><text:p>{escape(str(value))}</text:p></table:table-cell>' if value not in ("", None)
        else "<table:table-cell/>" for value in row) + "</table:table-row>" for row in rows)
    content = ('<?xml version="1.0" encoding="UTF-8"?><office:document-content '
               'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
               'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"><office:body><office:spreadsheet>'
               f'<table:table table:name="公示">{cells}{repeated}</table:table></office:spreadsheet></office:body></office:document-content>')
    return zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content, "META-INF/manifest.xml":
                   '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'})


def zipped(parts: dict[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return buffer.getvalue()


def html(rows: Sequence[Row], charset: str = "gb2312") -> bytes:
    body = "".join("<tr>" + "".join(f"<td>{escape(str('' if value is None else value))}</td>" for value in row) + "</tr>" for row in rows)
    return f'<html><head><meta charset="{charset}"></head><body><table>{body}</table></body></html>'.encode(
        "gb18030" if charset == "gb2312" else charset)


def xml_2003(rows: Sequence[Row]) -> bytes:
    body = "".join("<Row>" + "".join(f'<Cell><Data ss:Type="String">{escape(str("" if value is None else value))}</Data></Cell>' for value in row)
                   + "</Row>" for row in rows)
    return ('<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
            'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="公示"><Table>'
            f"{body}</Table></Worksheet></Workbook>").encode()


def utf8(text: str) -> bytes:
    return text.encode()


FORMATS = {
    "utf-8.csv": lambda rows: csv_text(rows).encode(), "mark.csv": lambda rows: csv_text(rows).encode("utf-8-sig"),
    "gb18030.csv": lambda rows: csv_text(rows).encode("gb18030"), "utf-16.txt": lambda rows: csv_text(rows, "\t").encode("utf-16"),
    "utf-16-be.txt": lambda rows: b"\xfe\xff" + csv_text(rows, "\t").encode("utf-16-be"),
    "no-mark-16.txt": lambda rows: csv_text(rows, "\t").encode("utf-16-le"),
    "semicolon.csv": lambda rows: csv_text(rows, ";").encode(), "tabs.tsv": lambda rows: csv_text(rows, "\t").encode("gb18030"),
    "table.xlsx": lambda rows: xlsx(rows), "old.xls": xls, "open.ods": ods, "page.xls": html, "page8.xls": lambda rows: html(rows, "utf-8"),
    "xml.xls": xml_2003, "text.xls": lambda rows: csv_text(rows, "\t").encode("gb18030"), "new.xls": lambda rows: xlsx(rows),
    "really.csv": lambda rows: xlsx(rows), "old.csv": xls,
}
"""Every format and the other things that carry their names."""
