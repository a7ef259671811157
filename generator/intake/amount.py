"""Takes cells that hold money or a number, gives whole fen. Column-wise; what is not plain is read once per distinct text."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation

import polars as pl

from generator.model.distinct import where
from generator.model.money import hundredths

_PLACES = 8  # decimals that are read; what a workbook's floats have beyond is noise
_USUAL = r"^-?[0-9]{1,9}(\.[0-9]{1,2})?$"  # read at once; below all that could overflow
_GROUPED = re.compile(r"^([+-]?)(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?$")
_SCALES = {"百": 100, "千": 1000, "万": 10_000, "百万": 1_000_000, "亿": 100_000_000}
_WRITTEN = re.compile(r"^(.+?)(百万|亿|万|千|百)?元?(?:整|正)?(?:/月|每月)?$")
_COINS = re.compile(r"^(\d{1,9}|\d{1,3}(?:,\d{3})+)元(?:零?(\d)角)?(?:零?(\d)分)?[整正]?$")
_NOTHING = ("-", "--", "—", "——", "/", "\\", "无", "免", "免征", "免税", "未达起征点", "未达到起征点", "不达起征点", "达不到起征点", "未达点", "不达点", "未达", "零", "〇", "不征", "nil")
_DIGITS = {**dict(zip("零〇一二三四五六七八九", (0, 0, *range(1, 10)))), **dict(zip("壹贰叁肆伍陆柒捌玖", range(1, 10))),
           "两": 2, "貳": 2, "參": 3, "叄": 3, "陸": 6}
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_CAPITAL = re.compile(r"^[零〇一二三四五六七八九壹贰叁肆伍陆柒捌玖两貳參叄陸十拾百佰千仟万萬亿元圆圓角分整正]+$")
_MOST = 10 ** 12  # yuan


def fen_column(text: pl.Series, scale: int, months: int, *, empty_is_zero: bool = False) -> tuple[pl.Series, pl.Series, pl.Series]:
    """Whole fen a month of a column of text; a mask of the cells that are no amount; one of those that were rounded.

    Unit: `scale` yuan to the unit, unless the cell names its own; `months` of the period an amount is for.
    `empty_is_zero`: a dash or 免 is nothing to pay, as in a column of taxes; elsewhere it is no amount.
    """
    if months == 1 and where(text, lambda each: ~each.str.contains(_USUAL)) is None:
        fen = text.to_frame().select(hundredths(pl.first()) * scale).to_series()
        nowhere = pl.repeat(False, len(text), eager=True, dtype=pl.Boolean)
        return fen, nowhere, nowhere
    exact = text.cast(pl.Decimal(20, _PLACES), strict=False).to_physical()  # hundred-millionths, whole
    unit = 10 ** (_PLACES - 2) * months
    frame = pl.DataFrame({"exact": exact}).select(pl.col("exact") * scale)
    whole = (pl.col("exact") * 2 + unit) // (2 * unit)
    left = (pl.col("exact") - whole * unit).abs()
    read = frame.select(whole.cast(pl.Int64, strict=False).alias("fen"), (left > unit // 10_000).fill_null(False).alias("rounded"))
    values, rounded = read["fen"], read["rounded"]
    done = values.is_not_null() | text.is_null()
    if done.all():
        return values, ~done, rounded
    return _with_odd(text, values, done, rounded, scale, months, empty_is_zero)


def _with_odd(text: pl.Series, values: pl.Series, done: pl.Series, rounded: pl.Series, scale: int, months: int,
              empty_is_zero: bool) -> tuple[pl.Series, pl.Series, pl.Series]:
    """The cells that are not plain, each distinct text once."""
    odd = text.filter(~done).unique().drop_nulls().to_list()
    read = {each: read_amount(each, scale, months, empty_is_zero) for each in odd}
    table = pl.DataFrame({"text": odd, "odd_fen": [each[0] if each else None for each in read.values()],
                          "odd_round": [bool(each and each[1]) for each in read.values()]},
                         schema={"text": pl.String, "odd_fen": pl.Int64, "odd_round": pl.Boolean})
    frame = pl.DataFrame({"text": text, "fen": values, "done": done, "rounded": rounded})
    joined = frame.join(table, on="text", how="left", maintain_order="left")
    fen = joined.select(pl.when(pl.col("done")).then("fen").otherwise("odd_fen"))["fen"]
    was_rounded = joined.select(pl.when(pl.col("done")).then("rounded").otherwise(pl.col("odd_round").fill_null(False)))["rounded"]
    return fen, fen.is_null() & text.is_not_null(), was_rounded


def read_amount(text: str, scale: int = 1, months: int = 1, empty_is_zero: bool = False) -> tuple[int, bool] | None:
    """One amount in fen and whether it had to be rounded, or None: `3,000.00元`, `０．３万`, `叁仟元整`, `(500)`."""
    folded = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).replace("−", "-").replace("萬", "万")
    if folded.lower() in _NOTHING:
        return (0, False) if empty_is_zero else None
    yuan = _yuan(folded, scale)
    if yuan is None or abs(yuan) >= _MOST:
        return None
    exact = yuan * 100 / months
    fen = int(exact.quantize(Decimal(1), rounding="ROUND_HALF_UP"))
    return fen, abs(exact - fen) > Decimal("0.0001")


def _yuan(text: str, scale: int) -> Decimal | None:
    text = re.sub(r"^['’‘`]?(?:人民币|RMB|CNY|[¥￥])?", "", text)
    coins = _COINS.match(text)
    if coins:
        return Decimal(coins[1].replace(",", "")) + Decimal(f"0.{coins[2] or 0}{coins[3] or 0}")
    number = _number(text)
    if number is not None:
        return number * scale
    written = _WRITTEN.match(text)
    if not written or text == written[1]:
        return _capital(text) if _CAPITAL.match(text) else None
    number = _number(written[1])
    if number is not None:
        return number * _SCALES.get(written[2] or "", 1)
    return _capital(text) if _CAPITAL.match(text) else None


def _number(text: str) -> Decimal | None:
    if text.startswith("(") and text.endswith(")"):
        inner = _number(text[1:-1])
        return None if inner is None else -inner
    found = _GROUPED.match(text.replace("，", ","))
    if found is None and not re.fullmatch(r"[+-]?\d+(?:\.\d+)?[eE][+-]?\d{1,2}", text):
        return None
    try:
        return Decimal(text.replace(",", "").replace("，", ""))
    except InvalidOperation:
        return None


def _capital(text: str) -> Decimal | None:
    """叁仟元整, 一万二千, 壹佰元伍角: the numerals of cheques and of speech."""
    whole, _, rest = re.sub(r"[整正]$", "", text).replace("圆", "元").replace("圓", "元").partition("元")
    if not rest and re.search("[角分]", whole):
        whole, rest = "", whole
    total = _chinese(whole) if whole else 0
    if total is None:
        return None
    cents = re.fullmatch(r"零?(?:(.)角)?零?(?:(.)分)?", rest)
    if cents is None:
        return None
    tenth, cent = (_DIGITS.get(part or "零") for part in cents.groups())
    return None if tenth is None or cent is None else Decimal(total * 100 + tenth * 10 + cent) / 100


def _chinese(text: str) -> int | None:
    total = section = digit = 0
    for mark in text:
        if mark in _DIGITS:
            digit = _DIGITS[mark]
        elif mark in _TENS:
            section += (digit or 1) * _TENS[mark]
            digit = 0
        elif mark in "万亿":
            total = (total + section + digit) * (10_000 if mark == "万" else 100_000_000)
            section = digit = 0
        else:
            return None
    if digit and len(text) > 1 and text[-2] not in "零〇十拾":
        return None  # 三千五 is 3,500 to one reader and 3,005 to another
    return total + section + digit


def read_number(text: str) -> Decimal | None:
    """A plain quantity: `85㎡`, `约85平方米`, `2人`, `八十`."""
    folded = re.sub(r"[\s约]", "", unicodedata.normalize("NFKC", text))
    folded = re.sub(r"(?:㎡|m2|m²|平方米|平米|平方|平|人|名|个)(?:左右)?$", "", folded)
    number = _number(folded)
    if number is None and folded and all(mark in _DIGITS or mark in _TENS for mark in folded):
        found = _chinese(folded)
        number = None if found is None else Decimal(found)
    return number
