"""Takes the search records, gives how each is written: its posting, which is read for counting and sorting, and its
card, which is read for showing. Knows no file."""

from __future__ import annotations

from dataclasses import dataclass
from math import gcd

import polars as pl

from generator.model.answers import STATES

_BASE, _ZERO = 64, 48        # digits are the 64 characters from `0` to `o`
_PAIRS = pl.Series([chr(_ZERO + high) + chr(_ZERO + low) for high in range(_BASE) for low in range(_BASE)])
_SINGLE = pl.Series([chr(_ZERO + digit) for digit in range(_BASE)])
_CONTROLS = r"[\x00-\x1f\x7f]"


@dataclass(frozen=True)
class Written:
    """By record number. `digits`: of a record number, of what follows it in a posting; `unit`: fen of one step of the quota."""

    postings: pl.Series
    cards: pl.Series
    digits: tuple[int, int]
    unit: int


def digits(numbers: pl.Expr, width: int) -> pl.Expr:
    """Numbers in base 64, highest digit first, zero-padded to `width`."""
    whole = numbers.cast(pl.UInt64)
    pairs = [pl.lit(_PAIRS).gather(whole // _BASE**place % _BASE**2) for place in range(width // 2 * 2 - 2, -1, -2)]
    first = [pl.lit(_SINGLE).gather(whole // _BASE**(width - 1) % _BASE)] if width % 2 else []
    return pl.concat_str(first + pairs)


def written(records: pl.DataFrame) -> Written:
    """Postings and cards of all records."""
    turnover = records["monthly_turnover_fen"].drop_nulls()
    unit = gcd(*turnover.unique()) or 1
    trades, statuses = (records[name].fill_null("").n_unique() for name in ("industry_code", "status"))
    quota = (pl.col("monthly_turnover_fen") // unit + 1).fill_null(0).cast(pl.UInt64)
    place = {name: pl.col(name).fill_null("").rank("dense") - 1 for name in ("industry_code", "status")}
    about = (quota * statuses + place["status"]) * trades + place["industry_code"]
    largest = ((int(turnover.max() or 0) // unit + 2) * statuses * trades, int(records["record"].max() or 0))
    widths = _width(largest[1]), _width(largest[0])
    state = pl.col("state").replace_strict(list(STATES), [str(at) for at in range(len(STATES))], default="",
                                           return_dtype=pl.String)
    texts = [pl.col(name).fill_null("").str.replace_all(_CONTROLS, " ") for name in ("disclosure_no", "shop_name", "street_name", "address")]
    said = records.select("record", (digits(pl.col("record"), widths[0]) + digits(about, widths[1])).alias("posting"),
                          pl.concat_str([*texts, state], separator="\x1f").alias("card"))
    every = pl.DataFrame({"record": pl.int_range(largest[1] + 1, eager=True, dtype=pl.UInt32)})
    full = every.join(said, on="record", how="left", maintain_order="left")
    return Written(full["posting"], full["card"], widths, unit)


def _width(largest: int) -> int:
    width = 1
    while _BASE**width <= largest:
        width += 1
    return width
