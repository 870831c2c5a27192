"""Editions of the former form, in which reasons were sentences without code: read as those of today."""

import polars as pl

from barometre.edition.schema import schema_of
from barometre.facts.former import with_reasons
from barometre.facts.reason_codes import ReasonCode

# How the reason of an indicator began when a prerequisite was not met.
_PREREQUISITE = "Préalable non rempli\u00a0: "


def as_today(table: str, frame: pl.DataFrame) -> pl.DataFrame:
    """Return a table of an edition with the columns of today; one that has them as it is.

    What a former edition does not say in a column (which criterion a fact hangs on) stays unknown.
    """
    upgrade = {"facts": _facts, "indicators": _indicators}.get(table)
    return upgrade(frame) if upgrade and "reason_code" not in frame.columns else frame


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
