"""Staggered difference in differences: stacked long differences within kind × strate, fitted by `pyfixest`.

For each date of aid and each edition, the change of the helped since their last edition before the aid is set against
the change, over the same editions, of collectivités of the same kind and strate not helped yet. Nobody already helped
serves as a comparison, which is what biases two-way fixed effects (Goodman-Bacon 2021), and each helped collectivité
counts once whatever the size of its stratum: the estimates are the group-time effects of Callaway & Sant'Anna
(J. Econometrics 2021), averaged over the helped; as a regression, the reweighted local projections of Dube, Girardi,
Jordà & Taylor (NBER 31184, 2023). Errors are clustered by collectivité. Decision 0015 says why this one.
"""

from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any, NamedTuple

import numpy as np

from barometre.errors import BarometreError
from barometre.programme.effect.panel import Booleans, Floats, Integers, Wide

# Helped, or comparable, collectivités below which nothing is concluded; also those that a relative edition needs.
MINIMUM = 10
# Comparable collectivités that a kind × strate needs at one edition for its helped ones to be compared there.
MINIMUM_CELL = 5
# Weight of the comparable of a cell for each of its helped: large, so that the fixed effect of the cell is the mean
# change of the comparable alone. Estimates do not depend on it; the variance then counts each helped one in full.
CONTROL_WEIGHT = 1e4
# Rows fitted together, about: bounds memory.
AT_ONCE = 150_000
LEVEL = 0.95
# Points under which a difference is one of rounding.
NIL = 1e-9


@dataclass(frozen=True, slots=True)
class Coefficient:
    """Gap between helped and comparable at one edition, counted from the first after the aid (0); -1 is zero."""

    relative: int
    estimate: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class Differences:
    """Result of the regression, in points of score.

    Attributes:
        pretrend: p-value of « no gap in trend before the aid »; None when there are not two editions before it.
        pretrend_slope: gap in trend, in points by edition, that this test would miss one time in two (Roth 2022).
        horizon: mean number of editions between the reference and what is averaged.
        n_alone: helped collectivités without enough comparable ones in their kind and strate.
    """

    estimate: float
    low: float
    high: float
    p_value: float
    n_treated: int
    n_control: int
    event_study: tuple[Coefficient, ...]
    pretrend: float | None
    pretrend_slope: float | None
    horizon: float
    n_alone: int


class Stack(NamedTuple):
    """Rows of the regression: one collectivité, one date of aid it is used for, one edition."""

    unit: Integers
    change: Floats
    block: Integers
    relative: Integers
    helped: Booleans
    weight: Floats

    def only(self, kept: Booleans) -> "Stack":
        """Return some of the rows."""
        return Stack._make(column[kept] for column in self)

    @property
    def constant(self) -> bool:
        """Whether, in each cell at each edition, all changes are the same: there is nothing to compare."""
        order = np.argsort(self.block, kind="stable")
        starts = np.flatnonzero(np.diff(self.block[order], prepend=-1))
        change = self.change[order]
        spread = np.maximum.reduceat(change, starts) - np.minimum.reduceat(change, starts)
        return bool((spread < NIL).all())


# What only the effect needs.
_TOOLS = ("pyfixest", "pandas", "scipy.stats")


def require_tools() -> None:
    """Refuse at once what will need the tools of the effect, rather than at its end.

    Raises:
        BarometreError: the extra is missing.
    """
    if any(find_spec(name) is None for name in _TOOLS):
        raise BarometreError("The effect needs a package that is not installed: pip install 'barometre[effect]'")


def tools() -> tuple[Any, Any, Any]:
    """Return pyfixest, pandas and scipy.stats, which take seconds to load and only this needs.

    Raises:
        BarometreError: the extra is missing.
    """
    require_tools()
    pyfixest, pandas, stats = map(import_module, _TOOLS)
    return pyfixest, pandas, stats


