"""Takes the index, the peers, the moves of the shelves and the reference tables, gives what is normal and what stands apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from functools import cached_property

import polars as pl

from generator.derive.dispersion import dispersions, summary
from generator.derive.movement import all_moves, open_here, shifts
from generator.derive.objection_outcome import outcomes
from generator.derive.outlier import outliers
from generator.derive.peer_group import office_spreads
from generator.derive.survey import surveys
from generator.model.fairness import Fairness, Summary
from generator.model.reference import Reference


def fairness(index: pl.DataFrame, peers: pl.DataFrame, peer_facts: pl.Series, moves: Sequence[pl.DataFrame],
             names: pl.DataFrame, reference: Reference, is_asked: bool = False) -> Fairness:
    """Everything the dashboard says, and what places, trades, offices and postings say of what is normal there.

    Shape: `index` INDEX, `peers` PEERS and `peer_facts` row by row beside it, `moves` MOVES a shelf, `names` the
        names of trades: industry_code, industry_name. `is_asked`: each table is made when a page asks for it, by a process
        that shows a page or two.
    """
    found = _Asked(index, peers, peer_facts, moves, names, reference)
    return found if is_asked else Fairness(**{field.name: getattr(found, field.name) for field in fields(Fairness)})


class _Asked(Fairness):
    """Each table is made when it is asked for, once."""

    def __init__(self, index: pl.DataFrame, peers: pl.DataFrame, peer_facts: pl.Series, moves: Sequence[pl.DataFrame],
                 names: pl.DataFrame, reference: Reference) -> None:
        vars(self).update(_index=index, _peers=(peers, peer_facts), _moves=list(moves), _names=names, _reference=reference)

    @cached_property
    def dispersions(self) -> pl.DataFrame:
        return dispersions(self._index)

    @cached_property
    def shifts(self) -> pl.DataFrame:
        return shifts(self._index)

    @cached_property
    def open_here(self) -> pl.DataFrame:
        return open_here(self._index)

    @cached_property
    def _far(self) -> tuple[pl.DataFrame, int]:
        return outliers(self._index, *self._peers)

    @cached_property
    def outliers(self) -> pl.DataFrame:
        return self._far[0]

    @cached_property
    def office_spreads(self) -> pl.DataFrame:
        return office_spreads(self._index, self._names)

    @cached_property
    def moves(self) -> pl.DataFrame:
        return all_moves(self._moves)

    @cached_property
    def objection_counts(self) -> pl.DataFrame:
        return outcomes(self._reference)

    @cached_property
    def surveys(self) -> pl.DataFrame:
        return surveys(self._reference)

    @cached_property
    def summary(self) -> Summary:
        return summary(self.dispersions, *self._far)

    @cached_property
    def objections_from(self) -> date | None:
        return self._filed["received_on"].min()

    @cached_property
    def objections_to(self) -> date | None:
        return self._filed["received_on"].max()

    @cached_property
    def are_objections_verified(self) -> bool:
        return bool(self._filed["verified"].fill_null(False).all())

    @cached_property
    def objection_source(self) -> str:
        return "；".join(self._filed["source"].unique(maintain_order=True).to_list())

    @property
    def _filed(self) -> pl.DataFrame:
        return self._reference["objections"]
