"""Takes a frame and its columns, gives the bytes of an XLSX workbook with one sheet: the same bytes for the same rows.

The sheet is put together column by column, as long tables want it. Amounts are yuan as numbers, dates are dates, texts are
texts: none is ever a formula.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date
from xml.sax.saxutils import escape

import polars as pl

from generator.model.money import yuan_plain
from generator.render.data_column import Column

_ROWS_AT_ONCE = 10_000
_LONGEST = 32_767  # characters in a cell
_ILLEGAL = "[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]"  # no XML may hold them
_FIRST_DAY, _BEFORE = date(1900, 3, 1), date(1899, 12, 30)  # before the first, spreadsheets count a day that never was
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_TEXT, _HEADING, _MONEY, _DAY = 0, 1, 2, 3  # the cell formats of styles.xml, in their order
_WIDTHS = {"money": 14, "date": 12, "integer": 10, "number": 10, "boolean": 10}

_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType="application/'
    'vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" Type="{_OFFICE}/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
    f'Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="{_OFFICE}/styles" '
    'Target="styles.xml"/></Relationships>',
    "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="宋体"/></font><font><b/><sz val="11"/><name val="宋体"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="4"><xf/>'
    '<xf fontId="1" applyFont="1"/><xf numFmtId="4" applyNumberFormat="1"/><xf numFmtId="164" applyNumberFormat="1"/>'
    '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'}


def workbook_bytes(frame: pl.DataFrame, columns: Sequence[Column], title: str) -> bytes:
    """One sheet with Chinese headings that stay in sight, and a filter on each; no clock in it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compresslevel=1) as packed:
        for name, content in _PARTS.items():
            packed.writestr(_entry(name), _HEAD + content, compresslevel=1)
        packed.writestr(_entry("xl/workbook.xml"), _book(title), compresslevel=1)
        sheet_entry = _entry("xl/worksheets/sheet1.xml")
        sheet_entry._compresslevel = 1  # what `writestr` sets: an entry that is written in pieces has no other way
        with packed.open(sheet_entry, "w") as sheet:
            for piece in _sheet(frame, columns):
                sheet.write(piece.encode())
    return buffer.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 3
    return entry


def _book(title: str) -> str:
    name = escape(title.partition("：")[0].translate({ord(sign): None for sign in "[]:*?/\\'"})[:31] or "1", {'"': "&quot;"})
    return (f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets><sheet name="{name}" sheetId="1" r:id="rId1"/>'
            "</sheets></workbook>")


def _sheet(frame: pl.DataFrame, columns: Sequence[Column]) -> Iterator[str]:
    widths = "".join(f'<col min="{n}" max="{n}" width="{_WIDTHS.get(column.kind, 18)}" customWidth="1"/>'
                     for n, column in enumerate(columns, 1))
    yield (f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" '
           f'activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>{widths}</cols><sheetData>')
    yield f"<row>{''.join(_heading(column.heading) for column in columns)}</row>"
    cells = pl.concat_str([pl.lit("<row>"), *map(_cell, columns), pl.lit("</row>")])
    for part in frame.iter_slices(_ROWS_AT_ONCE):
        yield part.select(cells.str.join("")).item() or ""
    yield f'</sheetData><autoFilter ref="A1:{_letters(len(columns))}{frame.height + 1}"/></worksheet>'


def _heading(said: str) -> str:
    return f'<c s="{_HEADING}" t="inlineStr"><is><t>{escape(said)}</t></is></c>'


def _cell(column: Column) -> pl.Expr:
    """The cell of each row as XML; an empty one where there is no value."""
    value = pl.col(column.name)
    if column.kind == "money":
        found = _number(yuan_plain(value), _MONEY)
    elif column.kind == "date":
        days = (value - pl.lit(_BEFORE)).dt.total_days().cast(pl.String)
        found = pl.when(value >= _FIRST_DAY).then(_number(days, _DAY)).otherwise(_words(value.cast(pl.String)))
    elif column.kind in ("integer", "number"):
        found = _number(value.cast(pl.String), _TEXT)
    elif column.kind == "boolean":
        found = _words(pl.when(value).then(pl.lit("是")).when(~value).then(pl.lit("否")))
    else:
        found = _words(value)
    return found.fill_null("<c/>")


def _number(said: pl.Expr, style: int) -> pl.Expr:
    return pl.lit(f'<c s="{style}"><v>') + said + pl.lit("</v></c>")


def _words(said: pl.Expr) -> pl.Expr:
    safe = said.str.slice(0, _LONGEST).str.replace_all(_ILLEGAL, "").str.replace_many(
        ["&", "<", ">", "\r"], ["&amp;", "&lt;", "&gt;", "&#13;"])
    return pl.lit('<c t="inlineStr"><is><t xml:space="preserve">') + safe + pl.lit("</t></is></c>")


def _letters(number: int) -> str:
    """The name of a column: 1 is A, 27 is AA."""
    found = ""
    while number:
        number, rest = divmod(number - 1, 26)
        found = chr(65 + rest) + found
    return found