def stack(wide: Wide) -> Stack:
    """Stack the comparisons: relative editions with fewer than `MINIMUM` helped collectivités are left out."""
    parts = [
        part
        for cohort in wide.cohorts
        for period in range(len(wide.periods))
        if period != cohort - 1 and (part := _comparison(wide, cohort, period)) is not None
    ]
    if not parts:
        none = np.zeros(0, dtype=np.int64)
        return Stack(none, none.astype(np.float64), none, none, none.astype(bool), none.astype(np.float64))
    whole = Stack(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))
    sizes = {number: int((whole.relative[whole.helped] == number).sum()) for number in np.unique(whole.relative)}
    return whole.only(np.isin(whole.relative, [number for number, size in sizes.items() if size >= MINIMUM]))


def _comparison(wide: Wide, cohort: int, period: int) -> Stack | None:
    """Compare those first helped before edition `cohort` with those not helped yet, at edition `period`."""
    change = wide.scores[:, period] - wide.scores[:, cohort - 1]
    known = np.isfinite(change)
    helped = known & (wide.first == cohort)
    control = known & (wide.first > max(period, cohort))
    size = int(wide.cell.max()) + 1
    treated_of, control_of = (np.bincount(wide.cell[group], minlength=size) for group in (helped, control))
    compared = (treated_of > 0) & (control_of >= MINIMUM_CELL)
    unit = np.flatnonzero((helped | control) & compared[wide.cell])
    if not unit.size:
        return None
    cell = wide.cell[unit]
    weight = np.where(helped[unit], 1.0, CONTROL_WEIGHT * treated_of[cell] / np.maximum(control_of[cell], 1))
    block = (cohort * len(wide.periods) + period) * size + cell
    relative = np.full(unit.size, period - cohort, dtype=np.int64)
    return Stack(unit, change[unit], block, relative, helped[unit], weight)


def differences(wide: Wide, rows: Stack) -> Differences:
    """Estimate the gap at each relative edition, its mean after the aid, and test the trends before it.

    `rows` are `stack(wide)`, with some helped rows after the aid.

    Raises:
        BarometreError: the extra `effect` is missing.
    """
    stats = tools()[2]
    relatives = np.unique(rows.relative)
    estimates, covariance = _fit(rows, relatives)
    sizes = np.array([int(((rows.relative == number) & rows.helped).sum()) for number in relatives])
    after = relatives >= 0
    treated = np.unique(rows.unit[rows.helped & (rows.relative >= 0)])
    control = np.unique(rows.unit[~rows.helped & (rows.relative >= 0)])
    freedom = max(min(len(treated), len(control)) - 1, 1)
    correction = np.sqrt(sizes / (sizes - 1))
    covariance = covariance * np.outer(correction, correction)
    share = np.where(after, sizes, 0) / sizes[after].sum()
    estimate, error = float(share @ estimates), float(np.sqrt(share @ covariance @ share))
    margin = error * float(stats.t.ppf((1 + LEVEL) / 2, freedom))
    p_value = p_of(estimate, error, freedom)
    pretrend, slope = _before(relatives, estimates, covariance, freedom)
    eligible = (wide.first < len(wide.periods)) & np.isfinite(wide.scores).any(axis=1)
    return Differences(
        *(estimate, estimate - margin, estimate + margin, p_value, len(treated), len(control)),
        event_study=_events(relatives, estimates, np.sqrt(np.diag(covariance)), sizes),
        pretrend=pretrend,
        pretrend_slope=slope,
        horizon=float(share @ (relatives + 1)),
        n_alone=int(eligible.sum()) - len(treated),
    )


def p_of(estimate: float, error: float, freedom: int) -> float:
    """Return the two-sided p-value of a gap; without any error (all moved alike), a gap is certain, or its absence."""
    if error < NIL:
        return float(abs(estimate) < NIL)
    return float(2 * tools()[2].t.sf(abs(estimate) / error, freedom))


