"""The shape of the household search: its frames, its folding and the few numbers both ends must agree on.

A stranger's description of the same is docs/formats/search-index.md. The owner's name has no place in any of it.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

FORMAT = 1
FOLDER = "search/households"

SEARCH_RECORDS = pl.Schema({
    "record": pl.UInt32, "disclosure_no": pl.String, "bucket": pl.String, "shop_name": pl.String,
    "address": pl.String, "street_code": pl.String, "street_name": pl.String, "division_code": pl.String,
    "division_name": pl.String, "industry_code": pl.String, "industry_name": pl.String, "status": pl.String,
    "state": pl.String, "monthly_turnover_fen": pl.Int64, "tax_fen": pl.Int64,
    "name_text": pl.String, "address_text": pl.String, "number_text": pl.String, "sounds": pl.List(pl.String),
    "initials": pl.String,
})
"""One row a household, numbered from 0 by street, industry, shop name, number, so that a street is one run of numbers.
`…_text` is folded. `sounds`: the name by ear, a syllable a Chinese character, a letter or digit as itself."""

SEARCH_LISTS = pl.Schema({"key": pl.String, "home": pl.String, "list": pl.Binary})
"""One row a gram and field, sorted by the bytes of `key`. `home`: the part of the key whose hash chooses the shard, so
that what is looked up together lies together."""

FIELDS = {"name": "n", "address": "a", "number": "d", "sounds": "s", "initials": "i", "trade": "t", "status": "u"}
"""The first letter of every key: which text the gram was taken from."""

LONGEST_GRAM = {"name": 2, "address": 2, "number": 3, "initials": 3}


_TABLE = Path(__file__).with_name("traditional.txt").read_text(encoding="utf-8")
SIMPLIFIED = {pair[0]: pair[1] for line in _TABLE.splitlines() if not line.startswith("#") for pair in line.split()}
"""The simplified form of each traditional character."""


def folded(text: pl.Expr) -> pl.Expr:
    """Text as it is compared: NFKC, lower case, ü as v, simplified, without white space; null becomes empty."""
    plain = text.fill_null("").str.normalize("NFKC").str.to_lowercase().str.replace_all(r"\s+", "")
    return plain.str.replace_many(["ü", *SIMPLIFIED], ["v", *SIMPLIFIED.values()])
