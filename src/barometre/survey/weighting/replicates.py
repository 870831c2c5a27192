"""Bootstrap replicates calibrated again, each with its own multiplicities."""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from barometre.survey.weighting.calibrate import CalibrationOptions, Groups, distance, groups, limits
from barometre.survey.weighting.distances import CalibrationMethod, Distance, within
from barometre.survey.weighting.margins import CalibrationFrame
from barometre.survey.weighting.newton import Equations

# Replicates solved at once: what they need stays in the caches of a processor.
_AT_ONCE = 125


def calibrate_replicates(
    frame: CalibrationFrame, options: CalibrationOptions, multiplicities: NDArray[np.float64] | NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Calibrate each replicate as `calibrate` does the sample, from base weights times multiplicities.

    Respondents of the same categories share their ratio, so that a replicate costs as much as it has kinds of
    respondents.

    Args:
        frame: the sample, which `calibrate` takes with the same options.
        options: of the sample. Bounds are on the ratio to the scaled weight of the replicate; a cap is on the weight
            of one copy, in means of copies.
        multiplicities: times that each respondent is in each replicate, (R, n), zero or above; rescaled ones
            (Rao & Wu 1988) need not be whole numbers.

    Returns:
        Weights (R, n), NaN in a replicate that failed, and whether it did (R,): a category without respondent, or no
        weights found that meet the margins. Nothing is merged nor drawn again here.
    """
    grouped = groups(frame, options.cap is not None)
    equations = Equations(grouped.codes, frame.totals)
    gather = csr_array(
        (frame.base, (grouped.member, np.arange(len(frame.ids)))), shape=(len(grouped.base), len(frame.ids))
    )
    weights = np.full(multiplicities.shape, np.nan)
    failed = np.ones(len(multiplicities), dtype=np.bool_)
    for start in range(0, len(multiplicities), _AT_ONCE):
        drawn = multiplicities[start : start + _AT_ONCE].astype(np.float64)
        base = gather @ drawn.T
        complete = np.flatnonzero((equations.missed(base) > -1.0).all(axis=0))
        if not complete.size:
            continue
        drawn, base = drawn[complete], base[:, complete]
        scales = frame.population / base.sum(axis=0)
        base *= scales
        cut = _cut(frame, options, grouped, drawn, scales)
        solution = equations.solve(base, cut, options.tolerance, options.iterations)
        found = solution.missed <= options.tolerance
        places = start + complete[found]
        each = drawn[found] * (frame.base * scales[found][:, None])
        weights[places] = each * solution.ratios[:, found].T[:, grouped.member]
        failed[places] = False
    return weights, failed


def _cut(
    frame: CalibrationFrame,
    options: CalibrationOptions,
    grouped: Groups,
    drawn: NDArray[np.float64],
    scales: NDArray[np.float64],
) -> Distance:
    """Return F for the replicates drawn, cut at the bounds and the cap of each."""
    whole = distance(options)
    if options.cap is None and (options.bounds is None or options.method is CalibrationMethod.LOGIT):
        return whole
    free = limits(options, len(grouped.base))
    high = free.high[:, None]
    if options.cap is not None:
        means = frame.population / drawn.sum(axis=1)
        high = np.minimum(high, options.cap * means / (grouped.each[:, None] * scales))
    return within(whole, free.low[:, None], high)
