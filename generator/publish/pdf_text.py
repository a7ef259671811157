"""Takes the bytes of a PDF, gives what can be read in it: what stands between its streams, these unpacked, the text they draw.

A font draws by numbers of its own, so that no digit of what a reader sees stands in the file; the font's table of
characters (ToUnicode) says what they mean. Where a font has none, the numbers are taken for the characters themselves.
Trust: whatever cannot be unpacked or followed is left as it is, and scanned so.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
_OBJECT = re.compile(rb"(?<!\d)(\d{1,10})\s+\d+\s+obj\b(.*?)endobj", re.DOTALL)
_NAMED = re.compile(rb"/([^\s/<>\[\]()%]+)\s+(\d{1,10})\s+\d+\s+R\b")
_TO_UNICODE = re.compile(rb"/ToUnicode\s+(\d{1,10})\s+\d+\s+R\b")
_FIRST = re.compile(rb"/First\s+(\d{1,10})(?!\d)")
_CHARS = re.compile(rb"begin(bfchar|bfrange)(.*?)end\1", re.DOTALL)
_HEX = re.compile(rb"<([0-9A-Fa-f\s]*)>")
_NUMBERS = re.compile(rb"\[[-+.\d\s]*\]|\A(?:\d+\s+\d+\s+)+|(?<![\d.])\d+(?=\s*\[)")
_UTF_16 = re.compile(rb"\((\xfe\xff[^()\\]*)")
_PAIR = re.compile(rb"<([0-9A-Fa-f\s]+)>\s*<([0-9A-Fa-f\s]+)>")
_RANGE = re.compile(rb"<([0-9A-Fa-f\s]+)>\s*<([0-9A-Fa-f\s]+)>\s*(?:<([0-9A-Fa-f\s]+)>|\[([^\]]*)\])")
_TOKEN = re.compile(rb"/([^\s/<>\[\]()%]+)\s+[-+.\d]+\s+Tf\b|<([0-9A-Fa-f\s]*)>(?!>)|\(((?:[^()\\]|\\.)*)\)|\b(Td|TD|Tm|ET)\b|(T\*)", re.DOTALL)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_UNKNOWN, _MOST_IN_RANGE, _HEAD = "\ufffd", 65_536, 400

CharacterMap = dict[bytes, str]


def pdf_text(data: bytes) -> bytes:
    """All that can be read, as UTF-8 where it is text."""
    fonts = _fonts(data)
    unpacked = [(data[max(0, packed.start() - _HEAD):packed.start()], _unpacked(packed[1])) for packed in _STREAM.finditer(data)]
    outside = _STREAM.sub(b"", data)  # packed bytes are no text: in so many, something looks like a number
    said = [text for content in (outside, *(content for _, content in unpacked)) for text in _UTF_16.findall(_HEX.sub(_plain, content))]
    return b"\n".join([outside, *(_read_stream(head, content, fonts) for head, content in unpacked),
                       *(text.decode("utf-16", "replace").encode() for text in said)])


def _read_stream(head: bytes, content: bytes, fonts: dict[bytes, list[CharacterMap]]) -> bytes:
    """A stream as it is; of a drawing its text, since the numbers of glyphs and places are none that anybody reads. Nor are
    their widths, which stand among packed objects, a font's table of characters, or the bytes of a font."""
    if _is_drawing(content):
        return "\n".join(_drawn(content, fonts)).encode()
    is_objects = b"/ObjStm" in head.rpartition(b"obj")[2]
    return b"" if b"\0" in content[:_HEAD] or _CHARS.search(content) else _NUMBERS.sub(b"", _HEX.sub(b"<>", content)) if is_objects else content


def _plain(digits: re.Match[bytes]) -> bytes:
    """A text string in hexadecimal as its bytes, in brackets."""
    return b"(" + _bytes(digits[1]) + b")" if digits[1][:4].upper() == b"FEFF" else b""


def _is_drawing(content: bytes) -> bool:
    return b" Tf" in content and (b"Tj" in content or b"TJ" in content)


def _unpacked(packed: bytes) -> bytes:
    """What a stream holds, itself where it is not packed or in another way."""
    try:
        return zlib.decompressobj().decompress(packed)
    except zlib.error:
        return packed


