"""Takes the versions of the fold and a posting, gives what it changes for each household. Column-wise; prints nothing.

How a posting is read: a provisional or final one as it stands, with its corrections and without what was withdrawn; a
correction by its own rows; a withdrawal by the rows it took back, of which nothing is left.

What it is compared with: another posting, read the same way; or each household's own previous quota: the standing final
one whose period began last before the period compared, as its page shows it. A correction is compared with the version
it replaced, a withdrawal with what it took back.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

import polars as pl

from generator.model.difference import CHANGES, ENDED, GROUPS, KINDS, RESUMED, SUSPENDED, Difference
from generator.model.posting import Posting, PostingKind
from generator.model.reference import Reference

FACTS = ("shop_name", "industry_code", "street_code", "posting_id", "row", "starts_on", "ends_on", "status",
         "monthly_turnover_fen", "tax_fen")
_SAME_QUOTA = ("disclosure_no", "place")
_NAMES = {"posting_id": "posting", "monthly_turnover_fen": "turnover_fen"}


def difference(posting: Posting, against: Posting | None, postings: Mapping[str, Posting], versions: pl.DataFrame,
               reference: Reference, as_of: date, unread: Collection[str] = ()) -> Difference:
    """What `posting` changes, and for whom.

    Shape: `versions` is what the fold gives, with `tax_fen`, the sum of each version's taxes; `unread` are the numbers of
        households whose row could not be read: nobody knows what changes for them, so they are on neither side.
    """
    if against is not None:
        after = _with_place(stated(posting, versions))
        before = _with_place(stated(against, versions))
    elif posting.kind is PostingKind.WITHDRAWAL:
        before = _with_place(stated(posting, versions))
        after = before.clear()
    else:
        after = _with_place(stated(posting, versions))
        before = _previous(posting, after, postings, versions)
    before, after = (rows.filter(~pl.col("disclosure_no").is_in(list(unread))) for rows in (before, after))
    paired = _paired(before, after, _taken_back(posting, versions))
    changes = _changes(paired, reference)
    own = versions.filter((pl.col("root_id") == posting.id) | (pl.col("posting_id") == posting.id))
    return Difference(
        posting=posting, office_name=reference.names("offices").get(posting.office, posting.office), against=against,
        as_of=as_of, changes=changes, kinds=_by_kind(changes), trades=_groups(changes, "industry"),
        streets=_groups(changes, "street"), total=_total(changes),
        tax_only=changes.filter((pl.col("kind") == "unchanged") & (pl.col("tax_change_fen") != 0)).height,
        corrected=after.filter(pl.col("posting_id") != posting.id).height,
        withdrawn=own.filter((pl.col("posting_id") == posting.id) & (pl.col("standing") == "withdrawn")).height)


def stated(posting: Posting, versions: pl.DataFrame) -> pl.DataFrame:
    """The rows by which a posting is read. Shape: that of `versions`."""
    if posting.kind is PostingKind.CORRECTION:
        return versions.filter((pl.col("posting_id") == posting.id) & (pl.col("standing") != "withdrawn"))
    if posting.kind is PostingKind.WITHDRAWAL:
        taken = versions.filter((pl.col("by") == posting.id) & (pl.col("standing") == "withdrawn"))
        return taken.filter(pl.col("order") == pl.col("order").max().over("disclosure_no"))
    return versions.filter((pl.col("root_id") == posting.id) & (pl.col("standing") == "standing"))


def _with_place(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with `place`: which of the household's periods in that posting each is, the first being 1."""
    return rows.with_columns(pl.col("starts_on").rank("ordinal").over("disclosure_no").cast(pl.UInt32).alias("place"))


def _previous(posting: Posting, after: pl.DataFrame, postings: Mapping[str, Posting],
              versions: pl.DataFrame) -> pl.DataFrame:
    """The quotas before those of a posting, each with the `place` of the one it is compared with; and those that end."""
    if posting.kind is PostingKind.CORRECTION:
        return _replaced(posting, versions)
    own = {posting.id, *(p.id for p in postings.values() if p.kind is PostingKind.FINAL and p.of == posting.id)}
    finals = versions.filter((pl.col("root_kind") == "final") & (pl.col("standing") == "standing")
                             & ~pl.col("root_id").is_in(list(own)))
    earlier = after.select("disclosure_no", "place", pl.col("starts_on").alias("begins")).join(finals, on="disclosure_no")
    earlier = (earlier.filter(pl.col("starts_on") < pl.col("begins")).sort("starts_on", "order", "row")
               .unique(_SAME_QUOTA, keep="last", maintain_order=True))
    kept = earlier.filter(~pl.col("status").is_in(ENDED)).select(after.columns)
    ended = _not_renewed(own | {posting.of or ""}, after, earlier, finals, versions)
    return pl.concat([kept, ended.select(after.columns)])


