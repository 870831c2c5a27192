"""Weights of the children of each parent (OECD/JRC Handbook 2008, step 6): given, equal, of a budget, or of a PCA."""

from collections.abc import Mapping, Sequence

import numpy as np

from barometre.errors import BarometreError
from barometre.index.aggregate import Column, aggregate
from barometre.index.options import IndexOptions, IndexTables, Weighting
from barometre.index.parameters import Vector
from barometre.index.structure import Structure


def find_weights(
    indicators: Mapping[str, Column], structure: Structure, options: IndexOptions, tables: IndexTables
) -> dict[str, float]:
    """Return code -> share of its parent; shares below one parent sum to 1, and the root has 1.

    Args:
        indicators: normalised, by code; those left out of the index are not there.
        structure: the tree, with the weights given.
        options: the choice.
        tables: the budget of experts.

    Raises:
        BarometreError: a code has no budget; or the first component of a PCA cannot be used as weights.
    """
    match options.weighting:
        case Weighting.PCA:
            return _pca(indicators, structure, options)
        case Weighting.BUDGET:
            if lacking := [code for code in structure.codes if code != structure.root and code not in tables.budget]:
                raise BarometreError(f"The budget gives no points to {', '.join(lacking[:5])}; add them, 0 included")
            return _shares(structure, tables.budget)
        case Weighting.EQUAL:
            return _shares(structure, dict.fromkeys(structure.codes, 1.0))
        case Weighting.GIVEN:
            return _shares(structure, dict(zip(structure.codes, structure.weights, strict=True)))


def _shares(structure: Structure, weights: Mapping[str, float]) -> dict[str, float]:
    """Scale weights so that those below each parent sum to 1."""
    shares = {structure.root: 1.0}
    for parent in structure.aggregates:
        children = structure.children(parent)
        total = sum(weights[child] for child in children)
        if not total > 0:
            raise BarometreError(f"The weights below {parent} sum to {total:g}; give one of them more than 0")
        shares |= {child: weights[child] / total for child in children}
    return shares


def _pca(indicators: Mapping[str, Column], structure: Structure, options: IndexOptions) -> dict[str, float]:
    """Return the loadings of the first principal component of the children of each parent, level after level."""
    shares = dict.fromkeys(structure.codes, 0.0) | {structure.root: 1.0}

    def weigh(parent: str, codes: Sequence[str], columns: Sequence[Column]) -> Vector:
        found = first_component(parent, codes, np.column_stack([column.score for column in columns]))
        shares.update(zip(codes, found.tolist(), strict=True))
        return found

    aggregate(indicators, structure, options, weigh)
    return shares


def first_component(parent: str, codes: Sequence[str], scores: Vector) -> Vector:
    """Return the loadings of the first principal component, scaled to sum to 1.

    It is `prcomp(center = TRUE, scale. = TRUE)$rotation[, 1]` in R, as COINr's `get_PCA` takes it, on units of which
    all children are known; its sign is the one that makes the sum positive.

    Args:
        parent: code, to name it in errors.
        codes: of its children.
        scores: units × children, normalised.

    Raises:
        BarometreError: too few units have all children, a child is constant among them, or loadings are of both signs.
    """
    if len(codes) == 1:
        return np.ones(1)
    complete = scores[~np.isnan(scores).any(axis=1)]
    if len(complete) <= len(codes):
        raise BarometreError(
            f"Only {len(complete)} units have all {len(codes)} children of {parent}: too few for a PCA; give weights, "
            "or impute what is missing"
        )
    constant = complete.min(axis=0) == complete.max(axis=0)
    if constant.any():
        code = codes[int(np.argmax(constant))]
        raise BarometreError(
            f"{code} is the same for all units that have all children of {parent}: no PCA can weigh it"
        )
    _, vectors = np.linalg.eigh(np.corrcoef(complete, rowvar=False))
    loadings = vectors[:, -1] * np.sign(vectors[:, -1].sum() or 1.0)
    if (loadings < 0).any():
        code = codes[int(np.argmin(loadings))]
        raise BarometreError(
            f"A PCA weighs {code} negatively below {parent} ({loadings.min():.3f}): it goes against the others; look "
            "at its direction, or give weights"
        )
    return np.asarray(loadings / loadings.sum())
