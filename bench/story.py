"""The acts of the sample bureau in two quota years, with dates: what was posted, made final, corrected, taken back.

Every date obeys the law that the site checks: no final on or before the last day of its provisional's five working
days (make-up days counted), approval in between, no period over twelve months. tests/bench/test_story.py proves it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

DIVISIONS = {
    "heping": ("210102", "和平"),
    "shenhe": ("210103", "沈河"),
    "dadong": ("210104", "大东"),
    "huanggu": ("210105", "皇姑"),
    "tiexi": ("210106", "铁西"),
    "sujiatun": ("210111", "苏家屯"),
    "hunnan": ("210112", "浑南"),
    "shenbei": ("210113", "沈北"),
    "yuhong": ("210114", "于洪"),
    "liaozhong": ("210115", "辽中"),
    "kangping": ("210123", "康平"),
    "faku": ("210124", "法库"),
    "xinmin": ("210181", "新民"),
}

KIND_ZH = {"provisional": "公示", "final": "公布", "correction": "更正", "withdrawal": "撤回"}


@dataclass(frozen=True)
class Act:
    """One posting to be written. `edition`: of which year its turnover is; `lot`: `main` or the `newcomers`."""

    division: str
    kind: str
    posted_on: date
    edition: int
    starts_on: date
    ends_on: date
    number: int = 1
    of: str | None = None
    approved_on: date | None = None
    lot: str = "main"
    deed: str | None = None  # which deed of bench/deeds.py chooses its rows; None: all; `whole`: no table
    is_first_year: bool = False  # nobody of the division was posted before: none has gone since
    elsewhere: tuple[str, str] | None = None  # code and name of a division that is none of DIVISIONS

    @property
    def id(self) -> str:
        return f"{self.posted_on.year}-{self.division}-{self.kind}-{self.number:02d}"

    @property
    def place(self) -> tuple[str, str]:
        """Code and short name of the division."""
        return self.elsewhere or DIVISIONS[self.division]


@dataclass(frozen=True)
class Quota:
    """A provisional and, when it has come so far, its final."""

    division: str
    posted: str
    approved: str | None
    final: str | None
    period: tuple[str, str]
    edition: int
    number: int = 1
    lot: str = "main"

    def acts(self) -> list[Act]:
        start, end = (date.fromisoformat(day) for day in self.period)
        first = Act(
            self.division,
            "provisional",
            date.fromisoformat(self.posted),
            self.edition,
            start,
            end,
            self.number,
            lot=self.lot,
        )
        if self.final is None or self.approved is None:
            return [first]
        return [
            first,
            Act(
                self.division,
                "final",
                date.fromisoformat(self.final),
                self.edition,
                start,
                end,
                of=first.id,
                approved_on=date.fromisoformat(self.approved),
                lot=self.lot,
            ),
        ]


_JULY_2007, _JULY_2008 = ("2007-07-01", "2008-06-30"), ("2008-07-01", "2009-06-30")
_OCTOBER_2007, _OCTOBER_2008 = ("2007-10-01", "2008-09-30"), ("2008-10-01", "2009-09-30")

QUOTAS = (
    Quota("heping", "2007-05-28", "2007-06-12", "2007-06-15", _JULY_2007, 2007),
    Quota("shenhe", "2007-06-04", "2007-06-15", "2007-06-20", _JULY_2007, 2007),
    Quota("dadong", "2007-06-05", "2007-06-18", "2007-06-21", _JULY_2007, 2007),
    Quota("huanggu", "2007-06-06", "2007-06-19", "2007-06-22", _JULY_2007, 2007),
    Quota("tiexi", "2007-06-07", "2007-06-20", "2007-06-25", _JULY_2007, 2007),
    Quota("yuhong", "2007-06-11", "2007-06-21", "2007-06-26", _JULY_2007, 2007),
    Quota("hunnan", "2007-06-12", "2007-06-22", "2007-06-27", _JULY_2007, 2007),
    Quota("shenbei", "2007-09-03", "2007-09-14", "2007-09-20", _OCTOBER_2007, 2007),
    Quota("faku", "2008-05-19", None, None, _JULY_2008, 2008),  # taken back two days later
    Quota("heping", "2008-05-22", "2008-06-11", "2008-06-16", _JULY_2008, 2008),
    Quota("shenhe", "2008-05-26", "2008-06-12", "2008-06-17", _JULY_2008, 2008),
    Quota("faku", "2008-05-26", "2008-06-13", "2008-06-18", _JULY_2008, 2008, number=2),
    Quota("dadong", "2008-05-28", "2008-06-13", "2008-06-19", _JULY_2008, 2008),
    Quota("huanggu", "2008-06-02", "2008-06-16", "2008-06-20", _JULY_2008, 2008),
    Quota("kangping", "2008-06-03", "2008-06-17", "2008-06-23", _JULY_2008, 2008),
    Quota("tiexi", "2008-06-05", "2008-06-19", "2008-06-24", _JULY_2008, 2008),
    Quota("yuhong", "2008-06-10", "2008-06-20", "2008-06-25", _JULY_2008, 2008),
    Quota("hunnan", "2008-06-11", "2008-06-20", "2008-06-26", _JULY_2008, 2008),
    Quota("sujiatun", "2008-08-25", "2008-09-08", "2008-09-12", _OCTOBER_2008, 2008),  # announced, not yet in force
    Quota("liaozhong", "2008-09-08", None, None, _OCTOBER_2008, 2008),  # window over, final awaited
    Quota("shenbei", "2008-09-22", None, None, _OCTOBER_2008, 2008),  # open until Saturday 09-27
    Quota("heping", "2008-09-22", None, None, ("2008-10-01", "2009-06-30"), 2008, number=2, lot="newcomers"),
    Quota("xinmin", "2008-09-25", None, None, _OCTOBER_2008, 2008),  # open until 10-07
)


def _reply(
    kind: str, of: str, posted: str, deed: str, division: str, period: tuple[str, str] = _JULY_2008
) -> Act:
    start, end = (date.fromisoformat(day) for day in period)
    return Act(division, kind, date.fromisoformat(posted), 2008, start, end, of=of, deed=deed)


_REPLIES = (
    _reply("withdrawal", "2008-faku-provisional-01", "2008-05-21", "whole", "faku"),
    _reply("correction", "2008-dadong-provisional-01", "2008-05-29", "area-slip", "dadong"),
    _reply("correction", "2008-huanggu-final-01", "2008-06-27", "turnover-slip", "huanggu"),
    _reply("correction", "2008-shenhe-final-01", "2008-07-03", "tax-slip", "shenhe"),
    _reply("withdrawal", "2008-tiexi-final-01", "2008-08-12", "torn-down", "tiexi"),
    _reply("withdrawal", "2008-liaozhong-provisional-01", "2008-09-11", "wrong-trade", "liaozhong", _OCTOBER_2008),
)


def acts() -> list[Act]:
    """Every act in the order of the site's fold: by day, then by id."""
    return sorted(
        [act for quota in QUOTAS for act in quota.acts()] + list(_REPLIES), key=lambda act: (act.posted_on, act.id)
    )
