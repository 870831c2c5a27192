"""Choose what each collectivité does next: at most five actions, in an order that anyone can follow. Pure Polars.

An action is proposed where something that it mends is known to be wanting; then, to fill the list, where a duty surely
binds the collectivité and nothing public tells whether it is met (« to check »). Order (`ORDER`):

1. what is known to be wanting, before what has to be checked;
2. the gain, in points of the score of what is seen, rounded to the point: the most first;
3. how many duties in force it answers: those known not to be met or, when it is only to check, those that a public
   source can show; the most first, then the duty in force for longest;
4. the easiest first;
5. where somebody near helps, before where nobody is known to;
6. the id of the action, so that the order is always the same.
"""

from collections.abc import Iterable, Mapping
from datetime import date

import polars as pl

from barometre.catalogue.guidance import NEAR, Action, Obligation
from barometre.catalogue.models import Catalogue
from barometre.guidance.obligations import State, Why, law_in_force
from barometre.guidance.territories import serving
from barometre.indicators.evaluate import Status
from barometre.rounding import rounded_column
from barometre.scoring.readings import Reading, indicator_weights
from barometre.tables import Schema

# Actions proposed to one collectivité.
MOST = 5
# Table of `next_steps`.
COLUMNS: Schema = {
    "siren": pl.String(),
    "rank": pl.Int8(),
    "action": pl.String(),
    "gain": pl.Float64(),
    "known": pl.Boolean(),
    "indicators": pl.List(pl.String()),
    "missed": pl.List(pl.String()),
    "unknown": pl.List(pl.String()),
}
ORDER = ("-known", "-points", "-duties", "since", "ease", "-helped", "action")
# After any day: a step without a duty comes after those that have one.
_NEVER = date.max
_FULL = 100.0
# Kind of helper that may be near -> its bit in a number that stands for several kinds.
_BITS = {kind: 1 << place for place, kind in enumerate(sorted(NEAR))}


def next_steps(
    catalogue: Catalogue,
    collectivites: pl.DataFrame,
    indicators: pl.DataFrame,
    states: pl.DataFrame,
    scored: pl.Series,
    on: date,
) -> pl.DataFrame:
    """Choose the next steps of every collectivité.

    Args:
        catalogue: its actions, obligations, helpers, and the weights of its indicators.
        collectivites: columns siren, kind, departements (codes), regions (codes).
        indicators: columns siren, indicator, asked, status, score (0-100), hangs_on (`indicators.evaluate`).
        states: columns siren, obligation, state, why (`obligations.obligation_states`).
        scored: SIREN of those that have a score of what is seen.
        on: day at which duties are in force or not.

    Returns:
        Columns of `COLUMNS`: siren, rank (1 to 5), action, gain (points that the score of what is seen would win if
        nothing else moved: sum of weight × (100 − score) over the indicators that it serves, over the weight of what
        is known; null without such a score), known (whether something is known to be wanting), indicators (those
        wanting, that it serves), missed and unknown (duties that it serves, in force, not met or not known). By SIREN
        then rank.
    """
    actions = list(catalogue.actions.values())
    wanting = _wanting(catalogue, actions, indicators)
    duties = _duties(catalogue.obligations, actions, states, on)
    steps = wanting.join(duties, on=["siren", "action"], how="full", coalesce=True)
    near = _near(serving(catalogue.helpers.values(), collectivites))
    empty = pl.lit([], pl.List(pl.String()))
    ordered = (
        steps.join(_moves(actions), on="action", how="inner")
        .join(near, on="siren", how="left")
        .with_columns(
            pl.col("indicators", "missed", "unknown").fill_null(empty),
            pl.col("gain").fill_null(0.0),
            helped=(pl.col("help") & pl.col("near").fill_null(0)) > 0,
        )
        .with_columns(
            known=(pl.col("indicators").list.len() > 0) | (pl.col("missed").list.len() > 0),
            points=rounded_column("gain", 0),
        )
        .with_columns(
            duties=pl.when("known").then(pl.col("missed").list.len()).otherwise(pl.col("visible").fill_null(0)),
            since=pl.when("known").then("missed_since").otherwise("unknown_since").fill_null(_NEVER),
        )
        .sort("siren", *(name.removeprefix("-") for name in ORDER), descending=[False, *_descending()])
    )
    return (
        ordered.with_columns(
            rank=pl.int_range(1, pl.len() + 1).over("siren"),
            gain=pl.when(pl.col("siren").is_in(scored.implode())).then("gain"),
        )
        .filter(pl.col("rank") <= MOST)
        .cast({"rank": pl.Int8})
        .select(list(COLUMNS))
    )


