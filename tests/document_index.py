"""Gives a small document search of invented documents, and a reader of its files written from the format page."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path

import polars as pl
import pytest

from bench.make_documents import documents
from generator.derive import document_lists as lists_module
from generator.derive.document_lists import document_lists
from generator.model.document import Document
from generator.model.search import folded
from generator.render import document_shards
from generator.render.document_search import files, text_file
from generator.render.frame import File


def sample(count: int = 300, characters: int = 300_000, seed: int = 2008) -> dict[str, tuple[Document, str]]:
    """Documents by address, each with its text: the title, then its lines."""
    found = {}
    for number, words in documents(count, characters, seed):
        lines = [line for line in words.split("\n") if line and line[0] not in "|-#<"]
        column = "policies" if number % 3 else "press"
        title = f"关于第{number}号范例的通知"
        document = Document(column, f"d{number}", f"content/{column}/d{number}.md", title, "",
                            meta={"published_on": date(2000, 1, 1) + timedelta(number * 37 % 3000)})
        found[document.path] = document, "\n".join([title, *lines])
    return found


def index_files(known: dict[str, tuple[Document, str]], **more: object) -> list[File]:
    """The texts, the shards and the manifest."""
    texts = [text_file(path, text) for path, (_, text) in known.items()]
    by_name = {f"{path}/": content.decode() for path, (_, content) in zip(known, texts)}
    keys = {name: content for name, content in by_name.items()}
    made = files([document for document, _ in known.values()], keys, by_name.__getitem__, document_lists, **more)
    return [*texts, *made]


def spread_files(known: dict[str, tuple[Document, str]]) -> list[File]:
    """The files of an index in which many grams are common and many starts heavy, as in a large one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lists_module, "FEW_PLACES", 40)
        patch.setattr(document_shards, "_HEAVY", 1024)
        patch.setattr(document_shards, "_LITTLE", 64)
        return index_files(known)


def write(folder: Path, made: Iterable[File]) -> Path:
    for path, content in made:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder


def fold(text: str) -> str:
    """As both ends compare text; lines stay apart."""
    return "\n".join(pl.select(folded(pl.lit(pl.Series(text.split("\n"))))).to_series())


class Reader:
    """Reads the lists as docs/formats/document-search.md says."""

    def __init__(self, read: Callable[[str], bytes]) -> None:
        self.manifest = json.loads(read("search/documents/index.json"))
        self._read = read
        self._heavy = set(self.manifest["heavy"].split(" "))

    def ids(self) -> list[str]:
        ids = self.manifest["ids"]
        return [ids[at:at + 8] for at in range(0, len(ids), 8)]

    def path(self, number: int) -> str:
        return self._read(f"search/documents/text/{self.ids()[number]}.txt").decode().split("\n")[0]

    def documents(self, key: str) -> dict[str, int]:
        """How often the key stands in each document where it does."""
        of = [number for number, count in enumerate(self.manifest["blocks"]) for _ in range(count)]
        found: Counter[str] = Counter()
        for one in filter(None, self.lists(key)):
            blocks = Counter(place // 1024 for place in one) if isinstance(one, list) else one[0]
            for block, count in blocks.items():
                found[self.path(of[block])] += count
        return dict(found)

    def home(self, key: str) -> str:
        size = 2
        while size < len(key) and key[:size] in self._heavy:
            size += 1
        return key[:size]

    def lists(self, key: str) -> list[list[int] | tuple[dict[int, int], set[int]] | None]:
        """For each segment the places; or the blocks with their counts, and those with the key in the title; or nothing."""
        value = 0x811C9DC5
        for byte in self.home(key).encode():
            value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
        shards = self.manifest["shards"]
        name = f"{value % shards:0{len(f'{shards - 1:x}')}x}"
        bytes_ = Bytes(self._read(f"search/documents/{self.manifest['generation']}/{name}.bin"))
        found, begins, document = [], [0, *accumulate(self.manifest["blocks"])], 0
        for count in self.manifest["segments"]:
            end = bytes_.number() + bytes_.at
            found.append(dict(bytes_.entries(end, begins[document])).get(key))
            document += count
        assert bytes_.at == len(bytes_.content)
        return found


class Bytes:
    def __init__(self, content: bytes) -> None:
        self.content, self.at = content, 0

    def number(self) -> int:
        value = shift = 0
        while True:
            byte = self.content[self.at]
            self.at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    def entries(self, end: int, first: int):
        key = ""
        while self.at < end:
            head = self.number()
            key = key[:head >> 3] + "".join(self.sign() for _ in range((head & 7) + 1))
            yield key, self.list(first)
        assert self.at == end

    def list(self, first: int) -> list[int] | tuple[dict[int, int], set[int]]:
        size = self.number()
        if not size & 1:
            return [*accumulate((self.number() for _ in range(size >> 1)), initial=first * 1024)][1:]
        times, titles, at = {}, set(), first
        for _ in range(size >> 1):
            step = self.number()
            at += step >> 2
            times[at] = self.number() + 2 if step & 1 else 1
            titles |= {at} if step & 2 else set()
        return times, titles

    def sign(self) -> str:
        lead = self.content[self.at]
        size = 1 if lead < 0x80 else 2 if lead < 0xE0 else 3 if lead < 0xF0 else 4
        self.at += size
        return self.content[self.at - size:self.at].decode()
