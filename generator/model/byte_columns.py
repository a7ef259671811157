"""Takes columns of numbers and of characters, writes them as bytes into one stream. No loop over rows.

Numbers are varints: seven bits a byte, lowest first, the high bit set on all but the last (unsigned LEB128). Characters are
UTF-8, given by their codes.
"""

from __future__ import annotations

import numpy as np


def varint_sizes(numbers: np.ndarray) -> np.ndarray:
    """How many bytes each number takes. Unit: below 2**35."""
    sizes = np.ones(numbers.size, np.int64)
    for bits in (7, 14, 21, 28):
        is_longer = numbers >> bits > 0
        if not is_longer.any():
            break
        sizes += is_longer
    return sizes


def put_varints(stream: np.ndarray, places: np.ndarray, numbers: np.ndarray) -> np.ndarray:
    """Write each number at its place; gives where each ends."""
    ends = places + 1
    left, rows = numbers, None
    while left.size:
        is_more = left > 127
        stream[places] = (left & 127) | (is_more.astype(np.int64) << 7)
        still = np.flatnonzero(is_more)
        rows = still if rows is None else rows[still]
        left, places = left[still] >> 7, places[still] + 1
        ends[rows] += 1
    return ends


def utf8_sizes(codes: np.ndarray) -> np.ndarray:
    """How many bytes each character takes."""
    return 1 + (codes > 0x7F).astype(np.int64) + (codes > 0x7FF) + (codes > 0xFFFF)


def utf8_bytes(codes: np.ndarray) -> list[np.ndarray]:
    """The first byte of each character, the second, and so on; whatever is beyond its size means nothing."""
    codes = codes.astype(np.int64)
    sizes = utf8_sizes(codes)
    leads = np.array((0, 0, 0xC0, 0xE0, 0xF0))[sizes]
    found = [leads | codes >> 6 * (sizes - 1)]
    for number in range(1, 4):
        found.append(0x80 | codes >> 6 * np.maximum(sizes - 1 - number, 0) & 0x3F)
    return found


def put_signs(stream: np.ndarray, places: np.ndarray, codes: np.ndarray) -> np.ndarray:
    """Write each character at its place; gives where each ends."""
    sizes = utf8_sizes(codes)
    for number, column in enumerate(utf8_bytes(codes)):
        is_there = sizes > number
        stream[places[is_there] + number] = column[is_there]
    return places + sizes


def ragged(begins: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """The places of all pieces one after the other: `sizes[0]` of them from `begins[0]` on, and so on."""
    before = np.cumsum(sizes) - sizes
    return np.repeat(begins - before, sizes) + np.arange(int(sizes.sum()))
