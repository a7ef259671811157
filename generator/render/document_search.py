"""Takes the documents and the lists of each segment, gives the files under `search/documents/`. Computes no gram.

The manifest `index.json` says which documents there are, in their order. The shards of lists lie in a folder named by a
digest of it, so that a page never reads numbers with another meaning; the texts lie beside it, each under its
document's id. A document that did not change keeps its file. All bytes are described in docs/formats/document-search.md.
"""

from __future__ import annotations

import hashlib
import json
import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial

from generator.model.bucket import width
from generator.model.document import COLUMNS, COLUMN_NAMES, Document
from generator.model.document_search import FOLDER, FORMAT, LONGEST_GRAM, TEXTS, DocumentLists, document_id, segment_count, segment_of
from generator.model.part import Batch, Cache, File, Memory, Pieces, key_of
from generator.model.problem import GeneratorError
from generator.model.search import SIMPLIFIED
from generator.render.document_shards import Weights, plan, segment_shards, weights

_FEW = 2  # segments; for these no other processes are started
_PART, _MANIFEST = "search/documents/", "search/documents"
_LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")
_EPOCH = date(1900, 1, 1)


def text_file(path: str, text: str) -> File:
    """The file of one document's text: its address, its title, then what its page says, line by line."""
    return text_path(path), f"{path}\n{text}\n".encode()


def text_path(path: str) -> str:
    """Where the text of the document with that address lies in the site."""
    return f"{TEXTS}{document_id(path)}.txt"


def numbered(documents: Iterable[Document]) -> list[Document]:
    """The documents in the order of their numbers in the index. Raises GeneratorError where two have the same id."""
    found: dict[str, Document] = {}
    for document in documents:
        other = found.setdefault(document_id(document.path), document)
        if other is not document:
            raise GeneratorError(f"请给其中一个文件换个名字 (rename one of them): {other.file}, {document.file}")
    return [found[identity] for identity in sorted(found)]


def files(documents: Iterable[Document], keys: Mapping[str, str], text: Callable[[str], str],
          lists_of: Callable[[Sequence[str]], DocumentLists], cache: Cache | None = None) -> Iterator[File]:
    """All files of `batch`."""
    made = batch(documents, keys, text, lists_of, cache or Memory())
    yield from (file for _, file in made.make(frozenset(made.keys)))


def batch(documents: Iterable[Document], keys: Mapping[str, str], text: Callable[[str], str],
          lists_of: Callable[[Sequence[str]], DocumentLists], cache: Cache, code: str = "",
          executor: Executor | None = None) -> Batch:
    """A part for each shard, and one for the manifest.

    Shape: `keys` gives the key of each document's part by its name, on which its text depends; `text` gives the
        content of the text file of a part; `lists_of` makes the lists of one segment. A segment of which nothing changed is
        taken from the cache, and its texts are not asked for. `code` stands for the program itself. Many segments
        are made by an executor in other processes; `text`, `lists_of` and `cache` can then be pickled.
    """
    ordered = numbered(documents)
    segments = [_Segment(paths, key_of(code, [keys[f"{path}/"] for path in paths]), text, lists_of, cache)
                for paths in _segments(ordered)]
    key = key_of([(segment.key, len(segment.paths)) for segment in segments], list(map(_shown, ordered)))
    kept = cache.get("document index", key)
    if kept is None:
        planned = _planned(ordered, segments, executor)
        cache.put("document index", key, pickle.dumps(planned))
    else:
        planned = pickle.loads(kept)
    for segment in segments:
        segment.keep(planned)
    names = {f"{_PART}{number:0{width(len(planned.shards))}x}": number for number in range(len(planned.shards))}
    found = {name: f"{planned.generation}{planned.shards[number]}" for name, number in names.items()}

    def make(wanted: frozenset[str]) -> Iterator[tuple[str, File]]:
        numbers = [(name, number) for name, number in names.items() if name in wanted]
        for (name, _), content in zip(numbers, _contents(segments, planned, [number for _, number in numbers])):
            yield name, (f"{FOLDER}/{planned.generation}/{name.removeprefix(_PART)}.bin", content)
        if _MANIFEST in wanted:
            yield _MANIFEST, (f"{FOLDER}/index.json", planned.manifest)

    return Batch({**found, _MANIFEST: key_of(planned.manifest)}, make)


@dataclass(frozen=True)
class _Planned:
    """What the lists of all segments together decide, and a digest of every shard."""

    manifest: bytes
    generation: str
    heavy: tuple[str, ...]
    shards: tuple[str, ...]


def _planned(ordered: Sequence[Document], segments: Sequence[_Segment], executor: Executor | None) -> _Planned:
    _run(_weigh, [segment for segment in segments if not segment.is_weighed()], executor)
    found = [segment.weights() for segment in segments]
    heavy, count, signs = plan(found)
    _run(partial(_cut, heavy, count), [segment for segment in segments if not segment.has_pieces(heavy, count)], executor)
    pieces = [segment.pieces(heavy, count).digests for segment in segments]
    manifest = _manifest(ordered, found, heavy, count, signs)
    generation = hashlib.sha256(_json(manifest)).hexdigest()[:16].translate(_LETTERS)
    shards = tuple(hashlib.sha256(b"".join(row)).hexdigest() for row in zip(*pieces))
    return _Planned(_json({**manifest, "generation": generation}), generation, heavy, shards)


