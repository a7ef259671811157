"""Takes a file, gives its text, or the one problem that kept it from being read. Guesses no encoding."""

from __future__ import annotations

from pathlib import Path

from generator.model.problem import Problem

_NOTHING = b"\xef\xbb\xbf\x00 \t\r\n"


def read_text(path: Path, name: str) -> str | Problem:
    """The text of a UTF-8 file (a byte-order mark is dropped), line ends as `\\n`."""
    return decoded(path.read_bytes(), name)


def decoded(raw: bytes, name: str) -> str | Problem:
    """The same of the bytes of a file."""
    if not raw[:1000].strip(_NOTHING) and not raw.strip(_NOTHING):
        return Problem.of("empty-file", name)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[:error.start].count(b"\n") + 1
        return Problem.of("wrong-encoding", name, row=line, encoding=likely_encoding(raw))
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def likely_encoding(raw: bytes) -> str:
    """The name of the encoding the file seems to have, for the message only: it is never read with it."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "UTF-16"
    try:
        raw.decode("gb18030")
    except UnicodeDecodeError:
        return "?"
    return "GB18030 (GBK)"
