"""A composite index computed: parameters fitted on a table, values normalised, scores aggregated."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from barometre.errors import BarometreError
from barometre.index.aggregate import Column, Mask, aggregate
from barometre.index.missing import impute
from barometre.index.normalise import left_out, normalise
from barometre.index.notes import take_notes
from barometre.index.options import Imputation, IndexOptions, IndexTables, Weighting
from barometre.index.outliers import treat
from barometre.index.parameters import IndexParameters, Matrix, Vector
from barometre.index.scale import describe
from barometre.index.structure import Structure
from barometre.index.weights import find_weights


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
    matrix = normalised(values, structure, options, fitted, tables.groups, concerned)
    known = None if options.imputation is Imputation.NONE else ~np.isnan(values)
    scores = aggregated(matrix, structure, options, fitted, concerned, known)
    return ComputedIndex(scores, matrix, fitted, tuple(take_notes(values, scores, structure, options, fitted)))


def fit(
    values: Matrix,
    structure: Structure,
    options: IndexOptions,
    tables: IndexTables | None = None,
    concerned: Mask | None = None,
) -> IndexParameters:
    """Learn from a table all that its normalisation and aggregation need. Arguments are those of `compute`.

    Raises:
        BarometreError: values do not go with the structure, or a table that the options need lacks an indicator.
    """
    tables = tables or IndexTables()
    values = _checked(values, structure, concerned)
    scale = describe(values, structure, options, tables, concerned)
    if options.weighting is Weighting.PCA:
        matrix = normalised(values, structure, options, scale, tables.groups, concerned)
        columns = indicator_columns(matrix, structure, options, scale, concerned, ~np.isnan(values))
    else:
        columns = {}
    return replace(scale, weights=find_weights(columns, structure, options, tables))


def normalised(
    values: Matrix,
    structure: Structure,
    options: IndexOptions,
    parameters: IndexParameters,
    groups: Sequence[str] | None = None,
    concerned: Mask | None = None,
) -> Matrix:
    """Return values imputed, treated for outliers and brought to the scale of the options, as `parameters` say.

    Args:
        values: units × indicators; NaN is unknown.
        structure: directions of indicators.
        options: the choices.
        parameters: fitted on these values or on others.
        groups: group of each unit, where what stands for an unknown value depends on it.
        concerned: units × indicators; None: all concern all.
    """
    values = _checked(values, structure, concerned)
    imputed = impute(values, options.imputation, parameters.usual, groups, concerned)
    return normalise(treat(imputed, parameters.treatments), structure, options, parameters)


def aggregated(
    matrix: Matrix,
    structure: Structure,
    options: IndexOptions,
    parameters: IndexParameters,
    concerned: Mask | None = None,
    known: Mask | None = None,
) -> dict[str, Vector]:
    """Return the score of each aggregate for all units, in the order of the structure's file; NaN where there is none.

    Args:
        matrix: units × indicators, as `normalised` returns it.
        structure: the tree.
        options: method, range and coverage.
        parameters: weights, and which indicators are left out because they are constant.
        concerned: units × indicators; None: all concern all.
        known: units × indicators, False where a value was imputed, which coverage does not count; None: what has a
            score in `matrix` is known.

    Raises:
        BarometreError: a geometric or harmonic mean would take a score of 0 or less.
    """

    def weigh(parent: str, codes: Sequence[str], columns: Sequence[Column]) -> Vector:  # noqa: ARG001
        return np.array([parameters.weights[code] for code in codes])

    columns = indicator_columns(matrix, structure, options, parameters, concerned, known)
    found = aggregate(columns, structure, options, weigh)
    nothing = Column(np.full(len(matrix), np.nan))
    return {code: found.get(code, nothing).score for code in structure.codes if structure.children(code)}


def indicator_columns(
    matrix: Matrix,
    structure: Structure,
    options: IndexOptions,
    parameters: IndexParameters,
    concerned: Mask | None,
    known: Mask | None,
) -> dict[str, Column]:
    """Return the column of each indicator that is not left out."""
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
    if concerned is not None:
        score = np.where(concerned, score, np.nan)
        concerned = None if concerned.all() else concerned
    there = ~np.isnan(score) if known is None else ~np.isnan(score) & known
    return Column(score, None if there.all() else there.astype(np.float64), concerned)


def _checked(values: Matrix, structure: Structure, concerned: Mask | None) -> Matrix:
    """Return values, unknown where they do not concern a unit.

    Raises:
        BarometreError: they are not units × the indicators of the structure, there is no unit, or one is infinite.
    """
    indicators = len(structure.indicators)
    if values.ndim != 2 or values.shape[1] != indicators or not len(values):
        raise BarometreError(
            f"Values of shape {values.shape}: give at least one unit, and the {indicators} indicators of the structure"
        )
    if np.isinf(values).any():
        raise BarometreError("Values hold an infinite number; leave what is not known as NaN")
    if concerned is None or concerned.all():
        return values
    return np.where(concerned, values, np.nan)
