"""Takes the groups of a part, gives its pages: groups and heads with the page on which each stands.

A page is cut where it is full. What its lines weigh is reckoned from texts and counts alone, so that another amount or
status moves no line to another page.
"""

from __future__ import annotations

from bisect import bisect_right

import polars as pl

from generator.derive.search_heads import big_texts, crossing, heads, shared, span_of
from generator.derive.search_groups import SearchPart
from generator.derive.search_signs import SignFacts, heard_signs
from generator.model.search import ADDRESS, BIG, SHOWN, SOUND, SOUND_BEGINS, SearchPages, range_of

_PAGE = 66_000               # bytes a page may weigh
_LINE, _ROW, _CARD, _HEAD, _STREET = 5, 7, 58, 1000, 1.1     # bytes a line, a record in it, a card beside it, a head, and
                                                             # in it each street weigh, about
_TOP = 2**32                 # above every amount in fen that can be posted


def part_pages(part: SearchPart, facts: pl.DataFrame) -> SearchPages:
    """The pages of a part, numbered from 0. `facts`: see `search_facts`."""
    big = spans = big_texts(part.groups)
    groups, rows = _by_name(_with_cards(part.groups, part.rows, facts["street"]), part.rows, facts["name"], spans["key"])
    lines = _cut(groups, spans, int(_HEAD + _STREET * int(facts["street"].max() or 0)))
    keys, pages = lines["key"], lines["page"]
    more = span_of(part.groups, sorted(set(crossing(keys, pages)) - set(spans["key"])))
    spans = pl.concat([spans, more.join(spans, on=["first", "last"], how="anti", maintain_order="left")])
    found = heads(spans, part.groups, part.rows, facts)
    starts = [0, *(pages.diff().fill_null(0) != 0).arg_true()]
    fences = [_fence(keys[at - 1] if at else "", keys[at]) for at in starts]
    signs = part.groups["key"].str.slice(0, 1).unique(maintain_order=True).to_list()
    page_of = lines.filter(pl.col("is_group")).select("group", "page").unique("group", maintain_order=True)
    small = groups.join(page_of, on="group", how="inner", maintain_order="left").filter(pl.col("size") <= BIG)
    is_small = (part.groups["size"] <= BIG).gather(rows["group"])
    return SearchPages(small, rows.filter(is_small), _on_pages(found, fences), fences, signs, _seconds(big, signs))


def _with_cards(groups: pl.DataFrame, rows: pl.DataFrame, street: pl.Series) -> pl.DataFrame:
    """The groups, with how many cards lie beside each: none where a search for an address needs few files without."""
    starts = groups["size"].cum_sum() - groups["size"]
    asked = groups.select("group", "fit", "size", starts.alias("from")).filter(
        (pl.col("fit") == ADDRESS) & pl.col("size").is_between(2, BIG))
    each = asked.select("group", pl.int_ranges("from", pl.col("from") + pl.col("size").clip(0, SHOWN), dtype=pl.UInt32).alias(
        "at")).explode("at", empty_as_null=True)
    spread = each.select("group", street.gather(rows["record"].gather(each["at"])).alias("street")).group_by("group").agg(
        pl.col("street").n_unique().alias("streets"))
    is_single = (pl.col("fit") == ADDRESS) & (pl.col("size") == 1)
    alone = pl.when((pl.col("size") > BIG) | is_single).then(0).when(pl.col("streets").fill_null(2) < 2).then(0)
    cards = alone.otherwise(pl.col("size").clip(0, SHOWN)).cast(pl.UInt32).alias("cards")
    return groups.join(spread, on="group", how="left", maintain_order="left").with_columns(cards).drop("streets")


