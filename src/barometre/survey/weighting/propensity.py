"""Weights by response propensity, to check calibrated ones against another method; never the default."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from barometre.errors import BarometreError
from barometre.survey.weighting.distances import logistic
from barometre.survey.weighting.margins import CalibrationFrame
from barometre.survey.weighting.newton import Equations

_TOLERANCE = 1e-8
_ITERATIONS = 100
# Weights that differ by less, relative to their mean, are equal.
_EQUAL = 1e-8


@dataclass(frozen=True, slots=True)
class Propensity:
    """What a logistic model of answering gives.

    Attributes:
        probabilities: of answering, by respondent, (n,), in the order of `CalibrationFrame.ids`.
        weights: their inverses, scaled so that they sum to the population, (n,).
        missed: largest relative gap between a margin and its total under these weights, which nothing makes meet.
    """

    probabilities: NDArray[np.float64]
    weights: NDArray[np.float64]
    missed: float

    def correlation(self, weights: NDArray[np.float64]) -> float | None:
        """Return the correlation of Pearson with other weights of the same respondents; None when all are equal."""
        if min(np.ptp(one) / one.mean() for one in (weights, self.weights)) < _EQUAL:
            return None
        return float(np.corrcoef(self.weights, weights)[0, 1])


def propensity(frame: CalibrationFrame, population: pl.DataFrame) -> Propensity:
    """Fit who answered by the variables of the margins: logistic regression, main effects, maximum likelihood.

    Its equations, Σ over the population of p(x) x = Σ over respondents of x, are those of a calibration with F
    logistic: the same solver finds them.

    Args:
        frame: respondents of a survey that asked everyone: their base weights are equal.
        population: a line for each unit, respondents included; the variables of the frame, as texts.

    Raises:
        BarometreError: base weights differ, the population is not that of the margins, respondents are in a cell where
            it has fewer units, or the fit does not converge.
    """
    if np.ptp(frame.base) > _EQUAL * frame.base[0]:
        raise BarometreError(
            "Propensities suppose that everyone was asked, and base weights of the sample differ; leave this check out"
        )
    codes = _codes(frame, population)
    cells, places = np.unique(np.vstack([codes, frame.codes]), axis=0, return_inverse=True)
    places = places.reshape(-1)
    units = np.bincount(places[: len(codes)], minlength=len(cells))
    member = places[len(codes) :]
    answered = np.bincount(member, minlength=len(cells))
    if (over := np.flatnonzero(answered > units)).size:
        cell = ", ".join(
            f"{variable}={known[code]}"
            for variable, known, code in zip(frame.variables, frame.categories, cells[over[0]], strict=True)
        )
        raise BarometreError(
            f"Population: {units[over[0]]} units with {cell}, where {answered[over[0]]} answered; "
            "take both from the same units"
        )
    counts = tuple(
        np.bincount(column, minlength=len(known)).astype(np.float64)
        for column, known in zip(frame.codes.T, frame.categories, strict=True)
    )
    present = np.flatnonzero(units)
    equations = Equations(cells[present], counts)
    solution = equations.solve(units[present, None].astype(np.float64), logistic, _TOLERANCE, _ITERATIONS)
    if not solution.missed[0] <= _TOLERANCE:
        raise BarometreError(
            f"Propensities do not converge after {_ITERATIONS} iterations: a category answered whole, for example; "
            "leave this check out, or put categories together"
        )
    of_cell = np.zeros(len(cells))
    of_cell[present] = solution.ratios[:, 0]
    probabilities = of_cell[member]
    weights = 1.0 / probabilities
    weights *= frame.population / weights.sum()
    gaps = Equations(frame.codes, frame.totals).missed(weights[:, None])
    return Propensity(probabilities, weights, float(np.abs(gaps).max()))


def _codes(frame: CalibrationFrame, population: pl.DataFrame) -> NDArray[np.int64]:
    """Return the places of categories of each unit of the population, (units, m).

    Raises:
        BarometreError: a variable is missing, or the number of units of a category is not its total.
    """
    if missing := [name for name in frame.variables if name not in population.columns]:
        raise BarometreError(f"Population: no column {', '.join(missing)}; give each variable of the margins")
    for variable, known, totals in zip(frame.variables, frame.categories, frame.totals, strict=True):
        counts = dict(population[variable].value_counts().iter_rows())
        expected = dict(zip(known, totals, strict=True))
        for category in [*known, *(name for name in counts if name not in expected)]:
            units, total = counts.get(category, 0), expected.get(category, 0)
            if units != total:
                raise BarometreError(
                    f"Population: {units} units with {variable}={category or '(empty)'}, where margins "
                    f"say {total:.12g}; take both from the same units"
                )
    return np.column_stack(
        [
            population[variable].replace_strict(known, range(len(known)), return_dtype=pl.Int64).to_numpy()
            for variable, known in zip(frame.variables, frame.categories, strict=True)
        ]
    )
