"""Properties of a collectivité that a register tells, beside those of the reference: what conditions may ask for."""

from collections.abc import Mapping
from typing import Any

import polars as pl

# Column that conditions read (`catalogue.conditions.NUMBERS`) -> the fact whose number it is.
FROM_FACTS = {"agents": "effectifs.agents"}
# Facts that say whether a collectivité has a site at a name of its own.
HOST, PLATFORM = "site.host", "site.platform"
# Number of trackers that its site was seen to load before any choice.
TRACKERS = "site.trackers"
# Columns of `with_circumstances` that conditions may ask for, with those of the reference.
PROPERTIES = ("powers", "population", *FROM_FACTS, "site", "trackers", "largest_commune")
# Facts that tell all these.
READ = (*FROM_FACTS.values(), HOST, PLATFORM, TRACKERS)


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


def with_circumstances(collectivites: pl.DataFrame, facts: pl.DataFrame) -> pl.DataFrame:
    """Add the other properties that conditions may ask for, as far as they are known.

    Args:
        collectivites: columns `siren`, `kind`, `population`, `epci` (SIREN, for communes).
        facts: columns `siren`, `fact`, `number`, `text`; one row per (siren, fact).

    Returns:
        The same rows with the columns of `with_properties`, `site` (true: it has a site at a name of its own; null: we
        know of none, which proves nothing), `trackers` (true: it was seen to set some; else null) and `largest_commune`
        (inhabitants of the largest commune of an EPCI).
    """
    platform = facts.filter(pl.col("fact") == PLATFORM, pl.col("number") == 1).select("siren")
    host = facts.filter(pl.col("fact") == HOST, pl.col("text").is_not_null()).select("siren")
    own = host.join(platform, on="siren", how="anti").with_columns(site=pl.lit(True))
    # The reference has a column of that name too: the address declared.
    rows = with_properties(collectivites.drop("site", strict=False), facts)
    tracking = facts.filter(pl.col("fact") == TRACKERS, pl.col("number") > 0).select("siren", trackers=pl.lit(True))
    for known in (own, tracking, largest_communes(collectivites)):
        rows = rows.join(known, on="siren", how="left", maintain_order="left")
    return rows


def largest_communes(collectivites: pl.DataFrame) -> pl.DataFrame:
    """Return columns siren and largest_commune (inhabitants) of the EPCI of which some commune is in the table."""
    communes = collectivites.filter(pl.col("kind") == "commune", pl.col("epci").is_not_null())
    return communes.group_by(siren="epci").agg(largest_commune=pl.col("population").max())


def properties_of(facts: Mapping[str, Mapping[str, Any]]) -> dict[str, float | None]:
    """Return the same for one collectivité, from its facts as published: property -> number, None when not known."""
    return {name: facts.get(fact, {}).get("number") for name, fact in FROM_FACTS.items()}
