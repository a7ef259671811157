"""Takes the divisions of the province, gives each its acts: provisional and final of 2007 and 2008, and what mends them.

The days are those of the sample's story, which obey the law that the site checks. Of twenty divisions two are open for
comment on 2008-09-26, two wait for their final, five posted in 2008 for the first time; the others have both years. Every
third division corrects its final of 2008, every seventh takes some households back: some three rows a household.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl

from bench.deeds import PLAIN, TAXED, Slip, as_posted, tax_slip
from bench.postings import Story
from bench.province import Division
from bench.story import QUOTAS, Act

_BY_START = {
    start: [quota for quota in QUOTAS if quota.period[0] == start and quota.final and quota.lot == "main"]
    for start in ("2007-07-01", "2008-07-01")
}
_OPEN_YEAR = [quota for quota in QUOTAS if quota.division == "shenbei"]  # 2007 in force, 2008 open for comment
_OPEN, _WAITING, _FIRST_YEAR = (7, 16), (3, 12), (1, 5, 10, 14, 18)  # of twenty divisions
_PENDING = next(quota for quota in QUOTAS if quota.division == "liaozhong")
_CORRECTED_ON, _WITHDRAWN_ON = date(2008, 7, 3), date(2008, 8, 12)
_SLIP_IN, _TAKEN_IN = 500, 1500  # one household in so many


def province_story(divisions: list[Division], households: list[int]) -> Story:
    """All acts by day and id, with the slips that corrections mend and the reasons of withdrawals."""
    acts: list[Act] = []
    slips: list[Slip] = []
    for position, (division, count) in enumerate(zip(divisions, households, strict=True)):
        own = _quotas(position, division)
        acts += own
        if own[-1].kind == "final":
            replies, mended = _replies(position, own[-1], count)
            acts += replies
            slips += mended
    return Story(sorted(acts, key=lambda act: (act.posted_on, act.id)), tuple(slips))


def _quotas(position: int, division: Division) -> list[Act]:
    """Both years, as far as they have come."""
    stage = position % 20
    years = [found[position % len(found)] for found in _BY_START.values()]
    if stage in _OPEN:
        years = _OPEN_YEAR
    elif stage in _WAITING:
        years = [_OPEN_YEAR[0], _PENDING]
    elif stage in _FIRST_YEAR:
        years = years[1:]
    there = [replace(year, division=f"d{position + 1:03d}", number=1) for year in years]
    return [
        replace(act, elsewhere=(division.code, division.short), is_first_year=len(years) == 1)
        for year in there
        for act in year.acts()
    ]


def _replies(position: int, final: Act, count: int) -> tuple[list[Act], list[Slip]]:
    acts, slips = [], []
    fits = TAXED & PLAIN
    if position % 3 == 0:
        slips.append(Slip(f"tax-slip/{final.id}", final.id, 1 + count // _SLIP_IN, fits, tax_slip,
                          pl.lit("更正：城市维护建设税误按5%计算，应按7%")))  # fmt: skip
        acts.append(_reply(final, "correction", _CORRECTED_ON, slips[-1].name))
    if position % 7 == 0:
        slips.append(Slip(f"torn-down/{final.id}", final.id, 1 + count // _TAKEN_IN, fits, as_posted,
                          pl.lit("撤回：经营场所拆迁，另行核定")))  # fmt: skip
        acts.append(_reply(final, "withdrawal", _WITHDRAWN_ON, slips[-1].name))
    return acts, slips


def _reply(final: Act, kind: str, posted_on: date, deed: str) -> Act:
    return replace(final, kind=kind, posted_on=posted_on, number=1, of=final.id, approved_on=None, deed=deed)
