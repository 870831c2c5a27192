"""Scores of aggregates from those of their children, level after level (OECD/JRC Handbook 2008, step 6)."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from barometre.errors import BarometreError
from barometre.index.copeland import count_wins
from barometre.index.options import Aggregation, IndexOptions, Normalisation
from barometre.index.parameters import Vector
from barometre.index.structure import Structure

Mask = NDArray[np.bool_]
# Sums of weights such as 0.1 are not exact: what misses a threshold by less meets it.
TOLERANCE = 1e-9


class Column(NamedTuple):
    """One code for every unit.

    Attributes:
        score: NaN where there is none.
        known: share (0-1) of what concerns the unit below this code that is known; None: all of it, for everyone.
        concerned: whether anything below it concerns the unit; None: everyone.
    """

    score: Vector
    known: Vector | None = None
    concerned: Mask | None = None

    @property
    def complete(self) -> bool:
        """Whether every unit has a score that rests on all there is."""
        return self.known is None and self.concerned is None


# Parent, codes of children and their columns -> weight of each.
Weigh = Callable[[str, Sequence[str], Sequence[Column]], Vector]


def aggregate(
    indicators: Mapping[str, Column], structure: Structure, options: IndexOptions, weigh: Weigh
) -> dict[str, Column]:
    """Aggregate indicators up to the root.

    An aggregate of direction -1 is reversed when its parent uses it; its own column is not.

    Args:
        indicators: normalised, by code; those left out of the index are not there.
        structure: the tree.
        options: method, range and coverage.
        weigh: weights of the children of one parent, whatever they sum to.

    Returns:
        Aggregate -> its column, children before parents; without those of which all children are left out.

    Raises:
        BarometreError: a geometric or harmonic mean would take a score of 0 or less.
    """
    columns = dict(indicators)
    for parent in structure.aggregates:
        codes = [child for child in structure.children(parent) if child in columns]
        children = [_as_used(columns[code], structure, code, options) for code in codes]
        weights = weigh(parent, codes, children) if codes else np.zeros(0)
        # What has no weight has no say, nor a score that a mean could refuse.
        counted = [place for place in range(len(codes)) if weights[place] > 0]
        if counted:
            used = {codes[place]: children[place] for place in counted}
            _refuse_not_positive(options.aggregation, used)
            columns[parent] = _parent(list(used.values()), weights[counted] / weights[counted].sum(), options)
    return {code: columns[code] for code in structure.aggregates if code in columns}


def _as_used(column: Column, structure: Structure, code: str, options: IndexOptions) -> Column:
    """Return a column as its parent uses it: an aggregate of direction -1 is reversed, an indicator is already."""
    if structure.direction(code) > 0 or not structure.children(code):
        return column
    ends = 0.0 if options.normalisation is Normalisation.ZSCORE else sum(options.range)
    return column._replace(score=ends - column.score)


def _refuse_not_positive(method: Aggregation, columns: Mapping[str, Column]) -> None:
    if method not in (Aggregation.GEOMETRIC, Aggregation.HARMONIC):
        return
    for code, column in columns.items():
        if count := int(np.count_nonzero(column.score <= 0)):
            raise BarometreError(
                f"{code} has {count} scores of 0 or less, of which no {method} mean can be made; normalise to a range "
                "above 0, like --normalise minmax --range 1,100"
            )


def _parent(children: Sequence[Column], weights: Vector, options: IndexOptions) -> Column:
    """Return the column of a parent; weights sum to 1."""
    method = _METHODS[options.aggregation]
    scores = [column.score for column in children]
    if all(column.complete for column in children):
        return Column(_held(method(scores, weights, None), options))
    known = np.zeros(len(scores[0]))
    asked = np.zeros(len(known))
    everyone = all(column.concerned is None for column in children)
    present = [~np.isnan(score) for score in scores]
    for weight, column, there in zip(weights, children, present, strict=True):
        # A child without a score brings nothing, however much of it is known.
        known += weight * (there if column.known is None else column.known * there)
        if not everyone:
            asked += weight if column.concerned is None else weight * column.concerned
    share = known if everyone else known / np.where(asked > 0, asked, 1.0)
    enough = (share >= options.coverage - TOLERANCE) & (share > 0)
    if options.aggregation is Aggregation.COPELAND:
        # Those without a score are nobody's rivals.
        scores = [np.where(enough, score, np.nan) for score in scores]
    with np.errstate(divide="ignore", invalid="ignore"):
        score = np.where(enough, _held(method(scores, weights, present), options), np.nan)
    return Column(score, share, None if everyone or (asked > 0).all() else asked > 0)


def _held(score: Vector, options: IndexOptions) -> Vector:
    """Hold means of scores of the range within it: rounding alone takes that of 100 and 100 to 100.00000000000001."""
    if options.aggregation is Aggregation.COPELAND or options.normalisation in (
        Normalisation.ZSCORE,
        Normalisation.NONE,
    ):
        return score
    return np.clip(score, *options.range)


# Scores of each child (NaN where there is none), weights that sum to 1, and where there are scores (None: everywhere).
_Method = Callable[[Sequence[Vector], Vector, Sequence[Mask] | None], Vector]


def _arithmetic(scores: Sequence[Vector], weights: Vector, present: Sequence[Mask] | None) -> Vector:
    """Return the weighted mean of the scores that are there."""
    total = np.zeros(len(scores[0]))
    if present is None:
        for score, weight in zip(scores, weights, strict=True):
            total += weight * score
        return total
    whole = np.zeros(len(scores[0]))
    for score, weight, there in zip(scores, weights, present, strict=True):
        total += np.where(there, weight * score, 0.0)
        whole += weight * there
    return total / whole


def _geometric(scores: Sequence[Vector], weights: Vector, present: Sequence[Mask] | None) -> Vector:
    return np.exp(_arithmetic([np.log(score) for score in scores], weights, present))


def _harmonic(scores: Sequence[Vector], weights: Vector, present: Sequence[Mask] | None) -> Vector:
    return 1.0 / _arithmetic([1.0 / score for score in scores], weights, present)


def _median(scores: Sequence[Vector], weights: Vector, present: Sequence[Mask] | None) -> Vector:
    """Return the weighted median: half of the weight is on either side; between two scores, their mean.

    With equal weights it is the usual median; `matrixStats::weightedMedian(interpolate = FALSE, ties = "mean")` in R.
    """
    table = np.column_stack(scores)
    weighed = np.broadcast_to(weights, table.shape)
    if present is not None:
        weighed = weighed * np.column_stack(present)
    order = np.argsort(table, axis=1, kind="stable")  # unknown scores come last
    table, below = np.take_along_axis(table, order, 1), np.cumsum(np.take_along_axis(weighed, order, 1), axis=1)
    half = below[:, -1:] / 2
    first = np.argmax(below >= half - TOLERANCE, axis=1)
    last = np.argmax(below > half + TOLERANCE, axis=1)
    rows = np.arange(len(table))
    return np.asarray((table[rows, first] + table[rows, last]) / 2)


def _copeland(scores: Sequence[Vector], weights: Vector, present: Sequence[Mask] | None) -> Vector:  # noqa: ARG001
    return count_wins(scores, weights)


_METHODS: Mapping[Aggregation, _Method] = {
    Aggregation.ARITHMETIC: _arithmetic,
    Aggregation.GEOMETRIC: _geometric,
    Aggregation.HARMONIC: _harmonic,
    Aggregation.MEDIAN: _median,
    Aggregation.COPELAND: _copeland,
}
