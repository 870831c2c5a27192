"""Indicators of different units on one scale (OECD/JRC Handbook 2008, step 5); the direction is applied here, once."""

import numpy as np
from numpy.typing import NDArray

from barometre.index.options import IndexOptions, Normalisation
from barometre.index.parameters import IndexParameters
from barometre.index.structure import Structure

Matrix = NDArray[np.float64]


def normalise(values: Matrix, structure: Structure, options: IndexOptions, parameters: IndexParameters) -> Matrix:
    """Bring values, imputed and treated for outliers, to the range of the options.

    Args:
        values: units × indicators; NaN is unknown.
        structure: directions of indicators.
        options: method and range.
        parameters: what the method compares a value with.

    Returns:
        Units × indicators, the column of a constant indicator being NaN.
    """
    worst, best = parameters.minimum, parameters.maximum
    reversed_ = np.array([structure.direction(code) for code in structure.indicators]) < 0
    worst, best = np.where(reversed_, best, worst), np.where(reversed_, worst, best)
    return _linear(values, worst, best, options.range)


def _linear(values: Matrix, worst: Matrix, best: Matrix, range_: tuple[float, float]) -> Matrix:
    """Place values between the worst, which scores the low end of the range, and the best, beyond which none goes."""
    low, high = range_
    spread = best - worst
    scores = (values - worst) / np.where(spread == 0, np.nan, spread)
    scores *= high - low
    scores += low
    return np.clip(scores, low, high, out=scores)


def left_out(options: IndexOptions, parameters: IndexParameters) -> NDArray[np.bool_]:
    """Return which indicators divide nobody: constant ones, unless the scale is that of the options, not of the data."""
    if options.normalisation in (Normalisation.GOALPOSTS, Normalisation.CATEGORIES, Normalisation.NONE):
        return np.zeros(len(parameters.indicators), dtype=np.bool_)
    return parameters.constant
