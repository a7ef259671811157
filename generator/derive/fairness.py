"""Takes the index, the peers, the moves of the shelves and the reference tables, gives what is normal and what stands apart."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from generator.derive.dispersion import dispersions, summary
from generator.derive.movement import all_moves, open_here, shifts
from generator.derive.objection import objections
from generator.derive.outlier import outliers
from generator.derive.peer_group import spreads
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
    offices = spreads(index.with_columns(pl.col("office_code").alias("street_code"), pl.lit("").alias("division_code")), names)
    filed = reference["objections"]
    return Fairness(
        dispersions=spread, shifts=shifts(index), open_here=open_here(index), outliers=far,
        office_spreads=offices.filter(~pl.col("place_code").is_in(["", "city"])), moves=all_moves(list(moves)),
        objections=objections(reference), surveys=surveys(reference), summary=summary(spread, far, judged),
        objections_from=filed["received_on"].min(), objections_to=filed["received_on"].max(),
        are_objections_verified=bool(filed["verified"].fill_null(False).all()),
        objection_source="；".join(filed["source"].unique(maintain_order=True).to_list()))