def _run(make: Callable[[_Segment], None], segments: Sequence[_Segment], executor: Executor | None) -> None:
    """Have something made of each and kept."""
    is_worth_it = executor is not None and len(segments) > _FEW
    for _ in (executor.map if is_worth_it else map)(make, segments):
        pass


def _weigh(segment: _Segment) -> None:
    segment.weights()


def _cut(heavy: Sequence[str], count: int, segment: _Segment) -> None:
    segment.pieces(heavy, count)


def _contents(segments: Sequence[_Segment], planned: _Planned, numbers: Sequence[int]) -> Iterator[bytes]:
    """The shards with these numbers."""
    if numbers:
        parts = [segment.pieces(planned.heavy, len(planned.shards)) for segment in segments]
        for number in numbers:
            yield b"".join(segment.piece(part, number, planned) for segment, part in zip(segments, parts))


class _Segment:
    """Some documents and their lists. What it gives is kept in the cache, and made only when something asks for it."""

    def __init__(self, paths: Sequence[str], key: str, text: Callable[[str], str],
                 lists_of: Callable[[Sequence[str]], DocumentLists], cache: Cache) -> None:
        self.paths, self.key = paths, key
        self._text, self._lists_of, self._cache = text, lists_of, cache
        self._weights: Weights | None = None
        self._pieces: dict[str, Pieces] = {}

    def __getstate__(self) -> dict[str, object]:
        return self.__dict__ | {"_pieces": {}, "_weights": None}  # open files stay here

    def is_weighed(self) -> bool:
        self._weights = self._weights or self._cache.value("document weights", self.key)
        return self._weights is not None

    def weights(self) -> Weights:
        if not self.is_weighed():
            self._weights = weights(self._lists())
            self._cache.put_value("document weights", self.key, self._weights)
        assert self._weights is not None
        return self._weights

    def _lists(self) -> DocumentLists:
        kept = self._cache.get("document lists", self.key)
        if kept is not None:
            return DocumentLists.unpacked(kept)
        made = self._lists_of([self._text(f"{path}/").partition("\n")[2] for path in self.paths])
        self._cache.put("document lists", self.key, made.packed())
        return made

    def has_pieces(self, heavy: Sequence[str], count: int) -> bool:
        """Whether they are kept."""
        key = self._key(heavy, count)
        known = self._cache.pieces("document shards", key)
        if known is not None:
            self._pieces[key] = known
        return known is not None

    def pieces(self, heavy: Sequence[str], count: int) -> Pieces:
        """Its part of every shard."""
        key = self._key(heavy, count)
        known = self._pieces.get(key) or self._cache.pieces("document shards", key)
        if known is None:
            known = self._made(heavy, count)
        self._pieces[key] = known
        return known

    def piece(self, known: Pieces, number: int, planned: _Planned) -> bytes:
        """One of them; where it was damaged since, all are made again."""
        content = known.read(number)
        if content is None:
            key = self._key(planned.heavy, len(planned.shards))
            if self._pieces[key] is known:
                self._pieces[key] = self._made(planned.heavy, len(planned.shards))
            content = self._pieces[key].read(number)
        assert content is not None
        return content

    def keep(self, planned: _Planned) -> None:
        """What a later change will need stays in the cache, though this build may not ask for it."""
        for kind in ("document weights", "document lists"):
            self._cache.keep(kind, self.key)
        self._cache.keep("document shards", self._key(planned.heavy, len(planned.shards)))

    def _made(self, heavy: Sequence[str], count: int) -> Pieces:
        made = Pieces.of(segment_shards(self._lists(), heavy, count))
        self._cache.put_pieces("document shards", self._key(heavy, count), made)
        return made

    def _key(self, heavy: Sequence[str], count: int) -> str:
        return key_of(self.key, _plan_key(tuple(heavy), count))


@lru_cache(maxsize=2)
def _plan_key(heavy: tuple[str, ...], count: int) -> str:
    return key_of(heavy, count)


def _segments(ordered: Sequence[Document]) -> list[list[str]]:
    """The addresses of the documents of each segment."""
    count = segment_count(len(ordered))
    segments: list[list[str]] = [[] for _ in range(count)]
    for document in ordered:
        segments[segment_of(document_id(document.path), count)].append(document.path)
    return segments


def _shown(document: Document) -> tuple[str, str, object]:
    """What the manifest says of a document."""
    return document.path, document.column, document.shown_on


def _manifest(documents: Sequence[Document], segments: Sequence[Weights], heavy: Sequence[str], shards: int,
              signs: str) -> dict[str, object]:
    used = set(signs)
    return {
        "format": FORMAT, "documents": len(documents), "segments": [len(segment.blocks) for segment in segments],
        "blocks": [count for segment in segments for count in segment.blocks],
        "titles": [size for segment in segments for size in segment.titles], "shards": shards, "longest": LONGEST_GRAM,
        "columns": [[name, COLUMN_NAMES[name]] for name in COLUMNS],
        "column": "".join(str(COLUMNS.index(document.column)) for document in documents),
        "ids": "".join(document_id(document.path) for document in documents),
        "days": [(document.shown_on - _EPOCH).days if document.shown_on else 0 for document in documents],
        "heavy": " ".join(heavy),
        "simplified": "".join(old + new for old, new in SIMPLIFIED.items() if new in used),
    }


def _json(value: Mapping[str, object]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
