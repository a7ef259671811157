"""Takes folded shop names, gives how they sound: one toneless syllable a character. Reads each different name once."""

from __future__ import annotations

from functools import cache

import polars as pl

_SIGNS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")


def sounds(names: pl.Series) -> pl.DataFrame:
    """The names' syllables and initials, row by row.

    Shape: `sounds` (`["lao", "bian"]`), `initials` (`lb`). A Latin letter or digit sounds as itself; a sign that has
        no sound is left out, so that `老边·饺子` is found as `laobianjiaozi`.
    """
    distinct = names.unique().sort()
    heard = pl.Series("sounds", [_sounds_of(name) for name in distinct], dtype=pl.List(pl.String))
    table = pl.DataFrame([distinct.alias("name"), heard]).with_columns(
        pl.col("sounds").list.eval(pl.element().str.head(1)).list.join("").alias("initials"))
    return names.alias("name").to_frame().join(table, on="name", how="left", maintain_order="left").drop("name")


def _sounds_of(name: str) -> list[str]:
    from pypinyin.seg.mmseg import seg  # its dictionaries take a while, and most rebuilds hear no new name

    return [heard for word in seg.cut(name) for heard in _word(word)]


@cache
def _word(word: str) -> list[str]:
    """A word is the unit that decides how a character with several readings sounds, so that much can be kept."""
    from pypinyin import Style, lazy_pinyin

    syllables = lazy_pinyin(word, style=Style.NORMAL, errors=list)
    return [heard for heard in (syllable.replace("ü", "v") for syllable in syllables) if _SIGNS.issuperset(heard)]
