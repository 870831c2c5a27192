"""Choose which figures are withheld: those that tell too much, and the least that hides them. Pure.

Figures that hide one another are chosen by an integer program, one target after another: another table, as possible as
the true one, in which the target differs by what it needs, and which differs from the true one in figures that cost the
least. A figure costs the respondents that it counts. In the end each figure withheld for others is published again
when nothing is lost by it. (The exact program for all targets at once is that of Fischetti and Salazar-González,
« Solving the cell suppression problem on tabular data with linear constraints », Management Science 47, 2001.)
"""

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from barometre.survey.disclosure.audit import (
    LEAST,
    WIDTH,
    Mask,
    Numbers,
    Targets,
    isolated,
    knowledge,
    known_too_well,
    targets,
    tells,
)
from barometre.survey.disclosure.tables import Figures

# Programs stop within 2 % of the least cost, or after so many nodes with the best found.
_PROGRAM = {"mip_rel_gap": 0.02, "node_limit": 500}
# What withholding n costs, beside its answers, as a part of its respondents.
_COST_OF_N = 0.25
# A figure that moves by less than this part of what it may does not.
_DIFFERS = 1e-6


def primary(figures: Figures) -> Mask:
    """Return the figures (f,) that tell too much by themselves."""
    n = figures.values[figures.n_of]
    return np.asarray(np.where(figures.is_n, (n > 0) & (n < LEAST), tells(figures.values, n)))


def withhold(figures: Figures, withheld: Mask, fixed: Mask) -> Mask:
    """Return which figures (f,) stay published.

    Args:
        figures: all figures.
        withheld: those that cannot be published.
        fixed: those that are published already.
    """
    published = _without_small_groups(figures, fixed | ~withheld, fixed)
    # Withheld for the others first, without a look at whether they are known: this look costs more.
    first = targets(figures, published)
    published = _hiding(figures, published, fixed, first[first.needs > 1.0])
    solutions = figures.truth[:, None]
    # What withholding everything else would not hide: earlier releases tell it.
    told: set[bytes] = set()
    while True:
        published = _without_small_groups(figures, published, fixed)
        sought = targets(figures, published)
        sought = sought[np.array([row.tobytes() not in told for row in sought.rows], dtype=np.bool_)]
        narrow, solutions = known_too_well(knowledge(figures, published), sought, solutions)
        if not narrow.any():
            return _published_again(figures, published, fixed | ~withheld, told, solutions)
        more = _hiding(figures, published, fixed, sought[narrow])
        if (more == published).all():
            more = _hiding(figures, published, fixed, sought[narrow], whole=True)
        if (more == published).all():
            told |= {row.tobytes() for row in sought.rows[narrow]}
        published = more


def _without_small_groups(figures: Figures, published: Mask, fixed: Mask) -> Mask:
    """Withhold the smallest cells without which published figures count no group of fewer than eleven."""
    published = published.copy()
    told: list[Mask] = []
    while (found := isolated(figures, published, told)) is not None:
        group, counted = found
        free = counted[~fixed[counted]]
        if len(free):
            smallest = free[np.argmin(figures.values[free])]
            published &= fixed | (figures.n_of != smallest)
        else:
            told.append(group)
    return published


def _hiding(figures: Figures, published: Mask, fixed: Mask, sought: Targets, *, whole: bool = False) -> Mask:
    """Return published figures without those that hide targets, one target after another.

    Each time, the figures withheld are those that differ, at the least cost, in a table in which the target differs by
    what it needs.

    Args:
        figures: all figures.
        published: those that are published before (f,).
        fixed: those that stay so.
        sought: what must stay uncertain.
        whole: look for tables of whole numbers, rather than for any.
    """
    for row, need in zip(sought.rows, sought.needs, strict=True):
        # Other figures need to move by no more than the target does, nearly always.
        for reach in (WIDTH, 10.0 * WIDTH):
            program = _Program(figures, published, fixed, reach, whole)
            found = [each for sign in (1.0, -1.0) if (each := program.moved(sign * row, need)) is not None]
            if found:
                _, moved = min(found, key=lambda each: each[0])
                published = fixed | (published & ~moved)
                published &= fixed | published[figures.n_of]
                break
    return published


