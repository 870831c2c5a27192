"""Shares, means and totals of a survey, for the whole or for a domain, each with what it is worth."""

import math
from dataclasses import dataclass

import numpy as np

from barometre.survey.estimation import intervals
from barometre.survey.estimation.design import Design, Mask
from barometre.survey.estimation.intervals import NO_INTERVAL
from barometre.survey.estimation.known import Known, known
from barometre.survey.estimation.outcomes import Outcome
from barometre.survey.estimation.replicates import Replicates


@dataclass(frozen=True)
class Estimate:
    """A figure, and how far chance could have moved it; NaN where nothing can be said.

    Attributes:
        estimate: the figure.
        se: its standard error; 0 for a full count, and for what calibration fixes; NaN for one respondent.
        low: lower bound of the 95 % interval; NaN when there is none.
        high: upper bound.
        n: respondents of whom it is known.
        deff: its variance over that of a draw at random with replacement of as many; NaN when they all say the same.
        effective: how many drawn at random would tell as much.
        carried: how many of equal weights carry as much as these do; 1 when one outweighs all others.
    """

    estimate: float
    se: float
    low: float
    high: float
    n: int
    deff: float
    effective: float
    carried: float = math.inf


NOTHING = Estimate(math.nan, math.nan, math.nan, math.nan, 0, math.nan, 0.0)


def means(
    design: Design, outcome: Outcome, domain: Mask | None = None, replicates: Replicates | None = None
) -> list[Estimate]:
    """Estimate the mean of each column of an outcome: shares, for a choice and for what is 0 or 1.

    Args:
        design: the whole survey: a domain is never cut out of it first.
        outcome: answers; the unknown and the not concerned are out of the denominator.
        domain: of whom it is asked (n); None: everybody.
        replicates: where errors come from; None: linearisation.
    """
    return means_of(known(design, outcome, domain, replicates))


def totals(
    design: Design, outcome: Outcome, domain: Mask | None = None, replicates: Replicates | None = None
) -> list[Estimate]:
    """Estimate the total of each column of an outcome: how many bodies gave each answer, for a choice.

    A total speaks of all who are concerned: those of whom the answer is not known count as the others do. When all are
    known it is the weighted sum.

    Args:
        design: the whole survey.
        outcome: answers.
        domain: of whom it is asked (n); None: everybody.
        replicates: where errors come from; None: linearisation.
    """
    answers = known(design, outcome, domain, replicates)
    if not answers.n:
        return [NOTHING] * len(outcome.categories)
    total, size = answers.total(), answers.size()
    numbers, errors = total.of(design.weights), np.sqrt(answers.variances(total))
    among, se_of_size = float(size.of(design.weights)[0]), float(np.sqrt(answers.variances(size)[0]))
    return [
        _total(answers, k, float(numbers[k]), float(errors[k]), share, (among, se_of_size))
        for k, share in enumerate(means_of(answers))
    ]


def means_of(answers: Known) -> list[Estimate]:
    """Return the mean of each column of those of whom an outcome is known."""
    if not answers.n:
        return [NOTHING] * len(answers.outcome.categories)
    mean, first, same = answers.mean(), answers.outcome.values[answers.rows][0], answers.spreads == 0
    # What all say is their mean, without the rounding of weighted sums.
    numbers = np.where(same, first, mean.of(answers.design.weights))
    errors = np.where(same, 0.0, np.sqrt(answers.variances(mean)))
    columns = zip(numbers, errors, answers.spreads, strict=True)
    return [_mean(answers, *map(float, column)) for column in columns]


def _mean(answers: Known, estimate: float, se: float, spread: float) -> Estimate:
    """Return a mean with its interval, from its standard error and the variance of the answers."""
    if answers.is_full_count:
        return Estimate(estimate, 0.0, estimate, estimate, answers.n, 0.0, math.inf)
    deff = se**2 / (spread / answers.n) if spread > 0 else math.nan
    effective = answers.effective(deff)
    if answers.n == 1:
        return Estimate(estimate, math.nan, *NO_INTERVAL, 1, math.nan, effective)
    if answers.outcome.yes_or_no:
        bounds = intervals.wilson(estimate, effective)
    else:
        # When they all give the same number, nothing is seen of how far the others are from it.
        bounds = intervals.student(estimate, se, answers.degrees) if spread > 0 else NO_INTERVAL
    return Estimate(estimate, se, *bounds, answers.n, deff, effective, answers.carried)


def _total(
    answers: Known, column: int, total: float, se: float, share: Estimate, size: tuple[float, float]
) -> Estimate:
    """Return a total with its interval, from the mean of which it is so many times the size (and its error)."""
    spread = float(answers.spreads[column])
    if answers.is_full_count:
        return Estimate(total, 0.0, total, total, answers.n, 0.0, math.inf)
    if answers.n == 1:
        return Estimate(total, math.nan, *NO_INTERVAL, 1, math.nan, share.effective)
    deff = (se / size[0]) ** 2 / (spread / answers.n) if spread > 0 else math.nan
    if answers.outcome.yes_or_no:
        bounds = intervals.of_product(share.estimate, (share.low, share.high), *size)
    else:
        bounds = intervals.student(total, se, answers.degrees) if spread > 0 else NO_INTERVAL
    return Estimate(total, se, *bounds, answers.n, deff, answers.effective(deff), answers.carried)
