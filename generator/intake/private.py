"""Takes texts that will be published, gives them without any number or full name of a person, and which rows held one."""

from __future__ import annotations

import re
from collections.abc import Collection

import polars as pl

from generator.intake.owner import SURNAMES, mask
from generator.model.distinct import where
from generator.model.personal_data import SUSPECT, find

LEFT_OUT = "〔略〕"
_WORDS = "业主|经营者|负责人|联系人|法人代表|法定代表人|法人|户主|姓名|本人|承租人|房东|店主|老板"
_SUSPECT = f"{SUSPECT}|{_WORDS}"
_NAMED = re.compile(rf"({_WORDS})([:：]?\s*(?:姓名|为|是)?[:：]?\s*)([{SURNAMES}][\u3400-\u9fff]{{1,2}})(?![\u3400-\u9fff])")
_SEVERAL = r"[、,，;；/|\s]+"
_NUMBER_WORDS = re.compile(rf"(?:身份证(?:号码|号)?|电话|手机|账号|帐号|卡号|号码)?[:：]?\s*{LEFT_OUT}")


def without_numbers(text: str, public_phones: Collection[str] = ()) -> str:
    """The text with every number of a person left out whole: a part of one can be joined with another part."""
    for finding in reversed(find(text, public_phones)):
        text = text[:finding.start] + LEFT_OUT + text[finding.end:]
    return text


def safe(text: str, public_phones: Collection[str] = ()) -> str:
    """A text to publish: no number of a person, no name after a word that announces one."""
    return _NAMED.sub(lambda found: found[1] + found[2] + mask(found[3]), without_numbers(text, public_phones))


def safe_column(texts: pl.Series, owners: pl.Series | None, public_phones: Collection[str]) -> tuple[pl.Series, pl.Series]:
    """A column to publish, and a mask of the cells something was taken out of.

    Shape: `owners` are the full names of the same rows; where a name stands in the text it is masked there too.
    """
    if texts.null_count() == len(texts):
        return texts, pl.repeat(False, len(texts), eager=True, dtype=pl.Boolean)
    places = _suspects(texts, owners)
    if not len(places):
        return texts, pl.repeat(False, len(texts), eager=True, dtype=pl.Boolean)
    given = texts.gather(places).to_list()
    people = owners.gather(places).to_list() if owners is not None else [None] * len(given)
    cleaned = [_without(safe(text, public_phones), person) for text, person in zip(given, people)]
    changed = pl.Series([before != after for before, after in zip(given, cleaned)], dtype=pl.Boolean)
    result = texts.clone().scatter(places, pl.Series(cleaned, dtype=pl.String))
    return result, pl.repeat(False, len(texts), eager=True, dtype=pl.Boolean).scatter(places, changed)


def _suspects(texts: pl.Series, owners: pl.Series | None) -> pl.Series:
    """The places of the cells in which something may have to be left out: cheap, and wrong now and then."""
    marks = where(texts, lambda each: each.str.contains(_SUSPECT))
    places = pl.Series([], dtype=pl.get_index_type()) if marks is None else marks.arg_true()
    if owners is None or owners.null_count() == len(owners):
        return places
    filled = texts.is_not_null()
    beside = pl.DataFrame({"text": texts, "owner": owners}).with_row_index("place").filter(filled)
    named = pl.col("text").str.contains(pl.col("owner"), literal=True)
    several = where(owners, lambda each: each.str.contains(_SEVERAL))
    if several is not None:
        named |= pl.lit(several).filter(pl.lit(filled))  # of several owners any may be meant, and 张　三 is 张三
    named = beside.filter((pl.col("owner").str.len_chars() >= 2) & named)
    return pl.concat([places, named["place"].cast(places.dtype)]).unique().sort() if named.height else places


def _without(text: str, owner: str | None) -> str:
    """The text with the owner masked, each where there are several."""
    for person in (owner or "", re.sub(r"\s", "", owner or ""), *re.split(_SEVERAL, owner or "")):
        if len(person) >= 2 and mask(person) != person:
            text = text.replace(person, mask(person))
    return text


def sample(text: str) -> str:
    """A cell to show in a question about its column: shortened, without a number or a name of a person."""
    shown = safe(text[:40])
    if re.fullmatch(rf"[{SURNAMES}][\u3400-\u9fff\s]{{1,3}}", shown):
        shown = mask(shown)
    return shown if len(text) <= 40 else shown + "…"
