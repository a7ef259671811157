"""Takes the slim facts of some households in all postings, gives what the law finds wrong between their postings.

Numbers only: names, addresses and texts stand as hashes, so that a million households fit; whoever turns a finding into
a problem reads the cells of the few rows that are found. Follows the same order of acts as the fold. What was corrected or
withdrawn is not blamed any more: a mistake between postings can always be mended by another posting.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import polars as pl

from generator.model.fold import Act, withdrawals_taken_back
from generator.model.posting import PostingKind
from generator.model.quota_table import ENDED, RESUMED, STATUSES, SUSPENDED
from generator.validate.margin import Margin

FOUND = pl.Schema({"rule": pl.String, "order": pl.UInt32, "row": pl.UInt32, "other": pl.UInt32, "other_row": pl.UInt32})
"""A finding: the row to blame and the row it contradicts, each by the place of its posting in the order of the fold."""

_STATUS = {status: number for number, status in enumerate(STATUSES)}
_ENDED = [_STATUS[status] for status in ENDED]
_KIND = {kind: number for number, kind in enumerate(PostingKind)}
_SAME = ["household", "root"]
_COMPARED = ("order", "row", "starts_on", "ends_on", "turnover", "place", "trade")


def _is(kind: PostingKind) -> pl.Expr:
    return pl.col("kind") == _KIND[kind]


def history_findings(facts: pl.DataFrame, acts: Mapping[str, Act], naming: Collection[str], margin: Margin | None) -> pl.DataFrame:
    """Every contradiction between postings. Shape: `facts` FACTS with `order`; `naming`: withdrawals that name households;
    the result FOUND."""
    rows = facts.join(_headers(acts), on="order", how="left")
    named, stating = _named(rows, acts, naming), rows.filter(pl.col("kind") != _KIND[PostingKind.WITHDRAWAL])
    gone = named.select("household", pl.col("target").alias("order")).unique()
    taken = _taken(acts, naming)
    live = stating.filter(~pl.col("order").is_in(taken)) if taken else stating
    live = live.join(gone, on=["household", "order"], how="anti") if gone.height else live
    standing = _standing(live)
    final = standing.filter(pl.col("root_kind") == _KIND[PostingKind.FINAL])
    found = [*_beside_provisional(stating, live, standing, acts), _overlaps(final), _jumps(final, margin), _resumed(stating),
             _posted_again(live), *_after_withdrawal(rows, named)]
    return pl.concat([FOUND.to_frame(), *(part.select(FOUND.names()).cast(dict(FOUND)) for part in found)])


def _headers(acts: Mapping[str, Act]) -> pl.DataFrame:
    """Of each posting: its kind, what it speaks of, its root and the root's kind, and the proposal that root makes final."""
    def order(name: str | None) -> int | None:
        return acts[name].order if name in acts else None
    return pl.DataFrame(
        [(act.order, _KIND[act.posting.kind], order(act.posting.of), acts[act.root.id].order, _KIND[act.root.kind],
          order(act.root.of if act.root.kind is PostingKind.FINAL else act.root.id)) for act in acts.values()],
        schema={"order": pl.UInt32, "kind": pl.UInt8, "of": pl.UInt32, "root": pl.UInt32, "root_kind": pl.UInt8,
                "proposal": pl.UInt32}, orient="row")


def _in_effect(acts: Mapping[str, Act]) -> list[Act]:
    """The withdrawals that were not themselves taken back."""
    back = withdrawals_taken_back(acts)
    return [act for act in acts.values() if act.posting.kind is PostingKind.WITHDRAWAL and act.posting.id not in back]


def _targets(withdrawal: Act, acts: Mapping[str, Act]) -> list[int]:
    """The posting it speaks of, and that posting's corrections so far."""
    of = withdrawal.posting.of
    return [act.order for act in acts.values() if act.posting.id == of or act.posting.of == of
            and act.posting.kind is PostingKind.CORRECTION and act.order < withdrawal.order]


def _taken(acts: Mapping[str, Act], naming: Collection[str]) -> list[int]:
    """The postings that were taken back whole."""
    return [order for act in _in_effect(acts) if act.posting.id not in naming for order in _targets(act, acts)]


