"""Whether weights exist that meet the margins within limits: a linear program, asked before any iteration."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_array, eye_array, hstack, vstack
from scipy.sparse.csgraph import connected_components

from barometre.survey.weighting.margins import AGREEMENT, CalibrationFrame

# Room that a linear program has to leave between ratios and open limits: the tolerance of the solver (HiGHS).
_ROOM = 1e-7
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
        size = self._margins.shape[1]
        if not (limits.open_low or limits.open_high):
            return self._solved(np.zeros(size), self._margins, _pairs(limits.low, limits.high)) is not None
        # One more unknown: the room s left at open limits, as large as possible.
        columns = hstack([self._margins, csr_array((self._margins.shape[0], 1))])
        sides, ends = [], []
        if limits.open_low:
            sides.append(hstack([-eye_array(size), np.ones((size, 1))]))
            ends.append(-limits.low)
        if limits.open_high:
            sides.append(hstack([eye_array(size), np.ones((size, 1))]))
            ends.append(limits.high)
        cost = np.zeros(size + 1)
        cost[-1] = -1.0
        pairs = [*_pairs(limits.low, limits.high), (0.0, 0.5)]
        outcome = linprog(
            cost,
            A_ub=vstack(sides),
            b_ub=np.concatenate(ends),
            A_eq=columns,
            b_eq=np.ones(columns.shape[0]),
            bounds=pairs,
        )
        return bool(outcome.status == 0 and -outcome.fun > _ROOM)

    def missed(self, limits: RatioLimits) -> list[tuple[str, float]]:
        """Return the categories that the limits keep furthest from their totals, with their relative gaps.

        The sum of the gaps is the smallest that the limits allow.
        """
        count, size = self._margins.shape
        columns = hstack([self._margins, eye_array(count), -eye_array(count)])
        cost = np.concatenate([np.zeros(size), np.ones(2 * count)])
        pairs = [*_pairs(limits.low, limits.high), *[(0.0, None)] * (2 * count)]
        found = self._solved(cost, columns, pairs)
        if found is None:
            return []
        gaps = found[size + count :] - found[size : size + count]
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
            bounds=[*_pairs(limits.low, limits.high), (0.0, None)],
        )
        return float(outcome.x[-1]) if outcome.status == 0 else None

    def _solved(
        self, cost: NDArray[np.float64], columns: object, pairs: list[tuple[float | None, float | None]]
    ) -> NDArray[np.float64] | None:
        """Return the unknowns of the least cost; None when there is no solution."""
        outcome = linprog(cost, A_eq=columns, b_eq=np.ones(len(self._names)), bounds=pairs)
        return np.asarray(outcome.x, dtype=np.float64) if outcome.status == 0 else None


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


def _pairs(low: NDArray[np.float64], high: NDArray[np.float64]) -> list[tuple[float | None, float | None]]:
    """Return limits as `linprog` takes them: None where there is none."""
    return [
        (None if down == -np.inf else float(down), None if up == np.inf else float(up))
        for down, up in zip(low, high, strict=True)
    ]
