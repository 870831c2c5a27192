"""How a calibrated weight follows from its base weight: the functions F of Deville & Särndal (1992).

The calibrated weight of a respondent is d F(u), where d is the base weight, u = x'λ, x its categories and λ what is
solved for. F(0) = F'(0) = 1, F grows.
"""

from collections.abc import Callable
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

# (u) -> F(u) and F'(u), of the same shape.
Distance = Callable[[NDArray[np.float64]], tuple[NDArray[np.float64], NDArray[np.float64]]]

# Beyond it, products of exp(u) would not be finite; no margin asks for such a ratio.
_LARGEST = 200.0


class CalibrationMethod(StrEnum):
    """How base weights are moved: case 2 (raking), 1 (linear) and 6 (logit) of Deville & Särndal (1992)."""

    RAKING = "raking"
    LINEAR = "linear"
    LOGIT = "logit"


def exponential(u: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return exp(u) and its slope."""
    value = np.exp(np.minimum(u, _LARGEST))
    return value, value


def affine(u: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return 1 + u and its slope."""
    return 1.0 + u, np.ones_like(u)


def logistic(u: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return 1 / (1 + exp(-u)), a probability, and its slope."""
    small = np.exp(-np.abs(u))
    value = np.where(u >= 0, 1.0, small) / (1.0 + small)
    return value, small / (1.0 + small) ** 2


def logit(low: float, high: float) -> Distance:
    """Return the F that stays between `low` and `high`, low < 1 < high.

    F(u) = [L(U-1) + U(1-L) exp(Au)] / [(U-1) + (1-L) exp(Au)], A = (U-L) / ((1-L)(U-1)), which is
    L + (U-L) p where p is the logistic of Au + log((1-L)/(U-1)).
    """
    rate = (high - low) / ((1.0 - low) * (high - 1.0))
    start = np.log((1.0 - low) / (high - 1.0))

    def ratios(u: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        share, slope = logistic(rate * u + start)
        return low + (high - low) * share, (high - low) * rate * slope

    return ratios


def within(distance: Distance, low: NDArray[np.float64], high: NDArray[np.float64]) -> Distance:
    """Return F cut at limits of the ratio, which broadcast with u; what is cut has slope 0."""

    def ratios(u: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        value, slope = distance(u)
        return np.clip(value, low, high), np.where((value < low) | (value > high), 0.0, slope)

    return ratios
