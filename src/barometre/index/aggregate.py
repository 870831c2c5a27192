"""Scores of aggregates from those of their children, level after level (OECD/JRC Handbook 2008, step 6)."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from barometre.errors import BarometreError
from barometre.index.options import Aggregation, IndexOptions, Normalisation
from barometre.index.structure import Structure

Vector = NDArray[np.float64]
Mask = NDArray[np.bool_]
# Sums of weights such as 0.1 are not exact: what misses a threshold by less meets it.
TOLERANCE = 1e-9


class Column(NamedTuple):
    """One code for every unit.

    Attributes:
        score: NaN where there is none.
        known: share (0-1) of what concerns the unit below this code that is known; None: all of it, everywhere.
        concerned: whether anything below it concerns the unit; None: everywhere.
    """

    score: Vector
    known: Vector | None = None
    concerned: Mask | None = None

    @property
    def complete(self) -> bool:
        """Whether every unit has a score that rests on all there is."""
        return self.known is None and self.concerned is None


def aggregate(
    indicators: Mapping[str, Column], structure: Structure, options: IndexOptions, weights: Mapping[str, float]
) -> dict[str, Column]:
    """Aggregate indicators up to the root.

    An aggregate of direction -1 is reversed when its parent uses it; its own column is not.

    Args:
        indicators: normalised, by code; those left out of the index are not there.
        structure: the tree.
        options: method, range and coverage.
        weights: code -> weight among the children of its parent.

    Returns:
        Aggregate -> its column, in the order of `structure.aggregates`; without those below which all is left out.

    Raises:
        BarometreError: a geometric or harmonic mean would take a score of 0 or less.
    """
    columns = dict(indicators)
    for code in structure.aggregates:
        children = [child for child in structure.children(code) if child in columns and weights[child] > 0]
        if not children:
            continue
        used = [_as_used(columns[child], structure, child, options) for child in children]
        shares = np.array([weights[child] for child in children])
        _refuse_not_positive(options.aggregation, children, used)
        columns[code] = _parent(used, shares / shares.sum(), options)
    return {code: columns[code] for code in structure.aggregates if code in columns}


def _as_used(column: Column, structure: Structure, code: str, options: IndexOptions) -> Column:
    """Return a column as its parent uses it: an aggregate of direction -1 is reversed, an indicator is already."""
    if structure.direction(code) > 0 or not structure.children(code):
        return column
    centred = options.normalisation is Normalisation.ZSCORE or options.aggregation is Aggregation.COPELAND
    return column._replace(score=(0.0 if centred else sum(options.range)) - column.score)


def _refuse_not_positive(method: Aggregation, codes: Sequence[str], columns: Sequence[Column]) -> None:
    if method not in (Aggregation.GEOMETRIC, Aggregation.HARMONIC):
        return
    for code, column in zip(codes, columns, strict=True):
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
        return Column(method(scores, weights, None))
    units = len(scores[0])
    asked, known = np.zeros(units), np.zeros(units)
    present = [~np.isnan(score) for score in scores]
    for weight, column, scored in zip(weights, children, present, strict=True):
        asked += weight if column.concerned is None else weight * column.concerned
        known += weight * scored if column.known is None else weight * np.where(scored, column.known, 0.0)
    concerned = asked > 0
    share = np.divide(known, asked, out=np.zeros(units), where=concerned)
    enough = (share >= options.coverage - TOLERANCE) & (share > 0)
    score = np.full(units, np.nan)
    score[enough] = method([each[enough] for each in scores], weights, [each[enough] for each in present])
    return Column(score, share, None if concerned.all() else concerned)


def _arithmetic(scores: Sequence[Vector], weights: Vector, present: Sequence[Mask] | None) -> Vector:
    """Return the weighted mean of the scores that are there."""
    total = np.zeros(len(scores[0]))
    if present is None:
        for score, weight in zip(scores, weights, strict=True):
            total += weight * score
        return total
    whole = np.zeros(len(scores[0]))
    for score, weight, there in zip(scores, weights, present, strict=True):
        np.add(total, weight * score, out=total, where=there)
        np.add(whole, weight, out=whole, where=there)
    return total / whole


_METHODS: Mapping[Aggregation, Callable[[Sequence[Vector], Vector, Sequence[Mask] | None], Vector]] = {
    Aggregation.ARITHMETIC: _arithmetic,
}
