"""Bootstrap replicates: the survey drawn again from its respondents, and calibrated again, many times."""

from dataclasses import dataclass

import numpy as np

from barometre.errors import BarometreError
from barometre.survey.estimation.design import Design, Floats, Integers
from barometre.survey.weighting.replicates import calibrate_replicates

# Respondents of a category of fewer than these are drawn again among themselves. A category of k is absent from about
# exp(-k) of the draws: 13.5 % for two, 6 in a million for twelve.
RARE = 12
# Above this part of replicates that could not be calibrated, those that could are no longer a fair draw.
MAX_FAILED = 0.05


@dataclass(frozen=True)
class Replicates:
    """Weights of replicates.

    Attributes:
        weights: of those that could be calibrated (replicates, n).
        failed: how many could not, and are left out.
    """

    weights: Floats
    failed: int

    def variances(self, estimates: Floats) -> Floats:
        """Return the variances around their mean of estimates (replicates, columns).

        A replicate where nobody of a domain was drawn says nothing of it; one that alone says something is not enough.
        """
        return np.array([_variance(column[~np.isnan(column)]) for column in estimates.T])


def _variance(column: Floats) -> float:
    return float(np.var(column, ddof=1)) if len(column) > 1 else np.nan


def replicates(design: Design, number: int, seed: int) -> Replicates:
    """Draw replicates of a design by the rescaled bootstrap, and calibrate each again.

    In each group of n respondents, n - 1 are drawn with replacement. A respondent drawn m times has its base weight
    times 1 - λ + λ m n / (n - 1), where λ² is the part of the stratum that did not answer: a full count does not vary.
    Groups are the strata, and in them those who share a calibration category that few are in (`RARE`): such a category
    is in every replicate. Who is alone in its group keeps its weight.

    Source: Rao and Wu, Resampling Inference With Complex Survey Data, JASA 83 (1988); Rao, Wu and Yue (1992).

    Raises:
        BarometreError: more than `MAX_FAILED` of the replicates could not be calibrated.
    """
    chance = np.random.default_rng(seed)
    factors, left = np.ones((number, len(design.weights))), design.left()
    groups = resampling_groups(design)
    for group in np.unique(groups):
        inside = np.flatnonzero(groups == group)
        n = len(inside)
        if n > 1:
            drawn = chance.multinomial(n - 1, np.full(n, 1 / n), size=number)
            part = np.sqrt(left[inside])
            factors[:, inside] = 1 - part + part * drawn * n / (n - 1)
    if design.frame is None or design.options is None:
        return Replicates(factors * design.weights, 0)
    weights, failed = calibrate_replicates(design.frame, design.options, factors)
    lost = int(failed.sum())
    if lost > MAX_FAILED * number:
        raise BarometreError(
            f"{lost} of {number} bootstrap replicates could not be calibrated; "
            "put the smallest categories of the margins together, or take errors by linearisation"
        )
    return Replicates(weights[~failed], lost)


def resampling_groups(design: Design) -> Integers:
    """Return the group in which each respondent is drawn again (n)."""
    keys = [design.strata.codes]
    if design.frame is not None:
        for column in design.frame.codes.T:
            few = np.bincount(column)[column] < RARE
            keys.append(np.where(few, column, -1))
    found: Integers = np.unique(np.stack(keys, axis=1), axis=0, return_inverse=True)[1].reshape(-1)
    return found
