"""Takes the history and the as-of date, gives one row a household: its present quota, its state, a newer proposal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from generator.model.answers import HOUSEHOLD_ORDER
from generator.model.bucket import bucket_column
from generator.model.posting import Posting
from generator.model.reference import Reference
from generator.model.settings import Settings
from generator.model.working_days import Window

_PREFERENCE = ("in_force", "upcoming", "open", "pending", "ended", "withdrawn")


def with_states(history: pl.DataFrame, windows: Mapping[str, Window], as_of: date) -> pl.DataFrame:
    """The history with `state`, `comment_until` and `comment_is_certain` on each version.

    A provisional version whose household stands in the final made of it has done its work: its state is `ended`.
    """
    window = pl.DataFrame([(root, w.last, w.is_certain) for root, w in windows.items()], orient="row",
                          schema={"root_id": pl.String, "comment_until": pl.Date, "comment_is_certain": pl.Boolean})
    joined = history.join(window, on="root_id", how="left", maintain_order="left")
    is_final = pl.col("root_kind") == "final"
    state = (pl.when(pl.col("standing") == "withdrawn").then(pl.lit("withdrawn"))
             .when(is_final & (pl.col("ends_on") < as_of)).then(pl.lit("ended"))
             .when(is_final & (pl.col("starts_on") > as_of)).then(pl.lit("upcoming"))
             .when(is_final).then(pl.lit("in_force"))
             .when(pl.col("comment_until") >= as_of).then(pl.lit("open"))
             .otherwise(pl.lit("pending")))
    return joined.with_columns(state.alias("state"))


def finished_provisionals(history: pl.DataFrame, finals: Mapping[str, str]) -> pl.DataFrame:
    """The history without provisional versions that a final has overtaken, even one that was withdrawn since.

    Shape: `finals` is final id to provisional id.
    """
    links = pl.DataFrame([(final, of) for final, of in finals.items()], orient="row",
                         schema={"root_id": pl.String, "overtaken": pl.String})
    done = (history.filter(pl.col("root_kind") == "final")
            .join(links, on="root_id").select(pl.col("overtaken").alias("root_id"), "disclosure_no").unique())
    return history.join(done, on=["root_id", "disclosure_no"], how="anti", maintain_order="left")


def households(history: pl.DataFrame, windows: Mapping[str, Window], postings: Mapping[str, Posting],
               reference: Reference, settings: Settings, as_of: date) -> tuple[pl.DataFrame, int]:
    """One row a household without its peers, and how many left because their retention ended.

    Shape: the columns of HOUSEHOLDS up to `comment_is_certain`.
    """
    finals = {p.id: p.of or "" for p in postings.values() if p.kind.value == "final"}
    states = with_states(finished_provisionals(history, finals), windows, as_of)
    states = states.filter(pl.col("standing") != "superseded")
    rank = pl.col("state").replace_strict(dict(zip(_PREFERENCE, range(len(_PREFERENCE)))), return_dtype=pl.Int32)
    present = (states.with_row_index("seen").with_columns(rank.alias("rank"))
               .sort(["disclosure_no", "rank", "starts_on", "seen"], descending=[False, False, True, True])
               .unique("disclosure_no", keep="first", maintain_order=True))
    # The quota in force is the one that began last; of quotas to come the one that begins first would be shown
    # second: a household has one final quota a period, so the newest is also the next.
    present = present.with_columns(_own_window(pl.col("state") == "open"))
    present = _with_proposal(present, states)
    present = _with_previous(present, history)
    kept = present.filter(_retained(history, settings, as_of, present))
    return _with_names(kept, postings, reference, settings), present.height - kept.height


def _own_window(is_open: pl.Expr) -> list[pl.Expr]:
    return [pl.when(is_open).then(pl.col(name)).alias(name) for name in ("comment_until", "comment_is_certain")]


def _with_proposal(present: pl.DataFrame, states: pl.DataFrame) -> pl.DataFrame:
    """Beside a final quota, the newest provisional one that is open or waits for its final."""
    proposal = (states.filter(pl.col("state").is_in(["open", "pending"]))
                .unique("disclosure_no", keep="last", maintain_order=True)
                .select("disclosure_no", pl.col("posting_id").alias("proposed_posting_id"),
                        pl.col("monthly_turnover_fen").alias("proposed_turnover_fen"),
                        pl.col("tax_fen").alias("proposed_tax_fen"),
                        pl.when(pl.col("state") == "open").then(pl.col("comment_until")).alias("proposed_until"),
                        pl.when(pl.col("state") == "open").then(pl.col("comment_is_certain")).alias("proposed_certain")))
    joined = present.join(proposal, on="disclosure_no", how="left", maintain_order="left")
    itself = pl.col("posting_id") == pl.col("proposed_posting_id")
    blank = [pl.when(~itself).then(pl.col(name)).alias(name)
             for name in ("proposed_posting_id", "proposed_turnover_fen", "proposed_tax_fen")]
    return joined.with_columns(
        pl.coalesce("comment_until", "proposed_until").alias("comment_until"),
        pl.coalesce("comment_is_certain", "proposed_certain").alias("comment_is_certain")).with_columns(blank)


def _with_previous(present: pl.DataFrame, history: pl.DataFrame) -> pl.DataFrame:
    """The turnover and status of the last standing final quota whose period began before the present one's."""
    finals = (history.filter((pl.col("root_kind") == "final") & (pl.col("standing") == "standing"))
              .select("disclosure_no", pl.col("starts_on").alias("began"),
                      pl.col("monthly_turnover_fen").alias("previous_turnover_fen"),
                      pl.col("status").alias("previous_status")))
    earlier = (present.select("disclosure_no", "starts_on").join(finals, on="disclosure_no")
               .filter(pl.col("began") < pl.col("starts_on")).sort("disclosure_no", "began")
               .unique("disclosure_no", keep="last", maintain_order=True)
               .select("disclosure_no", "previous_turnover_fen", "previous_status"))
    return present.join(earlier, on="disclosure_no", how="left", maintain_order="left")


