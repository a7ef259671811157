"""Takes the id columns of a table, gives the keys by which the register knows a household, and the ids a spreadsheet spoiled.

A key never leaves the program but as a keyed digest in the register.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from generator.model import identifier

_NONE = ("", "无", "-", "--", "—", "/", "0", "暂无", "未办", "NULL", "NONE")
_SCIENTIFIC = r"^[0-9](?:\.[0-9]+)?[E][+]?[0-9]{1,2}$"


@dataclass(frozen=True)
class Keys:
    """The keys of each row, null where there is none. Shape: `damaged` marks ids whose last digits a spreadsheet lost."""

    taxpayer_id: pl.Series
    computer_code: pl.Series
    damaged: pl.Series


def household_keys(ids: pl.Series, codes: pl.Series) -> Keys:
    """Ids and codes as they are compared: plain digits and capitals, no blanks; a spoiled one is none."""
    ids, codes = _plain(ids), _plain(codes)
    damaged, spoiled_code = _damaged(ids), _damaged(codes)
    nothing = pl.lit(None, dtype=pl.String)
    frame = pl.DataFrame({"id": ids, "code": codes, "bad_id": damaged, "bad_code": spoiled_code})
    kept = frame.select(pl.when(~pl.col("bad_id")).then("id").otherwise(nothing).alias("id"),
                        pl.when(~pl.col("bad_code")).then("code").otherwise(nothing).alias("code"))
    return Keys(kept["id"], kept["code"], damaged | spoiled_code)


def _plain(texts: pl.Series) -> pl.Series:
    frame = texts.to_frame("text")
    odd = pl.col("text").str.contains(r"[^0-9A-Z]").fill_null(False)
    if frame.select(odd.any()).item():
        folded = pl.col("text").str.normalize("NFKC").str.to_uppercase().str.replace_all(r"[×✕Ｘ]", "X").str.replace_all(r"[\s\-'`’‘]", "")
        frame = frame.with_columns(pl.when(odd).then(folded).otherwise("text").alias("text"))
    return frame.select(pl.when(~pl.col("text").is_in(_NONE)).then("text"))["text"]


def _damaged(ids: pl.Series) -> pl.Series:
    """2.10103E+17, and eighteen digits that end in 000 or twenty in 00000 without being an id."""
    zeros = ids.str.ends_with("000") & ids.str.len_bytes().is_in([17, 18, 19, 20]) & ids.str.contains(r"^[0-9]+$")
    suspects = (zeros | ids.str.contains(_SCIENTIFIC)).fill_null(False)
    if not suspects.any():
        return suspects
    places = suspects.arg_true()
    sure = [_is_spoiled(each) for each in ids.gather(places).to_list()]
    if sum(sure) > 1:
        return suspects  # a spreadsheet spoils a whole column: one that passes the check does so by chance
    return suspects.scatter(places, pl.Series(sure, dtype=pl.Boolean))


def _is_spoiled(number: str) -> bool:
    if "E" in number:
        return True
    zeros = len(number) - len(number.rstrip("0"))
    if zeros < len(number) - 15:
        return False
    return not (identifier.is_citizen_id(number[:18]) or identifier.is_old_citizen_id(number[:15]))
