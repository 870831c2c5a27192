"""Copeland's rule: units compared two by two, in blocks, so that memory does not grow with the square of their number.

A unit beats another when the weight of the children on which it is better exceeds that of those on which it is worse;
its score is the number of units that it beats less the number that beat it (Copeland 1951; Saari & Merlin 1996; among
the non-compensatory methods of the OECD/JRC Handbook 2008, step 6).
"""

from collections.abc import Sequence

import numpy as np
import scipy
from numpy.typing import NDArray

from barometre.errors import BarometreError
from barometre.index.parameters import Vector

# Pairs grow with the square of units that differ: 36,000 of them take some four seconds for each child.
MOST_UNITS = 50_000
# Units of a block on either side: their pairs fit in the cache of a core.
_BLOCK = 256
# Sums of weights such as 0.1 and 0.2 against 0.3 are not exact: what differs by less is a tie.
_TIE = 1e-12


def count_wins(scores: Sequence[Vector], weights: Vector) -> Vector:
    """Return for each unit the number of units that it beats less the number that beat it.

    Args:
        scores: of each child, NaN where there is none: a pair is compared on the children known of both.
        weights: of each child.

    Raises:
        BarometreError: more than `MOST_UNITS` units differ from each other.
    """
    # Units that are alike on all children win alike: they are compared once. NaN, equal to nothing, has the place -1.
    places = np.column_stack(
        [np.where(np.isnan(score), -1, scipy.stats.rankdata(score, "dense", nan_policy="omit")) for score in scores]
    )
    kinds, kind_of, units = np.unique(places, axis=0, return_inverse=True, return_counts=True)
    if len(kinds) > MOST_UNITS:
        raise BarometreError(
            f"Copeland's rule compares units two by two: {len(kinds)} that differ are too many, {MOST_UNITS} at most; "
            "use another aggregation"
        )
    columns = np.where(kinds < 0, np.nan, kinds).T.astype(np.float32, order="C")
    balance = np.zeros(len(kinds))
    for start in range(0, len(kinds), _BLOCK):
        rows = slice(start, start + _BLOCK)
        for other in range(start, len(kinds), _BLOCK):
            others = slice(other, other + _BLOCK)
            won = _won(columns[:, rows], columns[:, others], weights)
            balance[rows] += won @ units[others]
            if other != start:
                balance[others] -= units[rows] @ won
    return balance[kind_of]


def _won(ones: NDArray[np.float32], others: NDArray[np.float32], weights: Vector) -> Vector:
    """Return 1 where a unit of `ones` (children × units) beats one of `others`, -1 where it is beaten."""
    margin = np.zeros((ones.shape[1], others.shape[1]))
    for one, other, weight in zip(ones, others, weights, strict=True):
        margin += weight * np.subtract(one[:, None] > other, one[:, None] < other, dtype=np.int8)
    margin[np.abs(margin) < _TIE] = 0.0
    return np.sign(margin, out=margin)
