"""Takes a text, gives where ids, phones and bank numbers of people stand in it. Never repeats a number it found.

A number may be written with spaces, hyphens, full-width digits or marks of emphasis between its digits: runs of digits
with small gaps are cut into groups, and every row of whole groups is asked what it could be. What is no number of a
person must pass: amounts, days, document numbers, digests, time stamps.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import polars as pl

from generator.model import identifier

_BLANKS = r"\t \u00a0\u00ad\u034f\u1680\u2000-\u200d\u202f\u205f\u2060\u3000\ufeff"
_GAP = rf"[{_BLANKS}()（）\-\u2010-\u2015\u2212\u00b7－*_`＊＿｀]{{0,3}}"
_RUN = re.compile(rf"[0-9](?:{_GAP}[0-9Xx]){{6,}}")
_GROUP = re.compile(r"[0-9]+|[Xx]")
_CREDIT = re.compile(r"(?<![0-9A-Za-z])92[0-9]{6}[0-9A-Ya-y]{10}(?![0-9A-Za-z])")
_MASKED = re.compile(r"(?<![0-9A-Za-z])[0-9]{3,14}[*Xx●•#]{3,14}[0-9]{0,4}[Xx]?(?![0-9A-Za-z])")
_BANK_WORDS = "账号|帐号|账户|帐户|卡号|开户行|开户银行|银行卡|存折"
_PHONE_WORDS = "电话|手机|座机|传真|联系方式|[Tt][Ee][Ll]|[Pp]hone|[Mm]obile"
_BANK_BEFORE = re.compile(rf"(?:{_BANK_WORDS})[^\n]{{0,20}}$")
_BANK_AFTER = re.compile(rf"[^\n0-9]{{0,12}}(?:{_BANK_WORDS})")
_PHONE_BEFORE = re.compile(rf"(?:{_PHONE_WORDS})[^0-9\n,，。;；]{{0,8}}$")
_AMOUNT_AFTER = re.compile(rf"\.[0-9]|[{_BLANKS}]*(?:[万亿]|元|户|人(?!民)|%|㎡|平方)")
_AMOUNT_BEFORE = re.compile(r"""(?:[¥￥$]\s*|_fen["']?\s*[:=]\s*)$""")
SUSPECT = (rf"\d(?:{_GAP}\d){{9}}|(?i:{_PHONE_WORDS})\D{{0,8}}\d(?:{_GAP}\d){{6}}"
           r"|[9９][2２]\d{6}[0-9A-Za-zＡ-Ｚａ-ｚ０-９]{10}|\d{3}[*＊Xx×Ｘｘ✕✖╳ХΧ●•#＃]{3}")
"""What a cell must match to hold such a number: cheap, for whole columns; never misses what `find` finds, and is wrong now and then."""

_SUSPECT = re.compile(SUSPECT)
# The quick look at bytes: a digit or mark of masking, in any of its forms, becomes 0; what may stand between the digits of one
# number is deleted; hanzi stay as what they begin with. A number with its gaps is then one row of zeros, so nothing
# `find` would find is missed, and little else looks like one.
_FORMS = frozenset(b"0123456789*xX#") | frozenset((0xC3, 0xCE, 0xD0, 0xD9, 0xDB, 0xDF, 0xE0, 0xE1, 0xE2, 0xEA, 0xEF, 0xF0))
_ZEROS = bytes(0x30 if byte in _FORMS else byte for byte in range(256))
_DELETED = b"\t ()-_`" + bytes(range(0x80, 0xC0)) + bytes((0xC2, 0xCD, 0xE3))
_LONG_NUMBER = re.compile(rb"00000000(?:00|[0-9A-Za-z]{10})")
_LONG = 1000  # characters of a text, above which a quick look is worth it
_PHONE_HANZI = ("电话", "手机", "座机", "传真", "联系方式")
_PHONE_LETTERS = re.compile("[tTｔＴ][eEｅＥ][lLｌＬ]|[hｈ][oｏ][nｎ][eｅ]|[oｏ][bｂ][iｉ][lｌ][eｅ]")
_MASK = r"[*＊×✕某xXＸｘ○〇●□]"
_MASKED_OWNER = "|".join((
    rf"^\p{{Han}}{{1,2}}{_MASK}{{1,12}}$", rf"^\p{{Han}}{{1,2}}{_MASK}{{1,4}}\p{{Han}}$", rf"^{_MASK}{{1,3}}\p{{Han}}$",
    rf"^\p{{Han}}{{1,4}}[·•]{_MASK}{{1,12}}([·•]{_MASK}{{1,12}})?$",
    r"^[A-Za-z][A-Za-z.']{0,9}[ ]?[*＊×某]+[ .*＊×]*$"))

IDENTITY, PHONE, BANK = "personal-id", "phone", "bank-number"


@dataclass(frozen=True)
class Finding:
    """One number of a person. `kind`: personal-id, phone or bank-number; `shown` is safe to print: `210…(18)`."""

    kind: str
    start: int
    end: int
    shown: str


@dataclass(frozen=True)
class _Span:
    """Some neighbouring groups of a run as one number, with the text on both sides."""

    number: str
    shape: tuple[int, ...]
    gaps: str           # what stands between its groups
    joined_to: str      # the gap to the group before it; empty for the first
    before: str
    after: str

    @property
    def is_fraction(self) -> bool:
        return len(self.before) > 1 and self.before[-1] == "." and self.before[-2].isdigit()

    @property
    def is_amount(self) -> bool:
        return bool(self.is_fraction or _AMOUNT_AFTER.match(self.after) or _AMOUNT_BEFORE.search(self.before))

    @property
    def is_plain(self) -> bool:
        """Written in one piece, or digit by digit."""
        return len(self.shape) == 1 or set(self.shape) == {1}


def find(text: str, public_phones: Collection[str] = ()) -> list[Finding]:
    """Every number of a person in the text, in order; phones the bureau has made public are left out."""
    if len(text) > _LONG and not _may_have_any(text):
        return []
    folded = text if text.isascii() else text.translate(_folding())
    found = [*_in_runs(folded, _public(tuple(public_phones))), *_credit_codes(folded), *_masked_ids(folded)]
    return _without_overlaps(found)


@lru_cache(maxsize=20_000)
def blotted(text: str) -> str:
    """`redact` for a cell of a table, where the same few stand in thousands of rows."""
    return redact(text)


def _may_have_any(text: str) -> bool:
    """A quick look at a long text: most have neither a word for a phone nor a row of digits, in any form and with any gaps."""
    return has_long_number(text.encode("utf-8", "replace")) or any(word in text for word in _PHONE_HANZI) \
        or _PHONE_LETTERS.search(text) is not None


def has_long_number(data: bytes) -> bool:
    """Whether ten digits or marks of masking, or a credit code, may stand in a row, with gaps; UTF-8. Wrong now and then,
    but only this way: what `find` finds without a word for a phone before it is never missed."""
    return _LONG_NUMBER.search(data.translate(_ZEROS, _DELETED)) is not None


def redact(text: str, public_phones: Collection[str] = ()) -> str:
    """The text with every number of a person replaced by its first digits and its length."""
    if not _SUSPECT.search(text):
        return text
    for finding in reversed(find(text, public_phones)):
        text = text[:finding.start] + finding.shown + text[finding.end:]
    return text


def column_has_personal_data(expr: pl.Expr) -> pl.Expr:
    """Whether a cell may hold such a number: cheap, never misses what `find` finds, and is wrong now and then."""
    return expr.str.contains(SUSPECT).fill_null(False)


def owner_is_masked(expr: pl.Expr) -> pl.Expr:
    """Whether an owner's name is empty or masked: 张*, 张*三, 张某某, 欧阳*; several owners are separated by 、"""
    names = expr.fill_null("").str.split("、").list.eval(pl.element().str.strip_chars())
    return names.list.eval((pl.element() == "") | pl.element().str.contains(_MASKED_OWNER)).list.all()


def _in_runs(text: str, public: frozenset[str]) -> Iterator[Finding]:
    for run in _RUN.finditer(text):
        if not _worth_asking(text, run):
            continue
        groups = [(run.start() + g.start(), run.start() + g.end()) for g in _GROUP.finditer(run[0])]
        first = 0
        while first < len(groups):
            last, finding = _at(text, groups, first, public)
            if finding:
                yield finding
            first = last + 1


def _worth_asking(text: str, run: re.Match[str]) -> bool:
    """Below ten digits only a phone without area code is looked for: most days and amounts end here."""
    digits = sum(map(str.isdigit, run[0]))
    is_long = digits >= 10 or _PHONE_BEFORE.search(text[max(0, run.start() - 32):run.start()]) is not None
    return is_long and _stands_alone(text, run.start(), run.end())


def _at(text: str, groups: list[tuple[int, int]], first: int, public: frozenset[str]) -> tuple[int, Finding | None]:
    """What begins at one group: the group it ends with, and the finding, if any."""
    spans = list(_spans(text, groups, first))[::-1]  # the longest first
    for kind, test in _TESTS:
        for last, span in spans:
            if test(span):
                start, end = groups[first][0], groups[last][1]
                is_public = kind == PHONE and _is_public(span.number, public)
                return last, None if is_public else Finding(kind, start, end, _shown(span.number))
    return first, None


def _spans(text: str, groups: list[tuple[int, int]], first: int) -> Iterator[tuple[int, _Span]]:
    number, gaps, start = "", "", groups[first][0]
    joined_to = text[groups[first - 1][1]:start] if first else ""
    for last in range(first, len(groups)):
        number += text[slice(*groups[last])].upper()
        gaps += text[groups[last - 1][1]:groups[last][0]] if last > first else ""
        if last > first and len(number) > 21 or "X" in number and number.find("X") != 17:
            return
        if len(number) >= 7:
            yield last, _Span(number, _shape(groups[first:last + 1]), gaps, joined_to, text[max(0, start - 32):start],
                              text[groups[last][1]:groups[last][1] + 24])


def _shape(groups: Iterable[tuple[int, int]]) -> tuple[int, ...]:
    return tuple(end - start for start, end in groups)


def _stands_alone(text: str, start: int, end: int) -> bool:
    """A run inside a digest or another code is no number; words before or after it (Tel13…, ID21…) change nothing."""
    left = re.search(r"[0-9A-Za-z]*$", text[max(0, start - 24):start])
    right = re.match(r"[0-9A-Za-z]*", text[end:end + 24])
    return not any(c.isdigit() for c in (left[0] if left else "") + (right[0] if right else ""))


def _is_citizen_id(span: _Span) -> bool:
    return identifier.is_citizen_id(span.number)


def _is_id_with_shop(span: _Span) -> bool:
    return identifier.is_id_with_shop(span.number)


def _is_old_or_unchecked_id(span: _Span) -> bool:
    """Without a check digit only the usual ways of writing count: in one piece, or cut at the birth date or evenly."""
    if span.is_fraction or not (identifier.is_old_citizen_id(span.number)
                                or identifier.is_unchecked_citizen_id(span.number)):
        return False
    shape = span.shape if span.shape[-1] != 1 or span.is_plain else (*span.shape[:-2], span.shape[-2] + 1)
    cuts = {sum(shape[:count]) for count in range(1, len(shape))}
    even = len(shape) > 2 and len(set(shape[:-1])) == 1 and shape[-1] <= shape[0]
    return span.is_plain or even or cuts <= {6, len(span.number) - (3 if len(span.number) < 18 else 4)}


def _holds_id(span: _Span) -> bool:
    return len(span.shape) == 1 and len(span.number) > 18 and not span.is_fraction \
        and identifier.holds_citizen_id(span.number)


_MOBILE_SHAPES = {(3, 4, 4), (4, 3, 4), (4, 4, 3), (3, 3, 5), (5, 6), (7, 4), (3, 8)}


def _is_mobile(span: _Span) -> bool:
    if not identifier.is_mobile(span.number) or span.is_amount:
        return False
    if span.shape in ((7, 4), (3, 8), (5, 6)):  # two amounts side by side look the same, unless a hyphen joins them
        return span.gaps.strip() != "" and not identifier.looks_like_day(span.number[3:])
    return span.is_plain or span.shape in _MOBILE_SHAPES


def _is_landline(span: _Span) -> bool:
    if span.joined_to.strip(" ") or span.is_amount:
        return _is_international(span)
    area = 3 if span.number[1:2] in ("1", "2") else 4
    return identifier.is_landline(span.number) and (
        span.is_plain or span.shape[0] == area and _is_local_shape(span.shape[1:])) or _is_international(span)


def _is_international(span: _Span) -> bool:
    """After +86 the area code stands without its zero."""
    return span.before.endswith("+") and span.number.startswith("86") and identifier.is_landline("0" + span.number[2:])


def _is_local_shape(shape: tuple[int, ...]) -> bool:
    return shape in ((8,), (7,), (4, 4), (3, 4))


def _is_local_phone(span: _Span) -> bool:
    """A number without its area code is a phone only after a word that says so."""
    return (len(span.number) in (7, 8) and span.number[0] in "2345678" and _is_local_shape(span.shape)
            and not identifier.looks_like_day(span.number) and not span.is_amount
            and bool(_PHONE_BEFORE.search(span.before)))


def _is_bank_card(span: _Span) -> bool:
    by_four = set(span.shape[:-1]) == {4} and span.shape[-1] <= 4 or span.shape[0] == 6 and len(span.shape) == 2
    return (span.is_plain or by_four) and not span.is_amount and identifier.is_bank_card(span.number)


def _is_account(span: _Span) -> bool:
    """Twelve digits and more beside the words for an account."""
    return (12 <= len(span.number) <= 21 and span.number.isdigit() and not span.is_amount
            and bool(_BANK_BEFORE.search(span.before) or _BANK_AFTER.match(span.after)))


_TESTS: tuple[tuple[str, Callable[[_Span], bool]], ...] = (
    (IDENTITY, _is_id_with_shop), (IDENTITY, _is_citizen_id), (IDENTITY, _is_old_or_unchecked_id),
    (BANK, _is_bank_card), (BANK, _is_account), (IDENTITY, _holds_id), (PHONE, _is_mobile), (PHONE, _is_landline),
    (PHONE, _is_local_phone))


def _credit_codes(text: str) -> Iterator[Finding]:
    for match in _CREDIT.finditer(text):
        if identifier.is_own_credit_code(match[0].upper()):
            yield Finding(IDENTITY, match.start(), match.end(), _shown(match[0]))


def _masked_ids(text: str) -> Iterator[Finding]:
    """Part of an id with the rest starred out: parts from two notices can be joined, so no part is published."""
    for match in _MASKED.finditer(text):
        if len(match[0]) in (15, 18, 20) and identifier.starts_like_id(match[0]):
            yield Finding(IDENTITY, match.start(), match.end(), _shown(match[0]))


def _without_overlaps(found: list[Finding]) -> list[Finding]:
    kept: list[Finding] = []
    for finding in sorted(found, key=lambda each: (each.start, -each.end)):
        if not kept or finding.start >= kept[-1].end:
            kept.append(finding)
    return kept


def _shown(number: str) -> str:
    return f"{number[:3]}…({len(number)})"


@lru_cache(maxsize=8)
def _public(phones: tuple[str, ...]) -> frozenset[str]:
    return frozenset(_dialled(re.sub(r"[^0-9]", "", phone.translate(_folding()))) for phone in phones) - {""}


def _dialled(number: str) -> str:
    """The number as it is dialled inside the country, without the zero of the area code: forms compare as equal."""
    return re.sub(r"^(?:0086|86(?=[0-9]{9}))?0?", "", number)


def _is_public(number: str, public: frozenset[str]) -> bool:
    number = _dialled(number)
    return number in public or len(number) in (7, 8) and any(phone.endswith(number) for phone in public)


@lru_cache(maxsize=1)
def _folding() -> dict[int, str]:
    """Other forms of digits and letters to the plain one, a character for a character, so that places stay."""
    table = {0xFF01 + offset: chr(0x21 + offset) for offset in range(94)}
    table |= dict.fromkeys(map(ord, "×✕✖╳ХΧ"), "X")
    for code in (*range(0x660, 0x1A9A), *range(0xA620, 0xABFA), *range(0x1D7CE, 0x1D800)):
        if unicodedata.category(chr(code)) == "Nd":
            table[code] = str(unicodedata.decimal(chr(code)))
    return table
