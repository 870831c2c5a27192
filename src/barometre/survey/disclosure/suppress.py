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
_OPTIONS = {"mip_rel_gap": 0.02, "node_limit": 500}
# What withholding n costs, beside its answers, as a part of its respondents.
_COST_OF_N = 0.25


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
        sought = _not_told(targets(figures, published), told)
        narrow, solutions = known_too_well(knowledge(figures, published), sought, solutions)
        if not narrow.any():
            return _published_again(figures, published, fixed | ~withheld, told, solutions)
        more = _hiding(figures, published, fixed, sought[narrow])
        if (more == published).all():
            more = _hiding(figures, published, fixed, sought[narrow], whole=True)
        if (more == published).all():
            hopeless, _ = known_too_well(knowledge(figures, fixed), sought[narrow], solutions)
            told |= {row.tobytes() for row in sought[narrow].rows[hopeless]}
            for row in sought[narrow].rows[~hopeless]:
                more = _without_smallest(figures, more, fixed, row)
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


def _without_smallest(figures: Figures, published: Mask, fixed: Mask, row: Numbers) -> Mask:
    """Withhold the smallest cell that can be, one that shares respondents with a target (u,) if there is one."""
    free = np.flatnonzero(published & ~fixed)
    far = figures.sums[free] @ row == 0
    smallest = free[np.lexsort((figures.values[free], far))[0]]
    return np.asarray(published & (fixed | (figures.n_of != figures.n_of[smallest])))


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
    """Tables that differ from the true one in as little as can be: unknowns, then whether each figure differs."""

    def __init__(self, figures: Figures, published: Mask, fixed: Mask, reach: float, whole: bool) -> None:
        self.figures = figures
        self.free = free = np.flatnonzero(published & ~fixed)
        self.whole = whole
        self.cost = figures.values[figures.n_of[free]] * np.where(figures.is_n[free], _COST_OF_N, 1.0)
        self.rows, self.low, self.high = _rules(figures, published, fixed, free, reach)

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
            options=_OPTIONS,
        )
        if found.x is None:
            return None
        moved = np.zeros(len(self.figures.n_of), dtype=np.bool_)
        moved[self.free] = found.x[unknowns:] > 0.5
        return float(found.fun), moved


def _rules(
    figures: Figures, published: Mask, fixed: Mask, free: NDArray[np.intp], reach: float
) -> tuple[sparse.csr_array, Numbers, Numbers]:
    """Return what such a table keeps: rows (rules, unknowns and choices), and their bounds."""
    # Column of the choice of each free figure.
    choices = sparse.eye_array(len(published), format="csr")[:, free]
    shares = published & np.isfinite(figures.weighted_low)
    # A weighted figure that differs is withheld with its count.
    heaviest = np.asarray(figures.weighted.max(axis=1).todense()).ravel()
    loose = sparse.diags_array(reach * heaviest, format="csr")[shares] @ choices
    # Answers are withheld with the n of their cell.
    answers = free[~figures.is_n[free] & np.isin(figures.n_of[free], free)]
    ordered = choices[figures.n_of[answers]] - choices[answers]
    nothing = sparse.csr_array((len(answers), len(figures.truth)))
    true, shown = figures.values[free], figures.values[fixed]
    blocks = [
        (figures.structure, None, figures.low, figures.high),
        (figures.sums[fixed], None, shown, shown),
        (figures.sums[free], reach * choices[free], true, np.full(len(free), np.inf)),
        (figures.sums[free], -reach * choices[free], np.full(len(free), -np.inf), true),
        (figures.weighted[shares], loose, figures.weighted_low[shares], np.full(loose.shape[0], np.inf)),
        (figures.weighted[shares], -loose, np.full(loose.shape[0], -np.inf), figures.weighted_high[shares]),
        (nothing, ordered, np.full(len(answers), -np.inf), np.zeros(len(answers))),
    ]
    rows = [
        sparse.hstack([left, sparse.csr_array((left.shape[0], len(free))) if right is None else right])
        for left, right, _, _ in blocks
    ]
    low, high = (np.concatenate(each) for each in list(zip(*blocks, strict=True))[2:])
    return sparse.csr_array(sparse.vstack(rows)), low, high


def _published_again(
    figures: Figures, published: Mask, allowed: Mask, told: set[bytes], solutions: NDArray[np.float64]
) -> Mask:
    """Return published figures, with those withheld for others that nothing needs any more, the costliest first."""
    for place in sorted(np.flatnonzero(~published & allowed), key=lambda one: -figures.values[figures.n_of[one]]):
        tried = published.copy()
        tried[place] = True
        if not tried[figures.n_of[place]] or (figures.is_n[place] and isolated(figures, tried) is not None):
            continue
        sought = _not_told(targets(figures, tried), told)
        # What it hides is mostly in the same cell: looked at first, a refusal is quick.
        own = figures.sums[figures.n_of == figures.n_of[place]].toarray()
        near = (sought.rows[:, None, :] == own[None, :, :]).all(axis=2).any(axis=1)
        sought = sought[np.argsort(~near, kind="stable")]
        known = knowledge(figures, tried)
        possible = solutions[:, known.allows(solutions)]
        narrow, seen = known_too_well(known, sought, possible, first=True)
        if not narrow.any():
            published, solutions = tried, np.column_stack([solutions, seen[:, 1:]])
    return published


def _not_told(sought: Targets, told: set[bytes]) -> Targets:
    """Return targets without those that earlier releases tell."""
    return sought[np.array([row.tobytes() not in told for row in sought.rows], dtype=np.bool_)]
