"""Indicators of which a few values are far from all others: found by skewness and kurtosis, brought in or transformed.

A few extreme values crush all others on a scale that goes from the least to the greatest. An indicator is treated when
its skewness is beyond 2 on either side and its kurtosis above 3.5, as the JRC and COINr do, both corrected for the size
of the sample: `type = 2` of the R package e1071, and Excel's.
"""

from typing import NamedTuple

import numpy as np
import scipy

from barometre.index.options import Outliers
from barometre.index.parameters import Matrix, Treatment, Vector

SKEWNESS, KURTOSIS = 2.0, 3.5
# Share of the spread added before a logarithm, so that the least value has one (COIN Tool; COINr `log_CT`).
_OFFSET = 0.01


class Shape(NamedTuple):
    """Skewness and excess kurtosis of a sample."""

    skewness: float
    kurtosis: float

    @property
    def has_outliers(self) -> bool:
        """Whether both are beyond their thresholds."""
        return abs(self.skewness) > SKEWNESS and self.kurtosis > KURTOSIS


def measure_shape(known: Vector) -> Shape:
    """Return the shape of known values; of fewer than four, or of one value repeated, zeros: they have no outlier."""
    if len(known) < 4 or known.min() == known.max():
        return Shape(0.0, 0.0)
    # Fourth powers of values brought near 1 are neither infinite nor 0; a power of 2 changes no digit.
    known = np.ldexp(known, -np.frexp(np.abs(known).max())[1])
    return Shape(float(scipy.stats.skew(known, bias=False)), float(scipy.stats.kurtosis(known, bias=False)))


def choose_treatments(values: Matrix, method: Outliers, most: int) -> tuple[Treatment | None, ...]:
    """Return how each indicator is treated; None for those that have no outlier.

    Args:
        values: units × indicators; NaN is unknown.
        method: the choice.
        most: for `winsorise`, the number of values brought in after which no more are.
    """
    if method is Outliers.NONE:
        return tuple(None for _ in values.T)
    return tuple(_choose(column[~np.isnan(column)], method, most) for column in values.T)


def _choose(known: Vector, method: Outliers, most: int) -> Treatment | None:
    shape = measure_shape(known)
    if not shape.has_outliers:
        return None
    low, high = float(known.min()), float(known.max())
    offset = _OFFSET * (high - low)
    if method is Outliers.WINSORISE:
        return _winsorise(known, most)
    if method is Outliers.LOG:
        return Treatment("log" if shape.skewness > 0 else "log-reversed", low, high, offset)
    # Box-Cox takes positive values only.
    shift = 0.0 if low > 0 else offset - low
    return Treatment("boxcox", low, high, shift, float(scipy.stats.boxcox_normmax(known + shift, method="mle")))


def _winsorise(known: Vector, most: int) -> Treatment:
    """Bring the most extreme value to the next, again and again, until the shape is right or enough were brought in."""
    brought, shape = np.sort(known), measure_shape(known)
    low = high = 0
    while shape.has_outliers and low + high < most:
        if shape.skewness > 0:
            high = int(np.count_nonzero(brought == brought[-1]))
            brought[-high:] = brought[-high - 1]
        else:
            low = int(np.count_nonzero(brought == brought[0]))
            brought[:low] = brought[low]
        shape = measure_shape(brought)
    return Treatment("winsorise", float(brought[0]), float(brought[-1]))


def treat(values: Matrix, treatments: tuple[Treatment | None, ...]) -> Matrix:
    """Return values, units × indicators, treated; those beyond the limits of a treatment are held at them."""
    if not any(treatments):
        return values
    treated = values.copy(order="K")
    for place, treatment in enumerate(treatments):
        if treatment:
            treated[:, place] = _treated(values[:, place], treatment)
    return treated


def _treated(column: Vector, treatment: Treatment) -> Vector:
    within = np.clip(column, treatment.low, treatment.high)
    match treatment.method:
        case "log":
            return np.log(within - treatment.low + treatment.shift)
        case "log-reversed":
            return -np.log(treatment.high - within + treatment.shift)
        case "boxcox":
            transformed: Vector = scipy.special.boxcox(within + treatment.shift, treatment.power)
            return transformed
        case _:
            return within