def _replaced(posting: Posting, versions: pl.DataFrame) -> pl.DataFrame:
    """For each household of a correction the newest version before it of what it corrects."""
    own = versions.filter(pl.col("posting_id") == posting.id)
    if not own.height:
        return _with_place(own)
    older = versions.filter((pl.col("root_id") == own["root_id"][0]) & (pl.col("order") < own["order"][0]))
    older = older.join(own.select("disclosure_no"), on="disclosure_no", how="semi", maintain_order="left")
    return _with_place(older.filter(pl.col("order") == pl.col("order").max().over("disclosure_no")))


def _not_renewed(own: set[str], after: pl.DataFrame, earlier: pl.DataFrame, finals: pl.DataFrame,
                 versions: pl.DataFrame) -> pl.DataFrame:
    """The quotas that this posting lets end: in the postings that it follows, on the streets where it has households, over
    when the last of its periods begins, and with nothing else in force or proposed for its time."""
    if not after.height:
        return finals.clear().with_columns(pl.lit(1, pl.UInt32).alias("place"))
    begins, ends = after["starts_on"].max(), after["ends_on"].max()
    beside = (finals.filter(pl.col("root_id").is_in(earlier["root_id"].unique().to_list())
                            & pl.col("street_code").is_in(after["street_code"].unique().to_list())
                            & ~pl.col("status").is_in(ENDED))
              .join(after.select("disclosure_no"), on="disclosure_no", how="anti", maintain_order="left"))
    covered = versions.filter(~pl.col("root_id").is_in(list(own)) & (pl.col("standing") == "standing")
                              & (pl.col("starts_on") <= ends) & (pl.col("ends_on") >= begins))
    lasting = beside.join(covered.select("disclosure_no"), on="disclosure_no", how="anti", maintain_order="left")
    newest = lasting.sort("starts_on", "order", "row").unique("disclosure_no", keep="last", maintain_order=True)
    return newest.with_columns(pl.lit(1, pl.UInt32).alias("place"))


def _taken_back(posting: Posting, versions: pl.DataFrame) -> pl.DataFrame:
    """The households whose rows of this posting were taken back and stand no more: disclosure_no, `taken` true."""
    if posting.kind is PostingKind.WITHDRAWAL:
        own = stated(posting, versions)
    else:
        own = versions.filter((pl.col("root_id") == posting.id) | (pl.col("posting_id") == posting.id))
        own = own.filter((pl.col("standing") == "withdrawn").all().over("disclosure_no"))
    return own.select("disclosure_no", pl.lit(True).alias("taken")).unique(maintain_order=True)


def _paired(before: pl.DataFrame, after: pl.DataFrame, taken: pl.DataFrame) -> pl.DataFrame:
    """The two sides beside each other, `taken` where the household's row was taken back."""
    sides = [rows.select(*_SAME_QUOTA, *(pl.col(name).alias(f"{side}_{_NAMES.get(name, name)}") for name in FACTS))
             for side, rows in (("before", before), ("after", after))]
    paired = sides[0].join(sides[1], on=list(_SAME_QUOTA), how="full", coalesce=True)
    return paired.join(taken, on="disclosure_no", how="left").with_columns(pl.col("taken").fill_null(False))


def _changes(paired: pl.DataFrame, reference: Reference) -> pl.DataFrame:
    """CHANGES of the two sides. What a household is called, and where it trades, is as it is now."""
    now = [pl.coalesce(f"after_{name}", f"before_{name}").alias(name) for name in ("shop_name", "industry_code", "street_code")]
    amounts = [(pl.col(f"after_{name}").fill_null(0) - pl.col(f"before_{name}").fill_null(0)).alias(change)
               for name, change in (("turnover_fen", "change_fen"), ("tax_fen", "tax_change_fen"))]
    found = paired.with_columns(*now, *amounts, _kind().alias("kind"))
    found = found.with_columns(_reason().alias("reason"),
                               tenths(pl.col("change_fen"), pl.col("before_turnover_fen")).alias("change_tenths"))
    for table, noun in (("industries", "industry"), ("streets", "street")):
        names = reference[table].unique("code", keep="last").select(
            pl.col("code").alias(f"{noun}_code"), pl.col("name").alias(f"{noun}_name"))
        found = found.join(names, on=f"{noun}_code", how="left")
    return found.select(CHANGES.names()).cast(CHANGES).sort(
        pl.col("change_fen").abs(), "street_code", "industry_code", "disclosure_no", "after_starts_on",
        descending=[True, False, False, False, False])


