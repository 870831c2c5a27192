"""Turn facts into indicators: for each collectivité a status, a value, a score and a reason. Pure Polars, no I/O."""

from collections.abc import Mapping
from enum import StrEnum

import polars as pl

from barometre.catalogue.conditions import parse
from barometre.catalogue.models import Catalogue, Indicator
from barometre.facts.reason import reason
from barometre.facts.reason_codes import ReasonCode
from barometre.facts.schema import SOURCED_FACTS, Outcome
from barometre.indicators.properties import FROM_FACTS


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
_REASON = ("reason_code", "reason_context", "hangs_on", "to_confirm")
_FACT_COLUMNS = {
    column: SOURCED_FACTS[column] for column in ("source", "outcome", "number", "text", "observed_on", *_REASON)
}
# The fact seen not to be met, its reason, source and day.
_LACKING = {
    "lacking": pl.String(),
    "lacking_context": pl.String(),
    "lacking_source": pl.String(),
    "lacking_observed_on": pl.Date(),
}


def evaluate(catalogue: Catalogue, collectivites: pl.DataFrame, facts: pl.DataFrame) -> pl.DataFrame:
    """Evaluate every indicator for every collectivité.

    Args:
        catalogue: the content.
        collectivites: columns `siren`, those that conditions read (`powers`, `population`), and those of `FROM_FACTS`.
        facts: columns of `facts.schema.SOURCED_FACTS`; one row per (siren, fact).

    Returns:
        Columns siren, indicator, asked (whether the question arises, before its answer: it may concern the
        collectivité, and nothing that it presupposes is missing), status, value, text, score (0-100), reason_code,
        reason_context, hangs_on (the prerequisite that is not met, else what the fact hangs on), to_confirm, source,
        observed_on; one row per collectivité and indicator, by indicator then SIREN. A score is there exactly when the
        status is `known`.
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
    told = tuple(name for name in ("powers", "population", *FROM_FACTS) if name in collectivites.columns)
    concerned = parse(indicator.concerns).to_expr(told)
    if not by_fact.keys() & {indicator.facts[0], *indicator.presupposes, *indicator.prerequisites}:
        return _not_looked(indicator, collectivites, concerned)
    fact = by_fact.get(indicator.facts[0])
    absent = _LACKING if fact is not None else _LACKING | _FACT_COLUMNS
    rows = collectivites.select("siren", *_nulls(absent), concerned=concerned)
    if fact is not None:
        rows = rows.join(fact.select("siren", *_FACT_COLUMNS), on="siren", how="left", maintain_order="left")
    rows = _with_unmet(rows, indicator, catalogue, by_fact)
    unmet = pl.col("lacking").is_not_null()
    moot = pl.col("lacking").is_in(indicator.presupposes).fill_null(False)
    # Where it is not known whom the question concerns, it is neither a duty nor an exemption, whatever else is known.
    may_concern = pl.col("concerned").fill_null(True)
    status = (
        pl.when(~may_concern | moot)
        .then(pl.lit(Status.NOT_CONCERNED.value))
        .when(pl.col("concerned").is_null())
        .then(pl.lit(Status.NOT_LOOKED.value))
        .when(unmet)
        .then(pl.lit(Status.KNOWN.value))
        .when(pl.col("outcome").is_null())
        .then(pl.lit(Status.NOT_LOOKED.value))
        .otherwise(pl.col("outcome").replace(_STATUS_OF_OUTCOME))
    )
    known = pl.col("status") == Status.KNOWN.value
    explained = may_concern & (pl.col("status") != Status.NOT_LOOKED.value)
    return rows.with_columns(status=status).select(
        siren="siren",
        indicator=pl.lit(indicator.id),
        asked=may_concern & ~moot,
        status="status",
        value=pl.when(known & ~unmet).then("number"),
        text=pl.when(known & ~unmet).then("text"),
        score=pl.when(known).then(pl.when(unmet).then(0.0).otherwise(indicator.scoring.score())),
        reason_code=pl.when(explained).then(
            pl.when(unmet).then(pl.lit(ReasonCode.PREREQUISITE_FACT.value)).otherwise("reason_code")
        ),
        reason_context=pl.when(explained).then(pl.coalesce("lacking_context", "reason_context")),
        hangs_on=pl.when(explained).then(pl.coalesce("lacking", "hangs_on")),
        to_confirm=(explained & ~unmet & pl.col("to_confirm")).fill_null(False),
        source=pl.when(explained).then(pl.coalesce("lacking_source", "source")),
        observed_on=pl.when(explained).then(pl.coalesce("lacking_observed_on", "observed_on")),
    )


def _not_looked(indicator: Indicator, collectivites: pl.DataFrame, concerned: pl.Expr) -> pl.DataFrame:
    """Evaluate an indicator of which no source said anything of anybody: as `_evaluate_one` would, in one step."""
    may_concern = concerned.fill_null(True)
    return collectivites.select(
        siren="siren",
        indicator=pl.lit(indicator.id),
        asked=may_concern,
        status=pl.when(may_concern).then(pl.lit(Status.NOT_LOOKED.value)).otherwise(pl.lit(Status.NOT_CONCERNED.value)),
        value=pl.lit(None, pl.Float64()),
        text=pl.lit(None, pl.String()),
        score=pl.lit(None, pl.Float64()),
        reason_code=pl.lit(None, pl.String()),
        reason_context=pl.lit(None, pl.String()),
        hangs_on=pl.lit(None, pl.String()),
        to_confirm=pl.lit(False),
        source=pl.lit(None, pl.String()),
        observed_on=pl.lit(None, pl.Date()),
    )


def _nulls(columns: Mapping[str, pl.DataType]) -> list[pl.Expr]:
    return [pl.lit(None, kind).alias(name) for name, kind in columns.items()]


def _with_unmet(
    rows: pl.DataFrame, indicator: Indicator, catalogue: Catalogue, by_fact: dict[str, pl.DataFrame]
) -> pl.DataFrame:
    """Tell the first fact seen not to be met among those that the question presupposes, then its prerequisites.

    Fills the columns of `_LACKING`, null where none. Prerequisites answer a question that is asked today: they say
    nothing where its source gives no fact yet.
    """
    prerequisites = indicator.prerequisites if catalogue.is_live(indicator) else ()
    for fact in reversed((*indicator.presupposes, *prerequisites)):
        if fact not in by_fact:
            continue
        why = reason(ReasonCode.PREREQUISITE_FACT, fact=fact, title=catalogue.facts[fact].title)
        unmet = (
            by_fact[fact]
            .filter(pl.col("number") == 0)
            .select(
                "siren",
                found=pl.lit(fact),
                found_context=pl.lit(why.to_json()),
                found_source="source",
                found_observed_on="observed_on",
            )
        )
        rows = rows.join(unmet, on="siren", how="left", maintain_order="left")
        found = [name.replace("lacking", "found") for name in _LACKING]
        rows = rows.select(
            pl.exclude([*_LACKING, *found]),
            *(pl.coalesce(new, name).alias(name) for new, name in zip(found, _LACKING, strict=True)),
        )
    return rows
