"""What moved, what is open, objections and surveys: the example bureau by hand, and beside `gongshi diff`."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from generator.comparison import compared
from generator.derive.objection_outcome import outcomes
from generator.derive.survey import surveys
from generator.examined import Examined
from generator.model.answers import Answers
from generator.model.difference import Difference
from generator.model.reference import SCHEMAS, Reference, empty_tables


def reference(**given: list[dict]) -> Reference:
    return Reference({**empty_tables(), **{name: pl.DataFrame(rows, schema=SCHEMAS[name]) for name, rows in given.items()}})


@pytest.mark.parametrize("posting", ["2008-dong-provisional", "2008-dong-final", "2007-dong-provisional", "2007-dong-final"])
def test_a_posting_moves_what_diff_says(answers: Answers, examined: Examined, posting: str) -> None:
    """Each kind of change of a posting is counted as `gongshi diff` counts it, but for quotas that are not listed any more,
    which no row of the posting states."""
    found = compared(examined, posting, None)
    assert isinstance(found, Difference)
    stated = found.changes.filter(pl.col("reason").fill_null("") != "absent")
    expected = dict(stated.group_by("kind").len().iter_rows())
    own = answers.fairness.moves.filter(pl.col("posting_id") == posting)
    assert dict(own.select("kind", "quotas").iter_rows()) == expected
    assert own["after_fen"].sum() == int(stated["after_turnover_fen"].sum())


def test_every_household_changed_in_one_way(answers: Answers) -> None:
    """The kinds of a level add up to its households but for those that never had a final quota; all levels agree."""
    shifts = answers.fairness.shifts
    kinds = ["up", "down", "new", "gone", "suspended", "resumed", "unchanged"]
    sums = shifts.group_by("level").agg(pl.col(name).sum() for name in ("households", *kinds)).drop("level").unique()
    assert sums.height == 1
    city = shifts.filter(pl.col("level") == "city").row(0, named=True)
    assert city["households"] == answers.figures.households == 8
    assert sum(city[kind] for kind in kinds) <= 8


def test_what_is_open_on_a_street(answers: Answers) -> None:
    """One posting takes comments; the household it names is on its street, in its trade, its division and its office."""
    rows = answers.fairness.open_here
    assert set(rows["posting_id"]) == {"2008-xi-provisional"}
    assert {level: n for level, n in rows.group_by("level").agg(pl.col("households").sum()).iter_rows()} == {
        level: rows.filter(pl.col("level") == "city")["households"].item() for level in ("city", "division", "street", "trade", "office")}


def event(office: str, route: str, end: str | None, days: int = 4, ground: str = "facts") -> dict:
    decided = date(2008, 3, 1 + days) if end else None
    return {"office": office, "route": route, "ground": ground, "received_on": date(2008, 3, 1), "decided_on": decided,
            "outcome": end or "", "source": "范例", "verified": False}


def test_objections_by_hand() -> None:
    """Six accepted (one partly) after 2 days, five refused after 8, in one office: 11 filed, median 2 of 2 2 2 2 2 2 8 8 8 8 8."""
    events = [event("01", "comment", "accepted", 2)] * 5 + [event("01", "comment", "partly", 2)] + [event("01", "comment", "refused", 8)] * 5
    found = outcomes(reference(objections=events, offices=[{"code": "01", "name": "一所", "division_code": "110101"}]))
    assert found.filter(pl.col("dimension") == "all").row(0) == ("all", "all", 11, 6, 5, 0, 2.0)
    assert found.filter((pl.col("dimension") == "division")).row(0)[1:] == ("110101", 11, 6, 5, 0, 2.0)


def test_a_small_group_is_not_to_be_had_by_subtracting() -> None:
    """Two objections by review beside twelve comments: review is withheld, and so is what would give it away."""
    events = [event("01", "comment", "accepted")] * 6 + [event("01", "comment", "refused")] * 6 + [event("01", "review", "refused")] * 2 \
        + [event("01", "reassessment", "refused")] * 9
    found = outcomes(reference(objections=events, offices=[{"code": "01", "name": "一所", "division_code": "110101"}]))
    routes = {code: rest for code, *rest in found.filter(pl.col("dimension") == "route").drop("dimension").iter_rows()}
    assert routes["review"][0] is None and routes["review"][2] is None and routes["review"][4] is None
    shown = [rest[0] for rest in routes.values()]
    assert shown.count(None) >= 2, routes
    total = found.filter(pl.col("dimension") == "all").row(0, named=True)
    assert total["filed"] == 23


def test_no_objections() -> None:
    """A bureau that keeps no table has no figures, not noughts."""
    assert outcomes(reference()).is_empty()


def test_the_share_surveyed() -> None:
    """5 of 100 is enough, 4 of 81 (4.9 %) is not, nor is 49 of 981, which is rounded to 5.0 %; the least is first."""
    rows = [{"industry_code": "6710", "area": "110101", "households": households, "sampled": sampled, "source": "范例"}
            for households, sampled in ((100, 5), (81, 4), (981, 49))]
    found = surveys(reference(surveys=rows)).select("households", "share_tenths", "is_enough").rows()
    assert found[0] == (81, 49, False) and set(found[1:]) == {(100, 50, True), (981, 50, False)}