def _kind() -> pl.Expr:
    more = pl.col("after_turnover_fen") - pl.col("before_turnover_fen")
    return kind_of(pl.col("before_status"), pl.col("after_status"), more)


def kind_of(before: pl.Expr, after: pl.Expr, more: pl.Expr) -> pl.Expr:
    """What became of a quota, one of KINDS, from the status before and after (null where there is no quota) and how much more.

    Asked in this order: is it over, is it new, has it stopped, has it begun again, is it more or less."""
    return (pl.when(after.is_null() | after.is_in(ENDED)).then(pl.lit("gone"))
            .when(before.is_null()).then(pl.lit("new"))
            .when((after == SUSPENDED) & (before != SUSPENDED)).then(pl.lit("suspended"))
            .when(((before == SUSPENDED) & (after != SUSPENDED)) | ((after == RESUMED) & (before != RESUMED))).then(pl.lit("resumed"))
            .when(more > 0).then(pl.lit("up")).when(more < 0).then(pl.lit("down")).otherwise(pl.lit("unchanged")))


def _reason() -> pl.Expr:
    is_gone = pl.col("kind") == "gone"
    return (pl.when(is_gone & pl.col("after_status").is_not_null()).then(pl.col("after_status"))
            .when(is_gone & pl.col("taken")).then(pl.lit("withdrawn")).when(is_gone).then(pl.lit("absent")))


def tenths(change: pl.Expr, before: pl.Expr) -> pl.Expr:
    """Tenths of a percent, rounded half away from nought: whole numbers only, so that it is the same everywhere."""
    size = (change.abs() * 2000 + before) // (before * 2)
    return pl.when(before > 0).then(pl.when(change < 0).then(-size).otherwise(size))


def _by_kind(changes: pl.DataFrame) -> pl.DataFrame:
    """The sums of every kind, those without a quota too."""
    sums = _sums(changes.with_columns(pl.col("kind").alias("code"), pl.lit("").alias("name")))
    order = pl.DataFrame({"code": list(KINDS)})
    joined = order.join(sums, on="code", how="left", maintain_order="left")
    amounts = [name for name in GROUPS.names()[2:] if name != "change_tenths"]
    return joined.with_columns(pl.col("name").fill_null(""), pl.col(amounts).fill_null(0)).select(GROUPS.names()).cast(GROUPS)


def _total(changes: pl.DataFrame) -> pl.DataFrame:
    """The sums of everything: one row, of noughts where nothing is compared."""
    sums = _sums(changes.with_columns(pl.lit("").alias("code"), pl.lit("").alias("name")))
    return sums if sums.height else pl.DataFrame({"code": [""], "name": [""]}).with_columns(
        pl.lit(None if name == "change_tenths" else 0, kind).alias(name) for name, kind in list(GROUPS.items())[2:])


def _groups(changes: pl.DataFrame, noun: str) -> pl.DataFrame:
    """The sums of every trade or street."""
    named = changes.with_columns(pl.col(f"{noun}_code").alias("code"),
                                 pl.coalesce(f"{noun}_name", f"{noun}_code").alias("name"))
    return _sums(named).sort(pl.col("change_fen").abs(), "quotas", "code", descending=[True, True, False])


def _sums(changes: pl.DataFrame) -> pl.DataFrame:
    """GROUPS by `code` and `name`, the totals of both sides and how many quotas are of each kind."""
    counts = [(pl.col("kind") == kind).sum().alias(kind) for kind in KINDS]
    sums = changes.group_by("code", "name").agg(
        pl.len().alias("quotas"), *counts, pl.col("before_turnover_fen").sum().alias("before_fen"),
        pl.col("after_turnover_fen").sum().alias("after_fen"), pl.col("change_fen").sum(),
        pl.col("before_tax_fen").sum(), pl.col("after_tax_fen").sum(), pl.col("tax_change_fen").sum())
    return sums.with_columns(tenths(pl.col("change_fen"), pl.col("before_fen")).alias("change_tenths")
                             ).select(GROUPS.names()).cast(GROUPS)
