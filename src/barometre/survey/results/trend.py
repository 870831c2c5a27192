"""What changed since the former wave, for all; that some bodies answered twice is counted. Pure."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl

from barometre.rounding import rounded
from barometre.survey.answers import LEAST
from barometre.survey.estimation.design import Design, Strata
from barometre.survey.estimation.differences import change
from barometre.survey.estimation.estimates import Estimate
from barometre.survey.results.figures import MEAN, SHARE, WHOLE
from barometre.survey.results.outcomes import CountedQuestion
from barometre.survey.results.population import JOINT
from barometre.survey.results.sample import RAKING, Sample

_DECIMALS = 2


@dataclass(frozen=True)
class FormerSample:
    """The former wave, as it is compared with this one.

    Attributes:
        design: its respondents, in strata that both waves have.
        now: those of this wave, in the same strata.
        questions: (question, row) -> its answers.
        told: (question, row, answer, statistic) -> what was published for all, where it was.
    """

    design: Design
    now: Design
    questions: Mapping[tuple[str, str], CountedQuestion]
    told: Mapping[tuple[str, str, str, str], float]


def former_sample(
    sample: Sample, former: Sample, questions: Mapping[tuple[str, str], CountedQuestion], figures: pl.DataFrame
) -> FormerSample | None:
    """Return the former wave when it compares: both are calibrated, and speak of the same collectivités."""
    if sample.frame is None or former.frame is None:
        return None
    if not sample.population.bodies["siren"].equals(former.population.bodies["siren"]):
        return None
    strata = _common(sample, former)
    designs = [
        Design(one.frame.ids, one.weights, _strata(one, strata), one.frame, RAKING)
        for one in (former, sample)
        if one.frame is not None
    ]
    rows = figures.filter(pl.col("level") == WHOLE, pl.col("estimate").is_not_null())
    told = {
        tuple(key): value
        for *key, value in rows.select("question", "row", "answer", "statistic", "estimate").iter_rows()
    }
    return FormerSample(designs[0], designs[1], questions, told)


def with_change(rows: list[dict[str, Any]], one: CountedQuestion, former: FormerSample) -> list[dict[str, Any]]:
    """Return the rows of a question, those for all with what changed of figures told in both waves."""
    before = former.questions.get((one.question.id, one.row))
    if before is None or one.question.kind == "date":
        return rows
    # An option that one wave does not have is no answer of which a share changed.
    common = [code for code in one.outcome.categories if code in before.outcome.categories]
    pair = [_only(each, common) for each in (before, one)]
    changes = dict(zip(common, change((former.design, pair[0].outcome), (former.now, pair[1].outcome)), strict=True))
    both = _both(former, before, one)
    return [_compared(row, former, changes, both) for row in rows]


def _compared(row: dict[str, Any], former: FormerSample, changes: Mapping[str, Estimate], both: int) -> dict[str, Any]:
    key = (row["question"], row["row"], row["answer"], row["statistic"])
    found = changes.get(row["answer"])
    if row["level"] != WHOLE or row["estimate"] is None or key not in former.told or found is None:
        return row
    if row["statistic"] not in (SHARE, MEAN) or math.isnan(found.low):
        return row
    told = {
        "former": former.told[key],
        "change": found.estimate,
        "change_low": found.low,
        "change_high": found.high,
    }
    return (
        row
        | {name: float(rounded(value, _DECIMALS)) + 0.0 for name, value in told.items()}
        | {"both": both if both >= LEAST else None}
    )


def _only(one: CountedQuestion, codes: list[str]) -> CountedQuestion:
    places = [list(one.outcome.categories).index(code) for code in codes]
    outcome = replace(one.outcome, categories=codes, values=one.outcome.values[:, places])
    return replace(one, outcome=outcome)


def _both(former: FormerSample, before: CountedQuestion, one: CountedQuestion) -> int:
    ids = [
        {name for name, known in zip(design.ids, each.outcome.known, strict=True) if known}
        for design, each in ((former.design, before), (former.now, one))
    ]
    return len(ids[0] & ids[1])


def _common(sample: Sample, former: Sample) -> dict[str, str]:
    """Return the stratum of each collectivité: strata of the two waves put together where they share a member."""
    pairs = zip(former.population.bodies["strate"], sample.population.bodies["strate"], strict=True)
    groups: list[set[str]] = []
    for linked in {(f"former {one}", f"now {other}") for one, other in pairs}:
        joined = set(linked).union(*(group for group in groups if group & set(linked)))
        groups = [group for group in groups if not group & joined] + [joined]
    name = {member: JOINT.join(sorted(group)) for group in groups for member in group}
    bodies = sample.population.bodies.select("siren", "strate")
    return {siren: name[f"now {strate}"] for siren, strate in bodies.iter_rows()}


def _strata(sample: Sample, stratum: Mapping[str, str]) -> Strata:
    labels = sorted(set(stratum.values()))
    places = {label: place for place, label in enumerate(labels)}
    codes = np.array([places[stratum[siren]] for siren in sample.rows["siren"]], np.int64)
    sizes = np.bincount([places[label] for label in stratum.values()], minlength=len(labels)).astype(np.float64)
    return Strata(tuple(labels), codes, sizes)
