"""Takes the index, the peers, the moves of the shelves and the reference tables, gives what is normal and what stands apart."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from generator.derive.dispersion import dispersions, summary
from generator.derive.movement import all_moves, open_here, shifts
from generator.derive.objection_outcome import outcomes
from generator.derive.outlier import outliers
from generator.derive.peer_group import office_spreads
from generator.derive.survey import surveys
from generator.model.fairness import Fairness
from generator.model.reference import Reference


def fairness(index: pl.DataFrame, peers: pl.DataFrame, peer_facts: pl.Series, moves: Sequence[pl.DataFrame],
             names: pl.DataFrame, reference: Reference) -> Fairness:
    """Everything the dashboard says, and what places, trades, offices and postings say of what is normal there.

    Shape: `index` INDEX, `peers` PEERS and `peer_facts` row by row beside it, `moves` MOVES a shelf, `names` the
        names of trades: industry_code, industry_name.
    """
    spread = dispersions(index)
    far, judged = outliers(index, peers, peer_facts)
    filed = reference["objections"]
    return Fairness(
        dispersions=spread, shifts=shifts(index), open_here=open_here(index), outliers=far,
        office_spreads=office_spreads(index, names), moves=all_moves(list(moves)),
        objection_counts=outcomes(reference), surveys=surveys(reference), summary=summary(spread, far, judged),
        objections_from=filed["received_on"].min(), objections_to=filed["received_on"].max(),
        are_objections_verified=bool(filed["verified"].fill_null(False).all()),
        objection_source="；".join(filed["source"].unique(maintain_order=True).to_list()))
