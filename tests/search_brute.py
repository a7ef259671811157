"""What a search must find, worked out by reading every household: slow, plain, and without an index."""

from __future__ import annotations

import random
import re
import unicodedata
from dataclasses import dataclass

import polars as pl
from pypinyin import Style, lazy_pinyin

SIMPLIFIED = str.maketrans("東館興號鐵陽", "东馆兴号铁阳")  # all the traditional characters of the sample and queries
COLUMNS = ("disclosure_no", "shop_name", "address", "street_name", "division_name", "industry_name")


def fold(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).lower().replace("ü", "v").split()).translate(SIMPLIFIED)


def heard(name: str) -> tuple[list[str], str]:
    """Syllables and initials, as the library reads a name; signs without a sound are left out."""
    syllables = [one.replace("ü", "v") for one in lazy_pinyin(name, style=Style.NORMAL, errors=list)]
    known = [one for one in syllables if re.fullmatch("[a-z0-9]+", one)]
    return known, "".join(one[0] for one in known)


class Brute:
    """Every household with its folded texts and how its name sounds."""

    def __init__(self, households: pl.DataFrame) -> None:
        self.texts = {row[0]: [fold(text) for text in row[1:]] for row in households.select(COLUMNS).iter_rows()}
        self.ear = {number: heard(texts[0]) for number, texts in self.texts.items()}

    def fits(self, number: str, word: str) -> int | None:
        """How a word fits a household: 0 the whole name … 8 division or trade; None if it is nowhere."""
        name, address, street, division, trade = self.texts[number]
        syllables, initials = self.ear[number]
        tails = ["".join(syllables[at:]) for at in range(len(syllables))]
        bare = re.sub("[-._]", "", word)
        is_number = len(bare) > 3 and re.sub("[-._]", "", fold(number)).startswith(bare)
        rules = (name == word, name.startswith(word), word in name,
                 initials.startswith(word) or tails[:1] and tails[0].startswith(word),
                 word in initials or any(tail.startswith(word) for tail in tails),
                 is_number, word in address, word in street, word in division or word in trade)
        return next((fit for fit, holds in enumerate(rules) if holds), None)

    def search(self, query: str) -> dict[str, int]:
        """Disclosure number to the sum of its fits, of the households that hold all words."""
        words = list(dict.fromkeys(fold(word) for word in unicodedata.normalize("NFKC", query).split()))
        found = {}
        for number in self.texts:
            fits = [self.fits(number, word) for word in words]
            if None not in fits:
                found[number] = sum(fits)
        return found

    def queries(self, count: int, seed: int = 8) -> list[str]:
        """Pieces of one to ten characters of any text or sound, every third with a second word of the same household."""
        chance, drawn, all_numbers = random.Random(seed), [], list(self.texts)
        for nth in range(count):
            number = chance.choice(all_numbers)
            held = [*self.texts[number], self.texts[number][0], self.ear[number][1], "".join(self.ear[number][0])]
            pieces = [_piece(chance, chance.choice([text for text in held if text])) for _ in range(2 if nth % 3 == 0 else 1)]
            drawn.append(" ".join(pieces) if nth % 20 else fold(number)[:chance.randint(4, 10)])
        return drawn


    def mixed(self, count: int, seed: int = 5) -> list[Mixed]:
        """Pieces of names of which a part is typed by first letters or by syllables, the rest as it is written."""
        chance, drawn, names = random.Random(seed), [], [texts[0] for texts in self.texts.values()]
        while len(drawn) < count:
            name = chance.choice(names)
            known = signs_heard(name)
            if len(known) < 3 or len(known) != len(name):
                continue
            start = chance.randrange(len(known) - 1)
            end = min(len(known), start + chance.randint(2, 5))
            cut = chance.randint(start + 1, end - 1)
            spelled, early = chance.random() < 0.4, chance.random() < 0.6
            typed, kept = known[start:cut] if early else known[cut:end], name[cut:end] if early else name[start:cut]
            letters = "".join(sound if spelled else sound[0] for _, sound in typed)
            if not re.search("[a-z0-9]", kept) and re.search("[a-z]", letters):
                drawn.append(Mixed(letters + kept if early else kept + letters, letters, kept, early, spelled))
        return drawn

    def certain(self, one: Mixed) -> set[str]:
        """The households in whose names the letters are read right beside the characters."""
        found = set()
        for number, (name, *_) in self.texts.items():
            known = signs_heard(name)
            signs = "".join(sign for sign, _ in known)
            for at in (at for at in range(len(known)) if signs.startswith(one.kept, at)):
                beside = [sound for _, sound in (known[:at] if one.early else known[at + len(one.kept):])]
                sounds = beside if one.spelled else [sound[0] for sound in beside]
                if any("".join(sounds[nth:]) == one.letters for nth in range(len(sounds))) if one.early else (
                        "".join(sounds).startswith(one.letters)):
                    found.add(number)
        return found

    def possible(self, one: Mixed) -> set[str]:
        """The households whose names have the characters, and sound like the letters somewhere."""
        return {number for number, texts in self.texts.items()
                if one.kept in texts[0] and (self.fits(number, one.letters) or 0) <= 4 and self.fits(number, one.letters) is not None}


@dataclass(frozen=True)
class Mixed:
    """A word: letters that are heard, beside characters that are kept; before them if `early`; `spelled` as syllables."""

    word: str
    letters: str
    kept: str
    early: bool
    spelled: bool


def signs_heard(name: str) -> list[tuple[str, str]]:
    """Each sign of a name that has a sound, and its sound."""
    syllables = lazy_pinyin(name, style=Style.NORMAL, errors=list)
    both = zip(name, (one.replace("ü", "v") for one in syllables), strict=True)
    return [(sign, sound) for sign, sound in both if re.fullmatch("[a-z0-9]+", sound)]


def _piece(chance: random.Random, text: str) -> str:
    size = min(len(text), chance.choice((1, 2, 2, 3, 4, 6, 10)))
    at = chance.randrange(len(text) - size + 1)
    return text[at:at + size]
