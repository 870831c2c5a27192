"""Ranks of scores: 1 for the highest, ties share the best rank (1, 2, 2, 4), the unknown have none."""

import numpy as np
from numpy.typing import NDArray

# Scores that differ less than this are equal: sums of the same weights in another order differ by less.
DECIMALS = 9


def ranks(scores: NDArray[np.float64], sizes: NDArray[np.int64] | None = None) -> NDArray[np.float64]:
    """Rank scores from the highest.

    Args:
        scores: (units,), NaN where not known.
        sizes: (units,) how many units alike each stands for; None: one each.

    Returns:
        (units,): 1 plus the number of units with a higher score; NaN where there is no score.
    """
    found = np.full(scores.shape, np.nan)
    known = np.flatnonzero(~np.isnan(scores))
    # Adding zero makes -0.0 the same as 0.0.
    rounded = np.round(scores[known], DECIMALS) + 0.0
    order = np.argsort(-rounded)
    ordered = rounded[order]
    # Where each score that differs from the one before it stands.
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]][: len(ordered)])
    better = starts if sizes is None else np.r_[0, np.cumsum(sizes[known[order]])][starts]
    found[known[order]] = np.repeat(better + 1.0, np.diff(np.r_[starts, len(ordered)]))
    return found