def _retained(history: pl.DataFrame, settings: Settings, as_of: date, present: pl.DataFrame) -> pl.Series:
    """True where the last quota ended at most the retention years ago."""
    last = history.group_by("disclosure_no").agg(pl.col("ends_on").max().alias("last_end"))
    ends = present.select("disclosure_no").join(last, on="disclosure_no", how="left", maintain_order="left")["last_end"]
    return ends.dt.offset_by(f"{settings.retention_years}y") >= as_of


def _with_names(present: pl.DataFrame, postings: Mapping[str, Posting], reference: Reference,
                settings: Settings) -> pl.DataFrame:
    streets = reference["streets"].unique("code", keep="last").select(
        pl.col("code").alias("street_code"), pl.col("name").alias("street_name"), "division_code")
    divisions = _names(reference, "divisions", "division")
    industries = _names(reference, "industries", "industry")
    offices = _names(reference, "offices", "office")
    posted_by = pl.DataFrame([(p.id, p.office) for p in postings.values()], orient="row",
                             schema={"posting_id": pl.String, "posting_office": pl.String})
    named = (present.join(posted_by, on="posting_id", how="left", maintain_order="left")
             .join(_office_of_street(reference), on="street_code", how="left", maintain_order="left")
             .with_columns(pl.coalesce("street_office", "posting_office").alias("office_code")))
    for table, key in ((streets, "street_code"), (divisions, "division_code"), (industries, "industry_code"),
                       (offices, "office_code")):
        named = named.join(table, on=key, how="left", maintain_order="left")
    named = named.with_columns(bucket_column(named["disclosure_no"], settings.household_buckets))
    return named.sort(HOUSEHOLD_ORDER)


def _names(reference: Reference, table: str, noun: str) -> pl.DataFrame:
    return reference[table].unique("code", keep="last").select(
        pl.col("code").alias(f"{noun}_code"), pl.col("name").alias(f"{noun}_name"))


def _office_of_street(reference: Reference) -> pl.DataFrame:
    """The tax office that covers each street, where the reference table says so."""
    return (reference["offices"].select(pl.col("code").alias("street_office"),
                                        pl.col("streets").str.split(";").alias("street_code"))
            .explode("street_code").filter(pl.col("street_code").fill_null("") != "")
            .unique("street_code", keep="first", maintain_order=True))
