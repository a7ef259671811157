"""Lists, interpretations and key figures follow from the documents alone."""

from __future__ import annotations

from datetime import date

from generator.derive.document import (
    addresses,
    documents_by_column,
    interpretations,
    key_figures,
)
from generator.model.document import COLUMNS, Document, Figure


def document(path: str, **meta: object) -> Document:
    column, _, slug = path.partition("/")
    return Document(
        column=column,
        slug=slug,
        file=f"content/{path}.md",
        source=f"{path}.md",
        title=str(meta.pop("title", slug)),
        body="字",
        meta=meta,
        figures=meta.pop("figures", ()),
    )


def test_lists_are_ordered_by_hand_then_by_date_then_by_title() -> None:
    """Documents with an order come first, small first; the others newest first; one day's by title; undated last."""
    documents = [
        document("press/e"),
        document("press/d", published_on=date(2008, 1, 1)),
        document("press/c", published_on=date(2008, 9, 1)),
        document("press/b", published_on=date(2008, 9, 1)),
        document("press/z", order=1),
        document("press/y", order=0.5),
    ]
    assert [d.slug for d in documents_by_column(documents)["press"]] == ["y", "z", "b", "c", "d", "e"]


def test_every_column_is_there() -> None:
    """A column without documents is an empty list, never missing, and the order of input does not matter."""
    documents = [document("press/a"), document("halls/b")]
    assert tuple(documents_by_column(documents)) == COLUMNS
    assert documents_by_column(documents) == documents_by_column(documents[::-1])


def test_a_law_stands_at_its_own_date() -> None:
    """A document without a publication date is listed at the document's own date."""
    documents = [
        document("policies/law", issued_on=date(2008, 5, 1)),
        document("policies/a", published_on=date(2008, 6, 1)),
        document("policies/b", published_on=date(2008, 4, 1)),
    ]
    assert [d.slug for d in documents_by_column(documents)["policies"]] == ["a", "law", "b"]


def test_a_policy_knows_its_interpretations() -> None:
    """An interpretation states what it interprets; this is the way back. What names nothing links nothing."""
    policy, words = (
        document("policies/a"),
        document("policies/b", interprets=("policies/a", "policies/none", "policies/b")),
    )
    assert interpretations([policy, words]) == {"policies/a": (words,)}


def test_key_figures_come_from_featured_statistics() -> None:
    """Only figures of statistics marked for the home page are shown there, each with its document."""
    figure = Figure("税收", "229.6", "亿元")
    shown = document("statistics/a", featured=True, figures=(figure,))
    assert key_figures(
        [shown, document("statistics/b", figures=(figure,)), document("press/c", featured=True, figures=(figure,))]
    ) == ((figure, shown),)


def test_addresses_are_found_by_file() -> None:
    """Links between Markdown files are resolved by the file below content/."""
    assert addresses([document("policies/a")]) == {"policies/a.md": "policies/a"}