def _by_name(groups: pl.DataFrame, rows: pl.DataFrame, names: pl.Series, big: pl.Series) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Of a key by ear the records that have no card, by the end of their names that is heard: a group for each, with it in
    `name`, behind the group of those that have. So a reader can tell which of them hold certain characters there. Not of
    keys that are `big`."""
    spoken = (groups["fit"].is_between(SOUND_BEGINS, SOUND) & (groups["size"] > groups["cards"])).arg_true()
    small = spoken.filter(~groups["key"].gather(spoken).is_in(big.to_list()))
    by_ear = pl.repeat(False, groups.height, eager=True).scatter(small, True)
    ends = groups["size"].cum_sum()
    spans = pl.DataFrame({"from": ends - groups["size"] + groups["cards"], "to": ends, "heard": groups["heard"]}).filter(by_ear)
    at = spans.select("heard", pl.int_ranges("from", "to", dtype=pl.UInt32).alias("at")).explode("at", empty_as_null=True)
    named = rows[at["at"]].with_columns(at["heard"]).with_columns(pl.lit(names).gather("record").alias("name"))
    named = named.select("group", "record", pl.col("name").str.tail("heard")).sort("group", "name", "record")
    more = named.group_by("group", "name", maintain_order=True).agg(pl.len().alias("size"))
    few = groups.with_columns(pl.when(by_ear).then("cards").otherwise("size").alias("size"), pl.lit(None, pl.String).alias("name"))
    split = more.join(groups.select("group", "key", "fit", "heard"), on="group", how="left", maintain_order="left").with_columns(
        pl.lit(0, pl.UInt32).alias("cards")).select(few.columns).cast(dict(few.schema))
    ordered = rows.with_columns(rows["record"].scatter(at["at"], named["record"]))
    return pl.concat([few, split]).sort("group", maintain_order=True), ordered


def _cut(groups: pl.DataFrame, spans: pl.DataFrame, head: int) -> pl.DataFrame:
    """key, group, is_group, page: every line in order, a head before the groups that begin with its text."""
    rows = (pl.col("size") <= BIG) * pl.col("size").cast(pl.Int64)
    weight = pl.col("key").str.len_bytes() + _LINE + _ROW * rows + _CARD * pl.col("cards").cast(pl.Int64) + pl.col("name").str.len_bytes().fill_null(0)
    lines = pl.concat([
        spans.select("key", group="first", is_group=pl.lit(False), weight=pl.lit(head, pl.Int64)),
        groups.select("key", "group", is_group=pl.lit(True), weight=weight.cast(pl.Int64)),
    ]).sort("group", "is_group", pl.col("key").str.len_chars())
    begins = [pl.col("key").str.slice(0, size) == pl.col("key").str.slice(0, size).shift(1) for size in (1, 2, 3)]
    same = pl.col("key") == pl.col("key").shift(1)
    shares = lines.select((pl.sum_horizontal(begins) + 9 * same.cast(pl.UInt32)).fill_null(0)).to_series().to_list()
    starts = _starts(lines["weight"].cum_sum().to_list(), shares)
    turns = pl.DataFrame({"line": starts, "turn": 1}, schema={"line": pl.UInt32, "turn": pl.UInt32})
    numbered = lines.with_row_index("line").join(turns, on="line", how="left", maintain_order="left")
    return numbered.with_columns(pl.col("turn").fill_null(0).cum_sum().alias("page")).drop("weight", "line", "turn")


def _starts(weights: list[int], shares: list[int]) -> list[int]:
    """The lines at which a page begins but the first: where a page is nearly full, and its keys share least with the last."""
    starts, line, before = [], 0, 0
    while weights and weights[-1] - before > _PAGE:
        least, most = bisect_right(weights, before + _PAGE * 2 // 3), bisect_right(weights, before + _PAGE)
        most = max(most, line + 1)
        window = shares[max(least, line + 1):most + 1]
        share = min(window)
        line = most - window[::-1].index(share)
        if share > 8:                           # nothing but one key: it stays together
            line = next((at for at in range(most, len(shares)) if shares[at] < 9), len(shares))
        if line == len(shares):
            break
        starts.append(line)
        before = weights[line - 1]
    return starts


def _seconds(big: pl.DataFrame, signs: list[str]) -> list[str]:
    """For each character those that stand behind it in many records."""
    found: dict[str, set[str]] = {sign: set() for sign in signs}
    for key in big["key"]:
        found[key[0]].update(key[1:2])
    return ["".join(sorted(found[sign])) for sign in signs]


def _on_pages(found: pl.DataFrame, fences: list[str]) -> pl.DataFrame:
    """The heads, each on the page where its text is looked up."""
    pages = [max(0, bisect_right(fences, key) - 1) for key in found["key"]]
    return found.with_columns(pl.Series("page", pages, dtype=pl.UInt32))


def _fence(before: str, first: str) -> str:
    """The shortest beginning of a page's first key that no earlier key has."""
    return first[:shared(before, first) + 1]


def search_facts(records: pl.DataFrame, signs: SignFacts) -> pl.DataFrame:
    """By record number: what is counted, as positions in the order of their codes; what the quota sorts by; of the
    name the signs that have a sound."""
    quota = pl.col("monthly_turnover_fen")
    number = pl.col("record").cast(pl.UInt64)
    known = records.select(
        "record", *((pl.col(name).fill_null("").rank("dense") - 1).alias(short) for name, short in (
            ("street_code", "street"), ("industry_code", "trade"), ("status", "status"))),
        range_of(quota).alias("range"),
        ((_TOP - quota.fill_null(0).cast(pl.UInt64)) * 2**28 + number).alias("high"),
        (quota.fill_null(_TOP).cast(pl.UInt64) * 2**28 + number).alias("low"),
        heard_signs(pl.col("name_text"), signs).alias("name"))
    every = pl.DataFrame({"record": pl.int_range(int(records["record"].max() or 0) + 1, eager=True, dtype=pl.UInt32)})
    return every.join(known, on="record", how="left", maintain_order="left").drop("record")
