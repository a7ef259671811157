"""Takes the search records and what is known of the parts, gives the files that lead to them. Computes no count and no order.

Cards, numbers, the manifest `index.json` and `first/`, which say at which address each part is; the files of a part are
made by `search_pages.py`. All bytes are described in docs/formats/search-index.md.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from generator.model.answers import STATES
from generator.model.part import File
from generator.model.search import BIG, FIRST_FILES, FOLDER, FORMAT, RANGES_FEN, SHOWN, SIMPLIFIED, STREET_STEP, is_common
from generator.render.search_pages import LETTERS, Known, addressed
from generator.render.search_rows import Written, digits

_NUMBERS, _MOST_SHARED = 2048, 8            # numbers in one file; characters that one may share with the one before
_SMALLEST_BLOCK, _MOST_BLOCKS = 128, 2048
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")
_TOGETHER = 64                              # blocks of cards at one address


def card_ranges(count: int, records: int) -> list[tuple[int, int]]:
    """First record and size of the cards at each address. `count`: of all households; `records`: above every number."""
    size = block_size(count) * _TOGETHER
    return [(first, size) for first in range(0, records, size)]


def card_files(said: Written, first: int, block: int) -> tuple[Known, list[File]]:
    """`cards/<n>.txt` of one address: one line a record, posting and card. `said`: of the records from `first` on."""
    numbers = pl.int_range(first, first + len(said.cards), eager=True)
    lines = pl.DataFrame({"block": numbers // block, "posting": said.postings, "card": said.cards}).drop_nulls("posting")
    texts = lines.group_by("block", maintain_order=True).agg(
        pl.concat_str("posting", "card", separator="\t").str.join("\n"))
    address, files = addressed((f"cards/{at}.txt", text) for at, text in texts.iter_rows())
    return Known(address, [], [], []), files


def number_files(numbers: pl.DataFrame, width: int) -> tuple[Known, list[File]]:
    """`numbers/<n>.txt`: one line a record, by number: as much of it as tells it from all others, and its record, without
    what the line shares with the one before.

    Shape of `numbers`: number_text, record. `width`: the digits of a record number.
    """
    ordered = numbers.sort("number_text", "record").with_row_index()
    placed = ordered.with_columns((pl.col("index") // _NUMBERS).min().over("number_text"))
    both = [pl.col("number_text").str.slice(0, size) for size in range(1, _MOST_SHARED + 1)]
    same = pl.sum_horizontal((one == one.shift(1)) & (one.str.len_chars() == size) for size, one in enumerate(both, 1))
    most = pl.max_horizontal("same", pl.col("same").shift(-1))
    kept = pl.when(most < _MOST_SHARED).then(most + 2).otherwise(pl.col("number_text").str.len_chars()).alias("kept")
    shared = pl.when(pl.col("index") == pl.col("index").shift(1)).then("same").otherwise(0).alias("shared")
    known = placed.with_columns(same.fill_null(0).alias("same")).with_columns(kept, shared)
    lines = known.select("index", "number_text", pl.concat_str(
        digits(pl.col("shared"), 1), pl.col("number_text").str.slice("shared", pl.col("kept") - pl.col("shared")),
        digits(pl.col("record"), width)).alias("line"))
    texts = lines.group_by("index", maintain_order=True).agg(
        pl.col("number_text").first().alias("first"), pl.col("number_text").last().alias("last"), pl.col("line").str.join("\n"))
    fences, before = [], ""
    for first, last in texts.select("first", "last").iter_rows():
        fences.append(first[:len(os.path.commonprefix([before, first])) + 1])
        before = last
    address, files = addressed((f"numbers/{at}.txt", text) for at, text in enumerate(texts["line"]))
    return Known(address, fences, [], []), files


def leading_files(tables: Mapping[str, Any], signs: Mapping[str, Sequence[str]], parts: Sequence[Known], cards: Sequence[Known],
                  numbers: Known) -> Iterator[File]:
    """`index.json`, `first/`, the streets and what leads to the numbers: the only files whose content can change at their address. `signs`:
    what is known of a character."""
    places, streets = _split(tables["streets"])
    known = {**tables, "streets": places, "cards": [one.address for one in cards], "numbers_at": numbers.address}
    content = json.dumps(known, ensure_ascii=False, separators=(",", ":"))
    named = {"streets": streets, "numbers": folded_fences(numbers.fences)}
    said = [content, *("\n".join(lines) for lines in named.values()), " ".join(one.address for one in parts), json.dumps(signs)]
    release = hashlib.sha256("\0".join(said).encode()).hexdigest()[:12].translate(LETTERS)
    named |= {f"first/{number}": lines for number, lines in enumerate(_first_lines(parts, signs))}
    for name, lines in named.items():
        yield f"{FOLDER}/{name}.txt", "\n".join([release, *lines]).encode()
    yield f"{FOLDER}/index.json", f'{{"release":"{release}",{content[1:]}'.encode()


def _split(streets: Mapping[str, list[object]]) -> tuple[dict[str, list[object]], list[str]]:
    """What every reader needs of the streets, and a line for each with its code and name, which few need."""
    lines = [f"{code}\t{_CONTROLS.sub(' ', str(name))}" for code, name in zip(streets["codes"], streets["names"], strict=True)]
    return {key: streets[key] for key in ("divisions", "rooms")}, lines


def tables(records: pl.DataFrame, said: Written, buckets: int, signs: Collection[str]) -> dict[str, object]:
    """All of the manifest but addresses: names and what else a reader must know before the first look-up. `signs`: the
    characters of all texts."""
    divisions, trades = (_names(records, kind) for kind in ("division", "industry"))
    return {"format": FORMAT, "records": records.height, "big": BIG, "shown": SHOWN, "block": block_size(records.height),
            "blocks": _TOGETHER, "buckets": buckets, "digits": said.digits, "unit": said.unit, "numbers_in_file": _NUMBERS,
            "divisions": divisions, "streets": _streets(records, divisions), "trades": trades,
            "statuses": records["status"].fill_null("").unique().sort().to_list(),
            "states": list(map(list, STATES.items())), "ranges": list(RANGES_FEN),
            "number_signs": "".join(sorted(set(records["number_text"].str.join("").item() or ""))),
            "simplified": "".join(pair for pair in _simplified(signs) if is_common(pair[0]))}


def _simplified(signs: Collection[str]) -> list[str]:
    """Each traditional character that matters for these texts, with its simplified form."""
    return [old + new for old, new in SIMPLIFIED.items() if new in signs]


def rare_pairs(signs: Collection[str]) -> str:
    """The pairs that a reader needs only where a text has a character that GB 2312 has not."""
    return "".join(pair for pair in _simplified(signs) if not is_common(pair[0]))


def _streets(records: pl.DataFrame, divisions: list[list[str]]) -> dict[str, list[object]]:
    """A column for each fact: `codes` without the code of the division, `names`, position of the `divisions`, `rooms`."""
    positions = {code: at for at, (code, _) in enumerate(divisions)}
    places = records.select("record", *(pl.col(name).fill_null("") for name in (
        "street_code", "street_name", "division_code"))).group_by("street_code", maintain_order=True).agg(
        pl.col("street_name").first(), pl.col("division_code").first(), pl.len())
    codes = [code.removeprefix(division) if code.startswith(division) else f"={code}"
             for code, division in places.select("street_code", "division_code").iter_rows()]
    return {"codes": codes, "names": places["street_name"].to_list(),
            "divisions": [positions[code] for code in places["division_code"]],
            "rooms": [-(-count // STREET_STEP) for count in places["len"]]}


def _first_lines(parts: Sequence[Known], signs: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """For each of the files, a line for each character: what is known of it, its part's address, the page where it is looked up, and what the
    texts of the pages after it have behind the character."""
    files: list[list[str]] = [[] for _ in range(FIRST_FILES)]
    for part in parts:
        at = 0
        for sign, seconds in zip(part.signs, part.seconds, strict=True):
            while at + 1 < len(part.fences) and part.fences[at + 1] <= sign:
                at += 1
            end = at
            while end + 1 < len(part.fences) and part.fences[end + 1].startswith(sign):
                end += 1
            rest = [fence[len(sign):] for fence in part.fences[at + 1:end + 1]]
            files[ord(sign) % FIRST_FILES].append("\t".join([sign, *signs.get(sign, ("", "", "")), seconds, part.address, str(at), *rest]))
    return files


def folded_fences(fences: list[str]) -> list[str]:
    """Each fence without what it shares with the one before: a character for how much that is (`0` none), then the rest."""
    found, before = [], ""
    for fence in fences:
        same = min(len(os.path.commonprefix([before, fence])), 63)
        found.append(chr(48 + same) + fence[same:])
        before = fence
    return found


def _names(records: pl.DataFrame, kind: str) -> list[list[str]]:
    """`[code, name]` of each value that occurs, by code."""
    known = records.select(pl.col(f"{kind}_code").fill_null(""), pl.col(f"{kind}_name").fill_null(""))
    return list(map(list, known.unique(f"{kind}_code", keep="first", maintain_order=True).sort(f"{kind}_code").iter_rows()))


def block_size(count: int) -> int:
    """The smallest power of two from 128 that needs at most 2,048 files."""
    size = _SMALLEST_BLOCK
    while size * _MOST_BLOCKS < count:
        size *= 2
    return size
