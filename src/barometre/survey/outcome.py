"""What its answers change for a collectivité, seen by it alone: themes of what it says, and what to do next. Pure.

Only what the answers touch is judged again, on a table of one row: the rest is taken as the edition has it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from barometre.catalogue.models import Catalogue
from barometre.facts.merge import best_facts
from barometre.guidance import obligations
from barometre.guidance.obligations import State, obligation_states
from barometre.guidance.steps import next_steps
from barometre.indicators.evaluate import Status, evaluate
from barometre.scoring.readings import Reading, indicator_weights
from barometre.scoring.scores import index_scores
from barometre.survey.facts import SOURCE, sourced
from barometre.tables import Schema

# What is known of a collectivité before its answers, as one row.
_ROW: Schema = {
    "siren": pl.String(),
    "kind": pl.String(),
    "population": pl.Int64(),
    "powers": pl.List(pl.String()),
    "departements": pl.List(pl.String()),
    "regions": pl.List(pl.String()),
    "agents": pl.Float64(),
    "site": pl.Boolean(),
    "trackers": pl.Boolean(),
    "largest_commune": pl.Int64(),
}
_VALUES: Schema = {
    "siren": pl.String(),
    "indicator": pl.String(),
    "asked": pl.Boolean(),
    "status": pl.String(),
    "score": pl.Float64(),
    "hangs_on": pl.String(),
    "observed_on": pl.Date(),
}
_NO_BASE = pl.DataFrame(schema={"kind": pl.String(), "indicator": pl.String()})


@dataclass(frozen=True)
class EditionBody:
    """A collectivité as an edition has it.

    Attributes:
        row: columns of `_ROW`; what is not known is absent.
        facts: those retained, columns of `facts.schema.SOURCED_FACTS`.
        indicators: indicator -> status, score, hangs_on, observed_on, of those of which something is known.
        states: obligation -> state, why, proof, observed_on.
        scored: whether it has a score of what is seen.
    """

    row: Mapping[str, Any]
    facts: pl.DataFrame
    indicators: Mapping[str, Mapping[str, Any]]
    states: Mapping[str, Mapping[str, Any]]
    scored: bool


@dataclass(frozen=True)
class JudgedAgain:
    """What is known of a collectivité with its answers.

    Attributes:
        said: measure of what it says (`overall.said`, `cybersecurite.said`…) -> columns of `index.scores`.
        scores: score of each indicator that its answers make known.
        steps: rows of `guidance.steps`, in order.
    """

    said: dict[str, dict[str, Any]]
    scores: dict[str, float]
    steps: list[dict[str, Any]]


def with_answers(
    catalogue: Catalogue, kinds: Mapping[str, str], body: EditionBody, told: pl.DataFrame, on: date
) -> JudgedAgain:
    """Judge a collectivité again with what it told, and change nothing of the edition.

    Args:
        catalogue: the content.
        kinds: source -> its kind, of all the sources of its facts.
        body: what the edition has of it.
        told: facts that its answers state, columns of `facts.schema.FACTS` (`survey.facts.facts_of`).
        on: day at which obligations are in force or not.
    """
    row = pl.DataFrame([{name: body.row.get(name) for name in _ROW}], schema=_ROW)
    kept = body.facts.filter(pl.col("source") != SOURCE)
    facts = best_facts(pl.concat([kept, sourced(told)]), kinds)
    names = set(told["fact"])
    weights = indicator_weights(catalogue)
    said = set(weights.filter(pl.col("reading") == Reading.SAID.value)["indicator"])
    touched = {
        name: one
        for name, one in catalogue.indicators.items()
        if name in said or names & {one.facts[0], *one.presupposes, *one.prerequisites}
    }
    judged = evaluate(catalogue.model_copy(update={"indicators": touched}), row, facts).select(list(_VALUES))
    values = pl.concat([judged, _published(body, touched)])
    scored = weights.filter(~pl.col("record"))
    minima = [level.minimum for level in catalogue.levels]
    scores = index_scores(judged.filter(pl.col("indicator").is_in(said)), scored, _NO_BASE, row, minima)
    states = _states(catalogue, body, row, values, facts, set(touched) | names, on)
    seen = row["siren"] if body.scored else row["siren"].clear()
    answered = judged.filter(pl.col("status") == Status.KNOWN.value)
    return JudgedAgain(
        said={one["measure"]: one for one in scores.iter_rows(named=True) if one["measure"].endswith(Reading.SAID)},
        scores=dict(answered.select("indicator", "score").iter_rows()),
        steps=next_steps(catalogue, row, values, states, seen, on).to_dicts(),
    )


def _published(body: EditionBody, touched: Mapping[str, Any]) -> pl.DataFrame:
    """Return the indicators that the edition knows and that answers leave as they are."""
    rows = [
        (
            body.row["siren"],
            name,
            one["status"] != Status.NOT_CONCERNED,
            one["status"],
            one.get("score"),
            one.get("hangs_on"),
            _day(one.get("observed_on")),
        )
        for name, one in body.indicators.items()
        if name not in touched
    ]
    return pl.DataFrame(rows, schema=_VALUES, orient="row")


def _states(
    catalogue: Catalogue,
    body: EditionBody,
    row: pl.DataFrame,
    values: pl.DataFrame,
    facts: pl.DataFrame,
    touched: set[str],
    on: date,
) -> pl.DataFrame:
    """Judge again the obligations of which a proof was touched; the others are as the edition has them."""
    again = {
        name: one
        for name, one in catalogue.obligations.items()
        if touched & {str(proof.indicator or proof.fact) for proof in one.proofs}
    }
    kept = [
        (body.row["siren"], name, one["state"], one["why"], one.get("proof"), _day(one.get("observed_on")))
        for name, one in body.states.items()
        if name in catalogue.obligations and name not in again
    ]
    judged = obligation_states(again.values(), row, values, facts, on)
    judged = judged.filter(pl.col("state") != State.NOT_CONCERNED.value)
    return pl.concat([judged, pl.DataFrame(kept, schema=obligations.COLUMNS, orient="row")])


def _day(value: date | str | None) -> date | None:
    return date.fromisoformat(str(value)) if value else None
