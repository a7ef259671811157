"""Takes all postings and their rows, gives every version of every quota with its standing on the as-of date.

The one idea of the design: postings are events, the present is a fold over them. Nothing is overwritten; a version that
was corrected or withdrawn stays in the history and says by what.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from generator.model.posting import Posting, PostingKind
from generator.model.quota_table import QUOTA_ROWS

VERSIONS = pl.Schema({**QUOTA_ROWS, "kind": pl.String, "root_id": pl.String, "root_kind": pl.String,
                      "posted_on": pl.Date, "order": pl.UInt32, "standing": pl.String, "by": pl.String})
"""`order`: the place of its posting in the fold; `root_id`: the provisional or final posting it states or corrects;
`standing`: standing, superseded or withdrawn; `by`: the posting that did it."""


@dataclass(frozen=True)
class Act:
    """What the fold needs of a posting: its place in the order, and the root it speaks of."""

    posting: Posting
    order: int
    root: Posting


def acts(postings: Iterable[Posting]) -> dict[str, Act]:
    """The postings in the order of the fold, each with the provisional or final posting at the end of its `of` chain."""
    ordered = sorted(postings, key=lambda posting: posting.sort_key)
    by_id = {posting.id: posting for posting in ordered}
    return {posting.id: Act(posting, order, _root(posting, by_id)) for order, posting in enumerate(ordered)}


def _root(posting: Posting, by_id: Mapping[str, Posting]) -> Posting:
    while posting.kind in (PostingKind.CORRECTION, PostingKind.WITHDRAWAL):
        posting = by_id[posting.of or ""]
    return posting


def fold(postings: Iterable[Posting], rows: pl.DataFrame, naming: Collection[str] | None = None) -> pl.DataFrame:
    """Every version, in the order of the fold.

    Shape: VERSIONS. A version is one household's rows in one posting; the newest one not withdrawn, of each root and
        household, is standing; the ones before it are superseded by it. `naming`: the withdrawals that name
        households, where `rows` are those of some households only.
    """
    by_id = acts(postings)
    withdrawn = _withdrawn(by_id, rows, set(rows["posting_id"]) if naming is None else set(naming))
    versions = _versions(by_id, rows)
    versions = versions.join(withdrawn, on=["posting_id", "disclosure_no"], how="left", maintain_order="left")
    live = pl.col("withdrawn_by").is_null()
    newest = pl.col("order").filter(live).max().over("root_id", "disclosure_no")
    successor = _successor(versions.filter(live))
    versions = versions.join(successor, on=["posting_id", "disclosure_no"], how="left", maintain_order="left")
    standing = (pl.when(~live).then(pl.lit("withdrawn")).when(pl.col("order") == newest).then(pl.lit("standing"))
                .otherwise(pl.lit("superseded")))
    return versions.with_columns(
        standing.alias("standing"),
        pl.when(~live).then(pl.col("withdrawn_by")).otherwise(pl.col("successor")).alias("by"),
    ).select(VERSIONS.names()).cast(VERSIONS)


def _versions(by_id: Mapping[str, Act], rows: pl.DataFrame) -> pl.DataFrame:
    headers = pl.DataFrame(
        [(act.posting.id, act.posting.kind.value, act.root.id, act.root.kind.value, act.posting.posted_on, act.order)
         for act in by_id.values() if act.posting.kind is not PostingKind.WITHDRAWAL],
        schema={"posting_id": pl.String, "kind": pl.String, "root_id": pl.String, "root_kind": pl.String,
                "posted_on": pl.Date, "order": pl.UInt32}, orient="row")
    return rows.join(headers, on="posting_id", maintain_order="left").sort("order", "row", maintain_order=True)


def _successor(live: pl.DataFrame) -> pl.DataFrame:
    """For each live version the posting of the next live version of the same root and household."""
    each = live.unique(["posting_id", "disclosure_no"]).sort("order")
    following = pl.col("posting_id").shift(-1).over("root_id", "disclosure_no")
    return each.select("posting_id", "disclosure_no", following.alias("successor"))


def _withdrawn(by_id: Mapping[str, Act], rows: pl.DataFrame, naming: set[str]) -> pl.DataFrame:
    """Which version is withdrawn by which posting: posting_id, disclosure_no, withdrawn_by.

    A withdrawal without rows takes back its whole original, with rows only the households it names. Withdrawing a
    root takes its corrections along. A withdrawal that was itself taken back whole does nothing.
    """
    taken_back = withdrawals_taken_back(by_id)
    pairs = [_taken(act.posting, by_id, rows, naming) for act in by_id.values()
             if act.posting.kind is PostingKind.WITHDRAWAL and act.posting.id not in taken_back]
    schema = {"posting_id": pl.String, "disclosure_no": pl.String, "withdrawn_by": pl.String}
    return pl.concat([pl.DataFrame(schema=schema), *pairs]).unique(["posting_id", "disclosure_no"], keep="last",
                                                                    maintain_order=True)


def withdrawals_taken_back(by_id: Mapping[str, Act]) -> set[str]:
    """What some withdrawal speaks of that was not itself taken back: a withdrawal among them does nothing."""
    taken_back: set[str] = set()
    for act in reversed(by_id.values()):
        posting = act.posting
        if posting.kind is PostingKind.WITHDRAWAL and posting.id not in taken_back:
            taken_back.add(posting.of or "")
    return taken_back


def _taken(withdrawal: Posting, by_id: Mapping[str, Act], rows: pl.DataFrame, naming: set[str]) -> pl.DataFrame:
    targets = [act.posting.id for act in by_id.values()
               if act.posting.id == withdrawal.of or act.posting.of == withdrawal.of
               and act.posting.kind is PostingKind.CORRECTION and act.order < by_id[withdrawal.id].order]
    taken = rows.filter(pl.col("posting_id").is_in(targets)).select("posting_id", "disclosure_no")
    if withdrawal.id in naming:
        named = rows.filter(pl.col("posting_id") == withdrawal.id).select("disclosure_no")
        taken = taken.join(named, on="disclosure_no", how="semi")
    return taken.unique(maintain_order=True).with_columns(pl.lit(withdrawal.id).alias("withdrawn_by"))
