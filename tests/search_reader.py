"""A second reader of the household search index, written from docs/formats/search-index.md alone.

Imports nothing of ours.
"""

from __future__ import annotations

import json
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache

Spots = set[tuple[int, int]]  # record, position


def fold(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).lower().replace("ü", "v").split())


def simplifying(pairs: str) -> dict[int, str]:
    return {ord(old): new for old, new in zip(pairs[::2], pairs[1::2], strict=True)}


def numbers(data: bytes) -> Iterator[int]:
    value = shift = 0
    for byte in data:
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            yield value
            value = shift = 0


def take(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, at


def spots(data: bytes) -> Iterator[tuple[int, int, bool]]:
    """record, position, whether the gram ends the text."""
    stream = numbers(data)
    for place in stream:
        following = 0
        for _ in range(next(stream)):
            step = next(stream)
            first, length = following + step // 2, next(stream) + 2 if step % 2 else 1
            for record in range(first, first + length):
                yield record, place // 2, place % 2 == 1
            following = first + length


def cuts(signs: list[str] | str, size: int) -> list[int]:
    if len(signs) <= size:
        return [0]
    at = list(range(0, len(signs) - size + 1, size))
    return at if at[-1] + size == len(signs) else [*at, len(signs) - size]


class Reader:
    """Searches the files that `get` gives; `fetched` counts the bytes a browser would load for the same."""

    def __init__(self, get: Callable[[str], bytes]) -> None:
        self._read = get
        self.fetched: dict[str, int] = {}
        self.manifest = json.loads(self._get("search/households/index.json"))
        if self.manifest["format"] != 1:
            raise ValueError(self.manifest["format"])
        self.folder = f"search/households/{self.manifest['generation']}"
        self.syllables = set(self.manifest["syllables"].split())
        self.simplified = simplifying(self.manifest["simplified"])
        self.shard = cache(self._shard)

    def _fold(self, text: str) -> str:
        return fold(text).translate(self.simplified)

    def _get(self, path: str) -> bytes:
        data = self._read(path)
        self.fetched[path] = len(data)
        return data

    def _shard(self, name: str) -> dict[str, bytes]:
        data, at, found = self._get(f"{self.folder}/grams/{name}.bin"), 0, {}
        while at < len(data):
            size, at = take(data, at)
            key, at = data[at:at + size].decode(), at + size
            size, at = take(data, at)
            found[key] = f"{size // 2}" if size % 2 else data[at:at + size // 2]
            at += 0 if size % 2 else size // 2
        assert list(found) == sorted(found, key=str.encode)
        return found

    def _entries(self, home: str) -> dict[str, bytes]:
        value, count = 0x811C9DC5, self.manifest["shards"]
        for byte in home.encode():
            value = (value ^ byte) * 0x01000193 % 2**32
        return self.shard(f"{value % count:0{len(f'{count - 1:x}')}x}")

    def _lists(self, home: str, key: str, begins: bool = False) -> list[bytes]:
        shard = self._entries(home)
        lists = [shard[one] for one in shard if (one.startswith(key) if begins else one == key)]
        return [self._get(f"{self.folder}/long/{one}.bin") if isinstance(one, str) else one for one in lists]

    def record(self, number: int) -> dict[str, object]:
        block = self.manifest["block"]
        rows = json.loads(self._get(f"{self.folder}/records/{number // block}.json"))
        return dict(zip(self.manifest["fields"], rows[number % block], strict=True))

    def search(self, query: str) -> dict[int, int]:
        """Record to rank, of the records that hold all words."""
        words = {self._fold(word) for word in unicodedata.normalize("NFKC", query).split()} - {""}
        found = [self._word(word) for word in words]
        if not found:
            return {}
        return {record: sum(ranks[record] for ranks in found) for record in set.intersection(*map(set, found))}

    def ordered(self, query: str) -> list[int]:
        found = self.search(query)
        return sorted(found, key=lambda record: (-found[record], record))

    def _word(self, word: str) -> dict[int, int]:
        ranks: dict[int, int] = defaultdict(int)

        def put(hits: dict[tuple[int, int], bool], rank: Callable[[int, bool], int]) -> None:
            for (record, position), ended in hits.items():
                ranks[record] = max(ranks[record], rank(position, ended))

        put(self._text("n", word, 2), lambda p, e: 7 if p else 9 if e else 8)
        put(self._text("a", word, 2), lambda p, e: 3)
        bare = word.translate({ord(sign): None for sign in "-._"})
        for number in {word, bare if len(bare) > 3 else word}:
            put(self._text("d", number, 3), lambda p, e: 9 if e and not p else 4)
        letters = word.replace("'", "")
        if letters.isascii() and letters.isalnum():
            put(self._text("i", letters, 3), lambda p, e: 5 if p else 6)
        if letters.isascii() and letters.isalpha() and len(letters) > 1:
            for pieces in list(self._readings(letters))[:32]:
                put(self._sound(pieces), lambda p, e: 5 if p else 6)
        for _, name, division, first, count in self.manifest["streets"]:
            around = self.manifest["divisions"][division][1]
            rank = 2 if word in self._fold(name) else 1 if word in self._fold(around) else 0
            for record in range(first, first + count) if rank else ():
                ranks[record] = max(ranks[record], rank)
        for code, name in self.manifest["trades"]:
            for data in self._lists(code, f"t{code}") if word in self._fold(name) else ():
                put({(record, place): end for record, place, end in spots(data)}, lambda p, e: 1)
        return ranks

    def _text(self, field: str, word: str, size: int) -> dict[tuple[int, int], bool]:
        signs = self.manifest["signs"].get(field)
        if signs is not None and any(sign not in signs for sign in word if field == "d" or sign.isascii()):
            return {}
        tiles = [(at, self._lists(word[at:at + size], field + word[at:at + size])) for at in cuts(word, size)]
        return self._joined(tiles)

    def _readings(self, letters: str) -> Iterator[list[str]]:
        if any(syllable.startswith(letters) for syllable in self.syllables):
            yield [letters]
        for end in range(len(letters) - 1, 0, -1):
            if letters[:end] in self.syllables:
                yield from ([letters[:end], *rest] for rest in self._readings(letters[end:]))

    def _sound(self, pieces: list[str]) -> dict[tuple[int, int], bool]:
        if len(pieces) == 1:
            lists = [self._lists(one, f"s{one}") for one in self.syllables if one.startswith(pieces[0])]
            return self._joined([(0, sum(lists, []))])
        tiles = []
        for at in cuts(pieces, 2):
            first, second = pieces[at:at + 2]
            lists = self._lists(f"{first} {second[0]}", f"s{first} {second}", begins=at + 2 == len(pieces))
            tiles.append((at, lists))
        return self._joined(tiles)

    @staticmethod
    def _joined(tiles: list[tuple[int, list[bytes]]]) -> dict[tuple[int, int], bool]:
        hits: dict[tuple[int, int], bool] | None = None
        for at, lists in tiles:  # the last tile says whether the text ends there
            here: dict[tuple[int, int], bool] = {}
            for record, position, ended in (spot for data in lists for spot in spots(data)):
                spot = (record, position - at)
                here[spot] = here.get(spot, False) or ended
            hits = here if hits is None else {spot: ended for spot, ended in here.items() if spot in hits}
        return hits or {}
