"""Takes folded shop names, gives how they sound: one toneless syllable a character. Reads each different name once.

A syllable is written as one character of its own, so that names by ear can be cut and counted like any text. Few names
need more than a table: only where a phrase reads a character otherwise than it is read alone (`银行`) is the name cut
into words.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import polars as pl

_SIGNS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
_FIRST_CODE = 0xE000         # of the private characters, which no name by ear holds otherwise


@dataclass(frozen=True)
class Heard:
    """Names by ear.

    Shape: `table` row by row: `sounds` (a character for each syllable, see `letters`), `initials` (`lb`). A Latin letter or
        digit sounds as itself; a sign that has no sound is left out, so that `老边·饺子` is found as `laobianjiaozi`.
        `readings`: how each character sounds in any of the names, but for letters and digits; nothing where it has no sound.
    """

    table: pl.DataFrame
    readings: dict[str, list[str]]


def sounds(names: pl.Series) -> Heard:
    """How the names sound."""
    distinct = names.unique(maintain_order=True)
    signs = distinct.str.split("").explode(empty_as_null=True).drop_nulls().unique().sort().to_list()
    if not signs:
        return Heard(pl.DataFrame({"sounds": names, "initials": names}), {})
    heard = distinct.str.replace_many(signs, [_coded(_word(sign)) for sign in signs])
    turned = distinct.str.contains_any(list(_turning())).arg_true()
    cut = [_words(name) for name in distinct.gather(turned)]
    special = pl.Series([_coded([heard for word in words for heard in _word(word)]) for words in cut], dtype=pl.String)
    table = pl.DataFrame({"name": distinct, "sounds": heard.scatter(turned, special)})
    found = names.alias("name").to_frame().join(table, on="name", how="left", maintain_order="left")
    codes, syllables = list(syllable_codes().values()), list(syllable_codes())
    both = found.select("sounds", initials=pl.col("sounds").str.replace_many(codes, [one[0] for one in syllables]))
    return Heard(both, _readings(signs, {word for words in cut for word in words}))


def _readings(signs: list[str], words: set[str]) -> dict[str, list[str]]:
    """How each of the signs sounds alone or in one of the words."""
    found: dict[str, set[str]] = {sign: set() for sign in signs if sign not in _SIGNS}
    for word in {*signs, *words}:
        for sign, heard in _each_heard(word):
            if sign in found:
                found[sign].add(heard)
    return {sign: sorted(heard) for sign, heard in found.items()}


def letters(coded: pl.Expr) -> pl.Expr:
    """Syllables as they are typed."""
    return coded.str.replace_many(list(syllable_codes().values()), list(syllable_codes()))


@cache
def syllable_codes() -> dict[str, str]:
    """The character that stands for each syllable of more than one letter."""
    from pypinyin.constants import PHRASES_DICT, PINYIN_DICT  # they take a while, and most rebuilds hear no new name

    readings = {_plain(reading) for readings in PINYIN_DICT.values() for reading in readings.split(",")}
    readings |= {_plain(one[0]) for phrase in PHRASES_DICT.values() for one in phrase}
    known = sorted(reading for reading in readings if len(reading) > 1 and _SIGNS.issuperset(reading))
    return {reading: chr(_FIRST_CODE + at) for at, reading in enumerate(known)}


def _coded(syllables: list[str]) -> str:
    return "".join(syllable_codes().get(one, one) for one in syllables)


@cache
def _turning() -> tuple[str, ...]:
    """The phrases that do not sound as their characters do alone."""
    from pypinyin.constants import PHRASES_DICT

    return tuple(phrase for phrase, readings in PHRASES_DICT.items()
                 if [_plain(one[0]) for one in readings] != [_alone(sign) for sign in phrase])


@cache
def _plain(reading: str) -> str:
    from pypinyin import Style
    from pypinyin.style import convert

    return convert(reading, Style.NORMAL, strict=True, default=reading).replace("ü", "v")


@cache
def _alone(sign: str) -> str:
    from pypinyin.constants import PINYIN_DICT

    return _plain(PINYIN_DICT.get(ord(sign), sign).split(",")[0])


def _words(name: str) -> list[str]:
    from pypinyin.seg.mmseg import seg

    return list(seg.cut(name))


def _word(word: str) -> list[str]:
    return [heard for _, heard in _each_heard(word)]


@cache
def _each_heard(word: str) -> list[tuple[str, str]]:
    """Each character that has a sound, and its sound. A word is the unit that decides how a character with several
    readings sounds, so that much can be kept."""
    from pypinyin import Style, lazy_pinyin

    syllables = lazy_pinyin(word, style=Style.NORMAL, errors=list)
    heard = zip(word, (syllable.replace("ü", "v") for syllable in syllables), strict=True)
    return [(sign, sound) for sign, sound in heard if _SIGNS.issuperset(sound)]
