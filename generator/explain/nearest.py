"""Takes what nobody knows, gives what was perhaps meant: numbers, postings, places and documents with nearly the same name."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from itertools import islice

import polars as pl

from generator.explain.bureau import Bureau
from generator.model.document import COLUMNS
from generator.model.quota_table import DISCLOSURE_NO

_MOST = 5
_ALIKE = 20_000  # candidates looked at letter by letter


def nearest(bureau: Bureau, asked: str, path: str, anchor: str) -> tuple[str, ...]:
    """At most five names, the nearest first."""
    if not asked:
        return ()
    word = anchor or path.strip("/") or asked
    paths = get_close_matches(path.rstrip("/"), list(_paths(bureau)), _MOST, 0.5)
    postings = get_close_matches(word.rpartition("/")[2], list(bureau.examined.tables), 3, 0.5)
    found = [*_numbers(bureau, word), *(f"{one}/" for one in paths if one), *(f"quota/posting/{one}/" for one in postings)]
    return tuple(islice(dict.fromkeys(found), _MOST))


def _numbers(bureau: Bureau, word: str) -> list[str]:
    """Disclosure numbers like the word: the same but for the case, else with a few signs changed.

    A hundred thousand numbers are thinned out by their beginning or end first: whoever copies one rarely errs in both.
    """
    if not pl.Series([word]).str.contains(DISCLOSURE_NO)[0]:
        return []
    upper = word.upper()
    numbers = pl.concat([pl.Series("n", [], dtype=pl.String), *(rows["disclosure_no"].alias("n") for rows in bureau.codes.values())]).unique()
    folded = numbers.str.to_uppercase()
    close = numbers.filter(folded.str.starts_with(upper[:3]) | folded.str.ends_with(upper[-3:])).sort().head(_ALIKE).to_list()
    by_upper = {number.upper(): number for number in close}
    return [by_upper[found] for found in get_close_matches(upper, list(by_upper), 3, 0.7)]


def _paths(bureau: Bureau) -> Iterator[str]:
    """The addresses with a name: columns, documents, postings, places, trades."""
    yield from (*COLUMNS, "quota", "quota/posting", "quota/industry", "data")
    yield from (document.path for document in bureau.examined.documents)
    yield from (f"quota/posting/{name}" for name in bureau.examined.tables)
    reference = bureau.usable.reference
    yield from (f"quota/{code}" for code in reference["divisions"]["code"])
    yield from (f"quota/{division}/{code}" for code, division in reference["streets"].select("code", "division_code").iter_rows())
    yield from (f"quota/industry/{code}" for code in reference["industries"]["code"])
    yield from (path.relative_to(bureau.examined.project.content).as_posix().removesuffix(".md").removesuffix("index").rstrip("/")
                for path in sorted(bureau.examined.project.content.rglob("*.md")))
