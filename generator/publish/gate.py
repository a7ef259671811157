"""Takes the staged site, gives a problem for every id, phone or bank number in it. The last gate: one finding stops all.

Every file is read as a reader gets it: pages, tables, scripts, Parquet, SQLite, calendars, PDF, the parts of Office files, compressed twins.
Not opened are images and fonts.
Trust: the gate knows nothing of where a file came from and relies on no check before it.
"""

from __future__ import annotations

import gzip
import io
import re
import zipfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from functools import partial
from html import unescape
from pathlib import Path

import polars as pl

from generator.model.personal_data import BANK, IDENTITY, PHONE, Finding, column_has_personal_data, find, has_long_number, redact
from generator.model.problem import Problem
from generator.publish import database_text
from generator.publish.pdf_text import pdf_text
from generator.publish.shard import by_size, files_below

KIND_NAMES = {IDENTITY: ("身份证号或个人纳税人识别号", "a citizen id or a person's taxpayer id"),
              PHONE: ("电话号码", "a phone number"), BANK: ("银行卡号或账号", "a bank number")}

_CLOSED = frozenset((".png", ".jpg", ".jpeg", ".gif", ".webp", ".ico", ".woff", ".woff2", ".br"))
_OFFICE = frozenset((".xlsx", ".docx", ".pptx", ".ods", ".odt", ".zip"))
_MARKUP = frozenset((".html", ".htm", ".xml", ".svg", ".atom", ".rss"))

_DIGITS_ONLY = bytes(0x30 if 0x30 <= byte <= 0x39 else byte for byte in range(256))

_INLINE_TAG = rb"</?(?:a|b|code|em|i|mark|s|small|span|strong|sub|sup|u|wbr)\b[^<>]*>"
_INLINE = re.compile(_INLINE_TAG)
_CUT_BY_TAG = re.compile(rb"0(?:" + _INLINE_TAG + rb"[ -]{0,2})+0")
_ENTITY = re.compile(rb"&#(?:[xX]3[0-9]|4[89]|5[0-7]);|&(?:nbsp|ensp|emsp|thinsp|shy|#160|#173);")
_DRAWING = re.compile(r"""\s(?:d|points|viewBox|transform)=(?:"[^"]*"|'[^']*')""")
_TAG = re.compile(r"<[^<>]*>")
_PHONE_WORDS = tuple(word.encode() for word in ("电话", "手机", "座机", "传真", "联系方式", "tel", "Tel", "TEL", "hone", "obile"))
_SEVEN_DIGITS = re.compile(rb"[0-9\x90-\x99](?:[^0-9A-Za-z<>,.]{0,6}[0-9\x90-\x99]){6}")
_STAMP = re.compile(rb'content="(?:19|20)[0-9]{2}-[01][0-9]-[0-3][0-9] [0-2][0-9]:[0-5][0-9]"')
"""The time stamp in the head of most pages. By itself it is no number of anyone, and its quotes part it from any other."""

_BLOCK, _OVERLAP = 8192, 512

Found = tuple[str, str, str]
"""A finding as it travels between processes: the file, the kind, the masked number."""


def check(root: Path, public_phones: Collection[str], executor: Executor | None = None,
          files: Sequence[str] | None = None) -> list[Problem]:
    """One problem a file and number; with an executor the files are scanned in shards. `files`: all, or those to open."""
    scan = partial(scan_files, root, public_phones=tuple(public_phones))
    shards = by_size(root, files_below(root) if files is None else files)
    results = executor.map(scan, shards) if executor else map(scan, shards)
    return [_problem(file, kind, shown) for found in results for file, kind, shown in found]


def _problem(file: str, kind: str, shown: str) -> Problem:
    zh, en = KIND_NAMES[kind]
    return Problem.of("published-personal-data", redact(file), value=shown, kind_zh=zh, kind_en=en)


def scan_files(root: Path, files: Iterable[str], public_phones: Collection[str]) -> list[Found]:
    """What stands in these files or in their names."""
    found: dict[Found, None] = {}
    for file in files:
        findings = find(file, public_phones) + list(_in_file(root / file, file, public_phones))
        found.update(dict.fromkeys((file, finding.kind, finding.shown) for finding in findings))
    return list(found)


