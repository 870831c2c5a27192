"""Ranks of scores: 1 for the highest, ties share the best rank (1, 2, 2, 4), the unknown have none."""

import numpy as np
from numpy.typing import NDArray

# Scores that differ less than this are equal: sums of the same weights in another order differ by less.
DECIMALS = 9


def ranks(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Rank scores from the highest.

    Args:
        scores: (units,), NaN where not known.

    Returns:
        (units,): 1 plus the number of units with a higher score; NaN where there is no score.
    """
    found = np.full(scores.shape, np.nan)
    known = np.flatnonzero(~np.isnan(scores))
    # Adding zero makes -0.0 the same as 0.0.
    rounded = np.round(scores[known], DECIMALS) + 0.0
    order = np.argsort(-rounded)
    ordered = rounded[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]][: len(ordered)])
    sizes = np.diff(np.r_[starts, len(ordered)])
    found[known[order]] = np.repeat(starts + 1.0, sizes)
    return found
