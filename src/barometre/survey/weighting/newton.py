"""Calibration equations solved by Newton's method, for many sets of weights at once."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from barometre.survey.weighting.distances import Distance

# Relative gap of a margin at which iterations stop, below what is accepted: the last step gives many digits.
_AIM = 1e-10
# Halvings of a step that goes too far, at most: from any length down to nothing.
_HALVINGS = 60
# A step goes too far when the slope along it, at its end, is this share of that at its start with the other sign.
_TOO_FAR = 0.5
# Added to the diagonal, relative to what it holds and to the largest total: makes up for categories that a replicate
# cannot tell apart, and for those whose weights are all at a limit.
_RIDGE = 1e-12


@dataclass(frozen=True, slots=True)
class Solution:
    """What came of each set of weights.

    Attributes:
        ratios: F(x'λ) of each group, (G, R).
        iterations: of Newton's method, (R,).
        missed: largest relative gap between a margin and its total, (R,).
    """

    ratios: NDArray[np.float64]
    iterations: NDArray[np.int64]
    missed: NDArray[np.float64]


class Equations:
    """Σ D x F(x'λ) = t: G groups of respondents in the same categories, K categories of m variables.

    Attributes:
        codes: place of the category of each group, by variable, (G, m).
        totals: known totals, one array a variable.
    """

    def __init__(self, codes: NDArray[np.int64], totals: tuple[NDArray[np.float64], ...]) -> None:
        self.totals = np.concatenate(totals)
        sizes = [len(one) for one in totals]
        columns = codes + np.concatenate(([0], np.cumsum(sizes)[:-1]))
        size, variables = codes.shape
        rows = np.repeat(np.arange(size), variables)
        ones = np.ones(rows.size)
        count = len(self.totals)
        # All categories, to measure what is missed; then those that are free: in each variable after the first, the
        # last category is known from the others.
        self._every = csr_array((ones, (rows, columns.ravel())), shape=(size, count)).T.tocsr()
        last = np.cumsum(sizes)[1:] - 1
        self._free = np.setdiff1d(np.arange(count), last)
        self._groups = self._every[self._free].T.tocsr()
        self._categories = self._every[self._free]
        pairs = (columns[:, :, None] * count + columns[:, None, :]).reshape(size, -1)
        rows = np.repeat(np.arange(size), pairs.shape[1])
        crossed = csr_array((np.ones(rows.size), (rows, pairs.ravel())), shape=(size, count * count)).T.tocsr()
        self._crossed = crossed[(self._free[:, None] * count + self._free).ravel()]

    def missed(self, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the relative gap between each margin of weights (G, R) and its total, (K, R)."""
        gap: NDArray[np.float64] = (self._every @ weights) / self.totals[:, None] - 1.0
        return gap

    def solve(self, base: NDArray[np.float64], distance: Distance, tolerance: float, iterations: int) -> Solution:
        """Solve for λ from 0, each set of weights on its own.

        The equations are the gradient of a convex function (its Hessian is Σ D F'(x'λ) x x'): steps are Newton's,
        halved while they go too far along their own direction.

        Args:
            base: D, weights before calibration by group, (G, R); 0 where a set has nobody.
            distance: F; where it hangs on the set, for sets (G, R) in the order of `base`.
            tolerance: largest relative gap of a margin that is accepted; iterations aim at 1e-10 or less.
            iterations: at most.
        """
        sets = base.shape[1]
        found = np.zeros((len(self._free), sets))
        taken = np.zeros(sets, dtype=np.int64)
        ratios, slopes = distance(self._groups @ found)
        misses = np.abs(self.missed(base * ratios)).max(axis=0)
        goal = self.totals[self._free][:, None]
        for _ in range(iterations):
            left = np.flatnonzero(~(misses <= min(tolerance, _AIM)))
            if not left.size:
                break
            gap = goal - self._categories @ (base[:, left] * ratios[:, left])
            step = self._steps(base[:, left] * slopes[:, left], gap)
            self._advance(base, distance, found, left, step, gap)
            taken[left] += 1
            ratios, slopes = distance(self._groups @ found)
            misses[left] = np.abs(self.missed(base[:, left] * ratios[:, left])).max(axis=0)
        return Solution(ratios, taken, misses)

    def _steps(self, slopes: NDArray[np.float64], gap: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return Newton's step for each set, (free categories, sets)."""
        free = len(self._free)
        hessian = np.ascontiguousarray((self._crossed @ slopes).T).reshape(-1, free, free)
        diagonal = hessian[:, np.arange(free), np.arange(free)]
        largest = np.maximum(diagonal.max(axis=1, keepdims=True), self.totals.max())
        hessian[:, np.arange(free), np.arange(free)] = diagonal + _RIDGE * largest
        step: NDArray[np.float64] = np.linalg.solve(hessian, gap.T[:, :, None])[:, :, 0].T
        return step

    def _advance(
        self,
        base: NDArray[np.float64],
        distance: Distance,
        found: NDArray[np.float64],
        left: NDArray[np.int64],
        step: NDArray[np.float64],
        gap: NDArray[np.float64],
    ) -> None:
        """Add to `found`, for the sets `left`, their step or the part of it that does not go too far."""
        start = (gap * step).sum(axis=0)
        goal = self.totals[self._free][:, None]
        length = np.ones(left.size)
        trying = np.arange(left.size)
        before = found[:, left]
        for _ in range(_HALVINGS):
            found[:, left] = before + length * step
            ratios, _ = distance(self._groups @ found)
            columns = left[trying]
            ends = goal - self._categories @ (base[:, columns] * ratios[:, columns])
            trying = trying[-(ends * step[:, trying]).sum(axis=0) > _TOO_FAR * start[trying]]
            if not trying.size:
                break
            length[trying] /= 2.0