def _named(rows: pl.DataFrame, acts: Mapping[str, Act], naming: Collection[str]) -> pl.DataFrame:
    """What was taken back by name: household, target posting, by which withdrawal, with its row."""
    pairs = [(act.order, order) for act in _in_effect(acts) if act.posting.id in naming for order in _targets(act, acts)]
    listed = pl.DataFrame(pairs, schema={"order": pl.UInt32, "target": pl.UInt32}, orient="row")
    return rows.join(listed, on="order").select("household", "target", pl.col("order").alias("by"), pl.col("row").alias("by_row"))


def _standing(live: pl.DataFrame) -> pl.DataFrame:
    """The versions that no later correction replaced."""
    corrected = live.filter(_is(PostingKind.CORRECTION))
    if not corrected.height:
        return live
    later = corrected.group_by(_SAME).agg(pl.col("order").max().alias("last"))
    beside = live.join(later, on=_SAME, how="left")
    return beside.filter(pl.col("last").is_null() | (pl.col("order") == pl.col("last"))).drop("last")


def _beside_provisional(stating: pl.DataFrame, live: pl.DataFrame, standing: pl.DataFrame,
                        acts: Mapping[str, Act]) -> list[pl.DataFrame]:
    """A final against what was proposed: households, period, quota, place and trade."""
    on, is_final, of_final = ["household", "proposal"], _is(PostingKind.FINAL), pl.col("root_kind") == _KIND[PostingKind.FINAL]
    last = {acts[act.posting.of or ""].order: act.order for act in acts.values() if act.posting.kind is PostingKind.FINAL}
    proposed = standing.filter(~of_final & pl.col("proposal").is_in(list(last)))
    left_out = proposed.join(stating.filter(is_final).select(on), on=on, how="anti").with_columns(
        pl.col("proposal").replace_strict(last, default=None, return_dtype=pl.UInt32).alias("other"))
    never = live.filter(is_final).join(proposed.select(on), on=on, how="anti")
    then = proposed.select(*on, *(pl.col(name).alias(f"{name} then") for name in _COMPARED))
    return [_finding("household-never-provisional", _once(never)), _finding("provisional-without-final", left_out),
            *_pairs(standing.filter(of_final).join(then, on=on))]


def _once(rows: pl.DataFrame) -> pl.DataFrame:
    """The first row of each household in each posting: one problem is enough."""
    return rows.unique(["household", "order"], keep="first", maintain_order=True)


def _pairs(pairs: pl.DataFrame) -> list[pl.DataFrame]:
    pairs = pairs.with_columns(pl.col("order then").alias("other"), pl.col("row then").alias("other_row"))
    same = (pl.col("starts_on") == pl.col("starts_on then")) & (pl.col("ends_on") == pl.col("ends_on then"))
    apart = pairs.filter(~same & (pl.col("ends_on") >= pl.col("starts_on")) & _is(PostingKind.FINAL))
    apart = apart.join(pairs.filter(same).select("order", "row"), on=["order", "row"], how="anti") if apart.height else apart
    began = pairs.filter(pl.col("starts_on") == pl.col("starts_on then"))
    explained = pl.col("remarked") | pl.col("status").is_in([*_ENDED, _STATUS[SUSPENDED]])
    return [_finding("final-period-differs", apart.unique(["order", "row"], keep="first", maintain_order=True)),
            _finding("final-differs-unexplained", began.filter((pl.col("turnover") != pl.col("turnover then")) & ~explained)),
            _finding("final-place-changed", began.filter(pl.col("place") != pl.col("place then"))),
            _finding("final-trade-changed", began.filter(pl.col("trade") != pl.col("trade then")))]


def _finding(rule: str, rows: pl.DataFrame) -> pl.DataFrame:
    absent = [pl.lit(None, pl.UInt32).alias(column) for column in ("other", "other_row") if column not in rows.columns]
    return rows.with_columns(pl.lit(rule).alias("rule"), *absent)


