"""Takes the bytes of a text, gives the text. Tries a fixed ladder of encodings, each strictly, and guesses no further.

UTF-16 with its mark, UTF-8 with or without, GB18030; then it fails. Text in Big5 passes for GB18030 byte by byte, so it is
told apart by which characters it would be.
"""

from __future__ import annotations

from generator.model.problem import Problem

_SAMPLE = 65536


def decoded_table(raw: bytes, name: str) -> str | Problem:
    """The text of a table, or the problem that it is in no encoding we read."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _strict(raw[:len(raw) - len(raw) % 2], "utf-16", name)
    wide = _wide(raw)
    if wide:
        return _strict(raw[:len(raw) - len(raw) % 2], wide, name)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        where = error.start
    if _is_big5(raw[:_SAMPLE]):
        return Problem.of("table-encoding-unknown", name, raw[:where].count(b"\n") + 1, encoding="Big5")
    return _strict(raw, "gb18030", name)


def _strict(raw: bytes, encoding: str, name: str) -> str | Problem:
    try:
        return raw.decode(encoding).lstrip("\ufeff")
    except UnicodeDecodeError as error:
        return Problem.of("table-encoding-unknown", name, raw[:error.start].count(b"\n") + 1, encoding="?")


def _wide(raw: bytes) -> str | None:
    """UTF-16 without its mark: digits and separators have a zero byte, always on the same side."""
    head = raw[:_SAMPLE]
    odd, even = head[1::2].count(0), head[::2].count(0)
    if max(odd, even) * 20 < len(head) or min(odd, even) * 10 > max(odd, even):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _is_big5(raw: bytes) -> bool:
    """Frequent characters have their lead bytes in B0–D7 in GB 18030, in A4–C6 in Big5."""
    leads, place = [], 0
    while place < len(raw) - 1:
        if raw[place] < 0x80:
            place += 1
            continue
        lead, trail = raw[place], raw[place + 1]
        if not (0xA1 <= lead <= 0xA3 or lead == 0xA9 and 0xA4 <= trail <= 0xEF):  # marks and drawn lines tell nothing
            leads.append((lead, trail))
        place += 2
    if len(leads) < 20:
        return False
    common_gb = sum(0xB0 <= lead <= 0xD7 and trail >= 0xA1 or lead == 0xA3 for lead, trail in leads)
    common_big5 = sum(0xA1 <= lead <= 0xC6 and (0x40 <= trail <= 0x7E or trail >= 0xA1) for lead, trail in leads)
    return common_gb * 10 < len(leads) * 6 and common_big5 * 10 > len(leads) * 8
