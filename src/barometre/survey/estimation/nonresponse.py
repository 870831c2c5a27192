"""What no weighting mends: answering that hangs on the answer itself; how much of it would overturn a figure.

Weights put right who answers by what is known of everybody. When those who answer yes also answer more readily than the
others of the same kind, every weighted share is too high, its interval is too narrow, and nothing in the answers tells.
What can be told is how strong that would have to be: the ratio of readiness at which the figure would reach another
value, half for example. The reader judges whether so much is likely.
"""

import math
from dataclasses import dataclass

import numpy as np

from barometre.errors import BarometreError
from barometre.survey.estimation.design import Design, Floats, Mask
from barometre.survey.estimation.estimates import means
from barometre.survey.estimation.outcomes import Outcome
from barometre.survey.weighting.replicates import calibrate_replicates

# Ratios are looked for between one thousandth and a thousand: beyond, nothing would overturn the figure.
MOST = 1000.0
_TURNS = 100
_NEAR = 1e-9


@dataclass(frozen=True)
class Tipping:
    """How much more readily those of one answer would have to answer, for a share to reach a threshold.

    Attributes:
        ratio: for the estimate to reach it; above 1 when those of this answer would answer more readily, under 1 when
            they would less; infinite, or 0, when none would do; NaN when weights cannot be calibrated so far.
        cautious: for the bound of the interval that is nearer; 1 when the interval already holds the threshold.
    """

    ratio: float
    cautious: float


def share_if(design: Design, outcome: Outcome, column: int, ratio: float, domain: Mask | None = None) -> float:
    """Estimate a share, were those of that answer `ratio` times as ready to answer the survey as others of their kind.

    Each of them then stands for as many times fewer; weights are calibrated again. Without calibration, a share p
    becomes p / (p + ratio (1 - p)).

    Returns:
        The share; NaN when weights cannot be calibrated so.
    """
    factors = np.where(outcome.values[:, column] == 1, 1 / ratio, 1.0)
    rows = outcome.known if domain is None else outcome.known & domain
    weights = _weights(design, factors)[rows]
    return float(weights @ outcome.values[rows, column] / weights.sum())


def tipping(
    design: Design, outcome: Outcome, column: int = 0, threshold: float = 0.5, domain: Mask | None = None
) -> Tipping:
    """Find how unequal answering would have to be for a share to be at a threshold.

    Args:
        design: the whole survey.
        outcome: a choice, or what is 0 or 1.
        column: which of its answers.
        threshold: strictly between 0 and 1: half, or what a register says.
        domain: of whom it is asked (n); None: everybody.

    Raises:
        BarometreError: the threshold is not between 0 and 1, or the outcome is a number.
    """
    if not 0 < threshold < 1 or not outcome.yes_or_no:
        raise BarometreError(
            f"Outcome {outcome.name}: a share is compared with a threshold between 0 and 1, "
            f"not a number, nor with {threshold:g}"
        )
    estimate = means(design, outcome, domain)[column]
    if not 0 < estimate.estimate < 1:
        none = math.inf if estimate.estimate > threshold else 0.0
        bounds = estimate.low <= threshold <= estimate.high
        return Tipping(none, 1.0 if bounds else none)
    logarithm = _solved(design, outcome, column, threshold, domain)
    if math.isnan(logarithm) or math.isinf(logarithm):
        return Tipping(math.exp(logarithm), math.exp(logarithm))
    if estimate.low <= threshold <= estimate.high:
        return Tipping(math.exp(logarithm), 1.0)
    nearer = estimate.low if estimate.estimate > threshold else estimate.high
    return Tipping(math.exp(logarithm), math.exp(logarithm + _logit(nearer) - _logit(estimate.estimate)))


def _solved(design: Design, outcome: Outcome, column: int, threshold: float, domain: Mask | None) -> float:
    """Return the logarithm of the ratio at which a share is at a threshold, by the secant method.

    Infinite, of either sign, when it is not within `MOST`; NaN when weights cannot be calibrated so far.
    """
    # A share falls by about as much, on the logit, as the ratio rises on the logarithm; less when margins hold it.
    at, before, slope = 0.0, (math.nan, math.nan), -1.0
    for _ in range(_TURNS):
        gap = _logit(share_if(design, outcome, column, math.exp(at), domain)) - _logit(threshold)
        if math.isnan(gap):
            return math.nan
        if before[0] != at and not math.isnan(before[0]):
            slope = min((gap - before[1]) / (at - before[0]), -1e-6)
        before, at = (at, gap), at - gap / slope
        if abs(at) > math.log(MOST):
            return math.copysign(math.inf, at)
        if abs(at - before[0]) < _NEAR:
            return at
    return math.nan


def _weights(design: Design, factors: Floats) -> Floats:
    """Return the weights of respondents of whom each stands for `factors` times as many (n)."""
    if design.frame is None or design.options is None:
        return design.weights * factors
    weights, _ = calibrate_replicates(design.frame, design.options, factors[None, :])
    found: Floats = weights[0]
    return found


def _logit(share: float) -> float:
    return math.log(share / (1 - share))
