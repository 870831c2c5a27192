"""Those who answered a questionnaire in a wave, calibrated to the population when it can be. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from barometre.errors import BarometreError
from barometre.survey.answers import LEAST
from barometre.survey.facts import SentAnswers
from barometre.survey.results.population import CALIBRATED, GroupedPopulation, grouped, ordered
from barometre.survey.weighting.calibrate import Calibrated, CalibrationOptions, calibrate
from barometre.survey.weighting.margins import CalibrationFrame, prepare

RAKING = CalibrationOptions()


@dataclass(frozen=True)
class Sample:
    """Respondents of a questionnaire.

    Attributes:
        told: what they sent, by SIREN.
        population: the population, in categories that have respondents enough.
        rows: of the respondents, in the order of `told`: columns of the population.
        frame: what they are calibrated to; None when it was refused.
        calibrated: their weights; None when they were refused.
        refused: why, in English; empty when they were not.
    """

    told: Sequence[SentAnswers]
    population: GroupedPopulation
    rows: pl.DataFrame
    frame: CalibrationFrame | None
    calibrated: Calibrated | None
    refused: str

    @property
    def weights(self) -> NDArray[np.float64]:
        """Calibrated weights, or the same for everybody, that sum to the population: (n,)."""
        if self.calibrated is not None:
            return self.calibrated.weights
        return np.full(len(self.told), self.population.bodies.height / max(len(self.told), 1))

    def margins(self, variables: Sequence[str] = CALIBRATED) -> list[dict[str, Any]]:
        """Return each category of these variables: population, respondents, and these weighted."""
        return [row for variable in variables for row in self._margin(variable)]

    def _margin(self, variable: str) -> Iterator[dict[str, Any]]:
        totals = self.population.totals(variable)
        for category in ordered(variable, totals):
            inside = (self.rows[variable] == category).to_numpy()
            yield {
                "variable": variable,
                "category": category,
                "population": totals[category],
                "respondents": int(inside.sum()),
                "weighted": round(float(self.weights[inside].sum()), 3) if self.calibrated else None,
            }


def sample_of(told: Sequence[SentAnswers], bodies: pl.DataFrame) -> Sample:
    """Return those who answered, calibrated by raking.

    Args:
        told: what was sent to one questionnaire, once by collectivité; who is not of the population is left out.
        bodies: the population, as `population.population` returns it.
    """
    known = set(bodies["siren"])
    kept = sorted((one for one in told if one.siren in known), key=lambda one: one.siren)
    sirens = [one.siren for one in kept]
    categories = grouped(bodies, sirens)
    rows = categories.bodies.filter(pl.col("siren").is_in(sirens)).sort("siren")
    if len(kept) < LEAST:
        return Sample(kept, categories, rows, None, None, f"Fewer than {LEAST} respondents: no figure is given")
    try:
        frame = prepare(rows.rename({"siren": "id"}), _margins(categories))
        calibrated = calibrate(frame, RAKING)
    except BarometreError as refusal:
        return Sample(kept, categories, rows, None, None, str(refusal))
    return Sample(kept, categories, rows, frame, calibrated, "")


def _margins(categories: GroupedPopulation) -> pl.DataFrame:
    """Return the known totals of the variables that tell collectivités apart; of one of them at least."""
    totals = {variable: categories.totals(variable) for variable in CALIBRATED}
    telling = {name: found for name, found in totals.items() if len(found) > 1} or {
        CALIBRATED[0]: totals[CALIBRATED[0]]
    }
    rows = [(name, category, float(total)) for name, found in telling.items() for category, total in found.items()]
    return pl.DataFrame(rows, schema=["variable", "category", "total"], orient="row")
