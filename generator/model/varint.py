"""Takes columns of whole numbers, gives them as variable-length bytes, without a loop over rows.

Seven bits a byte, lowest first, the high bit set on all but the last (unsigned LEB128). In hexadecimal where they are
joined as strings, which `.str.decode("hex")` makes bytes; one stream of bytes where there are many in a fixed order.
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


def varint_stream(numbers: pl.Series) -> tuple[pl.Series, pl.Series]:
    """All numbers one after the other as bytes, UInt8; and where each begins, with the end of all. Unit: below 2**28."""
    sizes = 1 + sum((numbers >= 1 << bits).cast(pl.UInt32) for bits in (7, 14, 21))
    begins = pl.concat([pl.Series([0], dtype=pl.UInt32), sizes.cum_sum().cast(pl.UInt32)])
    stream = pl.zeros(int(begins[-1]), dtype=pl.UInt8, eager=True)
    numbers, sizes, places = numbers.cast(pl.UInt32), sizes, begins.slice(0, numbers.len())
    while numbers.len():
        is_last = sizes == 1
        low = (numbers % 128).cast(pl.UInt8)
        stream = stream.scatter(places, low.zip_with(is_last, low + 128))
        numbers, sizes, places = ((column.filter(~is_last)) for column in (numbers // 128, sizes - 1, places + 1))
    return stream, begins


def cut(stream: pl.Series, begins: pl.Series) -> pl.Series:
    """The stream of bytes as one Binary a piece, each from its beginning to the next one's; the last of `begins` is the end."""
    places = pl.DataFrame({"at": begins, "end": begins.shift(-1)}).head(-1)
    whole = pl.lit(stream.implode().cast(pl.Binary)[0])
    return places.select(whole.bin.slice(pl.col("at"), pl.col("end") - pl.col("at"))).to_series()
