"""What stands for an unknown value (OECD/JRC Handbook 2008, step 3): nothing, or what is usual for all or a group."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from barometre.errors import BarometreError
from barometre.index.options import Imputation
from barometre.index.parameters import Matrix, Vector

# Name of the only group when units are not divided into some.
EVERYONE = ""
_BY_GROUP = (Imputation.GROUP_MEAN, Imputation.GROUP_MEDIAN)
_BY_MEAN = (Imputation.MEAN, Imputation.GROUP_MEAN)


def usual_values(values: Matrix, method: Imputation, groups: Sequence[str] | None) -> dict[str, Vector]:
    """Return the mean or median of what is known of each indicator, by group; NaN where a group knows nothing.

    Args:
        values: units × indicators; NaN is unknown.
        method: the choice; nothing is returned for `none`.
        groups: group of each unit, for a choice by group.
    """
    if method is Imputation.NONE:
        return {}
    middle = _mean if method in _BY_MEAN else _median
    return {
        group: np.array([middle(column[~np.isnan(column)]) for column in values[rows].T])
        for group, rows in _rows(len(values), method, groups).items()
    }


def impute(
    values: Matrix,
    method: Imputation,
    usual: Mapping[str, Vector],
    groups: Sequence[str] | None,
    concerned: NDArray[np.bool_] | None,
) -> Matrix:
    """Return values with the usual one where nothing is known; what does not concern a unit is left unknown.

    Args:
        values: units × indicators; NaN is unknown.
        method: the choice.
        usual: as `usual_values` returns it.
        groups: group of each unit, for a choice by group.
        concerned: units × indicators; None: all concern all.

    Raises:
        BarometreError: a unit is of a group that the parameters do not know.
    """
    if method is Imputation.NONE:
        return values
    imputed = values.copy(order="K")
    for group, rows in _rows(len(values), method, groups).items():
        if group not in usual:
            raise BarometreError(f"Group {group} has no usual value in the parameters; use those fitted with it")
        for place, value in enumerate(usual[group]):
            unknown = np.isnan(values[rows, place])
            if concerned is not None:
                unknown &= concerned[rows, place]
            imputed[rows[unknown], place] = value
    return imputed


def _rows(units: int, method: Imputation, groups: Sequence[str] | None) -> dict[str, NDArray[np.intp]]:
    """Return the rows of each group, in order of name."""
    if method not in _BY_GROUP:
        return {EVERYONE: np.arange(units)}
    if groups is None or len(groups) != units:
        raise BarometreError(f"Missing values by {method} need the group of each unit: give --groups")
    names = np.asarray(groups)
    return {str(name): np.flatnonzero(names == name) for name in np.unique(names)}


def _mean(known: Vector) -> float:
    return float(known.mean()) if len(known) else float("nan")


def _median(known: Vector) -> float:
    return float(np.median(known)) if len(known) else float("nan")
