"""Columns of the fact table and the closed list of outcomes."""

from enum import StrEnum

import polars as pl

from barometre.errors import BarometreError
from barometre.tables import Schema, check_schema


class Outcome(StrEnum):
    """What came of looking for a fact. A fact nobody looked for has no row: that is the fourth kind of not knowing."""

    SEEN = "seen"
    NOT_CONCERNED = "not-concerned"
    THEY_FAILED = "they-failed"
    WE_FAILED = "we-failed"


# Stored facts. `number` is 1 or 0 for a yes or a no. `reason_code` and `reason_context` (JSON) say why, or what exactly
# was seen (`facts.reason`). `hangs_on` is the fact on which this one rests alone. `to_confirm`: a negative seen once.
FACTS: Schema = {
    "siren": pl.String(),
    "fact": pl.String(),
    "outcome": pl.String(),
    "number": pl.Float64(),
    "text": pl.String(),
    "observed_on": pl.Date(),
    "reason_code": pl.String(),
    "reason_context": pl.String(),
    "hangs_on": pl.String(),
    "to_confirm": pl.Boolean(),
}

# Facts read back from the store: the folder's name becomes the column `source`. `attempted_on` is the date of the last
# look, `observed_on` unless looks have failed since; the other columns `attempt_…` say then why the last one failed.
SOURCED_FACTS: Schema = (
    {"siren": pl.String(), "fact": pl.String(), "source": pl.String()}
    | {column: kind for column, kind in FACTS.items() if column not in ("siren", "fact")}
    | {
        "attempted_on": pl.Date(),
        "attempt_code": pl.String(),
        "attempt_context": pl.String(),
        "attempt_to_confirm": pl.Boolean(),
    }
)


def check_facts(frame: pl.DataFrame, name: str) -> pl.DataFrame:
    """Return `frame` as a table of facts, sorted by SIREN and fact.

    Raises:
        BarometreError: wrong columns, an unknown outcome, a fact without key or date, a value where nothing was
            seen, or the same fact twice; names the first offending row.
    """
    # Sorted first: what is given twice follows itself, which costs less to see than to look for.
    frame = check_schema(frame, FACTS, name).sort("siren", "fact")
    as_before = pl.all_horizontal(pl.col(key) == pl.col(key).shift() for key in ("siren", "fact"))
    has_value = pl.col("number").is_not_null() | pl.col("text").is_not_null()
    faults = {
        "siren, fact and observed_on must be filled": pl.any_horizontal(
            pl.col("siren", "fact", "outcome", "observed_on").is_null()
        ),
        "to_confirm must be true or false": pl.col("to_confirm").is_null(),
        "a reason is a code with its context": pl.col("reason_code").is_null() != pl.col("reason_context").is_null(),
        f"outcome must be one of {[o.value for o in Outcome]}": ~pl.col("outcome").is_in([o.value for o in Outcome]),
        "a fact that was not seen has neither number nor text": (pl.col("outcome") != Outcome.SEEN) & has_value,
        "a fact that was seen has a number or a text": (pl.col("outcome") == Outcome.SEEN) & ~has_value,
        "the same fact is given twice": as_before,
    }
    for message, fault in faults.items():
        bad = frame.filter(fault)
        if bad.height:
            row = bad.row(0, named=True)
            raise BarometreError(
                f"Facts of {name}: {message}; first of {bad.height}: siren {row['siren']}, fact {row['fact']}, "
                f"outcome {row['outcome']}"
            )
    return frame