def _in_file(path: Path, name: str, public_phones: Collection[str]) -> Iterator[Finding]:
    suffix = path.suffix.lower()
    if suffix in _CLOSED:
        return
    if suffix == ".parquet":
        yield from _in_parquet(path, public_phones)
    else:
        yield from in_bytes(path.read_bytes(), name, public_phones)


def in_bytes(data: bytes, name: str, public_phones: Collection[str]) -> Iterator[Finding]:
    """What stands in one file's bytes; the name's ending says how they are read."""
    suffix = Path(name).suffix.lower()
    if suffix == ".gz":
        yield from in_bytes(gzip.decompress(data), name[:-3], public_phones)
    elif suffix in _OFFICE and zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            for part in parts.namelist():
                yield from in_bytes(parts.read(part), part, public_phones)
    elif suffix in database_text.SUFFIXES and (columns := database_text.columns_of(data)) is not None:
        for column in columns:
            yield from _in_column(column, public_phones)
    elif suffix == ".ics":  # as a reader gets it: a line may be folded in the middle of a number
        yield from _in_text(data.replace(b"\r\n ", b""), False, public_phones)
    elif suffix == ".pdf":
        yield from _in_text(pdf_text(data), False, public_phones)
    else:
        yield from _in_text(data, suffix in _MARKUP, public_phones)


def _in_text(data: bytes, markup: bool, public_phones: Collection[str]) -> Iterator[Finding]:
    if b"&" in data and markup and _ENTITY.search(data):
        data = _ENTITY.sub(lambda entity: unescape(entity[0].decode()).encode(), data)
    yield from _in_lines(data, markup, public_phones)
    if markup and _CUT_BY_TAG.search(data.translate(_DIGITS_ONLY)):  # both: what stands apart may be joined to something else
        yield from _in_lines(_INLINE.sub(b"", data), markup, public_phones)


def _in_lines(data: bytes, markup: bool, public_phones: Collection[str]) -> Iterator[Finding]:
    if has_long_number(data):
        text = _STAMP.sub(b'content=""', data) if markup else data
        for block in _suspect_blocks(text, markup) if text is data or has_long_number(text) else ():
            yield from _exactly(block, markup, public_phones)
    for window in _after_phone_words(data):
        yield from _exactly(window, markup, public_phones)


def _suspect_blocks(data: bytes, markup: bool) -> Iterator[bytes]:
    for start in range(0, len(data), _BLOCK):
        block = data[start:start + _BLOCK + _OVERLAP]
        if not has_long_number(block):
            continue
        if markup and start:  # never begin inside a tag: the coordinates of a drawing are no text
            start = max(0, data.rfind(b"<", 0, start))
        elif start:
            start -= min(start, 32)
        yield data[start:start + len(block) + _OVERLAP] if not markup else data[start:_tag_end(data, start, block)]


def _tag_end(data: bytes, start: int, block: bytes) -> int:
    end = data.find(b">", start + len(block) + _OVERLAP)
    return len(data) if end < 0 else end + 1


def _after_phone_words(data: bytes) -> Iterator[bytes]:
    """Where a word for a phone is followed by seven digits: a number without its area code."""
    for word in _PHONE_WORDS:
        place = data.find(word)
        while place >= 0:
            window = data[place:place + 128]
            if _SEVEN_DIGITS.search(window):
                yield window
            place = data.find(word, place + len(word))


def _exactly(block: bytes, markup: bool, public_phones: Collection[str]) -> Iterator[Finding]:
    text = block.decode("utf-8", "ignore")
    if not markup:
        yield from find(text, public_phones)
        return
    text = _DRAWING.sub("", text)
    yield from find(unescape(_TAG.sub("|", text)), public_phones)
    yield from find(unescape("\n".join(_TAG.findall(text))), public_phones)


def _in_parquet(path: Path, public_phones: Collection[str]) -> Iterator[Finding]:
    texts = [name for name, kind in pl.read_parquet_schema(path).items()
             if kind in (pl.String, pl.List(pl.String), pl.Categorical)]
    for column in pl.read_parquet(path, columns=texts):
        kind = column.dtype
        yield from _in_column((column.explode() if kind == pl.List(pl.String) else column).cast(pl.String).unique(), public_phones)


def _in_column(column: pl.Series, public_phones: Collection[str]) -> Iterator[Finding]:
    suspects = column.to_frame("text").filter(column_has_personal_data(pl.col("text")))["text"]
    for text in suspects:
        yield from find(text, public_phones)
