"""Turn facts into indicators: for each collectivité a status, a value, a score and a reason. Pure Polars, no I/O."""

from enum import StrEnum

import polars as pl

from barometre.catalogue.conditions import parse
from barometre.catalogue.models import Catalogue, Indicator
from barometre.catalogue.typography import non_breaking
from barometre.facts.schema import SOURCED_FACTS, Outcome


class Status(StrEnum):
    """What is known of one indicator of one collectivité: a value, or one of four reasons why there is none."""

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
_FACT_COLUMNS = {
    column: SOURCED_FACTS[column] for column in ("source", "outcome", "number", "text", "observed_on", "detail")
}
_COLUMNS = ["siren", "indicator", "status", "value", "text", "score", "reason", "source", "observed_on"]


def evaluate(catalogue: Catalogue, collectivites: pl.DataFrame, facts: pl.DataFrame) -> pl.DataFrame:
    """Evaluate every indicator for every collectivité.

    Args:
        catalogue: the content.
        collectivites: columns `siren`, and those that conditions read (`powers`, `population`).
        facts: columns siren, fact, source, outcome, number, text, observed_on, detail; one row per (siren, fact).

    Returns:
        Columns siren, indicator, status, value, text, score (0-100), reason, source, observed_on; one row per
        collectivité and indicator, by indicator then SIREN. A score is there exactly when the status is `known`.
    """
    by_fact = {name: frame for (name,), frame in facts.partition_by("fact", as_dict=True).items()}
    collectivites = collectivites.sort("siren")
    indicators = sorted(catalogue.indicators.values(), key=lambda indicator: indicator.id)
    return pl.concat(
        [_evaluate_one(indicator, catalogue, collectivites, by_fact) for indicator in indicators], rechunk=False
    )


def _evaluate_one(
    indicator: Indicator, catalogue: Catalogue, collectivites: pl.DataFrame, by_fact: dict[str, pl.DataFrame]
) -> pl.DataFrame:
    """Evaluate one indicator, live or not."""
    rows = collectivites.select("siren", concerned=parse(indicator.concerns).to_expr())
    rows = _with_fact(rows, by_fact.get(indicator.facts[0]))
    rows = _with_prerequisites(rows, indicator, catalogue, by_fact if catalogue.is_live(indicator) else {})
    unmet = pl.col("lacking").is_not_null()
    status = (
        pl.when(~pl.col("concerned"))
        .then(pl.lit(Status.NOT_CONCERNED.value))
        .when(unmet)
        .then(pl.lit(Status.KNOWN.value))
        .when(pl.col("concerned").is_null() | pl.col("outcome").is_null())
        .then(pl.lit(Status.NOT_LOOKED.value))
        .otherwise(pl.col("outcome").replace(_STATUS_OF_OUTCOME))
    )
    known = pl.col("status") == Status.KNOWN.value
    explained = pl.col("concerned") & (pl.col("status") != Status.NOT_LOOKED.value)
    return (
        rows.with_columns(status=status)
        .select(
            "siren",
            "status",
            indicator=pl.lit(indicator.id),
            value=pl.when(known & ~unmet).then("number"),
            text=pl.when(known & ~unmet).then("text"),
            score=pl.when(known).then(pl.when(unmet).then(0.0).otherwise(indicator.scoring.score())),
            reason=pl.when(explained).then(pl.coalesce("lacking", "detail")),
            source=pl.when(explained).then(pl.coalesce("lacking_source", "source")),
            observed_on=pl.when(explained).then(pl.coalesce("lacking_observed_on", "observed_on")),
        )
        .select(_COLUMNS)
    )


def _with_prerequisites(
    rows: pl.DataFrame, indicator: Indicator, catalogue: Catalogue, by_fact: dict[str, pl.DataFrame]
) -> pl.DataFrame:
    """Add the first unmet prerequisite: its sentence (`lacking`), source and date; null where there is none."""
    names = {"lacking": pl.String(), "lacking_source": pl.String(), "lacking_observed_on": pl.Date()}
    rows = rows.with_columns(pl.lit(None, kind).alias(name) for name, kind in names.items())
    for fact in reversed(indicator.prerequisites):
        if fact not in by_fact:
            continue
        unmet = (
            by_fact[fact]
            .filter(pl.col("number") == 0)
            .select(
                "siren",
                unmet=pl.lit(non_breaking(f"Préalable non rempli : {catalogue.facts[fact].title}")),
                unmet_source="source",
                unmet_observed_on="observed_on",
            )
        )
        rows = (
            rows.join(unmet, on="siren", how="left", maintain_order="left")
            .with_columns(
                lacking=pl.coalesce("unmet", "lacking"),
                lacking_source=pl.coalesce("unmet_source", "lacking_source"),
                lacking_observed_on=pl.coalesce("unmet_observed_on", "lacking_observed_on"),
            )
            .drop("unmet", "unmet_source", "unmet_observed_on")
        )
    return rows


def _with_fact(rows: pl.DataFrame, fact: pl.DataFrame | None) -> pl.DataFrame:
    """Add the columns of one fact, null where there is none."""
    if fact is None:
        return rows.with_columns(pl.lit(None, kind).alias(column) for column, kind in _FACT_COLUMNS.items())
    return rows.join(fact.select("siren", *_FACT_COLUMNS), on="siren", how="left", maintain_order="left")