def _fonts(data: bytes) -> dict[bytes, list[CharacterMap]]:
    """The character maps by the names under which pages use their fonts; fonts of two pages may share a name."""
    objects = dict(_objects(data))
    found: dict[bytes, list[CharacterMap]] = {}
    maps: dict[int, CharacterMap] = {}
    for body in objects.values():
        for name, number in _NAMED.findall(body):
            points = _TO_UNICODE.search(objects.get(int(number), b""))
            if points and (at := int(points[1])) in objects:
                maps.setdefault(at, _character_map(objects[at]))
                if maps[at] not in found.setdefault(name, []):
                    found[name].append(maps[at])
    return found


def _objects(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The objects by their number, those packed into a stream of objects too; a stream stands unpacked behind its dictionary."""
    for number, body in _OBJECT.findall(data):
        stream = _STREAM.search(body)
        content = _unpacked(stream[1]) if stream else b""
        head = body[:stream.start()] if stream else body
        yield int(number), head + b"\n" + content
        first = _FIRST.search(head)
        if b"/ObjStm" in head and first:
            yield from _packed_objects(content, int(first[1]))


def _packed_objects(content: bytes, first: int) -> Iterator[tuple[int, bytes]]:
    numbers = [int(number) for number in content[:first].split() if number.isdigit() and len(number) <= 10]
    places = list(zip(numbers[::2], numbers[1::2]))
    ends = [at for _, at in places[1:]] + [len(content)]
    for (number, start), end in zip(places, ends):
        yield number, content[first + start:first + end]


def _character_map(source: bytes) -> CharacterMap:
    found: CharacterMap = {}
    for kind, body in _CHARS.findall(source):
        if kind == b"bfchar":
            found.update((_bytes(code), _characters(text)) for code, text in _PAIR.findall(body))
        else:
            for low, high, start, listed in _RANGE.findall(body):
                found.update(_range(_bytes(low), _bytes(high), start, _HEX.findall(listed)))
    return found


def _range(low: bytes, high: bytes, start: bytes, listed: list[bytes]) -> Iterator[tuple[bytes, str]]:
    first = int.from_bytes(low, "big")
    count = min(int.from_bytes(high, "big") - first + 1, _MOST_IN_RANGE, len(listed) or _MOST_IN_RANGE)
    base = _bytes(start)
    for at in range(count):
        text = listed[at] if listed else (int.from_bytes(base, "big") + at).to_bytes(len(base) + 1, "big")[-len(base) or 0:].hex().encode()
        if first + at < 256 ** len(low):
            yield (first + at).to_bytes(len(low), "big"), _characters(text)


def _bytes(digits: bytes) -> bytes:
    text = b"".join(digits.split()).decode()
    return bytes.fromhex(text + "0" * (len(text) % 2))


def _characters(digits: bytes) -> str:
    return _bytes(digits).decode("utf-16-be", "replace")


def _drawn(content: bytes, fonts: dict[bytes, list[CharacterMap]]) -> Iterator[str]:
    """The text of one stream, a line for each place the pen moves to; where a font's name stands for several, in each."""
    maps: list[CharacterMap] = [{}]
    lines: list[list[bytes]] = [[]]
    for font, digits, literal, move, next_line in _TOKEN.findall(content):
        if font or move or next_line:
            yield from _read(lines[-1], maps)
            lines = [[]]
            maps = fonts.get(font, [{}]) if font else maps
        else:
            lines[-1].append(_bytes(digits) if digits else _literal(literal))
    yield from _read(lines[-1], maps)


def _literal(text: bytes) -> bytes:
    return _ESCAPE.sub(lambda found: bytes([int(found[1], 8) & 255]) if found[1] < b"8" and found[1].isdigit() else _ESCAPED.get(found[1], found[1]), text)


def _read(pieces: list[bytes], maps: list[CharacterMap]) -> Iterator[str]:
    line = b"".join(pieces)
    for characters in maps if line else ():
        yield _decoded(line, characters) if characters else line.decode("latin-1")


def _decoded(line: bytes, characters: CharacterMap) -> str:
    width, found, at = max(map(len, characters)), [], 0
    while at < len(line):
        size = next((size for size in range(1, width + 1) if line[at:at + size] in characters), 0)
        found.append(characters[line[at:at + size]] if size else _UNKNOWN)
        at += size or width
    return "".join(found)
