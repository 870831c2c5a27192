"""Differences between two groups, and between two waves of which some bodies answered both."""

import math

import numpy as np

from barometre.errors import BarometreError
from barometre.survey.estimation import intervals
from barometre.survey.estimation.design import ROUNDING, Design, Floats, Integers, Mask
from barometre.survey.estimation.estimates import NOTHING, Estimate, means_of
from barometre.survey.estimation.known import Known, known
from barometre.survey.estimation.outcomes import Outcome
from barometre.survey.estimation.replicates import Replicates


def difference(
    design: Design, outcome: Outcome, one: Mask, other: Mask, replicates: Replicates | None = None
) -> list[Estimate]:
    """Estimate the mean of `other` less that of `one`, two domains of a survey, for each column of an outcome.

    Both hang on the same respondents, strata and calibration: their covariance is that of their influences, or of their
    replicates. `n` is the smaller of the two numbers of respondents.
    """
    pair = [known(design, outcome, domain, replicates) for domain in (one, other)]
    if not all(answers.n for answers in pair):
        return [NOTHING] * len(outcome.categories)
    if replicates is None:
        before, after = (
            design.deviations(answers.mean().influences(design.weights)) * np.sqrt(answers.left)[:, None]
            for answers in pair
        )
        covariances = (before * after).sum(axis=0)
    else:
        before, after = (answers.mean().of(replicates.weights) for answers in pair)
        rows = ~np.isnan(before + after).any(axis=1)
        before, after = before[rows], after[rows]
        covariances = ((before - before.mean(axis=0)) * (after - after.mean(axis=0))).sum(axis=0) / (len(before) - 1)
    return _differences(pair, covariances)


def change(
    before: tuple[Design, Outcome], after: tuple[Design, Outcome], domains: tuple[Mask, Mask] | None = None
) -> list[Estimate]:
    """Estimate the mean of a wave less that of the wave before, for each column of the same outcome.

    Bodies that answered both times vary together: their covariance is counted, by linearisation. In a stratum of N
    bodies of which n1 and n2 answered, c of them twice, the finite correction of the covariance is 1 - n1 n2 / (c N):
    nothing is left of it when all answered, nor when c is what two draws apart would give.

    Source: Tam, On Covariances from Overlapping Samples, The American Statistician 38 (1984).

    Args:
        before: design and answers of the earlier wave.
        after: those of the later one, with the same categories.
        domains: of whom it is asked in each (n of each); None: everybody.

    Raises:
        BarometreError: the categories differ; a body that answered twice has two strata of known sizes.
    """
    if list(before[1].categories) != list(after[1].categories):
        raise BarometreError(
            f"Outcome {after[1].name}: categories of the two waves differ ({', '.join(before[1].categories)}; "
            f"{', '.join(after[1].categories)}); give `choice` the categories of both"
        )
    inside = (None, None) if domains is None else domains
    pair = [known(*wave, domain, None) for wave, domain in zip((before, after), inside, strict=True)]
    if not all(answers.n for answers in pair):
        return [NOTHING] * len(before[1].categories)
    return _differences(pair, _covariances(*pair))


def _covariances(before: Known, after: Known) -> Floats:
    """Return the covariances of the means of two waves (columns), from those who answered both."""
    _, first, second = np.intersect1d(before.design.ids, after.design.ids, assume_unique=True, return_indices=True)
    one, other = (
        answers.design.deviations(answers.mean().influences(answers.design.weights))[rows]
        for answers, rows in ((before, first), (after, second))
    )
    factors: Floats = _corrections(before, after, first, second)
    return factors @ (one * other)


def _corrections(before: Known, after: Known, first: Integers, second: Integers) -> Floats:
    """Return the finite correction of the covariance of each body that answered twice.

    Raises:
        BarometreError: it has not the same stratum in both waves.
    """
    strata = before.design.strata, after.design.strata
    if strata[0].populations is None or strata[1].populations is None:
        return np.ones(len(first))
    labels = [np.array(one.labels)[one.codes[rows]] for one, rows in zip(strata, (first, second), strict=True)]
    if (moved := np.flatnonzero(labels[0] != labels[1])).size:
        place = moved[0]
        raise BarometreError(
            f"{before.design.ids[first[place]]} is in stratum {labels[0][place]} in one wave and in {labels[1][place]} "
            "in the other; give both waves the strata of one of them"
        )
    twice = np.bincount(strata[0].codes[first], minlength=len(strata[0].labels))[strata[0].codes[first]]
    left_before, left_after = before.left[first], after.left[second]
    sizes = strata[0].populations[strata[0].codes[first]]
    answered_before, answered_after = sizes * (1 - left_before), sizes * (1 - left_after)
    # Kept within what a correlation of 1 would give: few who answered twice tell little of the covariance.
    most = np.sqrt(left_before * left_after)
    return np.clip(1 - answered_before * answered_after / (twice * sizes), -most, most)


def _differences(pair: list[Known], covariances: Floats) -> list[Estimate]:
    """Return the differences of the means of two groups, from the covariances of these (columns)."""
    found = []
    degrees = min(answers.degrees for answers in pair)
    for one, other, covariance in zip(*(means_of(answers) for answers in pair), covariances, strict=True):
        apart = one.se**2 + other.se**2
        together = apart - 2 * float(covariance)
        se = 0.0 if together <= ROUNDING * apart else math.sqrt(together)
        gap = other.estimate - one.estimate
        if pair[0].outcome.yes_or_no and pair[1].outcome.yes_or_no:
            product = one.se * other.se
            correlation = min(1.0, max(-1.0, float(covariance) / product)) if product > 0 else 0.0
            bounds = intervals.of_difference(
                one.estimate, (one.low, one.high), other.estimate, (other.low, other.high), correlation
            )
        else:
            seen = not math.isnan(one.low + other.low)
            bounds = intervals.student(gap, se, degrees) if seen else intervals.NO_INTERVAL
        smaller = min(one, other, key=lambda each: each.effective)
        found.append(Estimate(gap, se, *bounds, min(one.n, other.n), math.nan, smaller.effective, smaller.carried))
    return found
