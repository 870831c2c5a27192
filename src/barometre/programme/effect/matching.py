"""Matched comparison: each helped collectivité beside its nearest never helped ones, change against change.

Exact on kind × strate, and on région when enough of them are there; then nearest on the score before and on population
(Abadie & Imbens, Econometrica 2006, with replacement). The change is counted from the last edition before the aid. The
score that pairs them is the mean of the editions *before* that one: pairing on the reference itself picks comparable
collectivités that had a lucky day, which then fall back and pass for an effect (Daw & Hatfield, Health Services
Research 2018). What remains of that leans the other way from the regression's own risk, so that the truth lies between
the two when either is right (Ding & Li, Political Analysis 2019): both must agree. Only those never helped during the
editions serve, so that one partner serves all editions after the aid.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from barometre.programme.effect.did import LEVEL, p_of, tools
from barometre.programme.effect.panel import Booleans, Floats, Integers, Wide

# Comparable collectivités of each helped one (more when several are as near).
NEIGHBOURS = 5
# Points between the scores before, at most: farther, they are not comparable.
CALIPER = 10.0
# Helped collectivités matched together: bounds memory.
AT_ONCE = 400
TIE = 1e-9


@dataclass(frozen=True, slots=True)
class Matched:
    """Gap in change between the helped and their partners, in points.

    Attributes:
        n: helped collectivités with partners.
        n_control: distinct partners.
        alone: helped collectivités without enough partners.
        balance: mean gap in the score before between the two, in points: near zero when well matched.
        same_region: share of the helped compared within their région.
    """

    estimate: float
    low: float
    high: float
    p_value: float
    n: int
    n_control: int
    alone: int
    balance: float
    same_region: float


class _Pairs(NamedTuple):
    """Some helped collectivités: gaps, editions after the aid, influence of each use of a partner on the sum."""

    gaps: Floats
    editions: Floats
    balance: Floats
    local: Booleans
    partner: Integers
    influence: Floats
    alone: int


def match(wide: Wide) -> Matched | None:
    """Compare each helped collectivité with its nearest ones; None when fewer than two have partners.

    Raises:
        BarometreError: the extra `effect` is missing.
    """
    groups = [_pairs(wide, *group) for group in _groups(wide)]
    if sum(len(pairs.gaps) for pairs in groups) < 2:
        return None
    *columns, alone = zip(*groups, strict=True)
    gaps, editions, balance, local, partner, influence = (np.concatenate(column) for column in columns)
    number = len(gaps)
    share, influence = editions / editions.sum(), influence / editions.sum()
    estimate = float(share @ gaps)
    # Helped ones that share a partner share its luck (Abadie & Imbens's term in the number of uses of each partner).
    shared = float((np.bincount(partner, influence) ** 2).sum() - (influence**2).sum())
    variance = float((share**2) @ ((gaps - estimate) ** 2)) * number / (number - 1) + max(shared, 0.0)
    distinct = len(np.unique(partner))
    freedom = max(min(number, distinct) - 1, 1)
    error = float(np.sqrt(variance))
    margin = error * float(tools()[2].t.ppf((1 + LEVEL) / 2, freedom))
    return Matched(
        *(estimate, estimate - margin, estimate + margin),
        p_value=p_of(estimate, error, freedom),
        n=number,
        n_control=distinct,
        alone=sum(alone),
        balance=float(balance.mean()),
        same_region=float(local.mean()),
    )


def _before(wide: Wide, cohort: int) -> Floats:
    """Return the mean score of the editions before the reference, each counted from the mean of that edition."""
    known = np.isfinite(wide.scores)
    means = np.where(known, wide.scores, 0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    centred = np.where(known, wide.scores - means, 0)
    columns = slice(0, cohort - 1) if cohort > 1 else slice(0, 1)
    count = known[:, columns].sum(axis=1)
    return np.where(count > 0, centred[:, columns].sum(axis=1) / np.maximum(count, 1), np.nan)


def _groups(wide: Wide) -> Iterator[tuple[int, Floats, Integers, Integers]]:
    """Yield the date of aid, scores before, helped and possible partners, by date of aid and kind × strate."""
    end = len(wide.periods)
    for cohort in wide.cohorts:
        before = _before(wide, cohort)
        ready = np.isfinite(before) & np.isfinite(wide.scores[:, cohort - 1])
        helped = ready & (wide.first == cohort) & np.isfinite(wide.scores[:, cohort:]).any(axis=1)
        control = ready & (wide.first == end)
        for cell in np.unique(wide.cell[helped]):
            units = np.flatnonzero(helped & (wide.cell == cell))
            partners = np.flatnonzero(control & (wide.cell == cell))
            for start in range(0, len(units), AT_ONCE):
                yield cohort, before, units[start : start + AT_ONCE], partners


def _pairs(wide: Wide, cohort: int, before: Floats, units: Integers, partners: Integers) -> _Pairs:
    """Match helped collectivités of one date of aid and kind × strate with their partners."""
    changes = wide.scores[:, cohort:] - wide.scores[:, cohort - 1 : cohort]
    known = np.isfinite(changes)
    # A partner must be known at each edition after the aid where the helped one is: the same editions on both sides.
    lacking = known[units].astype(np.float64) @ (~known[partners]).astype(np.float64).T
    near = (np.abs(before[units][:, None] - before[partners][None, :]) <= CALIPER + TIE) & (lacking == 0)
    home = near & (wide.region[units][:, None] == wide.region[partners][None, :])
    local = home.sum(axis=1) >= NEIGHBOURS
    allowed = np.where(local[:, None], home, near)
    matched = allowed.sum(axis=1) >= NEIGHBOURS
    units, allowed, local = units[matched], allowed[matched], local[matched]
    alone = int((~matched).sum())
    if not units.size:
        return _Pairs(*(np.zeros(0),) * 3, np.zeros(0, dtype=bool), np.zeros(0, dtype=np.int64), np.zeros(0), alone)
    weight = _nearest(before, wide.population, units, partners, allowed)
    share = known[units] / known[units].sum(axis=1, keepdims=True)
    filled = np.where(known, changes, 0)
    expected = (share * (weight @ filled[partners])).sum(axis=1)
    row, column = np.nonzero(weight)
    own = (share[row] * filled[partners[column]]).sum(axis=1)
    count = (weight > 0).sum(axis=1)
    editions = known[units].sum(axis=1).astype(np.float64)
    influence = editions[row] * weight[row, column] * (own - expected[row]) * np.sqrt(count / (count - 1))[row]
    gaps = (share * filled[units]).sum(axis=1) - expected
    return _Pairs(gaps, editions, before[units] - weight @ before[partners], local, partners[column], influence, alone)


def _nearest(before: Floats, population: Floats, units: Integers, partners: Integers, allowed: Booleans) -> Floats:
    """Return the weights of partners: equal for the nearest, ties included so that row order has no effect; else 0."""
    distance = np.zeros(allowed.shape)
    for values in (before, population):
        spread = float(values[partners].std())
        if spread > TIE:
            distance += np.abs(values[units][:, None] - values[partners][None, :]) / spread
    distance[~allowed] = np.inf
    farthest = np.partition(distance, NEIGHBOURS - 1, axis=1)[:, NEIGHBOURS - 1 : NEIGHBOURS]
    chosen = allowed & (distance <= farthest + TIE)
    return np.asarray(chosen / chosen.sum(axis=1, keepdims=True), dtype=np.float64)
