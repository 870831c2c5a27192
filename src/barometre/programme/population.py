"""Which collectivités an objective counts in an edition, and whether each of them meets it.

A collectivité with two powers counts once in each population it belongs to: Paris among communes and among
départements, the Métropole de Lyon among EPCI and among départements. One that the indicator does not concern leaves
the population.
"""

from collections.abc import Mapping
from typing import NamedTuple

import polars as pl

from barometre.catalogue.conditions import parse
from barometre.programme.models import Objective
from barometre.programme.values import EditionValues

# Standing of a collectivité: it reaches the score, is known not to reach it, or its score is not known.
MET, MISSING, UNKNOWN = "met", "missing", "unknown"


class Population(NamedTuple):
    """The collectivités that an objective counts.

    Attributes:
        collectivites: columns of `values.COLLECTIVITE_COLUMNS`, `evidence` (status of the indicator) and `standing`.
        undecided: number of collectivités of which it is not known whether they belong to the population.
    """

    collectivites: pl.DataFrame
    undecided: int


def population_of(objective: Objective, edition: EditionValues) -> Population:
    """Return the collectivités that an objective counts in an edition, with the standing of each."""
    known = (pl.col("status") == "known") & pl.col("score").is_not_null()
    standing = (
        pl.when(known & (pl.col("score") >= objective.met_from))
        .then(pl.lit(MET))
        .when(known)
        .then(pl.lit(MISSING))
        .otherwise(pl.lit(UNKNOWN))
    )
    columns = tuple(edition.collectivites.columns)
    candidates = (
        edition.collectivites.filter("measured")
        .join(edition.indicators.select("siren", "status", "score"), on="siren", how="left", maintain_order="left")
        .with_columns(pl.col("status").fill_null("not-looked"))
        .filter(pl.col("status") != "not-concerned")
        .with_columns(inside=parse(objective.population).to_expr(columns), standing=standing)
    )
    inside = candidates.filter("inside").drop("inside", "score").rename({"status": "evidence"})
    return Population(inside, candidates["inside"].null_count())


def who(objective: Objective, edition: EditionValues) -> pl.DataFrame:
    """List the collectivités that do not count as met yet.

    Returns:
        siren, name, status (missing, unknown), evidence (status of the indicator), kind, departement, region, strate;
        the missing first, then by name.
    """
    unmet = population_of(objective, edition).collectivites.filter(pl.col("standing") != MET)
    return unmet.select(
        "siren", "name", pl.col("standing").alias("status"), "evidence", "kind", "departement", "region", "strate"
    ).sort("status", "name", "siren")


def standing_of(
    objective: Objective, collectivite: Mapping[str, object], status: str | None, score: float | None
) -> str | None:
    """Return the standing of one collectivité: met, missing or unknown; None when the objective may not count it.

    `collectivite` has at least `powers` and `population`; `status` and `score` are those of the indicator of the
    objective, None when it was not looked at.
    """
    if status == "not-concerned" or not parse(objective.population).holds(collectivite):
        return None
    if status != "known" or score is None:
        return UNKNOWN
    return MET if score >= objective.met_from else MISSING
