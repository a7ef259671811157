"""Takes the households, gives each its peers and each place and trade its spread. Column-wise; nothing below five.

Quartiles interpolate linearly between the ordered values (the definition R calls type 7, and spreadsheets QUARTILE.INC),
rounded half up to the fen.
"""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from generator.derive.suppression import CITY, DIVISION, OFFICE, STREET, with_told, with_told_offices
from generator.model.answers import HOUSEHOLDS, MINIMUM_PEERS, PEERS, SIZE_EDGES, SPREADS
from generator.model.quota_table import TRADING

_RINGS = {"size": ("street_code", "industry_code", "size_band"), "street": ("street_code", "industry_code"), "division": ("division_code", "industry_code"),
          "city": ("industry_code",), "group": ("industry_group",)}
_RING_KEYS = ("street_code", "division_code", "industry_code", "size_band")
_COMPARED_STATES = ("in_force", "upcoming", "open", "pending")


Known = dict[str, tuple[pl.DataFrame, pl.DataFrame]]
"""The peers, or the spreads, of each group of trades, beside the rows they were worked out from."""


def peers(index: pl.DataFrame, known: Known | None = None) -> pl.DataFrame:
    """The columns PEERS for each row of INDEX, in its order: the narrowest ring that has at least five.

    One group of trades after the other: no ring reaches beyond its group, and memory holds one at a time. Where the last
    peers of each group are `known`, only those of a group in which something changed are worked out.
    """
    groups = _grouped(index.select(*_RING_KEYS, "compared_fen").with_row_index("at"))
    schema = {name: HOUSEHOLDS[name] for name in PEERS}
    found = [_last_or_new(group.drop("at"), known, _in_group).with_columns(group["at"]) for group in groups]
    whole = pl.concat([pl.DataFrame(schema={**schema, "at": pl.UInt32}), *found])
    return whole.sort("at").drop("at")


def _grouped(rows: pl.DataFrame) -> list[pl.DataFrame]:
    """The rows by the first two digits of their trade, which stand in `industry_group`."""
    named = rows.with_columns(pl.col("industry_code").str.slice(0, 2).alias("industry_group"))
    return named.partition_by("industry_group", maintain_order=True)


def _last_or_new(households: pl.DataFrame, known: Known | None, make: Callable[[pl.DataFrame], pl.DataFrame]) -> pl.DataFrame:
    """What `make` gives for one group of trades: as it is known, where it was made of the same rows."""
    name = households["industry_group"][0] or ""
    last = known.get(name) if known is not None else None
    if last is not None and last[0].equals(households):
        return last[1]
    found = make(households)
    if known is not None:
        known[name] = households, found
    return found


def _in_group(households: pl.DataFrame) -> pl.DataFrame:
    """The peers of one group, in its order: PEERS."""
    quota = pl.col("compared_fen")
    base = with_told(households)
    for ring, keys in _RINGS.items():
        base = base.with_columns(_struct(ring, quota, keys).alias(ring))
    chosen = pl.coalesce(pl.when(_reaches(ring)).then(pl.col(ring)) for ring in _RINGS).alias("peers")
    fields = pl.col("peers").struct
    return base.with_columns(chosen).with_columns(
        fields.field("ring").alias("ring"), fields.field("n").alias("peer_n"),
        *(fields.field(name).alias(f"peer_{name}_fen") for name in ("min", "q1", "median", "q3", "max")),
        *(fields.field(name).alias(f"peer_{name}") for name in ("below", "same", "above")),
    ).select(PEERS).cast({name: HOUSEHOLDS[name] for name in PEERS})


def _reaches(ring: str) -> pl.Expr:
    """Whether a household is compared and the figures of the ring may be told; a group of trades has only its number."""
    enough = pl.col("compared_fen").is_not_null() & (pl.col(ring).struct.field("n") >= MINIMUM_PEERS)
    return enough if ring == "group" else enough & pl.col(f"told_{ring}")


def size_band() -> pl.Expr:
    """The size band of a household by its floor area, from 0; null where that is not stated."""
    area = pl.col("floor_area_m2")
    return pl.when(area.is_not_null()).then(sum((area >= edge).cast(pl.UInt8) for edge in SIZE_EDGES))


