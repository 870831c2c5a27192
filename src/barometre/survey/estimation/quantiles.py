"""Weighted quantiles, by two written definitions, with Woodruff's interval."""

import math
from enum import StrEnum

import numpy as np

from barometre.survey.estimation import intervals
from barometre.survey.estimation.design import Design, Floats, Mask
from barometre.survey.estimation.estimates import NOTHING, Estimate
from barometre.survey.estimation.known import known
from barometre.survey.estimation.outcomes import Outcome
from barometre.survey.estimation.replicates import Replicates

# Two parts of the whole nearer than this are the same one: weights are sums of floats.
SAME = 1e-10


class QuantileRule(StrEnum):
    """What is taken where the weights below are exactly the part asked.

    `math`: the smallest value that at least that part of the whole does not exceed. `school`: the middle of it and of
    the next value, as one takes the median of four numbers.
    """

    MATH = "math"
    SCHOOL = "school"


def weighted_quantile(values: Floats, weights: Floats, part: float, rule: QuantileRule) -> float:
    """Return the quantile of values (n) of positive weights (n) below which `part` of the whole is.

    1, 2, 3, 4 of weights 2.5, 2.4, 3.8, 1.1 have the medians 2 (`math`) and 2.5 (`school`): half of 9.8 is exactly 4.9.
    """
    kept, places = np.unique(values, return_inverse=True)
    below = np.cumsum(np.bincount(places, weights=weights)) / weights.sum()
    place = min(int(np.searchsorted(below, part - SAME)), len(kept) - 1)
    if rule is QuantileRule.SCHOOL and abs(below[place] - part) <= SAME and place + 1 < len(kept):
        return float((kept[place] + kept[place + 1]) / 2)
    return float(kept[place])


def quantile(
    design: Design,
    outcome: Outcome,
    part: float,
    rule: QuantileRule = QuantileRule.MATH,
    domain: Mask | None = None,
    replicates: Replicates | None = None,
) -> Estimate:
    """Estimate a quantile of numbers: the median for one half.

    Its interval goes from the quantile of one bound to that of the other, of the share that is not above it. There is
    no bound where that share could be under 0 or over 1. Its standard error is half of that width over the point of
    Student's distribution.

    Source: Woodruff, Confidence Intervals for Medians and Other Position Measures, JASA 47 (1952).

    Args:
        design: the whole survey.
        outcome: numbers.
        part: between 0 and 1.
        rule: the definition.
        domain: of whom it is asked (n); None: everybody.
        replicates: where errors come from; None: linearisation.
    """
    answers = known(design, outcome, domain, replicates)
    if not answers.n:
        return NOTHING
    values, weights = outcome.values[answers.rows, 0], design.weights[answers.rows]
    found = weighted_quantile(values, weights, part, rule)
    if answers.is_full_count:
        return Estimate(found, 0.0, found, found, answers.n, math.nan, math.inf)
    below = Outcome(outcome.name, [""], (outcome.values <= found).astype(np.float64), outcome.known, outcome.concerned)
    shares = known(design, below, domain, replicates)
    se = float(np.sqrt(shares.variances(shares.mean())[0]))
    share = float(shares.mean().of(design.weights)[0])
    low, high = (
        weighted_quantile(values, weights, bound, rule) if 0 <= bound <= 1 else math.nan
        for bound in intervals.student(share, se, answers.degrees)
    )
    # Nobody is above: nothing is seen of how far the others are.
    if share >= 1 - SAME:
        low = high = math.nan
    width = 2 * intervals.quantile_of_student(answers.degrees) if answers.degrees > 0 else math.nan
    return Estimate(
        found, (high - low) / width, low, high, answers.n, math.nan, answers.effective(math.nan), answers.carried
    )
