"""Takes the search records and lists, gives the files under `search/households/`. Computes no figure and no gram.

The manifest `index.json` names a generation, and every other file lies in that generation's folder: a page loaded
before a release finds its own generation whole as long as the host keeps it. All bytes are
described in docs/formats/search-index.md.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator

import polars as pl

from generator.model.answers import STATES
from generator.model.bucket import bucket_column, width
from generator.model.part import File
from generator.model.quota_table import STATUSES
from generator.model.search import FOLDER, FORMAT, SIMPLIFIED, folded
from generator.model.varint import varint_hex

_FIELDS = ("disclosure_no", "bucket", "shop_name", "address", "street", "trade", "status", "state",
           "monthly_turnover_fen", "tax_fen")
_SHARD_BYTES, _LONG_BYTES, _MOST_FILES, _SMALLEST_BLOCK = 4096, 8192, 4096, 32
_LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")
_SIGNS = ["\\", '"', *map(chr, range(32))]
_WRITTEN = ["\\\\", '\\"', *(f"\\u{n:04x}" for n in range(32))]


def pages(records: pl.DataFrame, lists: pl.DataFrame) -> Iterator[File]:
    """Every file of the household search. Shape: `records` is SEARCH_RECORDS, `lists` SEARCH_LISTS."""
    block = _block_size(records.height)
    manifest = _manifest(records, lists, block)
    files = [*_record_files(records, manifest, block), *_list_files(lists, manifest["shards"])]
    generation = _generation(manifest, files)
    for path, content in files:
        yield f"{FOLDER}/{generation}/{path}", content
    yield f"{FOLDER}/index.json", _json({"format": FORMAT, "generation": generation, **manifest})


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _generation(manifest: dict[str, object], files: list[File]) -> str:
    """Sixteen letters made of the SHA-256 over all contents: equal contents, equal addresses.

    Letters a to p for the hexadecimal digits, lest an address be taken for an identity or bank number.
    """
    digest = hashlib.sha256(_json([FORMAT, manifest]))
    for path, content in files:
        digest.update(f"{path} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()[:16].translate(_LETTERS)


def _manifest(records: pl.DataFrame, lists: pl.DataFrame, block: int) -> dict[str, object]:
    """What a reader must know before the first look-up, except format and generation."""
    divisions = _dictionary(records, "division_code", "division_name")
    trades = _dictionary(records, "industry_code", "industry_name")
    return {
        "records": records.height, "block": block, "shards": _shard_count(lists),
        "fields": list(_FIELDS),
        "divisions": list(map(list, divisions.rows())), "streets": _streets(records, divisions),
        "trades": list(map(list, trades.rows())),
        "statuses": [status for status in STATUSES if status in set(records["status"])],
        "states": list(map(list, STATES.items())),
        "syllables": " ".join(_syllables(lists)),
        "simplified": _simplified(records, lists), "signs": {field: _signs(lists, field) for field in "nad"},
    }


def _dictionary(records: pl.DataFrame, code: str, name: str) -> pl.DataFrame:
    """code, name: each value that occurs, by code."""
    return records.select(pl.col(code).fill_null(""), pl.col(name).fill_null("")).unique(code, keep="first").sort(code)


def _streets(records: pl.DataFrame, divisions: pl.DataFrame) -> list[list[object]]:
    """`[code, name, position of its division, first record, number of records]`: records are sorted by street."""
    positions = dict(zip(divisions["division_code"], range(divisions.height)))
    texts = [pl.col(name).fill_null("") for name in ("street_code", "street_name", "division_code")]
    rows = (records.select("record", *texts)
            .group_by("street_code", maintain_order=True)
            .agg(pl.col("street_name").first(), pl.col("division_code").first(), pl.col("record").min(), pl.len()))
    return [[code, name, positions[division], first, count] for code, name, division, first, count in rows.iter_rows()]


def _syllables(lists: pl.DataFrame) -> list[str]:
    syllable = lists.filter(pl.col("key").str.contains("^s([a-z]{2,}|[aeo])$")).select(pl.col("key").str.slice(1))
    return syllable.to_series().sort().to_list()


def _simplified(records: pl.DataFrame, lists: pl.DataFrame) -> str:
    """Pairs of a traditional character and its simplified form, for the characters that occur here only."""
    names = [records.select(folded(pl.col(name).unique()).str.join("")).item()
             for name in ("street_name", "division_name", "industry_name")]
    single = lists.filter(pl.col("key").str.contains("^[na].$")).select(pl.col("key").str.slice(1)).to_series()
    used = {*single, *"".join(name or "" for name in names)}
    return "".join(traditional + simple for traditional, simple in SIMPLIFIED.items() if simple in used)


def _signs(lists: pl.DataFrame, field: str) -> str:
    """The ASCII characters that occur in a field: a word with another one need not be looked up there."""
    single = lists.filter(pl.col("key").str.contains(f"^{field}[!-~]$")).select(pl.col("key").str.slice(1))
    return "".join(single.to_series().sort())


def _block_size(count: int) -> int:
    """The smallest power of two from 32 that needs at most 4,096 files."""
    size = _SMALLEST_BLOCK
    while size * _MOST_FILES < count:
        size *= 2
    return size


def _record_files(records: pl.DataFrame, manifest: dict[str, object], block: int) -> Iterator[File]:
    """`records/<n>.json`: an array of records, each an array in the order of the manifest's `fields`."""
    rows = records.select((pl.col("record") // block).alias("block"), _row(records, manifest).alias("row"))
    blocks = rows.group_by("block", maintain_order=True).agg(pl.col("row").str.join(",\n"))
    for number, text in blocks.iter_rows():
        yield f"records/{number}.json", f"[{text}]\n".encode()


def _row(records: pl.DataFrame, manifest: dict[str, object]) -> pl.Expr:
    texts = [_text(name) for name in ("disclosure_no", "bucket", "shop_name", "address")]
    places = {"street_code": [street[0] for street in manifest["streets"]],
              "industry_code": [trade[0] for trade in manifest["trades"]],
              "status": manifest["statuses"], "state": list(STATES)}
    numbers = [_position(name, values) for name, values in places.items()]
    amounts = [pl.col(name).cast(pl.String).fill_null("null") for name in ("monthly_turnover_fen", "tax_fen")]
    return pl.concat_str(pl.lit("["), pl.concat_str(texts + numbers + amounts, separator=","), pl.lit("]"))


def _text(column: str) -> pl.Expr:
    """The column as JSON strings."""
    return pl.concat_str(pl.lit('"'), pl.col(column).fill_null("").str.replace_many(_SIGNS, _WRITTEN), pl.lit('"'))


def _position(column: str, values: list[str]) -> pl.Expr:
    value = pl.col(column) if column in ("status", "state") else pl.col(column).fill_null("")
    found = value.replace_strict(values, list(range(len(values))), default=None, return_dtype=pl.Int64)
    return found.cast(pl.String).fill_null("null")


def _shard_count(lists: pl.DataFrame) -> int:
    """The power of two that leaves about 4 KB to a shard; at most 4,096."""
    short = lists.filter(pl.col("list").bin.size() <= _LONG_BYTES)
    size, count = int(short["list"].bin.size().sum() + short["key"].str.len_bytes().sum()), 1
    while count * _SHARD_BYTES < size and count < _MOST_FILES:
        count *= 2
    return count


def _list_files(lists: pl.DataFrame, shards: int) -> Iterator[File]:
    """`grams/<shard>.bin`, and `long/<n>.bin` for each list above 8 KB."""
    size = pl.col("list").bin.size()
    numbered = lists.with_columns((size > _LONG_BYTES).alias("is_long")).with_columns(
        (pl.col("is_long").cast(pl.Int64).cum_sum() - 1).clip(0).alias("long"))
    for number, content in numbered.filter("is_long").select("long", "list").iter_rows():
        yield f"long/{number}.bin", content
    entries = numbered.select(bucket_column(numbered["home"], shards).alias("shard"), _entries(numbered).alias("entry"))
    packed = entries.group_by("shard").agg(pl.col("entry").str.join("")).sort("shard")
    found = dict(packed.with_columns(pl.col("entry").str.decode("hex")).iter_rows())
    for shard in range(shards):
        name = f"{shard:0{width(shards)}x}"
        yield f"grams/{name}.bin", found.get(name, b"")


def _entries(lists: pl.DataFrame) -> pl.Series:
    """Hexadecimal: length of the key, key; then twice the length of the list, list, or twice its file's number plus 1."""
    key = lists["key"].cast(pl.Binary)
    inside = varint_hex(lists["list"].bin.size() * 2) + lists["list"].bin.encode("hex")
    outside = varint_hex(lists["long"] * 2 + 1)
    return varint_hex(key.bin.size()) + key.bin.encode("hex") + outside.zip_with(lists["is_long"], inside)
