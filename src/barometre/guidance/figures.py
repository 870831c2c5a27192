"""Count, in every territory and strate, how many collectivités meet each obligation. Pure Polars."""

import polars as pl

from barometre.guidance.obligations import State, Why
from barometre.scoring.aggregates import TERRITORIES
from barometre.tables import Schema

# Table of `obligation_figures`.
COLUMNS: Schema = {
    "territory_kind": pl.String(),
    "territory": pl.String(),
    "kind": pl.String(),
    "obligation": pl.String(),
    "met": pl.Int32(),
    "not_met": pl.Int32(),
    "concerned": pl.Int32(),
    "uncertain": pl.Int32(),
}


def obligation_figures(states: pl.DataFrame, bodies: pl.DataFrame) -> pl.DataFrame:
    """Count over every territory of `index.aggregates.TERRITORIES`.

    Args:
        states: columns siren, obligation, state, why (`obligations.obligation_states`).
        bodies: columns siren, kind, strate, epci, departement, region.

    Returns:
        Columns of `COLUMNS`: territory_kind, territory, kind, obligation, met, not_met, concerned (surely bound: those
        that are neither met nor not met are not known), uncertain (bound only if something that is not known; not
        among the concerned). Where neither is, there is no row. Sorted by all keys.
    """
    uncertain = pl.col("why") == Why.IF.value
    rows = (
        states.lazy()
        .filter(pl.col("state") != State.NOT_CONCERNED.value)
        .select(
            "siren",
            "obligation",
            met=pl.col("state") == State.MET.value,
            not_met=pl.col("state") == State.NOT_MET.value,
            concerned=~uncertain,
            uncertain=uncertain,
        )
        .join(bodies.lazy().select("siren", "kind", "strate", "epci", "departement", "region"), on="siren")
        .collect()
        .lazy()
    )
    counts = pl.col("met", "not_met", "concerned", "uncertain").sum().cast(pl.Int32)
    parts = [
        rows.with_columns(territory=pl.lit("FR") if column is None else pl.col(column))
        .filter(pl.col("territory").is_not_null())
        .group_by("territory", "kind", "obligation")
        .agg(counts)
        .select(pl.lit(territory_kind).alias("territory_kind"), pl.all())
        .collect()
        for territory_kind, column in TERRITORIES.items()
    ]
    return pl.concat(parts).select(list(COLUMNS)).sort("territory_kind", "territory", "kind", "obligation")
