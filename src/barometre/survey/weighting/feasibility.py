"""Whether weights exist that meet the margins within limits: a linear program, asked before any iteration."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import OptimizeResult, linprog
from scipy.sparse import csr_array, eye_array, hstack
from scipy.sparse.csgraph import connected_components

from barometre.survey.weighting.margins import AGREEMENT, CalibrationFrame

# HiGHS by interior points: 1.6 s instead of 15 for the simplex, on 26,000 groups in 135 categories.
_SOLVER = "highs-ipm"
# What `linprog` found.
_SOLVED, _INFEASIBLE = 0, 2
# How far ratios stay from open limits: ten times the tolerance of the solver (HiGHS).
_ROOM = 1e-6
# A total is missed by a linear program when it is by more than the tolerance of the solver (1e-7, relative here).
_MISSED = 1e-6


@dataclass(frozen=True, slots=True)
class RatioLimits:
    """Between what ratios of calibrated to base weights may be, by group.

    Attributes:
        low: (G,), -inf where there is none.
        high: (G,), inf where there is none.
        open_low: the ratio is above `low`, never equal.
        open_high: the ratio is below `high`, never equal.
    """

    low: NDArray[np.float64]
    high: NDArray[np.float64]
    open_low: bool = False
    open_high: bool = False


class Feasibility:
    """The linear program of a frame: unknown ratios g of G groups, margins Σ D g = t divided by t."""

    def __init__(self, frame: CalibrationFrame, codes: NDArray[np.int64], base: NDArray[np.float64]) -> None:
        totals = np.concatenate(frame.totals)
        starts = np.concatenate(([0], np.cumsum([len(one) for one in frame.totals])[:-1]))
        size, variables = codes.shape
        rows = (codes + starts).ravel()
        values = np.repeat(base, variables) / totals[rows]
        self._margins = csr_array((values, (rows, np.repeat(np.arange(size), variables))), shape=(len(totals), size))
        self._names = frame.names

    def possible(self, limits: RatioLimits) -> bool:
        """Say whether ratios within the limits, off those that are open, meet all margins."""
        low = limits.low + _ROOM * limits.open_low
        high = limits.high - _ROOM * limits.open_high
        return bool(self._solved(np.zeros(len(low)), self._margins, low, high).status == _SOLVED)

    def missed(self, limits: RatioLimits) -> list[tuple[str, float]]:
        """Return the categories that the limits keep furthest from their totals, with their relative gaps.

        The sum of the gaps is the smallest that the limits allow.
        """
        count, size = self._margins.shape
        columns = hstack([self._margins, eye_array(count), -eye_array(count)])
        cost = np.concatenate([np.zeros(size), np.ones(2 * count)])
        low = np.concatenate([limits.low, np.zeros(2 * count)])
        high = np.concatenate([limits.high, np.full(2 * count, np.inf)])
        outcome = self._solved(cost, columns, low, high)
        if outcome.status != _SOLVED:
            return []
        gaps = outcome.x[size + count :] - outcome.x[size : size + count]
        worst = np.argsort(-np.abs(gaps), kind="stable")
        return [(self._names[place], float(gaps[place])) for place in worst if abs(gaps[place]) > _MISSED]

    def least_high(self, limits: RatioLimits, scale: NDArray[np.float64]) -> float | None:
        """Return the smallest c such that ratios between `low` and min(`high`, c × `scale`) meet the margins.

        None when no c does.
        """
        count, size = self._margins.shape
        columns = hstack([self._margins, csr_array((count, 1))])
        cost = np.zeros(size + 1)
        cost[-1] = 1.0
        outcome = linprog(
            cost,
            A_ub=hstack([eye_array(size), csr_array(-scale[:, None])]),
            b_ub=np.zeros(size),
            A_eq=columns,
            b_eq=np.ones(count),
            bounds=np.column_stack([np.append(limits.low, 0.0), np.append(limits.high, np.inf)]),
            method=_SOLVER,
        )
        return float(outcome.x[-1]) if outcome.status == _SOLVED else None

    def _solved(
        self, cost: NDArray[np.float64], columns: object, low: NDArray[np.float64], high: NDArray[np.float64]
    ) -> OptimizeResult:
        """Return what the solver finds for the least cost; the simplex where interior points cannot tell."""
        bounds = np.column_stack([low, high])
        ones = np.ones(len(self._names))
        outcome = linprog(cost, A_eq=columns, b_eq=ones, bounds=bounds, method=_SOLVER)
        if outcome.status in (_SOLVED, _INFEASIBLE):
            return outcome
        return linprog(cost, A_eq=columns, b_eq=ones, bounds=bounds, method="highs-ds")


def contradiction(frame: CalibrationFrame) -> str | None:
    """Say which categories of two variables always go together in the sample with totals that differ; None: none do."""
    for (one, left), (other, right) in combinations(enumerate(frame.variables), 2):
        first, second = frame.totals[one], frame.totals[other]
        met = csr_array(
            (np.ones(len(frame.ids)), (frame.codes[:, one], len(first) + frame.codes[:, other])),
            shape=(len(first) + len(second),) * 2,
        )
        count, parts = connected_components(met, directed=False)
        for part in range(count):
            here, there = np.flatnonzero(parts[: len(first)] == part), np.flatnonzero(parts[len(first) :] == part)
            total, opposite = float(first[here].sum()), float(second[there].sum())
            if abs(total - opposite) > AGREEMENT * frame.population:
                return (
                    f"respondents of {left}={_either(frame.categories[one], here)} are those of "
                    f"{right}={_either(frame.categories[other], there)}, and margins say "
                    f"{total:.12g} and {opposite:.12g}"
                )
    return None


def _either(names: tuple[str, ...], places: Iterable[int]) -> str:
    return "|".join(names[place] for place in places)
