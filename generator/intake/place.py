"""Takes a sheet being read, adds the codes of its streets and trades; a name without a code stays as it is written."""

from __future__ import annotations

import re
from collections.abc import Callable

import polars as pl

from generator.intake.heading import MEANINGS
from generator.intake.private import safe, safe_column
from generator.intake.reading import Reading, first_of
from generator.model.problem import Problem

_MOST = 12  # names that are listed


def read_places(reading: Reading) -> None:
    """Street and trade of every row."""
    names = reading.context.names
    known = reading.by_name("street_code", lambda text: text if text in names.streets.known else None)
    found = first_of(known, _streets(reading, reading.by_name("division", names.divisions.code)))
    for kind in ("address", "road"):
        if found.null_count() and reading.layout.column(kind):
            found = first_of(found, names.streets_in(reading.text(kind), reading.context.division))
    written = [reading.text("street"), reading.text("street_code")]
    if found.null_count():
        found = first_of(found, _group_streets(reading))
        written += [_street_words(reading.text("address")), reading.text("road")]
    if found.null_count() == len(found):
        found = first_of(found, _street_around(reading))
    _settle(reading, "street_code", [found], written, "streets", names.streets.near)
    known = reading.by_name("industry_code", lambda text: text if text in names.industries.known else None)
    written = [reading.text("industry"), reading.text("industry_code")]
    _settle(reading, "industry_code", [known, reading.by_name("industry", names.industries.code)], written, "industries",
                 names.industries.near)


def _streets(reading: Reading, division: pl.Series) -> pl.Series:
    """Names of streets, which may be the same in two divisions."""
    if division.null_count() == len(division):
        return reading.by_name("street", lambda text: reading.context.names.street_of(text, reading.context.division))
    frame = pl.DataFrame({"street": reading.text("street"), "division": division.fill_null(reading.context.division)})
    pairs = frame.unique().drop_nulls("street").rows()
    table = pl.DataFrame({"street": [a for a, _ in pairs], "division": [b for _, b in pairs],
                          "code": [reading.context.names.street_of(*pair) for pair in pairs]},
                         schema={"street": pl.String, "division": pl.String, "code": pl.String})
    return frame.join(table, on=["street", "division"], how="left", maintain_order="left")["code"]


def _group_streets(reading: Reading) -> pl.Series:
    """Where a line of its own names a street, the rows below it are on that street."""
    lines = [(row, _street_in_line(reading, text)) for row, text in reading.body.groups]
    table = pl.DataFrame([each for each in lines if each[1] is not None], schema={"row": pl.UInt32, "group": pl.String}, orient="row")
    rows = reading.raw.select("row").with_row_index("place").sort("row")
    joined = rows.join_asof(table.sort("row"), on="row", strategy="backward").sort("place")
    return joined.select(pl.when(pl.col("group") != "").then("group"))["group"]


def _street_in_line(reading: Reading, text: str) -> str | None:
    """The street of a line, `南湖街道（12户）`; nothing (not the street before) for one that is not known; None for another line."""
    names, division = reading.context.names, reading.context.division
    code = names.street_of(text, division) or names.street_of(re.sub(r"[(（].*|[:：].*|^[一二三四五六七八九十0-9]+[、.．]", "", text), division)
    if code or len(text) > 30:
        return code
    return names.streets_in(pl.Series([text], dtype=pl.String), division)[0] or ("" if re.search("街道|街$|镇$|乡$|办事处", text) else None)


def _street_around(reading: Reading) -> pl.Series:
    """The one street that the name of the sheet or the file, or a line above the table, speaks of; it is told."""
    names, division = reading.context.names, reading.context.division
    file, _, sheet = reading.file.partition("#")
    labels = [value for label, value in reading.layout.labels.items() if (m := reading.context.aliases.meaning(label)) and m.kind == "street"]
    whole = [names.street_of(text, division) for text in (*labels, sheet, file.rpartition(".")[0]) if text]
    lines = pl.Series([*reading.layout.lines[:50], reading.layout.title, sheet, file], dtype=pl.String)
    said = {code for code in (*whole, *names.streets_in(lines, division)) if code}
    code = next((code for code in whole if code), None) or (said.pop() if len(said) == 1 else None)
    if code and reading.raw.height:
        reading.found.problems.append(Problem.of("street-from-title", reading.file, None, None, names.reference.names("streets").get(code, code),
                                                 found=reading.raw.height))
    return pl.repeat(code, reading.raw.height, dtype=pl.String, eager=True)


def _settle(reading: Reading, name: str, codes: list[pl.Series], written: list[pl.Series], table: str,
            near: Callable[[str], list[str]]) -> None:
    """The first code found; else the name as it is written, which is told and keeps the posting from being published."""
    key = {"streets": "street", "industries": "industry"}[table]
    default = pl.lit(reading.context.defaults.get(key), dtype=pl.String)
    code = pl.select(pl.coalesce(*codes, default)).to_series()
    if not code.null_count():
        reading.columns[name] = code
        return
    text = first_of(*written)
    unknown, empty = code.is_null() & text.is_not_null(), code.is_null() & text.is_null()
    column = next(filter(None, map(reading.layout.column, (key, f"{key}_code", *(("address", "road") if key == "street" else ())))), None)
    if unknown.any():
        counted = text.filter(unknown).value_counts(sort=True, name="rows").sort(["rows", text.name], descending=[True, False])
        most = dict(counted.head(_MOST).iter_rows())
        looks = dict.fromkeys(each for one in most for each in near(one))
        reading.found.problems.append(Problem.of(
            "names-not-known", reading.file, None, column.heading if column else None, found=int(unknown.sum()), different=counted.height,
            names="、".join(f"{safe(each[:40])}×{rows}" for each, rows in most.items()) + ("…" if counted.height > _MOST else ""),
            answer="；".join(f"{safe(each[:40])}: \"\"" for each in most), near="、".join(list(looks)[:5]) or "—", table=table,
            mapping=reading.context.mapping))
    if empty.any():
        reading.found.problems.append(Problem.of("column-left-empty", reading.file, None, column.heading if column else None,
                                              found=int(empty.sum()), label=MEANINGS[key][0], key=key))
    names, _ = safe_column(text, reading.text("owner"), reading.context.public_phones)
    reading.columns[name] = pl.select(pl.coalesce(code, names.str.head(40))).to_series().fill_null("")


def _street_words(addresses: pl.Series) -> pl.Series:
    """The part of an address that looks like a street's name."""
    after = addresses.str.replace(r"^(?:.{2,4}?省)?(?:.{2,4}?市)?(?:.{2,5}?[区县])?", "")
    return after.str.extract(r"^(\p{Han}{2,8}?(?:街道|镇|乡))")
