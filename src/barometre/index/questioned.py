"""An index ready to be computed again with other choices: normalised once by each method, aggregated at each run."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from barometre.index.aggregate import Column, aggregate
from barometre.index.choices import Choices, Run
from barometre.index.compute import compute, fit, indicator_columns, normalised
from barometre.index.options import Aggregation, IndexOptions, IndexTables, Normalisation
from barometre.index.parameters import IndexParameters
from barometre.index.robustness import Problem
from barometre.index.structure import Structure

# Range of runs when that of the index holds scores of which some mean cannot be made.
POSITIVE = (1.0, 100.0)
_NEEDS_POSITIVE = {Aggregation.GEOMETRIC, Aggregation.HARMONIC}


def usual_choices(options: IndexOptions, spread: float = 0.25, *, leave_out: bool = True) -> Choices:
    """Return the choices of the Handbook that go with an index: its own first."""
    normalisations = (options.normalisation, Normalisation.MINMAX, Normalisation.ZSCORE, Normalisation.RANK)
    aggregations = (options.aggregation, Aggregation.ARITHMETIC, Aggregation.GEOMETRIC)
    return Choices(
        normalisations=tuple(dict.fromkeys(normalisations)),
        aggregations=tuple(dict.fromkeys(aggregations)),
        spread=spread,
        leave_out=leave_out,
    )


def question(
    values: NDArray[np.float64],
    structure: Structure,
    options: IndexOptions,
    choices: Choices,
    tables: IndexTables | None = None,
    parameters: IndexParameters | None = None,
    concerned: NDArray[np.bool_] | None = None,
    sizes: NDArray[np.int64] | None = None,
) -> Problem:
    """Prepare an index to be computed again with other choices.

    When some mean of the choices refuses 0 and the range of the options holds it, runs are on 1-100; z-scores are then
    placed there by one line for all indicators, symmetrical about 0, which leaves arithmetic means in the same order.
    Weights are those of the index, whatever is left out: those of a principal component are not sought again.

    Args:
        values: units × indicators, as for `compute`.
        structure: the tree.
        options: choices of the index itself.
        choices: those of runs.
        tables: what some options need.
        parameters: of a former computation; None: fitted on these values by each method.
        concerned: units × indicators; None: all concern all.
        sizes: (units,) how many units alike each stands for, which parameters have counted; None: one each.

    Raises:
        BarometreError: what `compute` raises, or a mean refuses scores that are not normalised.
    """
    own = compute(values, structure, options, tables, parameters, concerned)
    strict = bool(_NEEDS_POSITIVE & set(choices.aggregations)) and options.range[0] <= 0
    prepared: dict[Normalisation, tuple[IndexOptions, dict[str, Column]]] = {}
    for method in choices.normalisations:
        set_ = replace(options, normalisation=method, range=POSITIVE if strict else options.range)
        fitted = parameters or fit(values, structure, set_, tables, concerned)
        matrix = normalised(values, structure, set_, fitted, tables, concerned)
        columns = indicator_columns(matrix, structure, set_, fitted, concerned, ~np.isnan(values))
        if method is Normalisation.ZSCORE and _NEEDS_POSITIVE & set(choices.aggregations):
            columns = _on_range(columns, set_.range)
            set_ = replace(set_, normalisation=Normalisation.MINMAX)
        prepared[method] = set_, columns
    weights = own.parameters.weights

    def score(run: Run) -> NDArray[np.float64]:
        set_, columns = prepared[run.normalisation]
        out = None if run.left_out is None else structure.indicators[run.left_out]
        kept = {code: column for code, column in columns.items() if code != out}
        changed = {
            code: weights[code] * by
            for code, by in zip(structure.codes, run.multipliers, strict=True)
            if code in weights
        }
        found = aggregate(kept, structure, replace(set_, aggregation=run.aggregation), changed)
        return found[structure.root].score if structure.root in found else np.full(len(values), np.nan)

    return Problem(score, own.scores[structure.root], len(structure.codes), len(structure.indicators), sizes)


def _on_range(columns: dict[str, Column], range_: tuple[float, float]) -> dict[str, Column]:
    """Place z-scores on a range, 0 in its middle, the farthest of all at one of its ends."""
    low, high = range_
    farthest = max((float(np.nanmax(np.abs(column.score), initial=0.0)) for column in columns.values()), default=0.0)
    half = (high - low) / 2
    return {
        code: column._replace(score=low + half + half * column.score / (farthest or 1.0))
        for code, column in columns.items()
    }
