"""The scale of each indicator, learnt from a table and from the tables that some options need."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from barometre.errors import BarometreError
from barometre.index.missing import impute, usual_values
from barometre.index.normalise import left_out
from barometre.index.options import IndexOptions, IndexTables, Normalisation
from barometre.index.outliers import choose_treatments, treat
from barometre.index.parameters import IndexParameters, Matrix, Vector
from barometre.index.structure import Structure


def describe(
    values: Matrix,
    structure: Structure,
    options: IndexOptions,
    tables: IndexTables,
    concerned: NDArray[np.bool_] | None,
) -> IndexParameters:
    """Return all parameters but the weights.

    Args:
        values: units × indicators; NaN is unknown.
        structure: codes and directions.
        options: the choices.
        tables: what some of them need.
        concerned: units × indicators; None: all concern all.

    Raises:
        BarometreError: a table lacks an indicator, or a target is not better than the worst value.
    """
    usual = usual_values(values, options.imputation, tables.groups)
    imputed = impute(values, options.imputation, usual, tables.groups, concerned)
    treatments = choose_treatments(imputed, options.outliers, options.winsorised)
    known = [column[~np.isnan(column)] for column in treat(imputed, treatments).T]
    normalisation, codes = options.normalisation, structure.indicators
    goalposts = targets = None
    if normalisation is Normalisation.GOALPOSTS:
        _require(tables.goalposts, codes, normalisation)
        goalposts = np.array([tables.goalposts[code] for code in codes], dtype=np.float64)
    if normalisation is Normalisation.TARGET:
        _require(tables.targets, codes, normalisation)
        targets = np.array([tables.targets[code] for code in codes], dtype=np.float64)
    if normalisation is Normalisation.CATEGORIES:
        _require(tables.categories, codes, normalisation)
        _check_categories(tables.categories, options)
    parameters = IndexParameters(
        indicators=codes,
        usual=usual,
        treatments=treatments,
        minimum=np.array([column.min() if len(column) else np.nan for column in known]),
        maximum=np.array([column.max() if len(column) else np.nan for column in known]),
        mean=np.array([column.mean() if len(column) else np.nan for column in known]),
        sd=np.array([_deviation(column) if len(column) > 1 else np.nan for column in known]),
        ranked=tuple(np.sort(column) for column in known) if normalisation is Normalisation.RANK else (),
        goalposts=goalposts,
        targets=targets,
        categories=tables.categories if normalisation is Normalisation.CATEGORIES else {},
    )
    if targets is not None:
        _check_targets(targets, structure, options, parameters)
    return parameters


def _deviation(column: Vector) -> float:
    """Return the standard deviation, with n - 1; squares of values brought near 1 are neither infinite nor 0."""
    _, power = np.frexp(np.abs(column).max())
    return float(np.ldexp(np.ldexp(column, -power).std(ddof=1), power))


def _require(table: Mapping[str, object], codes: tuple[str, ...], name: str) -> None:
    if lacking := [code for code in codes if code not in table]:
        raise BarometreError(f"Normalisation by {name} needs a line for {', '.join(lacking[:5])}; add it to its file")


def _check_categories(categories: Mapping[str, Mapping[str, float]], options: IndexOptions) -> None:
    low, high = options.range
    for code, scores in categories.items():
        if outside := [category for category, score in scores.items() if not low <= score <= high]:
            raise BarometreError(
                f"Category {outside[0]} of {code} scores {scores[outside[0]]:g}, outside the range {low:g},{high:g}; "
                "correct it, or give another --range"
            )


def _check_targets(targets: Vector, structure: Structure, options: IndexOptions, parameters: IndexParameters) -> None:
    out = left_out(options, parameters)
    for place, code in enumerate(structure.indicators):
        up = structure.direction(code) > 0
        worst = parameters.minimum[place] if up else parameters.maximum[place]
        ahead = targets[place] > worst if up else targets[place] < worst
        if not (ahead or out[place] or np.isnan(worst)):
            raise BarometreError(
                f"The target of {code}, {targets[place]:g}, is not better than its worst value, {worst:g}: all have "
                "reached it; give another, or correct its direction"
            )
