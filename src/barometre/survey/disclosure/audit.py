"""What an adversary works out from everything published together, by integer programs over the unknowns. Pure.

The adversary knows every table of this release and of the earlier ones, exactly: published rounding only tells less.
It knows which atoms have respondents (an atom without any hides nothing), how many bodies there are, that a cell shown
has a respondent, what bodies publish themselves, and the weight of every respondent. It does not know why a figure is
withheld. The rule that holds whatever it does:

- **width**: no figure withheld is known to within fewer than three (`WIDTH`): at least four values remain possible, or
  all those that were before any table (of two bodies, two may have answered, and no more);
- **small groups**: for the respondents of one atom that are fewer than eleven, or of whom fewer than three gave an
  answer or did not give it, at least two numbers of answers remain possible;
- **isolation**: no sum or difference of published figures counts the respondents of a group smaller than eleven.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from barometre.errors import BarometreError
from barometre.survey.disclosure.tables import KEYS, Figures

# No group smaller than this has a figure, nor can be worked out from figures.
LEAST = 11
# An answer given, or not given, by fewer than these tells everybody's answer.
FEW = 3
# A withheld figure is not known to within fewer than these.
WIDTH = 3.0
# Bound of the coefficients of published figures in a sum that isolates a group: tables nest less deeply.
_COEFFICIENT = 9.0
# More respondents than any atom has: what is not bounded by anything published.
_CEILING = 1e5
# Programs are exact to about 1e-7.
_WHOLE = 1e-5
# Programs that widen all targets at once, before those still narrow are widened one by one.
_TOGETHER = 12
# Fewer targets than these are widened one by one at once.
_ALONE = 4

Mask = NDArray[np.bool_]
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Knowledge:
    """All that an adversary knows: `rows @ unknowns` lies from `low` to `high`, and unknowns are counts."""

    rows: sparse.csr_array
    low: Numbers
    high: Numbers

    def furthest(self, towards: Numbers) -> Numbers:
        """Return, of all unknowns (u,) that are possible, those whose product with `towards` (u,) is largest."""
        # A vertex of the linear program that is whole is the answer of the integer program too, and quicker found.
        for whole in (0.0, 1.0):
            found = milp(
                -towards,
                integrality=np.full(len(towards), whole),
                bounds=Bounds(0.0, _CEILING),
                constraints=LinearConstraint(self.rows, self.low, self.high),
            )
            if found.x is None:
                raise BarometreError(f"Tables to protect: the solver failed ({found.message}); publish fewer at a time")
            if np.abs(found.x - np.round(found.x)).max(initial=0.0) < _WHOLE:
                break
        return np.asarray(np.round(found.x))

    def allows(self, solutions: NDArray[np.float64]) -> Mask:
        """Return which unknowns (u, s) are possible."""
        seen = np.asarray(self.rows @ solutions)
        return np.asarray(((seen > self.low[:, None] - _WHOLE) & (seen < self.high[:, None] + _WHOLE)).all(axis=0))

    def interval(self, row: Numbers) -> tuple[float, float]:
        """Return the least and the most of a sum (u,) of unknowns."""
        return float(row @ self.furthest(-row)), float(row @ self.furthest(row))


def knowledge(figures: Figures, published: Mask) -> Knowledge:
    """Return what is known once figures (f,) are published."""
    shares = published & np.isfinite(figures.weighted_low)
    blocks = [figures.sums[published], figures.structure, figures.weighted[shares]]
    exact = figures.values[published]
    return Knowledge(
        sparse.csr_array(sparse.vstack(blocks)),
        np.concatenate([exact, figures.low, figures.weighted_low[shares]]),
        np.concatenate([exact, figures.high, figures.weighted_high[shares]]),
    )


def tells(counts: Numbers, n: Numbers) -> Mask:
    """Return which counts are of groups of too few, or of nearly all or nearly none of a group."""
    return np.asarray((n > 0) & ((n < LEAST) | (counts < FEW) | (n - counts < FEW)))


@dataclass(frozen=True)
class Targets:
    """What must stay uncertain: sums of unknowns `rows @ unknowns` (t,), each to within `needs` (t,)."""

    rows: NDArray[np.float64]
    needs: Numbers

    def __getitem__(self, places: Mask | NDArray[np.intp] | slice) -> "Targets":
        return Targets(self.rows[places], self.needs[places])

    def narrow(self, solutions: NDArray[np.float64]) -> Mask:
        """Return which differ too little among solutions (u, s)."""
        return np.asarray(np.ptp(self.rows @ solutions, axis=1) < self.needs)


def targets(figures: Figures, published: Mask) -> Targets:
    """Return the figures withheld, and the answers of small groups that no table shows.

    Each needs its width, or what was uncertain of it before any table when this is less.
    """
    respondents = np.asarray(figures.atoms @ figures.truth)
    small = (figures.atom_of >= 0) & tells(figures.truth, respondents[figures.atom_of])
    withheld = ~published & (figures.values[figures.n_of] > 0)
    rows = np.vstack([figures.sums[withheld].toarray(), np.eye(len(figures.truth))[small]])
    needs = np.concatenate([np.full(int(withheld.sum()), WIDTH), np.ones(int(small.sum()))])
    if figures.bounded:
        needs = np.minimum(needs, [_width_before(figures, row) for row in rows])
    # What two tables show alike is one target.
    _, first = np.unique(rows, axis=0, return_index=True)
    return Targets(rows, needs)[np.sort(first)]


def _width_before(figures: Figures, row: Numbers) -> float:
    """Return what is uncertain of a sum (u,) before any table: the same whatever is published, and worked out once."""
    key = row.tobytes()
    if key not in figures.widths:
        low, high = Knowledge(figures.structure, figures.low, figures.high).interval(row)
        figures.widths[key] = high - low
    return figures.widths[key]


def known_too_well(
    known: Knowledge, sought: Targets, solutions: NDArray[np.float64], *, first: bool = False
) -> tuple[Mask, NDArray[np.float64]]:
    """Return the targets (t,) that are, and all solutions (u, s) met: those given, then those that show the others.

    Args:
        known: all that is known.
        sought: what must stay uncertain.
        solutions: unknowns (u, s) that are known to be possible, the truth for one.
        first: stop at the first target that is known too well.
    """
    draw = np.random.default_rng(0)
    for _ in range(0 if first else _TOGETHER):
        narrow = sought.narrow(solutions)
        if narrow.sum() < _ALONE:
            break
        found = known.furthest(draw.choice([-1.0, 1.0], narrow.sum()) @ sought.rows[narrow])
        solutions = np.column_stack([solutions, found])
    waiting = sought.narrow(solutions)
    too_well = np.zeros(len(waiting), dtype=np.bool_)
    while waiting.any() and not (first and too_well.any()):
        place = np.argmax(waiting)
        for sign in (1.0, -1.0):
            solutions = np.column_stack([solutions, known.furthest(sign * sought.rows[place])])
            if not sought[place : place + 1].narrow(solutions)[0]:
                break
        else:
            too_well[place] = True
        waiting = sought.narrow(solutions) & ~too_well & (np.arange(len(waiting)) > place)
    return too_well, solutions


def audit(figures: Figures, published: Mask) -> pl.DataFrame:
    """Return what can be worked out of each figure withheld: table, cell, figure, low, high (null: no bound)."""
    known = knowledge(figures, published)
    ends = [known.interval(row) for row in figures.sums[~published].toarray()]
    bounds = pl.DataFrame(ends, schema={"low": pl.Float64, "high": pl.Float64}, orient="row")
    high = pl.when(pl.col("high") < _CEILING).then("high").alias("high")
    return figures.keys.select(KEYS).filter(pl.Series(~published)).hstack(bounds.with_columns(high))


def isolated(figures: Figures, published: Mask, but: Sequence[Mask] = ()) -> tuple[Mask, NDArray[np.intp]] | None:
    """Return a group of fewer than eleven, but some, that published figures count: its atoms (a,), and those figures.

    A group is counted when a sum of figures, each taken some times or taken off, is the number of its respondents. An
    answer is published only with the `n` of its cell, so that what answers isolate, `n` isolates too.
    """
    told = np.flatnonzero(published & figures.is_n)
    size = np.asarray(figures.atoms @ figures.truth)
    member = sparse.csr_array((figures.sums[told] @ figures.atoms.T > 0).astype(np.float64))
    # Whether each atom is in the group, and how often each figure is taken.
    atoms, taken = len(size), len(told)
    found = milp(
        np.zeros(atoms + taken),
        integrality=np.concatenate([np.ones(atoms), np.zeros(taken)]),
        bounds=Bounds(
            np.concatenate([np.zeros(atoms), np.full(taken, -_COEFFICIENT)]),
            np.concatenate([np.ones(atoms), np.full(taken, _COEFFICIENT)]),
        ),
        constraints=[
            LinearConstraint(sparse.hstack([sparse.eye_array(atoms), -member.T]), 0.0, 0.0),
            LinearConstraint(np.concatenate([size, np.zeros(taken)])[None, :], 1.0, LEAST - 1.0),
            *(
                LinearConstraint(np.concatenate([1.0 - 2.0 * one, np.zeros(taken)])[None, :], 1.0 - one.sum(), np.inf)
                for one in but
            ),
        ],
    )
    if found.x is None:
        return None
    return found.x[:atoms] > 0.5, told[np.abs(found.x[atoms:]) > 1e-6]
