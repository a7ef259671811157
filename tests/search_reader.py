"""A second reader of the household search index, written from docs/formats/search-index.md alone.

Imports nothing of ours but its other half, `search_text.py`. Text is compared by code points, which is what Python does.
"""

from __future__ import annotations

import json
import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

from tests.search_text import fold, forms, in_gb2312, number, plain, precision, simplifying, street_starts, unfolded

WHOLE, BEGINS = 0, 1
NUMBER = 5
FACETS = ("street", "trade", "status", "range")


@dataclass
class Found:
    """What is known of one word: how each record fits (None while only its head was read), and the head."""

    fits: dict[int, int] | None
    postings: dict[int, str] = field(default_factory=dict)
    cards: dict[int, str] = field(default_factory=dict)
    head: list[str] | None = None
    address: str = ""            # of the part the head is in


@dataclass
class Result:
    total: int
    order: list[int]
    counts: dict[str, Counter[int]]


class Reader:
    """Searches the files that `get` gives; `fetched` has the bytes a browser would load for the same."""

    def __init__(self, get: Callable[[str], bytes]) -> None:
        self._read = get
        self.fetched: dict[str, int] = {}
        self.looked_up: set[str] = set()
        self.manifest = json.loads(self._get("search/households/index.json"))
        if self.manifest["format"] != 5:
            raise ValueError(self.manifest["format"])
        self.simplified = simplifying(self.manifest["simplified"])
        self.rare = cache(lambda: simplifying(self._get("search/households/simplified.txt").decode()))
        self.of_street = self.manifest["streets"]["divisions"]
        self.starts = street_starts(self.manifest["streets"]["rooms"])
        self.streets = cache(self._streets)
        self.numbers = cache(lambda: unfolded(self._current("numbers")))
        self.lines = cache(self._lines)

    def _get(self, path: str) -> bytes:
        data = self._read(path)
        self.fetched[path] = len(data)
        return data

    def _lines(self, kind: str, at: int) -> list[str]:
        return self._get(f"search/households/{kind}/{at}.txt").decode().split("\n")

    def _current(self, name: str) -> list[str]:
        """The lines of a file that can change, which must be of this release."""
        release, *lines = self._get(f"search/households/{name}.txt").decode().split("\n")
        if release != self.manifest["release"]:
            raise LookupError("not the same release")
        return lines

    def _streets(self) -> list[tuple[str, str]]:
        """Code and name of each street."""
        lines = (line.split("\t") for line in self._current("streets"))
        return [(code[1:] if code.startswith("=") else self.manifest["divisions"][division][0] + code, name)
                for (code, name), division in zip(lines, self.of_street, strict=True)]

    def _sign(self, sign: str) -> list[str] | None:
        """What is known of a character: readings, letters before, letters behind, common characters behind, address, page,
        texts of later pages."""
        lines = (line.split("\t") for line in self._current(f"first/{ord(sign) % 128}"))
        return next((columns for own, *columns in lines if own == sign), None)

    def _place(self, word: str) -> tuple[str, int, int] | None:
        """The address of the part, the page where a word is looked up, and the last that its first character has; if any."""
        if (known := self._sign(word[0])) is None:
            return None
        _, _, _, _, address, page, *fences = known
        return address, int(page) + bisect_right(fences, word[1:]), int(page) + len(fences)

    def fold(self, text: str) -> str:
        plain = fold(text).translate(self.simplified)
        return plain.translate(self.rare()) if any(sign >= "\u3400" and not in_gb2312(sign) for sign in plain) else plain

    # the records

    def _about(self, posting: str) -> dict[str, int | None]:
        wide, names = self.manifest["digits"][0], self.manifest
        rest, trade = divmod(number(posting[wide:]), len(names["trades"]))
        quota, status = divmod(rest, len(names["statuses"]))
        fen = (quota - 1) * names["unit"] if quota else None
        bounds = sum(fen >= bound for bound in names["ranges"]) + 1 if fen is not None else 0
        return {"street": bisect_right(self.starts, number(posting[:wide])) - 1, "trade": trade, "status": status,
                "range": bounds, "fen": fen}

    def record(self, record: int) -> dict[str, object]:
        block = self.manifest["block"]
        wide = self.manifest["digits"][0]
        address = self.manifest["cards"][record // block // self.manifest["blocks"]]
        for line in self.lines(f"{address}/cards", record // block):
            posting, card = line.split("\t")
            if number(posting[:wide]) == record:
                shown = dict(zip(("disclosure_no", "shop_name", "street_name", "address", "state"), card.split("\x1f"), strict=True))
                return {**shown, **self._about(posting), "bucket": self._bucket(shown["disclosure_no"])}
        raise KeyError(record)

    def _bucket(self, number: str) -> str:
        value, count = 0x811C9DC5, self.manifest["buckets"]
        for byte in number.encode():
            value = (value ^ byte) * 0x01000193 % 2**32
        return f"{value % count:0{len(f'{count - 1:x}')}x}"

    # one word

    @cache
    def word(self, word: str) -> Found:
        self.looked_up.add(word)
        is_number = re.fullmatch("[!-~]{5,}", word) and re.search("[0-9]", word) and re.search("[a-z]", word)
        if is_number and (known := self._numbers(word)):
            return Found({record: NUMBER for record in known})
        bare = word.replace("'", "")
        is_mixed = re.search("[a-z]", word) and not word.isascii()
        found = Found({}) if is_mixed and self._is_nowhere(word) else self._text(word)
        if found.fits == {} and is_mixed:
            return self._mixed(word)
        if found.fits == {} and bare != word and re.fullmatch("[a-z0-9]+", bare):
            found = self._text(bare)
        if found.fits is not None:
            for record in self._numbers(word):
                found.fits[record] = min(found.fits.get(record, NUMBER), NUMBER)
        return found

    def _is_nowhere(self, word: str) -> bool:
        """Whether no text has the letters of a word beside its characters."""
        for one, other in zip(word, word[1:]):
            if "a" <= one <= "z" and other > "\x7f" and one not in (self._sign(other) or ["", ""])[1]:
                return True
            if "a" <= other <= "z" and one > "\x7f" and other not in (self._sign(one) or ["", "", ""])[2]:
                return True
        return False

    def _mixed(self, word: str) -> Found:
        """Letters that are meant by ear, beside characters."""
        pieces = re.findall("[a-z0-9']+|[^a-z0-9']", word)
        readings = [[piece.replace("'", "")] if re.match("[a-z0-9']", piece) else self._readings(piece) for piece in pieces]
        merged = Found({})
        if any(heard == [""] and not re.match("[a-z0-9']", piece) for heard, piece in zip(readings, pieces)):
            return merged
        held = re.findall("[^a-z0-9']+", "".join("'" if heard == ["-"] else piece for piece, heard in zip(pieces, readings)))
        readings = [[""] if heard == ["-"] else heard for heard in readings]
        for form in forms(pieces, readings):
            found = self._heard(form, held)
            for record, fit in found.fits.items():
                merged.fits[record] = min(merged.fits.get(record, 9), 3 if fit in (0, 1, 3) else 4)
            merged.postings |= found.postings
            merged.cards |= found.cards
        return merged

    def _readings(self, sign: str) -> list[str]:
        known = self._sign(sign)
        return known[0].split(" ") if known else [""]

    def _heard(self, form: str, held: list[str]) -> Found:
        """The records in which a word is heard, and in whose names these characters are."""
        place = self._place(form)
        if place is None:
            return Found({})
        found, names = Found({}), {}
        address, page, last = place
        while True:
            lines = [line.split("\t") for line in self.lines(f"{address}/pages", page)]
            hits = [columns for columns in lines if columns[0].startswith(form)]
            if not found.head and hits and hits[0][1] == "*":
                found.head = hits[0]
            if found.head and int(found.head[2]) > self.manifest["big"]:
                return self._heard_in_lists(form, found.head, address, held)
            for columns in hits:
                if columns[1] != "*" and int(columns[1]) <= 4:
                    self._read_names(columns, found, names)
            if page == last or not lines[-1][0].startswith(form):
                break
            page += 1
        if found.head and names.keys() != found.fits.keys():
            return self._heard_in_lists(form, found.head, address, held)
        kept = {record: fit for record, fit in found.fits.items() if all(piece in names[record] for piece in held)}
        return Found(kept, found.postings, found.cards)

    def _read_names(self, columns: list[str], found: Found, names: dict[int, str]) -> None:
        self._read_group(columns, int(columns[1]), found)
        wide, postings = sum(self.manifest["digits"]), columns[2]
        for nth in range(len(postings) // wide):
            record = number(postings[nth * wide:][:self.manifest["digits"][0]])
            if len(columns) == 5 and columns[3] == "":
                names.setdefault(record, columns[4])
            elif record in found.cards:
                names[record] = self.fold(found.cards[record].split("\x1f")[1])

    def _heard_in_lists(self, form: str, head: list[str], address: str, held: list[str]) -> Found:
        fits = self._listed(form, head, address)
        sets = [self.every(piece) for piece in held]
        return Found({record: fit for record, fit in fits.items() if fit <= 4 and all(one.get(record, 9) <= 2 for one in sets)})

    def _text(self, word: str) -> Found:
        place = self._place(word)
        if place is None:
            return Found({})
        page = self.lines(f"{place[0]}/pages", place[1])
        hits = [columns for columns in (line.split("\t") for line in page) if columns[0].startswith(word)]
        found = Found({})
        for columns in hits:
            if columns[1] == "*":
                if columns is hits[0]:
                    return Found(None, head=columns, address=place[0])
                continue
            self._read_group(columns, WHOLE if int(columns[1]) == BEGINS and columns[0] == word else int(columns[1]), found)
        return found

    def _read_group(self, columns: list[str], fit: int, found: Found) -> None:
        _, _, postings, *cards = columns
        wide = sum(self.manifest["digits"])
        cards = [] if cards[:1] == [""] else cards
        for nth in range(len(postings) // wide):
            posting = postings[nth * wide:][:wide]
            record = number(posting[:self.manifest["digits"][0]])
            found.fits[record] = min(found.fits.get(record, 9), fit)
            found.postings[record] = posting
            if nth < len(cards):
                found.cards[record] = cards[nth]

    def _numbers(self, word: str) -> list[int]:
        bare = re.sub(r"[-._]", "", word)
        if len(bare) < 4 or not self.manifest["records"] or set(bare) - set(self.manifest["number_signs"]):
            return []
        fences = self.numbers()
        first = max(0, bisect_right(fences, bare) - 1)
        last = max(0, bisect_right(fences, bare + "\U0010ffff") - 1)
        if last - first > 2:
            return []
        wide = self.manifest["digits"][0]
        folder = f"{self.manifest['numbers_at']}/numbers"
        lines = [line for at in range(first, last + 1) for line in unfolded(self.lines(folder, at))]
        begun = [(line[:-wide], number(line[-wide:])) for line in lines]
        return [record for text, record in begun
                if text.startswith(bare) or (bare.startswith(text) and self._has_number(record, bare))]

    def _has_number(self, record: int, bare: str) -> bool:
        return re.sub("[-._]", "", self.fold(self.record(record)["disclosure_no"])).startswith(bare)

    def every(self, word: str) -> dict[int, int]:
        """How each record fits, also of a word that has a head."""
        found = self.word(word)
        if found.fits is not None:
            return found.fits
        return self._listed(word, found.head, found.address)

    def _listed(self, word: str, head: list[str], address: str) -> dict[int, int]:
        fits = {}
        for part in self._list(head, f"{address}/lists").split(" "):
            fit, block, empty = int(part[0]), -1, 0
            if fit == WHOLE and head[0] != word:
                fit = BEGINS
            for sign in map(ord, part[1:]):
                if sign >= 96:
                    empty = empty * 31 + sign - 96
                    continue
                block, empty = block + 1 + empty, 0
                fits |= {block * 6 + bit: fit for bit in range(6) if (sign - 32) >> bit & 1}
        return fits

    def _list(self, head: list[str], folder: str) -> str:
        place = head[9]
        if not place:
            raise LookupError(f"{head[0]} is too common to be combined")
        if place.startswith("="):
            return place[1:]
        if "+" in place:
            first, count = map(int, place.split("+"))
            return "".join("\n".join(self.lines(folder, at)) for at in range(first, first + count))
        return next(text for key, text in (line.split("\t") for line in self.lines(folder, int(place))) if key == head[0])

    # the query

    def words(self, query: str) -> list[str]:
        folded = (self.fold(word) for word in unicodedata.normalize("NFKC", query).split())
        return list(dict.fromkeys(word for word in folded if word))

    def search(self, query: str) -> dict[int, int]:
        """Record to the sum of its fits, of the records that hold all words."""
        found = self._all(self.words(query))
        if not found:
            return {}
        return {record: sum(fits[record] for fits in found) for record in set.intersection(*map(set, found))}

    def _all(self, words: list[str]) -> list[dict[int, int]]:
        """How the records fit each word. Few records are read themselves, rather than other words' pages and lists."""
        precise = max((word for word in words if len(words) > 1 and plain(word) and precision(word) > 2
                       and (precision(word) > 9 or not self._is_common(word))),
                      key=precision, default=None)
        if precise and self._is_few(precise):
            return [self._read_in(precise, word) if word != precise and plain(word) else self.every(word) for word in words]
        few = next((word for word in words if len(words) > 1 and self._is_few(word)), None)
        return [self._read_in(few, word) if few and plain(word) and self.word(word).head else self.every(word) for word in words]

    def _is_common(self, word: str) -> bool:
        """Whether a word may be in more records than `big`."""
        return len(word) == 1 or word[1] in (self._sign(word[0]) or [""] * 4)[3]

    def _is_few(self, word: str) -> bool:
        found = self.word(word)
        missing = {record // self.manifest["block"] for record in found.fits or () if record not in found.cards}
        return found.fits is not None and len(found.fits) <= 1000 and len(missing) <= 3

    def _read_in(self, few: str, word: str) -> dict[int, int]:
        """How the word fits the records of another, by their own texts."""
        found, fits = self.word(few), {}
        for record in found.fits:
            _, name, street, address = self._texts(record, found)
            division = self.of_street[bisect_right(self.starts, record) - 1]
            about = self.record(record) if record not in found.postings else self._about(found.postings[record])
            trade = self.manifest["trades"][about["trade"]][1]
            places = ((6, address), (7, street), (8, self.manifest["divisions"][division][1]), (8, trade))
            fit = next((fit for fit, text in places if word in self.fold(text)), None)
            if word in (folded := self.fold(name)):
                fit = WHOLE if folded == word else BEGINS if folded.startswith(word) else 2
            if fit is not None:
                fits[record] = fit
        return fits

    def _texts(self, record: int, found: Found) -> list[str]:
        if record in found.cards:
            return found.cards[record].split("\x1f")[:4]
        shown = self.record(record)
        return [shown[name] for name in ("disclosure_no", "shop_name", "street_name", "address")]

    def ordered(self, query: str) -> list[int]:
        found = self.search(query)
        return sorted(found, key=lambda record: (found[record], record))

    def first(self, query: str) -> Result:
        """What a page shows at once: of a single word with a head, what the head says."""
        words = self.words(query)
        if len(words) == 1 and (head := self.word(words[0]).head):
            wide = sum(self.manifest["digits"])
            shown = [number(head[11][at:at + self.manifest["digits"][0]]) for at in range(0, len(head[11]), wide)]
            counts = {name: Counter({at: int(n) for at, n in enumerate(head[3 + i].split(",")) if n})
                      for i, name in enumerate(FACETS)}
            return Result(int(head[2]), shown, counts)
        order = self.ordered(query)
        postings = {record: posting for word in words if word in self.looked_up
                    for record, posting in self.word(word).postings.items()}
        about = [self._about(postings[record]) for record in order if record in postings]
        return Result(len(order), order, {name: Counter(one[name] for one in about) for name in FACETS})
