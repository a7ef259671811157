"""Takes the text of a heading, gives what the column means and in which unit, by tables of aliases. Knows no file's layout."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

MEANINGS: Mapping[str, tuple[str, str]] = {
    "serial": ("序号", "row number"), "taxpayer_id": ("纳税人识别号", "taxpayer id; goes to the register only"),
    "computer_code": ("微机编码", "the office's own code; goes to the register only"),
    "shop_name": ("字号", "shop name"), "owner": ("经营者", "owner; masked"), "address": ("经营地址", "address"),
    "street": ("街道", "street"), "street_code": ("街道代码", "street code"), "road": ("街路、市场", "road or market"),
    "division": ("区县", "division"), "industry": ("行业", "trade"), "industry_code": ("行业代码", "trade code"),
    "floor_area": ("经营面积", "floor area"), "staff": ("从业人数", "staff"),
    "turnover": ("月核定营业额", "monthly turnover"), "tax_total": ("月应纳税额合计", "all taxes together"),
    "tax_item": ("税种", "the tax of this row, where each has a row"), "period": ("定额执行期", "both ends in one cell"),
    "starts_on": ("执行期起", "first day"), "ends_on": ("执行期止", "last day"), "office": ("主管税务所", "office"),
    "method": ("核定方法", "method"), "status": ("状态", "status"), "remark": ("备注", "remark"),
    "private": ("不公开", "phones, ids, accounts, homes: dropped"), "ignore": ("不用", "not used"),
}
"""What a column can mean, with its name in both languages. Besides: `tax:<item>`, the monthly amount of one tax."""

TAX = "tax:"
AMOUNTS = ("turnover", "tax_total")
_UNIT = re.compile(r"(百万|万|千|百)?(?:元|yuan|rmb)(?:/|每)?(?:户)?(?:/|每)?(月|季度|季|半年|年)?")
_SCALE = {None: 1, "": 1, "百": 100, "千": 1000, "万": 10_000, "百万": 1_000_000}
_MONTHS = {"月": 1, "月度": 1, "季": 3, "季度": 3, "半年": 6, "年": 12, "年度": 12}
_BRACKETS = re.compile(r"[(\[【〔「{]([^()\[\]【】〔〕「」{}]*)[)\]】〕」}]")
_UNIT_BRACKET = re.compile(rf"[(\[【〔「{{]{_UNIT.pattern}[)\]】〕」}}]")
_SPAN = "半年|季度|季|年度|年|月度|月"
_NOT_A_SPAN = "0-9〇零一二三四五六七八九上本当去今前次下同后"  # 2008年, 本年: which year it is, not for how long
_SAID_SPAN = re.compile(rf"[(\[/](?:按|每)?({_SPAN})[)\]]?$|[(\[](?:按|每)?({_SPAN})[)\]]|(?:按|每个?|全)({_SPAN})"
                        rf"|(?<![{_NOT_A_SPAN}])({_SPAN})(?=应|核定|营业|经营|销售|收入|定额|计税|合计|纳|缴|税)")
_SPAN_MARKS = re.compile(rf"[(\[](?:按|每)?({_SPAN})[)\]]|/({_SPAN})$|(?:按|每个?|全)?(?<![{_NOT_A_SPAN}])({_SPAN})(?!均)")
_LATIN = re.compile(r"(?<=[\u3400-\u9fff)])[a-z][a-z.&\'()]+")
_RATE = re.compile(r"[(\[]?\d+(?:\.\d+)?[%‰][)\]]?$")
FORMER = re.compile(r"^(?:原来?|旧|上年度?|上期|上次|去年|往年|前期|(?:调整|变更|变动|核定|重核)前|(?:业户|纳税人|户主)?(?:自报|申报|自行申报))(?:的)?")
PRESENT = re.compile(r"^(?:现行?|新|本年度?|本期|本次|今年|当期|(?:调整|变更|变动|重核)后|税务机关|拟|最终|核定)(?:的)?")
_BEFORE_TAX = re.compile(r"^(?:其中[:：]?|应缴纳|应纳|应缴|应征|核定|每月|月度|月)+")
_AFTER_TAX = re.compile(r"(?:税额|税款|金额|数额|额|合计)$")


@dataclass(frozen=True)
class Meaning:
    """What one column holds. Shape: `scale` yuan to the unit, `months` of the period; None where it is not said."""

    kind: str
    scale: int | None = None
    months: int | None = None

    @property
    def is_amount(self) -> bool:
        return self.kind in AMOUNTS or self.kind.startswith(TAX)

    @property
    def label(self) -> str:
        return self.kind.removeprefix(TAX) if self.kind.startswith(TAX) else MEANINGS[self.kind][0]


def fold(text: str) -> str:
    """A heading without blanks and breaks, with plain brackets and digits."""
    folded = unicodedata.normalize("NFKC", text)
    return re.sub(r"[\s\u200b\ufeff*＊#]+", "", folded).strip(":：、,，.。").replace("／", "/").lower()


@dataclass(frozen=True)
class Aliases:
    """The table of aliases: a folded heading to a meaning. `taxes`: the folded names of tax items and what they are."""

    meanings: Mapping[str, str]
    units: Mapping[str, str]

    @classmethod
    def of(cls, *tables: Iterable[tuple[str, str]], units: Mapping[str, str] | None = None) -> Aliases:
        """Later tables go before earlier ones."""
        merged: dict[str, str] = {}
        for table in tables:
            merged |= {fold(alias): meaning for alias, meaning in table}
        return cls(merged, {fold(heading): unit for heading, unit in (units or {}).items()})

    def has_unit(self, heading: str) -> bool:
        """Whether somebody has answered which unit this column is in."""
        return fold(heading) in self.units

    def meaning(self, text: str, parent: str = "") -> Meaning | None:
        """What a heading means; `parent` is the merged heading above it."""
        both, own = fold(parent + text), fold(text)
        for candidate in ((both, own) if parent else (own,)):
            kind = self._kind(candidate)
            if parent and (kind is None or kind == "tax_total"):
                kind = self._below(own, fold(parent)) or kind
            kind = kind or self._kind(_LATIN.sub("", candidate)) if _LATIN.search(candidate) else kind  # 店名 Shop name
            if kind:
                return self._measured(kind, self.units.get(own) or self.units.get(both) or "", own, fold(parent))
        return None

    def _kind(self, folded: str) -> str | None:
        plain = _BRACKETS.sub("", folded)
        inner = [part for part in _BRACKETS.findall(folded) if not _UNIT.fullmatch(part)]
        together = re.sub(r"[()\[\]【】〔〕「」{}]", "", _UNIT_BRACKET.sub("", folded))  # 执行期(起)
        for candidate in (folded, together, plain, *inner):
            if candidate in self.meanings:
                return self.meanings[candidate]
        for candidate in _as_tax(plain):
            if self.meanings.get(candidate, "").startswith(TAX):
                return self.meanings[candidate]
        if _UNIT.search(plain) and (kind := self.meanings.get(_UNIT.sub("", plain).strip(",、/:-"))):
            return kind
        return self._amount(together)

    def _below(self, own: str, parent: str) -> str | None:
        """What only the merged heading above makes clear: 应纳税额 under 营业税, 调整后 under 月核定营业额."""
        above = self._kind(parent) or ""
        if above.startswith(TAX) and self._kind(own) == "tax_total":
            return above
        if above in AMOUNTS or above.startswith(TAX):
            return "ignore" if FORMER.fullmatch(own) else above if PRESENT.fullmatch(own) else None
        return None

    def _amount(self, folded: str) -> str | None:
        """An amount with more words than the table has: its span (`核定年营业额`), its rate, or which of several it is (`调整后定额`)."""
        plain = _BRACKETS.sub("", _RATE.sub("", _SPAN_MARKS.sub("", _UNIT.sub("", folded)))).strip(",、/:-")
        for candidate in (plain, *_as_tax(plain)):
            kind = self.meanings.get(candidate) or self.meanings.get("月" + candidate)
            if kind and (kind in AMOUNTS or kind.startswith(TAX)):
                return kind
        for words, found in ((FORMER, "ignore"), (PRESENT, None)):
            rest = words.sub("", plain)
            if rest and rest != plain and (kind := self.meanings.get(rest) or self.meanings.get("月" + rest)) in AMOUNTS:
                return found or kind
        return None

    def tax(self, text: str) -> str | None:
        """The tax item a cell names."""
        kind = self._kind(fold(text))
        return kind.removeprefix(TAX) if kind and kind.startswith(TAX) else None

    @staticmethod
    def _measured(kind: str, unit: str, own: str, parent: str) -> Meaning:
        if kind not in AMOUNTS and not kind.startswith(TAX):
            return Meaning(kind)
        scale = months = None
        for text in (unit, own, parent):
            said = unit_of(text)
            scale = scale or said[0]
            months = months or said[1] or _span(_SAID_SPAN, text) or (_span(_SPAN_MARKS, text) if text == own else None)
        return Meaning(kind, scale, months)


def unit_of(text: str) -> tuple[int | None, int | None]:
    """Yuan to the unit and months to the period that a text names: `万元/月` is (10000, 1)."""
    found = _UNIT.search(unicodedata.normalize("NFKC", text).replace(" ", "")) if text else None
    return (_SCALE[found[1]], _MONTHS.get(found[2] or "")) if found else (None, None)


def _span(words: re.Pattern[str], text: str) -> int | None:
    """The months an amount is for, by the heading's own words: 全年, 按季, (年), 年核定营业额; not 2008年."""
    found = words.search(text) if text else None
    return _MONTHS[next(filter(None, found.groups()))] if found else None


def _as_tax(plain: str) -> tuple[str, ...]:
    before = _BEFORE_TAX.sub("", plain)
    after = _AFTER_TAX.sub("", before)
    return tuple(candidate for candidate in (before, after, before.removesuffix("额")) if candidate != plain)


@cache
def packaged(table: str) -> tuple[tuple[str, ...], ...]:
    """The rows of a table of aliases that comes with the program."""
    text = resources.files("generator.intake").joinpath(f"{table}.csv").read_text(encoding="utf-8")
    return tuple(map(tuple, list(csv.reader(text.splitlines()))[1:]))