def _descending() -> list[bool]:
    return [name.startswith("-") for name in ORDER]


def _wanting(catalogue: Catalogue, actions: Iterable[Action], indicators: pl.DataFrame) -> pl.DataFrame:
    """Return what each action would mend: columns siren, action, gain, indicators (the heaviest first).

    What hangs on something else is mended by mending that, so it counts for no action, nor does a record in the gain.
    """
    served = _pairs(actions, "indicator", "indicators")
    weights = indicator_weights(catalogue).select("indicator", "weight", "record", "reading")
    known = (
        indicators.lazy()
        .filter(pl.col("asked"), pl.col("status") == Status.KNOWN.value)
        .select("siren", "indicator", "score", "hangs_on")
        .join(weights.lazy(), on="indicator", how="inner")
        .with_columns(counted=~pl.col("record") & (pl.col("reading") == Reading.SEEN.value))
        .collect()
    )
    whole = known.filter("counted").group_by("siren").agg(whole=pl.col("weight").sum())
    gain = pl.col("weight") * (_FULL - pl.col("score")) * pl.col("counted")
    return (
        known.lazy()
        .filter(pl.col("score") < _FULL, pl.col("hangs_on").is_null())
        .join(served.lazy(), on="indicator", how="inner")
        .with_columns(gain=gain)
        .sort("siren", "action", "gain", "indicator", descending=[False, False, True, False])
        .group_by("siren", "action", maintain_order=True)
        .agg(pl.col("gain").sum(), indicators=pl.col("indicator"))
        .join(whole.lazy(), on="siren", how="left")
        .with_columns(gain=(pl.col("gain") / pl.col("whole")).fill_null(0.0).round(6))
        .drop("whole")
        .collect()
    )


def _duties(
    obligations: Mapping[str, Obligation], actions: Iterable[Action], states: pl.DataFrame, on: date
) -> pl.DataFrame:
    """Return the duties in force that each action serves.

    Returns:
        Columns siren, action, missed and unknown (ids), visible (how many of the unknown a public source can show),
        missed_since, unknown_since (first day in force of the oldest).
    """
    served = _pairs(actions, "obligation", "obligations")
    law = [(one.id, one.starts or date.min) for one in law_in_force(obligations.values(), on)]
    in_force = pl.DataFrame(law, schema={"obligation": pl.String(), "starts": pl.Date()}, orient="row")
    missed = pl.col("state") == State.NOT_MET.value
    to_check = (pl.col("state") == State.UNKNOWN.value) & (pl.col("why") != Why.IF.value)
    return (
        states.lazy()
        .filter(missed | to_check)
        .join(in_force.lazy(), on="obligation", how="inner")
        .join(served.lazy(), on="obligation", how="inner")
        .sort("siren", "action", "starts", "obligation")
        .group_by("siren", "action", maintain_order=True)
        .agg(
            missed=pl.col("obligation").filter(missed),
            unknown=pl.col("obligation").filter(~missed),
            visible=(~missed & (pl.col("why") != Why.NO_PROOF.value)).sum(),
            missed_since=pl.col("starts").filter(missed).min(),
            unknown_since=pl.col("starts").filter(~missed).min(),
        )
        .collect()
    )


def _pairs(actions: Iterable[Action], name: str, key: str) -> pl.DataFrame:
    """Return columns `name` and action: what each action serves."""
    rows = [(served, one.id) for one in actions for served in getattr(one, key)]
    return pl.DataFrame(rows, schema={name: pl.String(), "action": pl.String()}, orient="row")


def _moves(actions: Iterable[Action]) -> pl.DataFrame:
    """Return columns action, ease, help (bits of the kinds of helpers that it asks for)."""
    rows = [(one.id, one.ease, sum(_BITS[kind] for kind in {*one.help} & _BITS.keys())) for one in actions]
    return pl.DataFrame(rows, schema={"action": pl.String(), "ease": pl.Int8(), "help": pl.Int32()}, orient="row")


def _near(helpers: pl.DataFrame) -> pl.DataFrame:
    """Return columns siren, near (bits of the kinds of helpers that are near)."""
    kinds = helpers.select("siren", "helper_kind").filter(pl.col("helper_kind").is_in(list(_BITS))).unique()
    bits = pl.col("helper_kind").replace_strict(_BITS, return_dtype=pl.Int32())
    return kinds.group_by("siren").agg(near=bits.sum())
