"""Small counts: withheld, and not to be had by subtracting. An attacker who knows everything printed cannot find one."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings, strategies as st

from generator.derive.small_count import shown


def test_a_table_without_small_counts_is_whole() -> None:
    """Nothing from 1 to 4: every count and sum is printed, nothing too."""
    assert shown([[5, 0, 9], [6, 7, 0]]) == ([[5, 0, 9, 14], [6, 7, 0, 13]], [11, 7, 9, 27])


def test_a_small_count_takes_others_with_it() -> None:
    """3 of 30 refused in one place: its row and its column would give it away, so one more of each is withheld."""
    rows, sums = shown([[20, 3], [10, 12], [8, 9]])
    assert rows[0] == [None, None, 23]
    assert [row[1] for row in rows].count(None) == 2 and [row[0] for row in rows].count(None) == 2
    assert sums == [38, 24, 62]


def test_a_row_alone_is_withheld_whole() -> None:
    """Three objections in all: nothing is said."""
    rows, sums = shown([[1, 2]])
    assert rows == [[None, None, None]] and sums == [None, None, None]


def test_nothing_at_all() -> None:
    """No rows: no counts; noughts are printed as noughts."""
    assert shown([[0, 0]]) == ([[0, 0, 0]], [0, 0, 0])


def possible(rows: list[list[int | None]], sums: list[int | None], most: int) -> dict[tuple[int, int], set[int]]:
    """Every value each withheld part can have, by trying all: what the printed table allows."""
    hidden = [(r, c) for r, row in enumerate(rows) for c, count in enumerate(row[:-1]) if count is None]
    found: dict[tuple[int, int], set[int]] = {cell: set() for cell in hidden}
    for values in product(range(most + 1), repeat=len(hidden)):
        guess = dict(zip(hidden, values))
        table = [[guess.get((r, c), count) for c, count in enumerate(row[:-1])] for r, row in enumerate(rows)]
        totals = [sum(row) for row in table]
        columns = [sum(row[c] for row in table) for c in range(len(table[0]))]
        fits = all(row[-1] in (None, total) for row, total in zip(rows, totals))
        if fits and all(said in (None, total) for said, total in zip(sums, [*columns, sum(totals)])):
            for cell in hidden:
                found[cell].add(guess[cell])
    return found


@settings(max_examples=80, deadline=None)
@given(st.lists(st.lists(st.integers(0, 7), min_size=2, max_size=2), min_size=1, max_size=2))
def test_no_small_count_can_be_worked_out(parts: list[list[int]]) -> None:
    """Whoever tries every table that agrees with what is printed is left with two values or more for each count from 1 to 4."""
    rows, sums = shown(parts)
    for (r, c), values in possible(rows, sums, 16).items():
        assert parts[r][c] in values
        if 0 < parts[r][c] < 5:
            assert len(values) > 1, (parts, rows, sums)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(st.integers(0, 40), min_size=3, max_size=3), min_size=1, max_size=9))
def test_lines_are_closed(parts: list[list[int]]) -> None:
    """In no row or column is exactly one count withheld, nor parts that are fewer than five together beside a printed sum."""
    rows, sums = shown(parts)
    whole = [[*row, sum(row)] for row in parts]
    whole.append([sum(row[at] for row in whole) for at in range(4)])
    table = [*rows, sums]
    for line in [*[[(r, c) for c in range(4)] for r in range(len(table))], *[[(r, c) for r in range(len(table))] for c in range(4)]]:
        hidden = [cell for cell in line if table[cell[0]][cell[1]] is None]
        assert len(hidden) != 1 or len(line) == 1
        if hidden and line[-1] not in hidden:
            assert sum(whole[r][c] for r, c in hidden) >= 5
    assert all(count is None for row, said in zip(whole, table) for number, count in zip(row, said) if 0 < number < 5)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(st.integers(0, 12), min_size=3, max_size=3), min_size=1, max_size=6))
def test_tables_of_the_same_sums_withhold_the_same(parts: list[list[int]]) -> None:
    """Several tables over the same objections print one line of sums: none withholds a sum that another prints, so that
    no table closes what another opens."""
    _, sums = shown([[sum(row[c] for row in parts) for c in range(3)]])
    rows, said = shown(parts, sums)
    assert said == sums
    for c in range(4):
        hidden = [r for r, row in enumerate(rows) if row[c] is None]
        if sums[c] is not None:
            assert len(hidden) != 1 or len(rows) == 1
