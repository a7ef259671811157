"""The ways against a quota and their limits. Facts only: `generator/derive/objection.py` says which is open on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from generator.model.rules.source import APPROVED, AVOIDANCE, AVOIDED, DISPUTED, EVIDENCE, PAID_FIRST, POSTED, REASSESSED, REVIEWED, SUED, Source
from generator.model.working_days import Term, Window

REASSESS_DAYS, REVIEW_DAYS, COURT_DAYS = 30, 60, 15
"""Calendar days: re-assessment and administrative review run from the notice, the court from the decision on the review."""

LAW: dict[str, Source] = {
    "comment": POSTED, "reassess": DISPUTED, "review": REVIEWED, "court": SUED, "change": REASSESSED, "pay": PAID_FIRST,
    "evidence": EVIDENCE, "avoidance": AVOIDANCE, "avoidance_order": AVOIDED, "approved": APPROVED,
}
"""What each way rests on; the article is the one of the day that is asked."""

ROUTES = ("comment", "wait", "reassess", "review", "change")
"""The way that is open on a day: comment while the window is; wait for the notice after it; then re-assessment, then review,
while their days run; later a change of circumstances only."""


@dataclass(frozen=True)
class Objection:
    """What can be done against the quotas of one posting on the as-of date, and the days behind it.

    Shape: `steps` are the days on which the assessment went on, in order: word and day. The day of the notice is known to
        nobody but the household: `reassess` and `review` hold the term from the first day on which it can have come (the
        approval, where it is known) and from the last (the publication).
    """

    route: str
    window: Window | None
    reassess: tuple[Term, ...]
    review: tuple[Term, ...]
    steps: tuple[tuple[str, date], ...]
