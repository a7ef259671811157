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
from datetime import date
from functools import partial

import polars as pl

from generator.model.bucket import bucket_column, width
from generator.model.document import COLUMNS, COLUMN_NAMES, Document
from generator.model.document_search import EXTENDED_ABOVE, FOLDER, FORMAT, LONGEST_GRAM, TEXTS, document_id, segment_count, segment_of
from generator.model.part import Cache, File, Memory, key_of
from generator.model.problem import GeneratorError
from generator.model.search import SIMPLIFIED
from generator.model.varint import varint_hex

_SHARD_BYTES, _MOST_FILES = 16_384, 8192
_HEAVY = 8192  # bytes of lists that begin alike; above it they are at home one character further
_LITTLE = 128  # bytes in one segment that do not count towards it
_ENTRY = 5     # bytes a key takes, about
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


def weights(lists: pl.DataFrame) -> pl.DataFrame:
    """start, bytes: how much begins with the same characters, which decides where it is at home.

    Shape: all single characters; longer starts where it is more than a little; "" for all together.
    """
    size = lists.select("key", (pl.col("list").bin.size() + _ENTRY).cast(pl.Int64).alias("bytes"))
    starts = [size.filter(pl.col("key").str.len_chars() >= length)
              .group_by(pl.col("key").str.slice(0, length).alias("start")).agg(pl.col("bytes").sum())
              .filter((length == 1) | (pl.col("bytes") >= _LITTLE)) for length in range(1, LONGEST_GRAM)]
    return pl.concat([*starts, size.select(pl.lit("").alias("start"), pl.col("bytes").sum())])


def plan(all_weights: Sequence[pl.DataFrame]) -> tuple[tuple[str, ...], int, str]:
    """The starts whose longer grams are at home elsewhere, the number of shards, and every character that is listed."""
    total = pl.concat(all_weights).group_by("start").agg(pl.col("bytes").sum()).with_columns(
        pl.col("start").str.len_chars().alias("length"))
    size, count = int(total.filter(pl.col("length") == 0)["bytes"].sum()), 1
    while count * _SHARD_BYTES < size and count < _MOST_FILES:
        count *= 2
    heavy = total.filter((pl.col("length") > 1) & (pl.col("bytes") > _HEAVY))["start"].sort()
    return tuple(heavy), count, "".join(total.filter(pl.col("length") == 1)["start"].sort())


def segment_shards(lists: pl.DataFrame, heavy: Sequence[str], count: int) -> list[bytes]:
    """One segment's part of every shard."""
    homes = lists.select(_home(heavy)).to_series().rle().struct.unnest()  # keys of one home mostly stand together
    shards = bucket_column(homes["value"], count).str.to_integer(base=16, dtype=pl.UInt32)
    shard = pl.select(shards.repeat_by(homes["len"]).explode(empty_as_null=False)).to_series()
    placed = lists.with_columns(shard.alias("shard")).sort("shard", maintain_order=True)
    parts = placed.select("shard", _entry(placed)).group_by("shard").agg(pl.col("entry").str.join("").str.decode("hex"))
    found: dict[int, bytes] = dict(parts.iter_rows())
    return [found.get(shard, b"") for shard in range(count)]


def _home(heavy: Sequence[str]) -> pl.Expr:
    """The first two characters; while those are heavy, and there are more, one more."""
    key, listed = pl.col("key"), pl.Series(list(heavy), dtype=pl.String).implode()
    home = key
    for size in range(LONGEST_GRAM - 1, 1, -1):
        start = key.str.slice(0, size)
        home = pl.when((key.str.len_chars() > size) & start.is_in(listed)).then(home).otherwise(start)
    return home.alias("home")


def _entry(placed: pl.DataFrame) -> pl.Series:
    """Hexadecimal: eight times the characters shared with the key before plus the new ones less one; those; the list."""
    key, length = placed["key"], placed["key"].str.len_chars().cast(pl.Int64)
    before = key.shift(1, fill_value="").zip_with((placed["shard"] == placed["shard"].shift(1)).fill_null(False), pl.Series([""]))
    shared = pl.zeros(placed.height, dtype=pl.Int64, eager=True)
    rows = pl.int_range(placed.height, eager=True)
    for size in range(1, LONGEST_GRAM):
        now, then = key.gather(rows), before.gather(rows)
        alike = (now.str.len_chars() > size) & (now.str.slice(0, size) == then.str.slice(0, size)) & (then.str.len_chars() >= size)
        rows = rows.filter(alike)
        shared = shared.scatter(rows, size)
    new = pl.DataFrame({"key": key, "shared": shared}).select(pl.col("key").str.slice(pl.col("shared"))).to_series()
    return (varint_hex(shared * 8 + length - shared - 1) + new.cast(pl.Binary).bin.encode("hex")
            + placed["list"].bin.encode("hex")).alias("entry")


