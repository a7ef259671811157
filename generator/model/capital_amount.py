"""Amounts in Chinese capital numerals, 肆佰肆拾元整: read as a column, written one at a time. Whole fen, no float."""

from __future__ import annotations

import polars as pl

DIGITS = "零壹贰叁肆伍陆柒捌玖"
_SAME = {"〇": "零", "圆": "元", "千": "仟", "百": "佰", "十": "拾", "貳": "贰", "參": "叁", "陸": "陆", "萬": "万", "億": "亿",
         "人民币": "", "整": "", "正": "", " ": "", "　": "", "：": "", ":": "", "￥": ""}
_D = "[壹贰叁肆伍陆柒捌玖]"
_SECTION = f"(?:{_D}仟零?)?(?:{_D}佰零?)?(?:{_D}?拾)?{_D}?"
_AMOUNT = f"^(?:(?P<yi>{_SECTION})亿)?零?(?:(?P<wan>{_SECTION})万)?零?(?:(?P<one>{_SECTION})元)?零?(?:(?P<jiao>{_D})角)?零?(?:(?P<fen>{_D})分)?$"
_VALUES = {digit: value for value, digit in enumerate(DIGITS)}


def fen_from_capitals(text: pl.Expr) -> pl.Expr:
    """Whole fen from an amount in capital numerals; null where it is not one. Spelling variants of a numeral are one."""
    plain = text.str.replace_many(list(_SAME), list(_SAME.values()))
    zero = plain.str.contains("^零元(?:零角)?(?:零分)?$")
    part = {name: plain.str.extract(_AMOUNT, group) for group, name in enumerate(("yi", "wan", "one", "jiao", "fen"), start=1)}
    yuan = _section(part["yi"]) * 100_000_000 + _section(part["wan"]) * 10_000 + _section(part["one"])
    fen = yuan * 100 + _digit(part["jiao"]) * 10 + _digit(part["fen"])
    said = plain.str.contains(_AMOUNT) & plain.str.contains(_D) & plain.str.contains("[元角分]$")
    return pl.when(zero).then(pl.lit(0, pl.Int64)).when(said).then(fen)


def _section(text: pl.Expr) -> pl.Expr:
    """Up to four digits: 壹仟零伍拾."""
    text = text.fill_null("")
    tens = pl.when(text.str.contains("拾")).then(_digit(text.str.extract(f"({_D})拾")).replace(0, 1)).otherwise(0)
    return (_digit(text.str.extract(f"({_D})仟")) * 1000 + _digit(text.str.extract(f"({_D})佰")) * 100 + tens * 10
            + _digit(text.str.extract(f"({_D})$")))


def _digit(text: pl.Expr) -> pl.Expr:
    return text.replace_strict(_VALUES, default=0, return_dtype=pl.Int64).fill_null(0)


def capitals(fen: int) -> str:
    """One amount as it is written on a notice: 肆佰肆拾元整, 叁拾壹元伍角整, 壹仟零伍拾元零叁分."""
    yuan, jiao, cents = fen // 100, fen // 10 % 10, fen % 10
    whole = _written(yuan) + "元" if yuan else "" if jiao or cents else "零元"
    tail = (DIGITS[jiao] + "角" if jiao else "零" if cents and yuan else "") + (DIGITS[cents] + "分" if cents else "整")
    return whole + tail


def _written(number: int) -> str:
    """Sections of four digits; a gap of noughts is written as one 零."""
    said, gap = "", False
    for power, unit in ((12, "万"), (8, "亿"), (4, "万"), (0, "")):
        section = number // 10 ** power % 10_000
        for place, name in ((1000, "仟"), (100, "佰"), (10, "拾"), (1, "")):
            digit = section // place % 10
            if digit:
                said, gap = said + ("零" if gap and said else "") + DIGITS[digit] + name, False
            else:
                gap = True
        said += unit if section else ""
    return said
