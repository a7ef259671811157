"""Takes names of streets, trades, divisions and offices, gives their codes by the reference tables. Invents no code."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from generator.model.reference import Reference

_STREET_TAIL = re.compile(r"(?:街道办事处|办事处|街道办|街道|镇政府|乡政府|镇|乡|街)$")
_TRADE_TAIL = re.compile(r"(?:服务业|服务|行业|业|类)$")
_CITY = re.compile(r"^[\u4e00-\u9fff]{2,4}?(?:省|市)")


def fold_name(text: str) -> str:
    return re.sub(r"[\s\u3000]", "", unicodedata.normalize("NFKC", text)).strip(":：,，、.。")


@dataclass(frozen=True)
class Names:
    """The names of one kind. Shape: `codes` folded name to codes; `aliases` folded name to one code."""

    codes: Mapping[str, tuple[str, ...]]
    aliases: Mapping[str, str]
    known: frozenset[str]
    tail: re.Pattern[str]

    @classmethod
    def of(cls, table: pl.DataFrame, aliases: Iterable[tuple[str, str]], tail: re.Pattern[str]) -> Names:
        """Aliases may give a code, or a name of the table; one that names nothing there is passed over."""
        codes: dict[str, list[str]] = {}
        for code, name in table.select("code", "name").unique(maintain_order=True).iter_rows():
            codes.setdefault(fold_name(name), []).append(code)
        known = frozenset(table["code"])
        found = {}
        for alias, target in aliases:
            code = target if target in known else next(iter(codes.get(fold_name(target), ())), None)
            if code:
                found[fold_name(alias)] = code
        return cls({name: tuple(dict.fromkeys(each)) for name, each in codes.items()}, found, known, tail)

    @cached_property
    def stems(self) -> dict[str, tuple[str, ...]]:
        stems: dict[str, list[str]] = {}
        for name, codes in self.codes.items():
            stems.setdefault(self.tail.sub("", name), []).extend(codes)
        return {stem: tuple(dict.fromkeys(codes)) for stem, codes in stems.items() if len(stem) >= 2}

    def code(self, text: str, prefix: str = "") -> str | None:
        """The one code a name stands for; `prefix` is the division's, where names repeat between divisions."""
        folded = fold_name(text)
        if folded in self.known:
            return folded
        if folded in self.aliases:
            return self.aliases[folded]
        found = self.codes.get(folded) or self.stems.get(self.tail.sub("", folded)) or ()
        here = [code for code in found if code.startswith(prefix)]
        return here[0] if len(here) == 1 else _deepest(here or list(found))

    def near(self, text: str) -> list[str]:
        """Names that look like it, for a question."""
        return difflib.get_close_matches(fold_name(text), self.codes, 3, 0.5)


def _deepest(codes: list[str]) -> str | None:
    """A class and the one group below it often share a name: then the finer code. Several places of one name: none."""
    longest = max(codes, key=len, default="")
    return longest if longest and all(longest.startswith(code) for code in codes) else None


@dataclass(frozen=True)
class Gazetteer:
    """All names of one bureau."""

    streets: Names
    industries: Names
    divisions: Names
    offices: Names
    methods: Names
    reference: Reference

    @classmethod
    def of(cls, reference: Reference, aliases: Iterable[tuple[str, str, str]]) -> Gazetteer:
        rows = list(aliases)

        def names(table: str, tail: re.Pattern[str]) -> Names:
            return Names.of(reference[table], [(alias, target) for name, alias, target in rows if name == table], tail)
        return cls(names("streets", _STREET_TAIL), names("industries", _TRADE_TAIL), names("divisions", re.compile("[区县市]$")),
                   names("offices", re.compile("(?:地方税务局|地税局|税务局|税务所|分局|所)$")), names("methods", re.compile("$^")), reference)

    def street_of(self, text: str, division: str = "") -> str | None:
        """The street a cell names, with or without city and division before it."""
        folded = _CITY.sub("", fold_name(text)) or fold_name(text)
        for candidate in (fold_name(text), folded, *self._after_division(folded)):
            code = self.streets.code(candidate, division or self.division_in(text) or "")
            if code:
                return code
        return None

    def is_place(self, text: str) -> bool:
        """Whether a word is the name of a street or division, whole or without its tail: `（于洪）` is a branch, no person."""
        folded = fold_name(text)
        return any(folded in names.codes or folded in names.aliases or folded in names.stems for names in (self.streets, self.divisions))

    def _after_division(self, text: str) -> list[str]:
        return [text[len(name):] for name in (*self.divisions.codes, *self.divisions.aliases)
                if text.startswith(name) and len(text) > len(name)]

    def division_in(self, text: str) -> str | None:
        """The code of the one division whose name stands in a text."""
        found = {self.divisions.code(name) for name in self._division_pattern.findall(fold_name(text))}
        return found.pop() if len(found) == 1 else None

    @cached_property
    def _division_pattern(self) -> re.Pattern[str]:
        names = sorted((*self.divisions.codes, *self.divisions.aliases), key=len, reverse=True)
        return re.compile("|".join(map(re.escape, names)) or "$^")

    def street_names(self) -> list[str]:
        """Every name of a street that can stand inside an address, the longest first."""
        return sorted((*self.streets.codes, *self.streets.aliases), key=len, reverse=True)

    def streets_in(self, addresses: pl.Series, division: str) -> pl.Series:
        """The code of the street that each address names, or null."""
        names, divisions = self.street_names(), sorted((*self.divisions.codes, *self.divisions.aliases), key=len, reverse=True)
        if not names:
            return pl.repeat(None, len(addresses), dtype=pl.String, eager=True)
        street = pl.col("text").str.extract(f"({'|'.join(map(re.escape, names))})")
        place = pl.col("text").str.extract(f"({'|'.join(map(re.escape, divisions)) or '$^'})").fill_null("")
        frame = pl.DataFrame({"text": addresses}).select(street.alias("street"), place.alias("place"))
        pairs = frame.unique().drop_nulls("street").rows()
        codes = [self.streets.code(name, self.divisions.code(where) or division if where else division) for name, where in pairs]
        table = pl.DataFrame({"street": [a for a, _ in pairs], "place": [b for _, b in pairs], "code": codes},
                             schema={"street": pl.String, "place": pl.String, "code": pl.String})
        return frame.join(table, on=["street", "place"], how="left", maintain_order="left")["code"]

    def office_in(self, text: str) -> str | None:
        """The office a text names, by its whole name or what is left without its tail."""
        folded = fold_name(text)
        code = self.offices.code(folded)
        if code:
            return code
        hits = [name for name in self.offices.codes if name in folded]
        return self.offices.code(max(hits, key=len)) if hits else None

    def office_of_division(self, division: str) -> str | None:
        """The one office of a division that has no streets of its own: the division's."""
        offices = self.reference["offices"].filter(pl.col("division_code") == division)
        whole = offices.filter(pl.col("streets") == "") if offices.height > 1 else offices
        return whole["code"][0] if whole.height == 1 else None