class _Program:
    """Tables that differ from the true one as little as can be: unknowns, then 0 to 1 for each figure that differs."""

    def __init__(self, figures: Figures, published: Mask, fixed: Mask, reach: float, whole: bool) -> None:
        self.figures = figures
        self.free = free = np.flatnonzero(published & ~fixed)
        self.whole = whole
        n = figures.values[figures.n_of[free]]
        self.cost = n * np.where(figures.is_n[free], _COST_OF_N, 1.0)
        # Row of each free figure: the position of its choice.
        choices = sparse.eye_array(len(published), format="csr")[:, free]
        shares = published & np.isfinite(figures.weighted_low)
        # A weighted figure that may differ is withheld with its count.
        weights = np.asarray(figures.weighted.max(axis=1).todense()).ravel()
        loose = sparse.diags_array(reach * weights, format="csr")[shares] @ choices
        move = reach * choices[free]
        still = sparse.csr_array((int(fixed.sum()), len(free)))
        known = sparse.csr_array((len(figures.low), len(free)))
        # Answers are withheld with the n of their cell.
        parts = np.setdiff1d(np.flatnonzero(published & published[figures.n_of] & ~fixed), figures.n_of)
        parts = parts[~fixed[figures.n_of[parts]]]
        ordered = choices[figures.n_of[parts]] - choices[parts]
        blocks = (
            (figures.structure, known, figures.low, figures.high),
            (figures.sums[fixed], still, figures.values[fixed], figures.values[fixed]),
            (figures.sums[free], move, figures.values[free], np.inf),
            (figures.sums[free], -move, -np.inf, figures.values[free]),
            (figures.weighted[shares], loose, figures.weighted_low[shares], np.inf),
            (figures.weighted[shares], -loose, -np.inf, figures.weighted_high[shares]),
            (sparse.csr_array((len(parts), len(figures.truth))), ordered, -np.inf, 0.0),
        )
        rows = [sparse.hstack([left, right]) for left, right, _, _ in blocks]
        sizes = [row.shape[0] for row in rows]
        self.rows = sparse.csr_array(sparse.vstack(rows))
        self.low = np.concatenate([np.broadcast_to(low, size) for (*_, low, _), size in zip(blocks, sizes, strict=True)])
        self.high = np.concatenate([np.broadcast_to(high, size) for (*_, high), size in zip(blocks, sizes, strict=True)])

    def moved(self, row: Numbers, need: float) -> tuple[float, Mask] | None:
        """Return the cost and the figures (f,) that differ when a sum (u,) is larger by what it needs."""
        unknowns, choices = len(row), len(self.free)
        larger = np.concatenate([row, np.zeros(choices)])[None, :]
        found = milp(
            np.concatenate([np.zeros(unknowns), self.cost]),
            integrality=np.concatenate([np.full(unknowns, float(self.whole)), np.ones(choices)]),
            bounds=Bounds(0.0, np.concatenate([np.full(unknowns, np.inf), np.ones(choices)])),
            constraints=[
                LinearConstraint(self.rows, self.low, self.high),
                LinearConstraint(larger, row @ self.figures.truth + need, np.inf),
            ],
            options=_PROGRAM,
        )
        if found.x is None:
            return None
        moved = np.zeros(len(self.figures.n_of), dtype=np.bool_)
        moved[self.free] = found.x[unknowns:] > _DIFFERS
        return float(found.fun), moved


def _published_again(
    figures: Figures, published: Mask, allowed: Mask, told: set[bytes], solutions: NDArray[np.float64]
) -> Mask:
    """Return published figures, with those withheld for others that nothing needs any more, the costliest first."""
    for place in sorted(np.flatnonzero(~published & allowed), key=lambda one: -figures.values[figures.n_of[one]]):
        tried = published.copy()
        tried[place] = True
        if not tried[figures.n_of[place]] or (figures.is_n[place] and isolated(figures, tried) is not None):
            continue
        same = np.abs(figures.sums[[place]] @ solutions - figures.values[place])[0] < 0.5
        sought = targets(figures, tried)
        # What it hides is mostly in the same cell.
        own = figures.sums[figures.n_of == figures.n_of[place]].toarray()
        near = (sought.rows[:, None, :] == own[None, :, :]).all(axis=2).any(axis=1)
        sought = sought[np.argsort(~near, kind="stable")]
        sought = sought[np.array([row.tobytes() not in told for row in sought.rows], dtype=np.bool_)]
        narrow, seen = known_too_well(knowledge(figures, tried), sought, solutions[:, same], first=True)
        if not narrow.any():
            published, solutions = tried, np.column_stack([solutions, seen[:, 1:]])
    return published
