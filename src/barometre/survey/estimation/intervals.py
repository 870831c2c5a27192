"""Confidence intervals: what a figure could be, by the luck of who answered alone."""

import math
from statistics import NormalDist

from scipy.special import stdtrit

# Of a hundred intervals, ninety-five hold the truth, when answering has nothing to do with the answer.
LEVEL = 0.95
Z = NormalDist().inv_cdf((1 + LEVEL) / 2)

Interval = tuple[float, float]
NO_INTERVAL: Interval = (math.nan, math.nan)


def student(estimate: float, se: float, degrees: float) -> Interval:
    """Return the interval of a mean or a total; none without a degree of freedom."""
    if degrees < 1 or math.isnan(se):
        return NO_INTERVAL
    half = quantile_of_student(degrees) * se
    return estimate - half, estimate + half


def quantile_of_student(degrees: float) -> float:
    """Return how many standard errors make the half-width of an interval."""
    return float(stdtrit(degrees, (1 + LEVEL) / 2))


def wilson(share: float, effective: float) -> Interval:
    """Return the interval of a share that as many drawn at random as the effective size would give.

    It stays within 0 and 1, and is never of no width: 0 of 30 is 0 to 11.4 %. With an infinite size the share is known.

    Source: Wilson, Probable Inference, the Law of Succession, and Statistical Inference, JASA 22 (1927).
    """
    if math.isinf(effective):
        return share, share
    if math.isnan(effective) or effective <= 0:
        return NO_INTERVAL
    square = Z**2 / effective
    middle = share + square / 2
    half = math.sqrt(square * share * (1 - share) + square**2 / 4)
    low = max(0.0, (middle - half) / (1 + square))
    # Of 1 the bound is 1, rounding apart.
    high = 1.0 if share == 1 else min(1.0, (middle + half) / (1 + square))
    return low, high


def logit(share: float, se: float, degrees: float) -> Interval:
    """Return the interval of a share that is symmetrical on the logit; none at 0 and at 1.

    That of `svyciprop(method="xlogit")` of the R package survey, and of `method="logit"` to the precision of its `glm`.
    """
    if degrees < 1 or not 0 < share < 1 or math.isnan(se):
        return NO_INTERVAL
    middle = math.log(share / (1 - share))
    half = quantile_of_student(degrees) * se / (share * (1 - share))
    return 1 / (1 + math.exp(half - middle)), 1 / (1 + math.exp(-half - middle))


def of_product(share: float, among: Interval, size: float, se_of_size: float) -> Interval:
    """Return the interval of a total of yes: a share with its interval, times a size with its standard error.

    The two are taken as uncorrelated, which they are when weights do not hang on the answer.

    Source: Zou and Donner, Construction of confidence limits about effect measures, Statistics in Medicine 27 (2008).
    """
    if math.isnan(sum(among) + se_of_size):
        return NO_INTERVAL
    total = share * size
    low = total - math.hypot(size * (share - among[0]), share * Z * se_of_size)
    high = total + math.hypot(size * (among[1] - share), share * Z * se_of_size)
    return max(0.0, low), high


def of_difference(one: float, among: Interval, other: float, others: Interval, correlation: float) -> Interval:
    """Return the interval of `other` less `one`, two shares with their intervals; none when one of them has none.

    Source: Zou and Donner (2008); for two independent shares, Newcombe's hybrid score interval (1998).
    """
    if math.isnan(sum(among) + sum(others) + correlation):
        return NO_INTERVAL
    down = (among[1] - one, other - others[0])
    up = (one - among[0], others[1] - other)
    low, high = (math.sqrt(max(0.0, a**2 + b**2 - 2 * correlation * a * b)) for a, b in (down, up))
    return other - one - low, other - one + high