def files(documents: Iterable[Document], keys: Mapping[str, str], text: Callable[[str], str],
          lists_of: Callable[[Sequence[str]], pl.DataFrame], cache: Cache | None = None) -> Iterator[File]:
    """The manifest and the shards.

    Shape: `keys` gives the key of each document's part by its name, on which its text depends; `text` gives the
        content of the text file of a part; `lists_of` makes the lists of one segment. A segment of which nothing changed is
        taken from the cache, and its texts are not asked for.
    """
    ordered, kept = numbered(documents), cache or Memory()
    segments = _segments(ordered)
    listed = [_listed(segment, key_of(*(keys[f"{document.path}/"] for document in segment)), text, lists_of, kept)
              for segment in segments]
    heavy, count, signs = plan([weights() for _, weights, _ in listed])
    parts = [_shards(key, lists, heavy, count, kept) for key, _, lists in listed]
    yield from _files(_manifest(ordered, list(map(len, segments)), heavy, count, signs), parts)


def _segments(ordered: Sequence[Document]) -> list[list[Document]]:
    count = segment_count(len(ordered))
    segments: list[list[Document]] = [[] for _ in range(count)]
    for document in ordered:
        segments[segment_of(document_id(document.path), count)].append(document)
    return segments


Load = Callable[[], pl.DataFrame]


def _listed(segment: Sequence[Document], key: str, text: Callable[[str], str],
            lists_of: Callable[[Sequence[str]], pl.DataFrame], cache: Cache) -> tuple[str, Load, Load]:
    """The segment's key, its weights and its lists, both to be loaded when they are needed."""
    kinds = ("document weights", "document lists")
    if not all(cache.has_frame(kind, key) for kind in kinds):
        lists = lists_of([text(f"{document.path}/").partition("\n")[2] for document in segment])
        for kind, frame in zip(kinds, (weights(lists), lists)):
            cache.put_frame(kind, key, frame)
    return key, partial(cache.load, kinds[0], key), partial(cache.load, kinds[1], key)


def _shards(key: str, lists: Load, heavy: Sequence[str], count: int, cache: Cache) -> list[bytes]:
    """One segment's part of every shard, each with its length before it."""
    key = key_of(key, tuple(heavy), count)
    content = cache.get("document shards", key)
    if content is None:
        content = pickle.dumps(list(map(_with_length, segment_shards(lists(), heavy, count))))
        cache.put("document shards", key, content)
    return pickle.loads(content)


def _files(manifest: Mapping[str, object], parts: Sequence[Sequence[bytes]]) -> Iterator[File]:
    """Shards first: whoever sees the manifest finds them."""
    shards = [b"".join(row) for row in zip(*parts)]
    generation = hashlib.sha256(_json(manifest)).hexdigest()[:16].translate(_LETTERS)
    for number, content in enumerate(shards):
        yield f"{FOLDER}/{generation}/{number:0{width(len(shards))}x}.bin", content
    yield f"{FOLDER}/index.json", _json({**manifest, "generation": generation})


def _manifest(documents: Sequence[Document], segments: Sequence[int], heavy: Sequence[str], shards: int,
              signs: str) -> dict[str, object]:
    used = set(signs)
    return {
        "format": FORMAT, "documents": len(documents), "segments": list(segments), "shards": shards,
        "above": list(EXTENDED_ABOVE),
        "columns": [[name, COLUMN_NAMES[name]] for name in COLUMNS],
        "column": "".join(str(COLUMNS.index(document.column)) for document in documents),
        "ids": "".join(document_id(document.path) for document in documents),
        "days": [(document.shown_on - _EPOCH).days if document.shown_on else 0 for document in documents],
        "heavy": " ".join(heavy),
        "simplified": "".join(old + new for old, new in SIMPLIFIED.items() if new in used),
    }


def _with_length(part: bytes) -> bytes:
    length, head = len(part), bytearray()
    while length > 127:
        head.append(length & 127 | 128)
        length >>= 7
    return bytes((*head, length)) + part


def _json(value: Mapping[str, object]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
