"""Whom an objective counts in an edition, and where each of them stands.

A body with two powers counts once in each population it belongs to: Paris among communes and among départements, the
Métropole de Lyon among EPCI and among départements. A body that the indicator does not concern leaves the population.
"""

from collections.abc import Mapping
from typing import NamedTuple

import polars as pl

from barometre.catalogue.conditions import parse
from barometre.programme.models import Objective
from barometre.programme.values import EditionValues

MET, MISSING, UNKNOWN = "met", "missing", "unknown"
"""Where a body stands: reaches the score, is known not to, is not known."""


class Population(NamedTuple):
    """Those an objective counts.

    Attributes:
        bodies: columns of `values.BODY_COLUMNS`, `evidence` (status of the indicator) and `standing`.
        undecided: number of bodies of which it is not known whether they belong to the population.
    """

    bodies: pl.DataFrame
    undecided: int


def population_of(objective: Objective, edition: EditionValues) -> Population:
    """Those an objective counts in an edition, with where each stands."""
    known = (pl.col("status") == "known") & pl.col("score").is_not_null()
    standing = (
        pl.when(known & (pl.col("score") >= objective.met_from))
        .then(pl.lit(MET))
        .when(known)
        .then(pl.lit(MISSING))
        .otherwise(pl.lit(UNKNOWN))
    )
    columns = tuple(edition.collectivites.columns)
    asked = (
        edition.collectivites.filter("measured")
        .join(edition.indicators.select("siren", "status", "score"), on="siren", how="left", maintain_order="left")
        .with_columns(pl.col("status").fill_null("not-looked"))
        .filter(pl.col("status") != "not-concerned")
        .with_columns(inside=parse(objective.population).to_expr(columns), standing=standing)
    )
    bodies = asked.filter("inside").drop("inside", "score").rename({"status": "evidence"})
    return Population(bodies, asked["inside"].null_count())


def who(objective: Objective, edition: EditionValues) -> pl.DataFrame:
    """Those that do not count as met yet, the known apart from the unknown.

    Returns:
        siren, name, status (missing, unknown), evidence (status of the indicator), kind, departement, region, strate;
        the missing first, then by name.
    """
    bodies = population_of(objective, edition).bodies.filter(pl.col("standing") != MET)
    return bodies.select(
        "siren", "name", pl.col("standing").alias("status"), "evidence", "kind", "departement", "region", "strate"
    ).sort("status", "name", "siren")


def standing_of(
    objective: Objective, body: Mapping[str, object], status: str | None, score: float | None
) -> str | None:
    """Where one body stands: met, missing or unknown; None when the objective does not count it, or may not.

    Args:
        objective: the objective.
        body: at least `powers` and `population`.
        status: of its indicator; None: not looked at.
        score: of its indicator.
    """
    if status == "not-concerned" or not parse(objective.population).holds(body):
        return None
    if status != "known" or score is None:
        return UNKNOWN
    return MET if score >= objective.met_from else MISSING
