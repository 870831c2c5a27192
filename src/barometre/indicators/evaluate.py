"""From facts to indicators: for each collectivité a status, a value, a score and a reason. Pure Polars, no I/O."""

from enum import StrEnum

import polars as pl

from barometre.facts.schema import Outcome
from barometre.indicators.conditions import parse
from barometre.indicators.models import Catalogue, Indicator


class Status(StrEnum):
    """What is known of one indicator of one collectivité: a value, or one of four kinds of not knowing."""

    KNOWN = "known"
    NOT_CONCERNED = "not-concerned"
    NOT_LOOKED = "not-looked"
    WE_FAILED = "we-failed"
    THEY_FAILED = "they-failed"


_STATUS_OF_OUTCOME = {
    Outcome.SEEN.value: Status.KNOWN.value,
    Outcome.NOT_CONCERNED.value: Status.NOT_CONCERNED.value,
    Outcome.WE_FAILED.value: Status.WE_FAILED.value,
    Outcome.THEY_FAILED.value: Status.THEY_FAILED.value,
}
_STATUSES = pl.Enum([status.value for status in Status])
_FACT_COLUMNS = ("outcome", "number", "text", "detail", "source", "observed_on")


def evaluate(catalogue: Catalogue, bodies: pl.DataFrame, facts: pl.DataFrame) -> pl.DataFrame:
    """Evaluate every indicator for every collectivité.

    Args:
        catalogue: the content.
        bodies: columns `siren`, and those that conditions read (`kind`, `powers`, `population`).
        facts: columns siren, fact, source, outcome, number, text, observed_on, detail; one row per (siren, fact).

    Returns:
        Columns siren, indicator, status, value, text, score (0-100), reason, source, observed_on; one row per
        collectivité and indicator, sorted by both. A score is there exactly when the status is `known`.
    """
    by_fact = {name: frame for (name,), frame in facts.partition_by("fact", as_dict=True).items()}
    parts = [_evaluate_one(indicator, catalogue, bodies, by_fact) for indicator in catalogue.indicators.values()]
    return pl.concat(parts).sort("siren", "indicator")


def _evaluate_one(
    indicator: Indicator, catalogue: Catalogue, bodies: pl.DataFrame, by_fact: dict[str, pl.DataFrame]
) -> pl.DataFrame:
    """Evaluate one indicator, live or not."""
    rows = bodies.select("siren", concerned=parse(indicator.concerns).to_expr())
    rows = _with_fact(rows, by_fact.get(indicator.facts[0]), "")
    rows = _with_fact(rows, by_fact.get(indicator.prerequisite or ""), "prerequisite_")
    lacks = pl.col("prerequisite_outcome").eq(Outcome.SEEN) & pl.col("prerequisite_number").eq(0)
    unmet = lacks.fill_null(False)
    status = (
        pl.when(~pl.col("concerned"))
        .then(pl.lit(Status.NOT_CONCERNED.value))
        .when(unmet)
        .then(pl.lit(Status.KNOWN.value))
        .when(pl.col("concerned").is_null() | pl.col("outcome").is_null())
        .then(pl.lit(Status.NOT_LOOKED.value))
        .otherwise(pl.col("outcome").replace(_STATUS_OF_OUTCOME))
    )
    lacking = f"Non : {catalogue.facts[indicator.prerequisite].title}" if indicator.prerequisite else None
    known = pl.col("status").eq(Status.KNOWN.value)
    told = pl.col("status") != Status.NOT_LOOKED.value

    def of_fact(column: str) -> pl.Expr:
        return pl.when(unmet).then(pl.col(f"prerequisite_{column}")).otherwise(pl.col(column))

    return rows.with_columns(status=status).select(
        "siren",
        indicator=pl.lit(indicator.id),
        status=pl.col("status").cast(_STATUSES).cast(pl.String),
        value=pl.when(known & ~unmet).then("number"),
        text=pl.when(known & ~unmet).then("text"),
        score=pl.when(known).then(pl.when(unmet).then(0.0).otherwise(indicator.scoring.score())),
        reason=pl.when(told & pl.col("concerned")).then(pl.when(unmet).then(pl.lit(lacking)).otherwise("detail")),
        source=pl.when(told & pl.col("concerned")).then(of_fact("source")),
        observed_on=pl.when(told & pl.col("concerned")).then(of_fact("observed_on")),
    )


def _with_fact(rows: pl.DataFrame, fact: pl.DataFrame | None, prefix: str) -> pl.DataFrame:
    """Add the columns of one fact, null where there is none."""
    if fact is None:
        kinds = {"number": pl.Float64(), "observed_on": pl.Date()}
        return rows.with_columns(
            pl.lit(None, kinds.get(column, pl.String())).alias(f"{prefix}{column}") for column in _FACT_COLUMNS
        )
    named = fact.select("siren", *(pl.col(column).alias(f"{prefix}{column}") for column in _FACT_COLUMNS))
    return rows.join(named, on="siren", how="left", maintain_order="left")