def is_compared() -> pl.Expr:
    """A household has a quota to compare while it trades and a quota is in force, to come, or proposed."""
    return pl.col("status").is_in(TRADING) & pl.col("state").is_in(_COMPARED_STATES)


def _struct(ring: str, quota: pl.Expr, keys: tuple[str, ...]) -> pl.Expr:
    n = quota.count()
    below = quota.rank("min").cast(pl.UInt32) - 1
    up_to = quota.rank("max").cast(pl.UInt32)
    return pl.struct(pl.lit(ring).alias("ring"), n.over(keys).alias("n"),
                     *(value.over(keys).alias(name) for name, value in _five_numbers(quota).items()),
                     below.over(keys).alias("below"), (up_to - below).over(keys).alias("same"),
                     (n - up_to).over(keys).alias("above"))


def _five_numbers(quota: pl.Expr) -> dict[str, pl.Expr]:
    return {"min": quota.min(), "q1": _quantile(quota, 0.25), "median": _quantile(quota, 0.5),
            "q3": _quantile(quota, 0.75), "max": quota.max()}


def _quantile(quota: pl.Expr, share: float) -> pl.Expr:
    return (quota.quantile(share, "linear") + 0.5).floor().cast(pl.Int64)


def spreads(index: pl.DataFrame, names: pl.DataFrame, known: Known | None = None) -> pl.DataFrame:
    """How each trade spreads on each street, in each division and in the city.

    Shape: `index` INDEX, `names` industry_code and industry_name; the result SPREADS, by place and trade; amounts are
        null where fewer than five households are compared, or where they would give away a smaller group. Where the last
        spreads of each group of trades are `known`, only those of a group in which something changed are worked out.
    """
    compared = _compared(index, names).select(*_RING_KEYS, "industry_name", "compared_fen")
    parts = [_in_places(compared)] if known is None else [_last_or_new(group, known, _in_places) for group in _grouped(compared)]
    whole = pl.concat([_in_places(compared.clear()), *parts])
    return whole.sort("width", "place_code", "industry_code").select(SPREADS.names()).cast(SPREADS)


def _in_places(compared: pl.DataFrame) -> pl.DataFrame:
    """The spreads of some trades; `width` orders the kinds of places."""
    told = with_told(compared)
    places = ((pl.col("street_code"), STREET), (pl.col("division_code"), DIVISION), (pl.lit("city"), CITY))
    return pl.concat(_spread(told.with_columns(place.alias("place_code")), mark).with_columns(pl.lit(width).alias("width"))
                     for width, (place, mark) in enumerate(places))


def office_spreads(index: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """How each trade spreads among the households of each tax office: SPREADS, as `spreads` says."""
    compared = with_told_offices(with_told(_compared(index, names)))
    return _spread(compared.with_columns(pl.col("office_code").alias("place_code")), OFFICE).select(SPREADS.names()).cast(SPREADS)


def posted_spreads(rows: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """How each trade spreads in the table of one posting, which stands beside it: SPREADS without a place.

    Shape: `rows` has industry_code and compared_fen.
    """
    compared = _compared(rows, names).with_columns((pl.len().over("industry_code") >= MINIMUM_PEERS).alias("told"), pl.lit("").alias("place_code"))
    return _spread(compared, "told").select(SPREADS.names()).cast(SPREADS)


def _compared(rows: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    return rows.filter(pl.col("compared_fen").is_not_null()).join(names, on="industry_code", how="left", maintain_order="left")


def _spread(compared: pl.DataFrame, told: str) -> pl.DataFrame:
    quota, enough = pl.col("compared_fen"), pl.col(told).all()
    numbers = {name: pl.when(enough).then(value).alias(f"{name}_fen") for name, value in _five_numbers(quota).items()}
    return (compared.group_by("place_code", "industry_code", "industry_name")
            .agg(pl.len().cast(pl.UInt32).alias("n"), *numbers.values()).sort("place_code", "industry_code"))
