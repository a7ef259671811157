"""Takes a PNG screenshot, gives it with 16 colours: the handbook's pictures are text on a plain ground and need no more."""

from __future__ import annotations

import struct
import zlib
from collections import Counter
from collections.abc import Iterator

_MARK = b"\x89PNG\r\n\x1a\n"
_COLOURS = 16
Pixel = tuple[int, int, int]


def small(png: bytes) -> bytes:
    """The same picture as an indexed PNG of four bits a pixel."""
    width, height, rows = _decoded(png)
    lines = [[(row[at] & 0xF8, row[at + 1] & 0xF8, row[at + 2] & 0xF8) for at in range(0, len(row), len(row) // width)] for row in rows]
    palette = _palette(Counter(pixel for line in lines for pixel in line))
    nearest: dict[Pixel, int] = {}
    packed = bytearray()
    for line in lines:
        places = [nearest[pixel] if pixel in nearest else nearest.setdefault(pixel, _nearest(pixel, palette)) for pixel in line]
        places += [0] * (width % 2)
        packed += b"\0" + bytes(left << 4 | right for left, right in zip(places[::2], places[1::2]))
    header = struct.pack(">IIBBBBB", width, height, 4, 3, 0, 0, 0)
    colours = bytes(min(255, value * 255 // 248) for pixel in palette for value in pixel)
    return _MARK + b"".join(_chunk(kind, data) for kind, data in (
        (b"IHDR", header), (b"PLTE", colours), (b"IDAT", zlib.compress(bytes(packed), 9)), (b"IEND", b"")))


def _palette(counts: Counter[Pixel]) -> list[Pixel]:
    """The commonest colours that are not nearly alike."""
    chosen: list[Pixel] = []
    for least in (900, 300, 0):
        for pixel, _ in counts.most_common(400):
            if len(chosen) < _COLOURS and all(_distance(pixel, other) > least for other in chosen):
                chosen.append(pixel)
    return chosen


def _nearest(pixel: Pixel, palette: list[Pixel]) -> int:
    return min(range(len(palette)), key=lambda place: _distance(pixel, palette[place]))


def _distance(one: Pixel, other: Pixel) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _decoded(png: bytes) -> tuple[int, int, Iterator[bytearray]]:
    """Width, height and the rows of an 8-bit PNG that is not interlaced, as browsers write it."""
    at, parts = len(_MARK), {}
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at:at + 8])
        parts[kind] = parts.get(kind, b"") + png[at + 8:at + 8 + length]
        at += 12 + length
    width, height, depth, colour = struct.unpack(">IIBB", parts[b"IHDR"][:10])
    if depth != 8 or colour not in (2, 6):
        raise ValueError(f"not a screenshot: {depth} bits, colour type {colour}")
    return width, height, _rows(zlib.decompress(parts[b"IDAT"]), width, 3 if colour == 2 else 4)


def _rows(raw: bytes, width: int, size: int) -> Iterator[bytearray]:
    before = bytearray(width * size)
    for at in range(0, len(raw), width * size + 1):
        kind, row = raw[at], bytearray(raw[at + 1:at + 1 + width * size])
        for place in range(len(row)) if kind else ():
            left = row[place - size] if place >= size else 0
            up, corner = before[place], before[place - size] if place >= size else 0
            row[place] = (row[place] + (left, up, (left + up) // 2, _paeth(left, up, corner))[kind - 1]) & 255
        yield row
        before = row


def _paeth(left: int, up: int, corner: int) -> int:
    guess = left + up - corner
    return min((left, up, corner), key=lambda value: abs(guess - value))
