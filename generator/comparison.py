"""One comparison from the files to the answer: takes a project and a posting, gives what the posting changes. Builds nothing."""

from __future__ import annotations

from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path

import polars as pl

from generator.accepted import Accepted, accepted, problems_of
from generator.derive.difference import difference
from generator.examined import Examined, examine
from generator.model.difference import Difference
from generator.model.fold import fold
from generator.model.posted_table import TAX
from generator.model.posting import Posting, PostingKind
from generator.model.problem import GeneratorError, Problem
from generator.model.quota_table import QUOTA_ROWS


def compare(config_file: Path, posting: str, against: str | None, as_of: str | None) -> Difference | list[Problem]:
    """What `posting` changes; or the errors of its own that are in the way.

    Raises GeneratorError for a posting that does not exist, or one that states no quotas to compare with.
    """
    return compared(examine(config_file, as_of), posting, against)


def compared(examined: Examined, posting: str, against: str | None) -> Difference | list[Problem]:
    """The same, in a project that has been examined."""
    usable = accepted(examined)
    wanted = [name for name in (posting, against) if name]
    for name in wanted:
        _refuse_unknown(name, examined)
    in_the_way = [problem for name in wanted if name not in usable.postings or name in usable.whole
                  for problem in problems_of(examined, name) if problem.is_error]
    if in_the_way or not usable.postings.keys() >= set(wanted):
        return in_the_way or [p for p in examined.problems if p.is_error]
    one, other = usable.postings[posting], usable.postings[against] if against else None
    _refuse_withdrawal(one, other)
    unread = _unread(usable, wanted)
    versions = versions_with_tax(usable, _concerned(usable, one, other))
    found = difference(one, other, usable.postings, versions, usable.reference, examined.as_of.day,
                       unread["disclosure_no"].unique().to_list())
    return replace(found, refused=unread.height, left_out=usable.left_out)


def _unread(usable: Accepted, wanted: list[str]) -> pl.DataFrame:
    """The rows with errors of the postings and of what corrects them: disclosure_no, null where even that is missing."""
    concerned = [name for name, posting in usable.postings.items() if name in wanted or posting.of in wanted]
    parts = [usable.tables[name].load().filter(pl.col("row").is_in(list(usable.refused.get(name, ())))).select("disclosure_no")
             for name in concerned]
    return pl.concat([pl.DataFrame(schema={"disclosure_no": pl.String}), *parts])


def _concerned(usable: Accepted, posting: Posting, against: Posting | None) -> pl.DataFrame:
    """The households for which something can change: those of the postings, and of the finals that these follow.

    All others are left where they lie: one posting of a city is compared in the memory its own households take.
    """
    named = {posting.id, *([against.id] if against else [])}
    if posting.kind is PostingKind.WITHDRAWAL:
        named.add(posting.of or "")
    family = [one.id for one in usable.postings.values() if one.id in named or one.of in named]
    own = _numbers(usable, family)
    if against is not None or posting.kind in (PostingKind.CORRECTION, PostingKind.WITHDRAWAL):
        return own
    finals = [_numbers(usable, [one.id]) for one in usable.postings.values() if one.kind is PostingKind.FINAL]
    return pl.concat([own, *(numbers for numbers in finals if numbers.join(own, on="disclosure_no", how="semi").height)]).unique()


def _numbers(usable: Accepted, names: list[str]) -> pl.DataFrame:
    parts = [usable.kept(name).select("disclosure_no") for name in names]
    return pl.concat([pl.DataFrame(schema={"disclosure_no": pl.String}), *parts]).unique()


def versions_with_tax(usable: Accepted, wanted: pl.DataFrame | None = None) -> pl.DataFrame:
    """Every version, of the households `wanted` or of all, with the sum of its taxes."""
    parts = [_with_tax(name, usable.kept(name, wanted)) for name in usable.postings]
    rows = pl.concat([pl.DataFrame(schema={**QUOTA_ROWS, "tax_fen": pl.Int64}), *parts])
    versions = fold(usable.postings.values(), rows.drop("tax_fen"), usable.naming)
    return versions.join(rows.select("posting_id", "row", "tax_fen"), on=["posting_id", "row"], how="left", maintain_order="left")


def _with_tax(posting: str, kept: pl.DataFrame) -> pl.DataFrame:
    items = [pl.col(name) for name in kept.columns if name.startswith(TAX)]
    tax = pl.sum_horizontal(items) if items else pl.lit(0)
    return kept.with_columns(pl.lit(posting).alias("posting_id"), tax.cast(pl.Int64).alias("tax_fen")).select(
        *QUOTA_ROWS.names(), "tax_fen")


def _refuse_unknown(name: str, examined: Examined) -> None:
    known = {posting.id for posting in examined.postings} | {
        problem.file.split("/")[-2 if problem.file.endswith(".yml") else -1] for problem in examined.problems
        if problem.file.startswith(f"{examined.project.name(examined.project.postings)}/")}
    if name not in known:
        near = get_close_matches(name, sorted(known), 3, 0.5)
        raise GeneratorError(f"{name}: no such posting / 没有这份公示"
                             + (f"; {' '.join(near)}?" if near else ""))


def _refuse_withdrawal(posting: Posting, against: Posting | None) -> None:
    if against is not None and PostingKind.WITHDRAWAL in (posting.kind, against.kind):
        name = against.id if against.kind is PostingKind.WITHDRAWAL else posting.id
        raise GeneratorError(f"{name}: a withdrawal states no quotas, so nothing is compared with it; leave out --against "
                             "/ 撤回没有定额，不能和另一份相比；请不写 --against")
