"""The page numbers below a long list lead to every page of it in two links, however long it is."""

from __future__ import annotations

import pytest

from generator.render.listing import PageBody

A_MILLION, A_PAGE = 1_000_000, 200


def steps(count: int) -> dict[int, int]:
    """How many links each page of a list is from its first, by the numbers that the pages themselves offer."""
    found, edge, depth = {1: 0}, [1], 0
    while edge:
        depth += 1
        linked = {number for page in edge for number, _ in PageBody("k", page, count, 0, "").pager("x/")["pages"]}
        edge = [number for number in linked if number not in found]
        found.update(dict.fromkeys(edge, depth))
    return found


@pytest.mark.parametrize("count", [1, 2, 3, 6, 27, 200, A_MILLION // A_PAGE])
def test_any_page_of_a_list_is_two_links_from_its_first(count: int) -> None:
    """Even of a street on which a whole million lived. Home, quotas, street, two pages, household: five links in all."""
    reached = steps(count)
    assert reached.keys() == set(range(1, count + 1)) and max(reached.values()) <= 2


def test_the_links_lead_to_the_pages() -> None:
    """Each number stands with the address of that page; the first has none in its address."""
    assert PageBody("k", 3, 7, 0, "").pager("quota/1/2/")["pages"] == [
        (1, "quota/1/2/"), *((n, f"quota/1/2/{n}/") for n in (2, 3, 4, 5, 7))]


def test_a_page_offers_no_more_numbers_than_a_reader_can_use() -> None:
    """A street of 100,000 households: about a hundred numbers, not five hundred."""
    count = A_MILLION // 10 // A_PAGE
    assert all(len(PageBody("k", page, count, 0, "").pager("x/")["pages"]) <= count // 5 + 7 for page in range(1, count + 1))
