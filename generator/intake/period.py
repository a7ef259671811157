"""Takes cells that hold a day or a period, in any form a clerk writes, gives dates. What could be two days is no day."""

from __future__ import annotations

import calendar
import re
import unicodedata
from datetime import date, timedelta

import polars as pl

_NUMERALS = dict(zip("〇零○Ｏ一二三四五六七八九", "0000123456789"))
_BETWEEN = re.compile(r"至|到|~|—+|–+|―+|－|--+|→")
_YEAR = r"(?:19|20)\d{2}|\d{2}"
_COMPACT = re.compile(r"^((?:19|20)\d{2})(\d{2})(\d{2})$")
_COMPACT_MONTH = re.compile(r"^((?:19|20)\d{2})(\d{2})$")
_SEPARATED = re.compile(rf"^({_YEAR})[年.\-/](\d{{1,2}})(?:[月.\-/](\d{{1,2}})?)?[日号]?$")
_TIME = re.compile(r"[ T]?\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?$")
SERIAL = r"^[2-6]\d{4}(?:\.0+)?$"  # of a spreadsheet: the days since the end of 1899
_NO_YEAR = re.compile(r"^(\d{1,2})(?:[月.\-/](\d{1,2})?[日号]?)?$")
_WHOLE_YEAR = re.compile(r"^((?:19|20)\d{2})年?(?:度|全年)?$")
_AMERICAN = re.compile(r"^(\d{1,2})[/-](\d{1,2})[/-]((?:19|20)\d{2})$")
_POINT = r"(?:19|20)\d{2}\s*[年./-]\s*\d{1,2}(?:\s*[月./-]\s*\d{1,2}\s*日?|\s*月)?"
_IN_TEXT = re.compile(rf"{_POINT}\s*起?\s*(?:至|到|~|[-—–―]+)\s*(?:{_POINT}|(?:次|翌)?年?\d{{1,2}}\s*月(?:\s*\d{{1,2}}\s*日)?)")
_AROUND = re.compile(r"^(?:自|从|由|执行期|定额执行期|有效期|执行)+[:：]?|(?:起执行|起|止|截止|执行)+[,，]?$|起$")
_SPAN_WORDS = re.compile(r"^(?:一年|半年|1年|\d{1,2}个月|[一二三四五六七八九十]+个月)[(（,，:：]?(?=.*\d{4}.*\d)|[(（,，](?:一年|半年|1年|\d{1,2}个月|[一二三四五六七八九十]+个月)[)）]?$")


def day_column(text: pl.Series, *, end: bool) -> tuple[pl.Series, pl.Series]:
    """The day of each cell, and a mask of those that are none. `end`: a month stands for its last day, else its first."""
    frame = pl.DataFrame({"text": text})
    found = text.str.to_date("%Y-%m-%d", strict=False)
    if found.dt.year().min() is not None and int(str(found.dt.year().min())) < 1000:  # 08-10-01 is no year 8
        found = pl.select(pl.when(found.dt.year() >= 1000).then(found)).to_series()
    odd = text.filter(found.is_null()).unique().drop_nulls().to_list()
    if odd:
        days = [read_day(each, end=end) for each in odd]
        table = pl.DataFrame({"text": odd, "day": days}, schema={"text": pl.String, "day": pl.Date})
        joined = frame.join(table, on="text", how="left", maintain_order="left")["day"]
        found = pl.select(pl.coalesce(found, joined)).to_series()
    return found, found.is_null() & text.is_not_null()


def period_columns(text: pl.Series) -> tuple[pl.Series, pl.Series, pl.Series]:
    """Both ends of a period in one cell, and a mask of the cells that hold none."""
    distinct = text.unique().drop_nulls().to_list()
    ends = [read_period(each) or (None, None) for each in distinct]
    table = pl.DataFrame({"text": distinct, "start": [a for a, _ in ends], "end": [b for _, b in ends]},
                         schema={"text": pl.String, "start": pl.Date, "end": pl.Date})
    joined = pl.DataFrame({"text": text}).join(table, on="text", how="left", maintain_order="left")
    return joined["start"], joined["end"], joined["start"].is_null() & text.is_not_null()


def read_day(text: str, *, end: bool = False) -> date | None:
    """One day: 2008.9, 2008/9/1, 20080901, 二〇〇八年九月一日, 08.9, the serial number 39692."""
    plain = _plain(text)
    if re.match(SERIAL, plain):
        return date(1899, 12, 30) + timedelta(days=int(float(plain)))
    american = _AMERICAN.match(plain)
    if american:
        first, second, year = map(int, american.groups())
        if first == second or first > 12 or second > 12:  # otherwise nobody knows which is the month
            return _day(year, *((first, second) if second > 12 or first == second else (second, first)))
        return None
    found = _COMPACT.match(plain) or _SEPARATED.match(plain) or _COMPACT_MONTH.match(plain)
    if not found:
        return None
    year, month, *rest = found.groups()
    return _whole(_four(year), int(month), int(rest[0]) if rest and rest[0] else None, end)