def _overlaps(final: pl.DataFrame) -> pl.DataFrame:
    """Two standing quotas of one household in one place that hold at one time: of any such, two are neighbours by start."""
    each = final.filter(~pl.col("status").is_in(_ENDED)).drop_nulls(["starts_on", "ends_on"]).select(
        "household", "place", "starts_on", "ends_on", "order", "row").sort("household", "place", "starts_on", "order", "row")
    before = {name: pl.col(name).shift(1) for name in each.columns}
    hits = each.with_columns(before["order"].alias("other"), before["row"].alias("other_row")).filter(
        (pl.col("household") == before["household"]) & (pl.col("place") == before["place"])
        & (pl.col("starts_on") <= before["ends_on"]))
    later = (pl.col("order") > pl.col("other")) | ((pl.col("order") == pl.col("other")) & (pl.col("row") > pl.col("other_row")))
    return _finding("quotas-overlap", hits.select(
        pl.when(later).then("order").otherwise("other").alias("order"), pl.when(later).then("row").otherwise("other_row").alias("row"),
        pl.when(later).then("other").otherwise("order").alias("other"),
        pl.when(later).then("other_row").otherwise("row").alias("other_row")))


def _jumps(final: pl.DataFrame, margin: Margin | None) -> pl.DataFrame:
    """A quota further from the last one of the same place and trade than the margin, without a word."""
    if margin is None:
        return FOUND.to_frame()
    each = final.filter(pl.col("turnover") > 0).sort("household", "starts_on", "order", "row")
    before = {name: pl.col(name).shift(1) for name in each.columns}
    change = (pl.col("turnover") - before["turnover"]).abs() * 10_000
    allowed = margin.hundredths * before["turnover"]
    beyond = (change > allowed) | (margin.inclusive & (change == allowed))
    same = pl.all_horizontal(pl.col(name) == before[name] for name in ("household", "place", "trade"))
    hits = each.with_columns(before["order"].alias("other"), before["row"].alias("other_row")).filter(
        same & beyond & ~pl.col("remarked") & (pl.col("starts_on") > before["ends_on"]))
    return _finding("quota-jump", hits)


def _resumed(stating: pl.DataFrame) -> pl.DataFrame:
    """Resumed, and posted before, but never as suspended."""
    resumed = stating.filter(pl.col("status") == _STATUS[RESUMED])
    past = stating.join(resumed.select("household").unique(), on="household", how="semi").select(
        "household", pl.col("order").alias("earlier"), (pl.col("status") == _STATUS[SUSPENDED]).alias("suspended"))
    seen = resumed.select("household", "order", "row").join(past, on="household").filter(pl.col("earlier") < pl.col("order"))
    return _finding("resumed-without-suspension", seen.group_by("order", "row").agg(
        pl.col("suspended").any()).filter(~pl.col("suspended")))


def _posted_again(live: pl.DataFrame) -> pl.DataFrame:
    """Has a quota in a later posting than the final that ended it."""
    ended = live.filter((pl.col("root_kind") == _KIND[PostingKind.FINAL]) & pl.col("status").is_in(_ENDED)).select(
        "household", pl.col("order").alias("other"), pl.col("row").alias("other_row"), pl.col("root").alias("ended"))
    again = live.filter(~pl.col("status").is_in(_ENDED)).join(ended, on="household")
    hits = again.filter((pl.col("order") > pl.col("other")) & (pl.col("root") != pl.col("ended")))
    return _finding("ended-posted-again", hits.unique(["order", "row"], keep="first", maintain_order=True))


def _after_withdrawal(rows: pl.DataFrame, named: pl.DataFrame) -> list[pl.DataFrame]:
    """A correction, or another withdrawal, of a household that was taken back by name before."""
    def hits(kind: PostingKind) -> pl.DataFrame:
        beside = rows.filter(_is(kind)).join(
            named.with_columns(pl.col("by").alias("other"), pl.col("by_row").alias("other_row")),
            left_on=["household", "of"], right_on=["household", "target"])
        return beside.filter(pl.col("by") < pl.col("order")).unique(["order", "row"], keep="first", maintain_order=True)
    return [_finding("corrects-withdrawn-household", hits(PostingKind.CORRECTION)),
            _finding("household-withdrawn-again", hits(PostingKind.WITHDRAWAL))]
