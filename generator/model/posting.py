"""A posting: one official act, written once and never edited. Facts from posting.yml; its rows are in the quota table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class PostingKind(StrEnum):
    """The four acts. 公示 is open for comment; 公布 fixes the quota; 更正 restates; 撤回 takes back."""

    PROVISIONAL = "provisional"
    FINAL = "final"
    CORRECTION = "correction"
    WITHDRAWAL = "withdrawal"

    @property
    def zh(self) -> str:
        return {"provisional": "公示", "final": "公布", "correction": "更正", "withdrawal": "撤回"}[self.value]


MAY_REFER_TO: Mapping[PostingKind, tuple[PostingKind, ...]] = {
    PostingKind.PROVISIONAL: (), PostingKind.FINAL: (PostingKind.PROVISIONAL,),
    PostingKind.CORRECTION: (PostingKind.PROVISIONAL, PostingKind.FINAL, PostingKind.CORRECTION),
    PostingKind.WITHDRAWAL: tuple(PostingKind),
}
"""The kinds of posting that `of` may name, by the kind of the one that names it."""


@dataclass(frozen=True)
class Posting:
    """The header of one posting, as posting.yml states it.

    Shape: `of` is the posting it makes final, corrects or withdraws; `lines` is the line of each key, for problems.
    """

    id: str
    kind: PostingKind
    posted_on: date
    office: str
    folder: str
    of: str | None = None
    place: str | None = None
    scope: str | None = None
    document_number: str | None = None
    approved_on: date | None = None
    contact: str | None = None
    source: str | None = None
    lines: Mapping[str, int] = field(default_factory=dict, compare=False)

    @property
    def sort_key(self) -> tuple[date, str]:
        """The order of the fold: by day, then by id, so that it never depends on the file system."""
        return (self.posted_on, self.id)
