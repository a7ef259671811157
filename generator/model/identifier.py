"""Takes a row of digits (and a final X), says whether it can be a person's identifier. Arithmetic only; finds nothing.

The ladder is that of the sheet of identifiers: birth date and check digit for 18, plausibility for 15 and 17, and the
20-digit forms the tax offices made of an id plus zeros plus the number of the shop. An id is tested before anything else.
Legal source: GB 11643-1999 (citizen id), GB 32100-2015 (unified social credit code), ISO/IEC 7812 (bank cards).
"""

from __future__ import annotations

import re
from datetime import date

_PROVINCES = frozenset("11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 "
                       "71 81 82 83 91".split())
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CARD_PREFIX = re.compile(r"4|5[1-5]|35|60|62|68|69|9558|9559")
_MOBILE = re.compile(r"(?:0086|86|0)?1[3-9][0-9]{9}")
_LANDLINE = re.compile(r"(?:010|02[0-9])[2-8][0-9]{7}|0[3-9][0-9]{2}[2-8][0-9]{6,7}")


def is_citizen_id(number: str) -> bool:
    """An 18-character id whose birth date exists and whose check character is right.

    The new permanent-residence cards begin with 9 and then have no province.
    """
    return (len(number) == 18 and number[:17].isdigit() and (number[0] == "9" or _has_division(number))
            and _is_day(number[6:14], 1900, 2099) and number[17] == check_character(number[:17]))


def check_character(first_17: str) -> str:
    """The last character of an 18-character id, mod 11."""
    return _ID_CHECKS[sum(int(digit) * weight for digit, weight in zip(first_17, _ID_WEIGHTS)) % 11]


def is_unchecked_citizen_id(number: str) -> bool:
    """17 or 18 characters of an id whose check character is lost or mistyped: division and a birth date before 2000.

    A date from 2000 on is no proof without the check: serial numbers are made of a division, a day and a count.
    """
    return len(number) in (17, 18) and _has_division(number) and _is_day(number[6:14], 1900, 1999)


def is_old_citizen_id(number: str) -> bool:
    """The 15-digit id used until 1999: division, YYMMDD, three digits, no check."""
    return (len(number) == 15 and number.isdigit() and _has_division(number)
            and _is_day("19" + number[6:12], 1900, 1999))


def is_id_with_shop(number: str) -> bool:
    """20 characters: an 18-character id and two digits, or a 15-digit id, three zeros and two digits."""
    if len(number) != 20 or not number[18:].isdigit():
        return False
    return (is_citizen_id(number[:18]) or is_old_citizen_id(number[:15]) and number[15:18] == "000"
            or is_unchecked_citizen_id(number[:18]) and number[18] == "0")


def holds_citizen_id(digits: str) -> bool:
    """A longer run of digits in which an id with a right check stands: glued to a phone, a date or another id."""
    return any(is_citizen_id(digits[start:start + 18]) for start in range(len(digits) - 17))


def starts_like_id(number: str) -> bool:
    """A number of which only the first digits are known, and they are a division's."""
    return _has_division(number) if number[3:4].isdigit() else number[:2] in _PROVINCES


def is_own_credit_code(code: str) -> bool:
    """The unified social credit code of an individual business (92…): the taxpayer id of a person."""
    return (len(code) == 18 and code.startswith("92") and all(c in _CREDIT_ALPHABET for c in code)
            and code[17] == credit_check(code[:17]))


def credit_check(first_17: str) -> str:
    """The last character of a unified social credit code, mod 31."""
    total = sum(_CREDIT_ALPHABET.index(c) * pow(3, place, 31) for place, c in enumerate(first_17))
    return _CREDIT_ALPHABET[-total % 31]


def is_bank_card(number: str) -> bool:
    """16 to 19 digits with a card's beginning and a right Luhn digit."""
    return 16 <= len(number) <= 19 and number.isdigit() and bool(_CARD_PREFIX.match(number)) and _luhn(number) == 0


def is_mobile(number: str) -> bool:
    return bool(_MOBILE.fullmatch(number))


def is_landline(number: str) -> bool:
    """A number with its area code, as it is dialled inside the country."""
    return bool(_LANDLINE.fullmatch(number))


def looks_like_day(number: str) -> bool:
    """Eight digits that are a day of our time: 20080926 is no phone."""
    return _is_day(number, 1900, 2099)


def _has_division(number: str) -> bool:
    return number[:2] in _PROVINCES and number[2:4] != "00"


def _is_day(digits: str, first_year: int, last_year: int) -> bool:
    if len(digits) != 8 or not digits.isdigit() or not first_year <= int(digits[:4]) <= last_year:
        return False
    try:
        return bool(date(int(digits[:4]), int(digits[4:6]), int(digits[6:])))
    except ValueError:
        return False


def _luhn(number: str) -> int:
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in number[-2::-2])
    return (sum(int(digit) for digit in number[-1::-2]) + sum(doubled)) % 10
