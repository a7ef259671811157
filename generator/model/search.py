"""The shape of the household search: its frames, its folding and the few numbers both ends must agree on.

A stranger's description of the same is docs/formats/search-index.md. The owner's name has no place in any of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

FORMAT = 5
FOLDER = "search/households"

BIG = 1000
"""A text that stands in more records than this has a head: what a search for it shows is worked out beforehand."""

SHOWN = 5
"""How many cards lie beside the records of a text, so that the first screen needs no other file."""

STREET_STEP = 64
"""A street's records begin at a multiple of this: a new household moves the numbers of its own street only, nearly always."""

RANGES_FEN = (200_000, 500_000, 1_000_000, 2_000_000, 4_000_000)
"""Where the ranges of the monthly quota meet, for narrowing a search. A quota on the line is in the upper range."""

WHOLE, BEGINS, NAME, SOUND_BEGINS, SOUND, NUMBER, ADDRESS, STREET, OTHER = range(9)
"""How a text fits a record, best first: the whole name, its beginning, inside it; the beginning of the name by ear,
inside it; the number; the address; the street; the division or the trade."""

SEARCH_RECORDS = pl.Schema({
    "record": pl.UInt32, "disclosure_no": pl.String, "shop_name": pl.String,
    "address": pl.String, "street_code": pl.String, "street_name": pl.String, "division_code": pl.String,
    "division_name": pl.String, "industry_code": pl.String, "industry_name": pl.String, "status": pl.String,
    "state": pl.String, "monthly_turnover_fen": pl.Int64,
    "name_text": pl.String, "address_text": pl.String, "number_text": pl.String,
})
"""One row a household, ordered by street, address, name, number; `record` rises with the rows and leaves gaps between
streets. `…_text` is folded; a number also loses its dashes, dots and underscores."""

SEARCHED = [name for name in SEARCH_RECORDS.names() if name != "record" and not name.endswith("_text")]
"""What of a household the search index depends on."""

FIRST_FILES = 128
"""So many files say where the keys that begin with a character are: its code point modulo this is the file's number."""

LONGEST_TEXT = 200
"""Characters beyond are not indexed."""

PLAIN, SPOKEN, WHOLE_TEXT = range(3)
"""The form of a text: as it is written; a character for each syllable; not to be entered but at its beginning."""

SEARCH_TEXTS = pl.Schema({"value": pl.String, "form": pl.UInt8, "begins": pl.UInt8, "inside": pl.UInt8, "first": pl.UInt32,
                          "count": pl.UInt32, "heard": pl.UInt16})
"""A text: how it fits where it is entered at its beginning and inside, where its records begin among all, and how many;
of a name by ear how many of its signs are heard, else 0."""

SEARCH_ENTRIES = pl.Schema({"text": pl.UInt32, "place": pl.UInt8, "part": pl.UInt16})
"""One row for each place where a text can be entered: the key is the text from there to its end."""

SEARCH_GROUPS = pl.Schema({"group": pl.UInt32, "key": pl.String, "fit": pl.UInt8, "heard": pl.UInt16, "size": pl.UInt32})
"""Records with the same key and fit, in the order of keys: UTF-8 bytes, then fit. By ear the key is the last `heard`
signs of the name that have a sound."""

SEARCH_ROWS = pl.Schema({"group": pl.UInt32, "record": pl.UInt32})
"""The records of each group, in order."""

SEARCH_HEADS = pl.Schema({
    "key": pl.String, "first": pl.UInt32, "total": pl.UInt32, "shown": pl.List(pl.UInt32), "fits": pl.List(pl.UInt8),
    "street": pl.String, "trade": pl.String, "status": pl.String, "range": pl.String,
    "high": pl.List(pl.UInt32), "low": pl.List(pl.UInt32), "list": pl.String,
})
"""What a search for `key` shows. `first`: the first group that begins with it; `shown`, `fits`: the best records and how
they fit; `street` … `range`: how many records each has; `high`, `low`: the records with the highest and the lowest quota;
`list`: all records as docs/formats/search-index.md writes them."""


@dataclass(frozen=True)
class SearchPages:
    """The pages of a part of the index. `fences`: for each page the least text that is looked up on it."""

    groups: pl.DataFrame     # SEARCH_GROUPS of at most BIG records, with `page`, counted from 0,
                             # `cards`: for how many of the first records one is written, and
                             # `name`: that of all records of the group, where it is written
    rows: pl.DataFrame       # SEARCH_ROWS of these
    heads: pl.DataFrame      # SEARCH_HEADS, with `page`
    fences: list[str]
    signs: list[str]         # the characters with which keys begin, in order
    seconds: list[str]       # for each the characters behind it with which it stands in more than BIG records


_TABLE = Path(__file__).with_name("traditional.txt").read_text(encoding="utf-8")
SIMPLIFIED = {pair[0]: pair[1] for line in _TABLE.splitlines() if not line.startswith("#") for pair in line.split()}
"""The simplified form of each traditional character."""


def is_common(sign: str) -> bool:
    """Whether GB 2312 has the character: nearly every name is written with these alone."""
    try:
        return bool(sign.encode("gb2312"))
    except UnicodeEncodeError:
        return False


def folded(text: pl.Expr, space: str = r"\s+") -> pl.Expr:
    """Text as it is compared: NFKC, lower case, ü as v, simplified, without white space; null becomes empty."""
    plain = text.fill_null("").str.normalize("NFKC").str.to_lowercase().str.replace_all(space, "")
    return plain.str.replace_many(["ü", *SIMPLIFIED], ["v", *SIMPLIFIED.values()])


def folded_lines(text: pl.Expr) -> pl.Expr:
    """Texts of several lines, each line as `folded` gives it."""
    return folded(text, r"[^\S\n]+")


def range_of(quota_fen: pl.Expr) -> pl.Expr:
    """The range of a monthly quota: 0 where there is none, 1 below the first bound, and so on."""
    return (pl.sum_horizontal(quota_fen >= bound for bound in RANGES_FEN).fill_null(0) + quota_fen.is_not_null()).cast(pl.UInt32)
