"""Takes columns of whole numbers, gives them as variable-length bytes in hexadecimal, without a loop over rows.

Seven bits a byte, lowest first, the high bit set on all but the last (unsigned LEB128). Hexadecimal, because Polars
joins strings; `.str.decode("hex")` makes the bytes.
"""

from __future__ import annotations

import polars as pl

_HALF = 1 << 14
_LAST = pl.Series([f"{n:02x}" if n < 128 else f"{n & 127 | 128:02x}{n >> 7:02x}" for n in range(_HALF)])
_MORE = pl.Series([f"{n & 127 | 128:02x}{n >> 7 | 128:02x}" for n in range(_HALF)])


def varint_hex(numbers: pl.Series) -> pl.Series:
    """Each number as hexadecimal varint. Unit: below 2**28."""
    low = numbers.cast(pl.UInt32) % _HALF
    high = numbers.cast(pl.UInt32) // _HALF
    if not numbers.len() or high.max() == 0:
        return _LAST.gather(low)
    return (_MORE.gather(low) + _LAST.gather(high)).zip_with(high > 0, _LAST.gather(low))