def read_period(text: str) -> tuple[date, date] | None:
    """Both ends: 2008.10—2009.9, 2008-9-1至2009-8-31, 2008年1-12月, 2008年度."""
    plain = _plain(text)
    year = _WHOLE_YEAR.match(plain)
    if year:
        return date(int(year[1]), 1, 1), date(int(year[1]), 12, 31)
    halves = _halves(plain)
    if halves is None:
        return None
    start = read_day(halves[0])
    if start is None:
        return None
    stop = read_day(halves[1], end=True) or _same_year(halves[1], start) or _next_year(halves[1], start)
    return (start, stop) if stop else None


def period_in(text: str) -> tuple[date, date] | None:
    """The one period a line of text speaks of: `执行期为2008年10月1日至2009年9月30日`, `公示表（2008年10月—2009年9月）`."""
    found = [read_period(each) for each in _IN_TEXT.findall(unicodedata.normalize("NFKC", text))]
    return found[0] if len(found) == 1 else None


def _plain(text: str) -> str:
    folded = _SPAN_WORDS.sub("", unicodedata.normalize("NFKC", text).strip())
    folded = re.sub(r"[\s()（）]", " ", folded).strip()
    folded = re.sub(r"(\d[日月]?) +(?=\d{4}[-./年])", r"\1至", _TIME.sub("", folded)) if " " in folded else folded
    folded = re.sub(r"[ T]\d{1,2}:\d{2}(?::\d{2})?(?=至|到|~|—|-|$)", "", folded).replace(" ", "")
    folded = re.sub(r"(\d)[、,·](?=\d)", r"\1.", folded).replace("月份", "月").replace("号", "日")
    folded = re.sub(r"[,，;；。]+(?=至|到|$)", "", folded)
    if re.search("[一二三四五六七八九十〇零○]", folded):
        folded = _numerals(folded)
    return _AROUND.sub("", _AROUND.sub("", folded))


def _numerals(text: str) -> str:
    """九月十五日 as 9月15日, 二〇〇八 as 2008."""
    text = re.sub(r"([二三四五六七八九])十([一二三四五六七八九])", lambda m: m[1] + m[2], text)
    text = re.sub(r"([二三四五六七八九])十", lambda m: m[1] + "〇", text)
    text = re.sub(r"十([一二三四五六七八九])", r"一\1", text).replace("十", "一〇")
    return "".join(_NUMERALS.get(mark, mark) for mark in text)


def _halves(plain: str) -> tuple[str, str] | None:
    """Cut at the mark between; a hyphen may also stand inside a date."""
    parts = [part for part in _BETWEEN.split(plain) if part]
    if len(parts) == 2:
        return _stripped(*parts)
    if len(parts) != 1:
        return None
    pieces = parts[0].split("-")
    if len(pieces) in (2, 4, 6):
        half = len(pieces) // 2
        return _stripped("-".join(pieces[:half]), "-".join(pieces[half:]))
    return None


def _stripped(first: str, second: str) -> tuple[str, str]:
    first, second = _AROUND.sub("", first), _AROUND.sub("", _AROUND.sub("", second))
    year_alone = re.fullmatch(rf"({_YEAR})年(\d{{1,2}})", first)
    return (first + "月" if year_alone else first), second


def _same_year(text: str, start: date) -> date | None:
    """`12月`, `12.31`: the end of a period that names its year once."""
    found = _NO_YEAR.match(text)
    if not found:
        return None
    day = _whole(start.year, int(found[1]), int(found[2]) if found[2] else None, end=True)
    return day if day and day >= start else None


def _next_year(text: str, start: date) -> date | None:
    """`次年9月`, `翌年9月30日`."""
    found = re.match(r"^(?:次|翌|第2|第二|下)年(?:的)?(.+)$", text)
    return read_day(f"{start.year + 1}年{found[1]}", end=True) if found else None


def _four(year: str) -> int:
    return int(year) if len(year) == 4 else 2000 + int(year) if int(year) < 70 else 1900 + int(year)


def _whole(year: int, month: int, day: int | None, end: bool) -> date | None:
    if not 1 <= month <= 12:
        return None
    return _day(year, month, day or (calendar.monthrange(year, month)[1] if end else 1))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
