"""Takes a file of a clerk, gives its sheets as cells of text, or problems. What it is, its content says, not its name."""

from __future__ import annotations

from pathlib import Path

from generator.intake.markup_table import is_html, is_xml_spreadsheet, read_html, read_xml_spreadsheet
from generator.intake.sheet import Sheet
from generator.intake.text_table import read_text_table
from generator.intake.workbook import is_old_workbook, read_workbook
from generator.model.problem import GeneratorError, Problem

_FOREIGN = ((b"%PDF", "PDF"), (b"\x89PNG", "PNG"), (b"\xff\xd8\xff", "JPEG"), (b"GIF8", "GIF"), (b"II*\0", "TIFF"),
            (b"MM\0*", "TIFF"), (b"Rar!", "RAR"), (b"7z\xbc\xaf", "7z"), (b"\x1f\x8b", "gzip"), (b"{\\rtf", "RTF"))
_MOST_SOURCE = 500_000_000
_BEGINNING = 4096  # bytes: what is something there need not be copied to see that the file is not empty


def read_source(path: Path, name: str) -> tuple[list[Sheet], list[Problem]]:
    """Every sheet with anything in it. Raises GeneratorError where the file cannot be read at all."""
    try:
        if path.stat().st_size > _MOST_SOURCE:
            return [], [Problem.of("workbook-too-large", name, most=_MOST_SOURCE // 1_000_000)]
        raw = path.read_bytes()
    except OSError as error:
        raise GeneratorError(f"{name}: cannot be read / 读不了: {error.strerror}") from None
    return sheets_of(raw, name)


def _is_empty(raw: bytes) -> bool:
    return not raw.removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff").strip(b"\0 \t\r\n")


def sheets_of(raw: bytes, name: str) -> tuple[list[Sheet], list[Problem]]:
    """The same of the bytes of a file."""
    if _is_empty(raw[:_BEGINNING]) and _is_empty(raw):
        return [], [Problem.of("empty-file", name)]
    for mark, kind in _FOREIGN:
        if raw.startswith(mark):
            return [], [Problem.of("not-a-table-file", name, kind=kind)]
    if raw[:4] in (b"PK\3\4", b"PK\5\6") or is_old_workbook(raw):
        sheets, problems = read_workbook(raw, name)
    elif is_xml_spreadsheet(raw):
        sheets, problems = read_xml_spreadsheet(raw, name)
    elif is_html(raw):
        sheets, problems = read_html(raw, name)
    else:
        sheet = read_text_table(raw, name)
        sheets, problems = ([], [sheet]) if isinstance(sheet, Problem) else ([sheet], [])
    if not sheets and not problems:
        problems = [Problem.of("empty-file", name)]
    return sheets, problems
