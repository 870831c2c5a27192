"""Indicators of different units on one scale (OECD/JRC Handbook 2008, step 5); the direction is applied here, once."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from barometre.errors import BarometreError
from barometre.index.options import IndexOptions, Normalisation
from barometre.index.parameters import IndexParameters, Matrix, Vector
from barometre.index.structure import Structure

Table = TypeVar("Table", Matrix, tuple[Vector, ...], Mapping[str, Mapping[str, float]])
# Their scale is given, not learnt: an indicator of which all values are the same has a score on it.
_GIVEN_SCALE = (Normalisation.GOALPOSTS, Normalisation.CATEGORIES, Normalisation.NONE)


def left_out(options: IndexOptions, parameters: IndexParameters) -> NDArray[np.bool_]:
    """Return which indicators divide nobody: constant ones, when their scale is learnt from the data."""
    if options.normalisation in _GIVEN_SCALE:
        return np.zeros(len(parameters.indicators), dtype=np.bool_)
    return parameters.constant


def normalise(values: Matrix, structure: Structure, options: IndexOptions, parameters: IndexParameters) -> Matrix:
    """Bring values, imputed and treated for outliers, to the range of the options; z-scores have mean 0 and sd 1.

    Args:
        values: units × indicators; NaN is unknown.
        structure: directions of indicators.
        options: method and range.
        parameters: what the method compares a value with.

    Returns:
        Units × indicators, the column of an indicator that is left out being NaN.

    Raises:
        BarometreError: the parameters were fitted for another method.
    """
    directions = np.array([structure.direction(code) for code in structure.indicators], dtype=np.float64)
    match options.normalisation:
        case Normalisation.RANK:
            tables = _fitted(parameters.ranked, options)
            scores = _by_column(_rank(*each, options) for each in zip(values.T, directions, tables, strict=True))
        case Normalisation.CATEGORIES:
            found = _fitted(parameters.categories, options)
            tables = tuple(np.array(list(found[code].values())) for code in structure.indicators)
            scores = _by_column(_category(*each, options) for each in zip(values.T, directions, tables, strict=True))
        case Normalisation.NONE:
            scores = values if (directions > 0).all() else np.where(directions < 0, sum(options.range) - values, values)
        case Normalisation.ZSCORE:
            scores = (values - parameters.mean) * (directions / np.where(parameters.sd > 0, parameters.sd, np.nan))
        case _:
            scores = _linear(values, *_ends(directions, options, parameters), options.range)
    out = left_out(options, parameters)
    if out.any():
        scores[:, out] = np.nan
    return scores


def _ends(directions: Vector, options: IndexOptions, parameters: IndexParameters) -> tuple[Vector, Vector]:
    """Return the worst and the best value of each indicator, in its own unit."""
    low, high = parameters.minimum, parameters.maximum
    if options.normalisation is Normalisation.GOALPOSTS:
        posts = _fitted(parameters.goalposts, options)
        low, high = posts[:, 0], posts[:, 1]
    worst, best = np.where(directions < 0, high, low), np.where(directions < 0, low, high)
    if options.normalisation is Normalisation.TARGET:
        best = _fitted(parameters.targets, options)
    return worst, best


def _fitted(table: Table | None, options: IndexOptions) -> Table:
    if table is None or not len(table):
        raise BarometreError(
            f"These parameters were not fitted for {options.normalisation}; normalise as they were, or fit others"
        )
    return table


def _linear(values: Matrix, worst: Vector, best: Vector, range_: tuple[float, float]) -> Matrix:
    """Place values between the worst, which scores the low end of the range, and the best; none goes beyond."""
    low, high = range_
    scores = values - worst
    # Divided first, so that the best has exactly the high end.
    scores /= np.where(best == worst, np.nan, best - worst)
    scores *= high - low
    scores += low
    return np.clip(scores, low, high, out=scores)


def _by_column(columns: Iterable[Vector]) -> Matrix:
    return np.asfortranarray(np.column_stack(list(columns)))


def _rank(column: Vector, direction: float, ranked: Vector, options: IndexOptions) -> Vector:
    """Return the share of the other units that are worse, on the range; ties have the rank of the first of them.

    It is (rank - 1) / (n - 1) with the ties of `rank(ties.method = "min")` in R; of a newcomer, its place among those
    ranked.
    """
    low, high = options.range
    if direction > 0:
        worse = np.searchsorted(ranked, column, side="left")
    else:
        worse = len(ranked) - np.searchsorted(ranked, column, side="right")
    share = np.minimum(worse / max(len(ranked) - 1, 1), 1.0)
    return np.where(np.isnan(column), np.nan, low + (high - low) * share)


def _category(column: Vector, direction: float, scores: Vector, options: IndexOptions) -> Vector:
    """Return the score of each category, given by its place."""
    known = ~np.isnan(column)
    found = np.full(len(column), np.nan)
    found[known] = scores[column[known].astype(np.intp)]
    return found if direction > 0 else sum(options.range) - found