def _fit(rows: Stack, relatives: Integers) -> tuple[Floats, Floats]:
    """Fit one coefficient by relative edition; return them and their covariance, clustered by collectivité.

    No block is in two relative editions: fitting some of them at a time gives the same coefficients, in less memory.
    The influence of each collectivité on each coefficient is summed over all its rows: their covariance is joint.
    """
    estimates = np.zeros(len(relatives))
    influence = np.zeros((int(rows.unit.max()) + 1, len(relatives)))
    for group in _groups(rows, relatives):
        some = rows.only(np.isin(rows.relative, relatives[group]))
        helped = some.helped[:, None] & (some.relative[:, None] == relatives[group])
        estimates[group], residual = _regression(some, helped.astype(np.float64))
        for position in group:
            inside = some.relative == relatives[position]
            centred = some.helped[inside] - 1 / (1 + CONTROL_WEIGHT)  # the mean of « helped » in a block
            score = some.weight[inside] * centred * residual[inside]
            curvature = (some.weight[inside] * centred**2).sum()
            influence[:, position] = np.bincount(some.unit[inside], score / curvature, minlength=len(influence))
    return estimates, influence.T @ influence


def _groups(rows: Stack, relatives: Integers) -> list[list[int]]:
    """Return the positions of relative editions to fit together: as many as `AT_ONCE` rows hold, one at least."""
    groups: list[list[int]] = []
    total = AT_ONCE
    for position, number in enumerate(relatives):
        size = int((rows.relative == number).sum())
        if total + size > AT_ONCE:
            groups.append([])
            total = 0
        groups[-1].append(position)
        total += size
    return groups


def _regression(rows: Stack, helped: Floats) -> tuple[Floats, Floats]:
    """Regress changes on the columns of `helped`, with weights, blocks absorbed; return coefficients and residuals."""
    fixest, pandas, _ = tools()
    names = [f"helped{position}" for position in range(helped.shape[1])]
    data = pandas.DataFrame(helped, columns=names)
    data["change"], data["block"], data["weight"] = rows.change, rows.block, rows.weight
    formula = f"change ~ {' + '.join(names)} | block"
    fit = fixest.feols(formula, data=data, vcov="iid", weights="weight", copy_data=False, store_data=False)
    return fit.coef().loc[names].to_numpy(dtype=np.float64), np.asarray(fit.resid(), dtype=np.float64)


def _events(relatives: Integers, estimates: Floats, errors: Floats, sizes: Integers) -> tuple[Coefficient, ...]:
    """Return the coefficients with their intervals, the reference (-1) among them."""
    margins = errors * tools()[2].t.ppf((1 + LEVEL) / 2, sizes - 1)
    events = [
        Coefficient(int(number), float(value), float(value - margin), float(value + margin), int(size))
        for number, value, margin, size in zip(relatives, estimates, margins, sizes, strict=True)
    ]
    return tuple(sorted([*events, Coefficient(-1, 0.0, 0.0, 0.0, int(sizes.max()))], key=lambda item: item.relative))


def _before(
    relatives: Integers, estimates: Floats, covariance: Floats, freedom: int
) -> tuple[float | None, float | None]:
    """Test that the gaps before the aid are nil (joint Wald test, Hotelling's F).

    The nearest editions are tested, as many as the number of collectivités allows.

    Returns:
        The p-value, and the slope that the test would miss half the time; None when they cannot be computed.
    """
    leads = np.flatnonzero(relatives < -1)[-max(freedom // 2, 1) :]
    if not leads.size:
        return None, None
    stats = tools()[2]
    values, vectors = np.linalg.eigh(covariance[np.ix_(leads, leads)])
    certain = values <= max(NIL**2, 1e-10 * values[-1])
    gaps = vectors.T @ estimates[leads]
    if (np.abs(gaps[certain]) > 1e-6).any():
        return 0.0, None  # what never varies within a group differs between the two
    rank = int((~certain).sum())
    if not rank:
        return 1.0, None
    rest = freedom - rank + 1
    weighed = (gaps[~certain] ** 2 / values[~certain]).sum()
    p_value = float(stats.f.sf(weighed * rest / (rank * freedom), rank, rest))
    trend = vectors.T @ (relatives[leads] + 1).astype(np.float64)
    unit = float((trend[~certain] ** 2 / values[~certain]).sum())
    if unit <= NIL:
        return p_value, None
    grid = np.linspace(0.1, 60, 600)
    missed = stats.ncf.cdf(stats.f.ppf(LEVEL, rank, rest), rank, rest, grid)
    return p_value, float(np.sqrt(grid[np.argmax(missed <= 0.5)] / unit))
