"""Copeland's rule: units compared two by two, in blocks, so that memory does not grow with the square of their number.

A unit beats another when the weight of the children on which it is better exceeds that of those on which it is worse;
its score is the number of units that it beats less the number that beat it (Copeland 1951; Saari & Merlin 1996; among
the non-compensatory methods of the OECD/JRC Handbook 2008, step 6).
"""

from collections.abc import Sequence

import numpy as np

from barometre.errors import BarometreError
from barometre.index.parameters import Vector

# Pairs grow with the square of units: this many take some seconds for each child, more of them minutes.
MOST_UNITS = 50_000
# Units of a block on either side: a quarter of a million pairs fit in the cache of a core.
_BLOCK = 512
# Sums of weights such as 0.1 and 0.2 against 0.3 are not exact: what differs by less is a tie.
_TIE = 1e-12


def count_wins(scores: Sequence[Vector], weights: Vector) -> Vector:
    """Return for each unit the number of units that it beats less the number that beat it.

    Args:
        scores: of each child, NaN where there is none: a pair is compared on the children known of both.
        weights: of each child.

    Raises:
        BarometreError: there are more than `MOST_UNITS` units.
    """
    units = len(scores[0])
    if units > MOST_UNITS:
        raise BarometreError(
            f"Copeland's rule compares units two by two: {units} are too many, {MOST_UNITS} at most; use another "
            "aggregation"
        )
    balance = np.zeros(units)
    for start in range(0, units, _BLOCK):
        rows = slice(start, start + _BLOCK)
        for other in range(start, units, _BLOCK):
            columns = slice(other, other + _BLOCK)
            won = _won(scores, weights, rows, columns)
            balance[rows] += won.sum(axis=1)
            if other != start:
                balance[columns] -= won.sum(axis=0)
    return balance


def _won(scores: Sequence[Vector], weights: Vector, rows: slice, columns: slice) -> Vector:
    """Return 1 where a unit of `rows` beats one of `columns`, -1 where it is beaten, 0 where neither."""
    margin = np.zeros((len(scores[0][rows]), len(scores[0][columns])))
    for score, weight in zip(scores, weights, strict=True):
        one, two = score[rows, None], score[None, columns]
        margin += weight * np.subtract(one > two, one < two, dtype=np.int8)
    return np.sign(np.where(np.abs(margin) < _TIE, 0.0, margin))
