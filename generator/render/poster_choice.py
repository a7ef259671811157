"""Takes the postings and the settings, says which have wall posters. Draws nothing.

Drawing costs about 0.4 s a posting and 4 ms a row, so only those of the last weeks have some unless all are asked for.
"""

from __future__ import annotations

from generator.model.answers import Answers, PostingView
from generator.model.objection import REASSESS_DAYS
from generator.render import pdf

HANGS_DAYS = REASSESS_DAYS
"""So long after its day a posting has a poster: the days in which a household may ask for its quota to be assessed anew."""


def is_drawn(answers: Answers, view: PostingView) -> bool:
    """Whether a build draws the posters of this posting here."""
    return is_wanted(answers, view) and pdf.missing() is None


def is_wanted(answers: Answers, view: PostingView) -> bool:
    """Whether the settings ask for them. A posting that was taken back has none: nobody shall hang it up."""
    wanted = answers.settings.posters
    if wanted == "none" or view.is_withdrawn:
        return False
    return wanted == "all" or view.is_open or (answers.as_of - view.posting.posted_on).days <= HANGS_DAYS


def drawn(answers: Answers) -> int:
    """How many postings have posters in a site that is built here."""
    return sum(is_drawn(answers, view) for view in answers.postings)


def undrawn(answers: Answers) -> tuple[int, str] | None:
    """How many postings have no posters here, and what is missing for them; None where nothing is."""
    wanted = sum(is_wanted(answers, view) for view in answers.postings)
    lacking = pdf.missing() if wanted else None
    return (wanted, lacking) if lacking else None
