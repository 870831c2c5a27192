"""A composite index computed: parameters fitted on a table, values normalised, scores aggregated."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from barometre.errors import BarometreError
from barometre.index.aggregate import Column, aggregate
from barometre.index.normalise import left_out, normalise
from barometre.index.options import IndexOptions, IndexTables
from barometre.index.parameters import IndexParameters
from barometre.index.structure import Structure

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class ComputedIndex:
    """All that a computation gives.

    Attributes:
        scores: aggregate -> its score for each unit (NaN where there is none), in the order of the structure's file.
        normalised: units × indicators, on the scale of the options.
        parameters: what the scores were computed with.
        notes: what a reader of the scores has to know: what was left out, and why.
    """

    scores: Mapping[str, Vector]
    normalised: Matrix
    parameters: IndexParameters
    notes: tuple[str, ...]


def compute(
    values: Matrix,
    structure: Structure,
    options: IndexOptions,
    tables: IndexTables | None = None,
    parameters: IndexParameters | None = None,
    concerned: Mask | None = None,
) -> ComputedIndex:
    """Compute the scores of all aggregates.

    Args:
        values: units × indicators, in the order of `structure.indicators`; NaN is unknown.
        structure: the tree.
        options: the choices.
        tables: what some of them need.
        parameters: of a former computation, whose scale is kept; None: fitted on these values.
        concerned: units × indicators, False where an indicator does not concern a unit; None: all concern all.

    Raises:
        BarometreError: values, parameters and structure do not go together, or the method refuses the values.
    """
    tables = tables or IndexTables()
    fitted = parameters or fit(values, structure, options, tables, concerned)
    matrix = normalised(values, structure, options, fitted, tables, concerned)
    scores = aggregated(matrix, structure, options, fitted, concerned, ~np.isnan(values))
    return ComputedIndex(scores, matrix, fitted, ())


def fit(
    values: Matrix,
    structure: Structure,
    options: IndexOptions,
    tables: IndexTables | None = None,
    concerned: Mask | None = None,
) -> IndexParameters:
    """Learn from a table all that its normalisation and aggregation need. Arguments are those of `compute`."""
    _check_values(values, structure)
    minimum, maximum = np.fmin.reduce(values, axis=0), np.fmax.reduce(values, axis=0)
    weights = {code: structure.weight(code) for code in structure.codes}
    return IndexParameters(structure.indicators, minimum, maximum, minimum, maximum, weights)


def normalised(
    values: Matrix,
    structure: Structure,
    options: IndexOptions,
    parameters: IndexParameters,
    tables: IndexTables | None = None,
    concerned: Mask | None = None,
) -> Matrix:
    """Return values on the scale of the options, units × indicators, as `parameters` say. Others as for `compute`."""
    _check_values(values, structure)
    return normalise(values, structure, options, parameters)


def aggregated(
    matrix: Matrix,
    structure: Structure,
    options: IndexOptions,
    parameters: IndexParameters,
    concerned: Mask | None = None,
    known: Mask | None = None,
) -> dict[str, Vector]:
    """Return the scores of all aggregates, in the order of the structure's file; NaN where there is none.

    Args:
        matrix: units × indicators, as `normalised` returns it.
        structure: the tree.
        options: method, range and coverage.
        parameters: weights, and which indicators are left out because they are constant.
        concerned: units × indicators; None: all concern all.
        known: units × indicators, False where a value was imputed, which coverage does not count; None: what is in
            `matrix` is known.
    """
    columns = indicator_columns(matrix, structure, options, parameters, concerned, known)
    found = aggregate(columns, structure, options, parameters.weights)
    nothing = np.full(len(matrix), np.nan)
    aggregates = set(structure.aggregates)
    return {code: found[code].score if code in found else nothing for code in structure.codes if code in aggregates}


def indicator_columns(
    matrix: Matrix,
    structure: Structure,
    options: IndexOptions,
    parameters: IndexParameters,
    concerned: Mask | None = None,
    known: Mask | None = None,
) -> dict[str, Column]:
    """Return the column of each indicator that is not left out. Arguments are those of `aggregated`."""
    out = left_out(options, parameters)
    return {
        code: _column(
            matrix[:, place],
            None if concerned is None else concerned[:, place],
            None if known is None else known[:, place],
        )
        for place, code in enumerate(structure.indicators)
        if not out[place]
    }


def _column(score: Vector, concerned: Mask | None, known: Mask | None) -> Column:
    """Return the column of an indicator."""
    if concerned is not None and concerned.all():
        concerned = None
    if concerned is not None:
        score = np.where(concerned, score, np.nan)
    there = ~np.isnan(score)
    if known is not None:
        there &= known
    return Column(score, None if there.all() else there.astype(np.float64), concerned)


def _check_values(values: Matrix, structure: Structure) -> None:
    if values.ndim != 2 or values.shape[1] != len(structure.indicators):
        raise BarometreError(
            f"Values have the shape {values.shape}, and the structure {len(structure.indicators)} indicators; give one "
            "column for each, in its order"
        )
    if not len(values):
        raise BarometreError("Values have no unit; give one row for each")
    if np.isinf(values).any():
        raise BarometreError("Values hold an infinite number; leave out what is not known, as NaN")
