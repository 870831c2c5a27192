"""Properties of a collectivité that a register tells, beside those of the reference: what conditions may ask for."""

from collections.abc import Mapping
from typing import Any

import polars as pl

# Column that conditions read (`catalogue.conditions.NUMBERS`) -> the fact whose number it is.
FROM_FACTS = {"agents": "effectifs.agents"}


def with_properties(collectivites: pl.DataFrame, facts: pl.DataFrame) -> pl.DataFrame:
    """Add a column for each property told by a fact, null where it is not known.

    Args:
        collectivites: column `siren`.
        facts: columns `siren`, `fact`, `number`; one row per (siren, fact).
    """
    for name, fact in FROM_FACTS.items():
        told = facts.filter(pl.col("fact") == fact).select("siren", pl.col("number").alias(name))
        collectivites = collectivites.join(told, on="siren", how="left", maintain_order="left")
    return collectivites


def properties_of(facts: Mapping[str, Mapping[str, Any]]) -> dict[str, float | None]:
    """Return the same for one collectivité, from its facts as published: property -> number, None when not known."""
    return {name: facts.get(fact, {}).get("number") for name, fact in FROM_FACTS.items()}
