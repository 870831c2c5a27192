"""Facts of a register grow old: past its cadence they are aged, past twice that they have no weight, and say so."""

from collections.abc import Mapping
from datetime import date, timedelta

import polars as pl

from barometre.facts.reason_codes import ReasonCode
from barometre.facts.schema import Outcome

# A fact has weight for this many times the days between two publications of its register.
WEIGHT_FOR = 2
# Context of the reason, as `Reason.to_json` writes it.
_CONTEXT = pl.concat_str(pl.lit('{"on":"'), pl.col("observed_on").dt.to_string("iso"), pl.lit('"}'))


def without_the_old(facts: pl.DataFrame, cadences: Mapping[str, int | None], on: date) -> pl.DataFrame:
    """Turn the facts that are too old into failures of ours: the register may say otherwise today.

    Args:
        facts: columns of `facts.schema.SOURCED_FACTS`.
        cadences: source -> days between two publications; None or absent: its facts do not grow old.
        on: day at which they are read.
    """
    for source, days in cadences.items():
        if days is None:
            continue
        old = (
            (pl.col("source") == source)
            & (pl.col("outcome") == Outcome.SEEN.value)
            & (pl.col("observed_on") < on - timedelta(days=WEIGHT_FOR * days))
        )
        facts = facts.with_columns(
            outcome=pl.when(old).then(pl.lit(Outcome.WE_FAILED.value)).otherwise("outcome"),
            number=pl.when(~old).then("number"),
            text=pl.when(~old).then("text"),
            reason_code=pl.when(old).then(pl.lit(ReasonCode.SOURCE_TOO_OLD.value)).otherwise("reason_code"),
            reason_context=pl.when(old).then(_CONTEXT).otherwise("reason_context"),
            to_confirm=pl.col("to_confirm") & ~old,
        )
    return facts


def with_aged(rows: pl.DataFrame, cadences: Mapping[str, int | None], on: date) -> pl.DataFrame:
    """Add `aged`: whether a publication of the source was due between the day of a row and that at which it is read.

    Args:
        rows: columns `source` and `observed_on`, null where there is none.
        cadences: source -> days between two publications; None or absent: its facts do not grow old.
        on: day at which they are read.
    """
    days = {source: days for source, days in cadences.items() if days is not None}
    cadence = pl.col("source").replace_strict(days, default=None, return_dtype=pl.Int64)
    age = (pl.lit(on) - pl.col("observed_on")).dt.total_days()
    return rows.with_columns(aged=(age > cadence).fill_null(False))
