"""Editions of former forms, read as those of today.

In the oldest, reasons were sentences without code. Before scores had two readings, those of themes and overall were
made by another method: they are left out, since comparing them with those of today would say what is not known.
"""

import polars as pl

from barometre.catalogue.load import load_catalogue
from barometre.edition.schema import schema_of
from barometre.facts.former import with_reasons
from barometre.facts.reason_codes import ReasonCode
from barometre.scoring.aggregates import TERRITORY_FROM
from barometre.scoring.readings import OVERALL

# How the reason of an indicator began when a prerequisite was not met.
_PREREQUISITE = "Préalable non rempli\u00a0: "


def as_today(table: str, frame: pl.DataFrame) -> pl.DataFrame:
    """Return a table of an edition with the columns of today; one that has them as it is.

    What a former edition does not say in a column (which criterion a fact hangs on) stays unknown; it did not say which
    facts were aged.
    """
    if table in ("facts", "indicators") and "aged" not in frame.columns:
        frame = frame.with_columns(aged=pl.lit(False))
    marks = {"facts": "reason_code", "indicators": "reason_code", "scores": "comparable", "aggregates": "low"}
    if table not in marks or marks[table] in frame.columns:
        return frame
    upgrade = {"facts": _facts, "indicators": _indicators, "scores": _scores, "aggregates": _aggregates}
    return upgrade[table](frame)


def _scores(_frame: pl.DataFrame) -> pl.DataFrame:
    return pl.DataFrame(schema=schema_of("scores"))


def _aggregates(frame: pl.DataFrame) -> pl.DataFrame:
    """Keep the figures of indicators, with their bounds, where enough is known."""
    known, concerned = pl.col("known"), pl.col("concerned")
    points = pl.col("mean").fill_null(0.0) * known
    figures = ("mean", "low", "high", "q1", "median", "q3", "histogram")
    return (
        frame.filter(~pl.col("measure").is_in([OVERALL, *load_catalogue().themes]))
        .with_columns(
            low=points / concerned,
            high=(points + 100.0 * (concerned - known)) / concerned,
            met=pl.lit(None, pl.Int32),
            coverage=pl.lit(None, pl.Float64),
        )
        .with_columns(pl.when(known >= TERRITORY_FROM * concerned).then(pl.col(name)).alias(name) for name in figures)
        .select(list(schema_of("aggregates")))
    )


def _facts(frame: pl.DataFrame) -> pl.DataFrame:
    reasons = with_reasons(frame).with_columns(frame["detail"])
    attempts = with_reasons(frame.select(detail="attempt", outcome=pl.lit("we-failed")))
    return reasons.with_columns(
        attempt_code=attempts["reason_code"],
        attempt_context=attempts["reason_context"],
        attempt_to_confirm=attempts["to_confirm"],
    ).select(list(schema_of("facts")))


def _indicators(frame: pl.DataFrame) -> pl.DataFrame:
    reasons = with_reasons(frame.select(detail="reason", outcome="status"))
    blocked = pl.col("reason").str.starts_with(_PREREQUISITE).fill_null(False)
    title = pl.struct(title=pl.col("reason").str.strip_prefix(_PREREQUISITE)).struct.json_encode()
    return (
        frame.with_columns(reasons["reason_code", "reason_context", "hangs_on", "to_confirm"])
        .with_columns(
            reason_code=pl.when(blocked).then(pl.lit(ReasonCode.PREREQUISITE_FACT.value)).otherwise("reason_code"),
            reason_context=pl.when(blocked).then(title).otherwise("reason_context"),
        )
        .select(list(schema_of("indicators")))
    )
