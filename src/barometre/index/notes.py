"""What a reader of scores has to know: indicators left out or treated, values held at an end, units without a score."""

from collections.abc import Iterator, Mapping

import numpy as np

from barometre.index.normalise import left_out
from barometre.index.options import IndexOptions, Normalisation
from barometre.index.outliers import Shape, measure_shape, treat
from barometre.index.parameters import IndexParameters, Matrix, Treatment, Vector
from barometre.index.structure import Structure

# Past tense of each treatment.
_DONE = {
    "log": "a logarithm is taken",
    "log-reversed": "a logarithm is taken, from the greatest value down",
    "boxcox": "a power is taken (Box-Cox)",
}


def take_notes(
    values: Matrix,
    scores: Mapping[str, Vector],
    structure: Structure,
    options: IndexOptions,
    parameters: IndexParameters,
) -> Iterator[str]:
    """Yield what is worth saying of a computation, one sentence each.

    Args:
        values: units × indicators, before anything; NaN is unknown.
        scores: of each aggregate.
        structure: the tree.
        options: the choices.
        parameters: with which the scores were computed.
    """
    out = left_out(options, parameters)
    for place, code in enumerate(structure.indicators):
        known = values[~np.isnan(values[:, place]), place]
        if not len(known):
            yield f"{code}: known of nobody"
        elif out[place]:
            yield f"{code}: the same for all whom it is known of, it divides nobody and is left out"
        elif treatment := parameters.treatments[place]:
            yield f"{code}: {_told(known, treatment)}"
        elif beyond := _beyond(known, place, structure, options, parameters):
            yield f"{code}: held at the ends of the scale, {beyond} of {len(known)} values that lie beyond"
    empty = {code for place, code in enumerate(structure.indicators) if out[place]}
    for code in structure.aggregates:
        if empty.issuperset(structure.children(code)):
            empty.add(code)
    for code, score in scores.items():
        without = int(np.isnan(score).sum())
        if code in empty:
            yield f"{code}: no score, all below it is left out"
        elif without:
            yield (
                f"{code}: {without} of {len(score)} units have no score, too little of what concerns them is known "
                f"(coverage {options.coverage:g})"
            )


def _told(known: Vector, treatment: Treatment) -> str:
    """Say how outliers were treated, and whether enough."""
    held = int(np.count_nonzero((known < treatment.low) | (known > treatment.high)))
    done = _DONE.get(
        treatment.method, f"brought in between {treatment.low:g} and {treatment.high:g} ({held} of {len(known)} values)"
    )
    after = measure_shape(treat(known[:, None], (treatment,))[:, 0])
    return f"outliers, {done}; skewness {_pair(measure_shape(known), after)}"


def _pair(before: Shape, after: Shape) -> str:
    warning = ", and some are left" if after.has_outliers else ""
    return (
        f"{before.skewness:.2f} and kurtosis {before.kurtosis:.2f} become {after.skewness:.2f} and "
        f"{after.kurtosis:.2f}{warning}"
    )


def _beyond(known: Vector, place: int, structure: Structure, options: IndexOptions, parameters: IndexParameters) -> int:
    """Count the values that a scale with two ends holds at one of them."""
    low, high = parameters.minimum[place], parameters.maximum[place]
    if options.normalisation is Normalisation.GOALPOSTS and parameters.goalposts is not None:
        low, high = parameters.goalposts[place]
    elif options.normalisation is Normalisation.TARGET and parameters.targets is not None:
        up = structure.direction(structure.indicators[place]) > 0
        low, high = (low, parameters.targets[place]) if up else (parameters.targets[place], high)
    elif options.normalisation is not Normalisation.MINMAX:
        return 0
    return int(np.count_nonzero((known < low) | (known > high)))
