"""The cells, comments and links that both kinds of annotated workbook are made of. A text stays a text.

What was typed may begin with `=`: it is never run, neither when the workbook is opened nor when the cell is edited.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.hyperlink import Hyperlink

from generator.model.problem import GeneratorError
from generator.report.source import letters
from generator.report.width import visible

BAD = PatternFill("solid", start_color="FFFFC7CE", end_color="FFFFC7CE")
HEAD = PatternFill("solid", start_color="FFE8EDF2", end_color="FFE8EDF2")
_LINK = Font(color="FF0B5394", underline="single")
MOST_COMMENTS = 5_000       # of a sheet: each is a drawing, and a spreadsheet with more of them opens slowly
MOST_LISTED = 100_000
MOST_LINKS = 60_000         # a spreadsheet takes 65,530 of them on a sheet
_LONGEST_CELL = 32_000      # a spreadsheet takes 32,767 characters
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")
_TOLD_BY = "=+-@#\t\r\n"     # by such a beginning a spreadsheet takes a text for a formula or an error


def unique_tabs(wanted: Sequence[str], taken: str) -> list[str]:
    """A name a sheet as a workbook takes it: at most 31 characters, none of its signs, none twice."""
    names: list[str] = []
    for whole in wanted:
        plain = _NOT_IN_A_NAME.sub("_", whole)[:31] or "_"
        name, number = plain, 1
        while name.lower() in {taken.lower(), "history", *(other.lower() for other in names)}:
            number += 1
            name = f"{plain[:31 - len(str(number)) - 1]}~{number}"
        names.append(name)
    return names


def tab_names(titles: Sequence[str], taken: str) -> dict[str, str]:
    """The same, by what the sheets were called."""
    different = list(dict.fromkeys(titles))
    return dict(zip(different, unique_tabs(different, taken)))


def text(sheet: Any, value: str) -> Any:
    """The words themselves where they could be nothing but text, which is quicker; else a cell that says so."""
    if not value:
        return None
    is_plain = value[0] not in _TOLD_BY and len(value) <= _LONGEST_CELL and not ILLEGAL_CHARACTERS_RE.search(value)
    return value if is_plain else text_cell(sheet, value)


def text_cell(sheet: Any, value: str, fill: PatternFill | None = None) -> Any:
    """A cell that is text and stays text, also when somebody edits it."""
    cell = WriteOnlyCell(sheet, clean(value))
    cell.data_type = "s"
    if value[:1] and value[0] in _TOLD_BY:
        cell.quotePrefix = True
    if fill is not None:
        cell.fill = fill
    return cell


def clean(words: str) -> str:
    return ILLEGAL_CHARACTERS_RE.sub("\ufffd", words)[:_LONGEST_CELL]


def comment(words: str) -> Comment:
    lines = sum(1 + len(line) // 22 for line in words.split("\n"))
    return Comment(clean("\n".join(map(visible, words.split("\n")))), "gongshi", height=min(400, 24 + 20 * lines), width=320)


def begin_list(sheet: Any, columns: list[tuple[str, int]]) -> None:
    sheet.freeze_panes = "A2"
    for position, (_, wide) in enumerate(columns):
        sheet.column_dimensions[letters(position)].width = wide
    head = [text_cell(sheet, words, HEAD) for words, _ in columns]
    for cell in head:
        cell.font = Font(bold=True)
    sheet.append(head)


def place_cell(sheet: Any, words: str, link: str | None, row: int) -> Any:
    cell = text_cell(sheet, words)
    if link:
        cell.hyperlink = Hyperlink(ref=f"A{row}", location=link, display=words)
        cell.font = _LINK
    return cell


@contextmanager
def new_file(out: Path) -> Iterator[Path]:
    """Where to write what becomes `out`, whole or not at all, and for its owner only.

    Raises: GeneratorError where it cannot be written, before the work is done if that is known then.
    """
    temporary = out.with_name(out.name + ".part")
    try:
        os.close(os.open(temporary, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600))
        yield temporary
        temporary.replace(out)
    except OSError as error:
        raise GeneratorError(f"{out}：写不进去 (cannot be written): {error.strerror}") from None
    finally:
        temporary.unlink(missing_ok=True)
