"""Takes the table of objections, gives counts by route, ground and division. Nothing about fewer than five, nor by differencing.

An objection is not a household's business alone: who objected is nobody else's. So the table is read here and never
published; only what `small_count.py` lets through leaves.
"""

from __future__ import annotations

from statistics import median

import polars as pl

from generator.derive.small_count import shown
from generator.model.answers import MINIMUM_PEERS
from generator.model.fairness import GROUNDS, OBJECTION_COUNTS, ROUTES
from generator.model.reference import Reference

_ACCEPTED = ("accepted", "partly")
_OUTCOMES = ("accepted", "refused", "waiting")


def outcomes(reference: Reference) -> pl.DataFrame:
    """OBJECTION_COUNTS: all together, then by route, ground and division."""
    events = _events(reference)
    if events.is_empty():
        return OBJECTION_COUNTS.to_frame()
    divisions = sorted(set(events["division"].to_list()))
    ends = [events.filter(pl.col("end") == end).height for end in _OUTCOMES]
    _, sums = shown([ends])
    frames = [_by(events.with_columns(pl.lit("all").alias("all")), "all", ["all"], sums)]
    frames += [_by(events, name, codes, sums) for name, codes in (("route", [*ROUTES]), ("ground", [*GROUNDS]), ("division", divisions))]
    return pl.concat(frames)


def _events(reference: Reference) -> pl.DataFrame:
    """The objections with their division, how they ended, and the days until then."""
    offices = reference["offices"].unique("code", keep="last").select(pl.col("code").alias("office"), pl.col("division_code").alias("division"))
    end = (pl.when(pl.col("outcome").is_in(_ACCEPTED)).then(pl.lit("accepted"))
           .when(pl.col("outcome") == "refused").then(pl.lit("refused")).otherwise(pl.lit("waiting")))
    return reference["objections"].join(offices, on="office", how="left").with_columns(
        end.alias("end"), (pl.col("decided_on") - pl.col("received_on")).dt.total_days().alias("days"), pl.col("division").fill_null(""))


def _by(events: pl.DataFrame, dimension: str, codes: list[str], sums: list[int | None]) -> pl.DataFrame:
    """OBJECTION_COUNTS by one column. The `sums` over all are published too, so each table is closed against them."""
    counts = [[events.filter((pl.col(dimension) == code) & (pl.col("end") == end)).height for end in _OUTCOMES] for code in codes]
    rows, _ = shown(counts, sums)
    days = [events.filter((pl.col(dimension) == code) & pl.col("days").is_not_null())["days"].to_list() for code in codes]
    return pl.DataFrame(
        [(dimension, code, filed, *ends, float(median(found)) if filed is not None and len(found) >= MINIMUM_PEERS else None)
         for code, (*ends, filed), found in zip(codes, rows, days)], schema=OBJECTION_COUNTS, orient="row")
