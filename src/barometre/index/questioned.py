"""An index ready to be computed again with other choices: normalised once by each method, aggregated at each run."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from barometre.index.aggregate import Column, aggregate
from barometre.index.choices import Choices, IndexRun
from barometre.index.compute import compute, fit, indicator_columns, normalised
from barometre.index.options import Aggregation, Imputation, IndexOptions, IndexTables, Normalisation, Weighting
from barometre.index.parameters import IndexParameters
from barometre.index.robustness import QuestionedIndex
from barometre.index.structure import Structure

# Range of runs when that of the index holds scores of which some mean cannot be made.
POSITIVE = (1.0, 100.0)
_NEEDS_POSITIVE = {Aggregation.GEOMETRIC, Aggregation.HARMONIC}
# Their scores are given as they are: no range of ours brings them above 0.
_FIXED = (Normalisation.NONE, Normalisation.CATEGORIES)


def usual_choices(options: IndexOptions, spread: float = 0.25, *, leave_out: bool = True) -> Choices:
    """Return the choices of the Handbook that go with an index: its own first.

    The geometric mean is one where scores can be brought above 0.
    """
    aggregations = [options.aggregation, Aggregation.ARITHMETIC]
    if options.normalisation not in _FIXED:
        aggregations.append(Aggregation.GEOMETRIC)
    normalisations = (options.normalisation, Normalisation.MINMAX, Normalisation.ZSCORE, Normalisation.RANK)
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
    parameters: Mapping[Normalisation, IndexParameters] | None = None,
    concerned: NDArray[np.bool_] | None = None,
    sizes: NDArray[np.int64] | None = None,
) -> QuestionedIndex:
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
        parameters: of a former computation, by method; others are fitted on these values.
        concerned: units × indicators; None: all concern all.
        sizes: (units,) how many units alike each stands for, which parameters have counted; None: one each.

    Raises:
        BarometreError: what `compute` raises, or a mean refuses scores that are not normalised.
    """
    fitted = dict(parameters or {})
    tables = tables or IndexTables()
    own = compute(values, structure, options, tables, fitted.get(options.normalisation), concerned)
    strict = bool(_NEEDS_POSITIVE & set(choices.aggregations))
    # What was imputed has no say in coverage, as in the index itself.
    known = None if options.imputation is Imputation.NONE else ~np.isnan(values)
    prepared: dict[Normalisation, tuple[IndexOptions, dict[str, Column]]] = {}
    for method in choices.normalisations:
        range_ = POSITIVE if strict and options.range[0] <= 0 else options.range
        set_ = replace(options, normalisation=method, range=range_)
        if method not in fitted:
            fitted[method] = fit(values, structure, replace(set_, weighting=Weighting.EQUAL), tables, concerned)
        matrix = normalised(values, structure, set_, fitted[method], tables.groups, concerned)
        columns = indicator_columns(matrix, structure, set_, fitted[method], concerned, known)
        if method is Normalisation.ZSCORE and strict:
            columns, set_ = _on_range(columns, range_), replace(set_, normalisation=Normalisation.MINMAX)
        prepared[method] = set_, {code: _contiguous(column) for code, column in columns.items()}
    places = {code: place for place, code in enumerate(structure.codes)}

    def score(run: IndexRun) -> NDArray[np.float64]:
        set_, columns = prepared[run.normalisation]
        out = None if run.left_out is None else structure.indicators[run.left_out]
        kept = {code: column for code, column in columns.items() if code != out}

        def weigh(parent: str, codes: Sequence[str], columns: Sequence[Column]) -> NDArray[np.float64]:  # noqa: ARG001
            return np.array([own.parameters.weights[code] * run.multipliers[places[code]] for code in codes])

        found = aggregate(kept, structure, replace(set_, aggregation=run.aggregation), weigh)
        return found[structure.root].score if structure.root in found else np.full(len(values), np.nan)

    return QuestionedIndex(score, own.scores[structure.root], len(structure.codes), len(structure.indicators), sizes)


def _contiguous(column: Column) -> Column:
    """Return a column whose scores stand side by side in memory: hundreds of runs read them."""
    return column._replace(score=np.ascontiguousarray(column.score))


def _on_range(columns: dict[str, Column], range_: tuple[float, float]) -> dict[str, Column]:
    """Place z-scores on a range, 0 in its middle, the farthest of all at one of its ends."""
    low, high = range_
    farthest = max((float(np.nanmax(np.abs(column.score), initial=0.0)) for column in columns.values()), default=0.0)
    half = (high - low) / 2
    return {
        code: column._replace(score=low + half + half * column.score / (farthest or 1.0))
        for code, column in columns.items()
    }
