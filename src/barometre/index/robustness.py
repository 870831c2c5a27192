"""How far ranks hang on the choices of an index: many runs, each with other choices (OECD/JRC Handbook, step 7).

Uncertainty analysis after Saisana, Saltelli and Tarantola (2005), « Uncertainty and sensitivity analysis techniques as
tools for the quality assessment of composite indicators », Journal of the Royal Statistical Society A 168. Ranks of
runs wait in a file: memory does not grow with their number.
"""

import os
import tempfile
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from barometre.errors import BarometreError
from barometre.index.choices import Choices, Factor, IndexRun
from barometre.index.ranking import ranks
from barometre.index.sensitivity import SobolIndices, saltelli_design, sobol_indices

# Percentiles of the ranks of a unit over runs between which it is said to stand.
LOW, HIGH = 0.05, 0.95
# Numbers read at once from the file of ranks.
_BLOCK = 2_000_000

Score = Callable[[IndexRun], NDArray[np.float64]]


@dataclass(frozen=True, slots=True)
class RankIntervals:
    """Ranks of units over runs, (units,) each; NaN where a unit has no rank.

    Attributes:
        rank: with the choices of the index itself.
        median: over the runs in which the unit has a rank, as all below.
        mean: of the ranks.
        low: percentile 5.
        high: percentile 95.
        shift: percentile 90 of the distance between the rank of a run and `rank`.
        runs: number of the runs in which the unit has a rank.
    """

    rank: NDArray[np.float64]
    median: NDArray[np.float64]
    mean: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    shift: NDArray[np.float64]
    runs: NDArray[np.int64]


class LeftOut(NamedTuple):
    """What leaving one indicator out does.

    Attributes:
        shift: mean distance between the ranks of a unit with and without it, of those that have both.
        farthest: the greatest such distance.
        score: mean distance between both scores.
        ranked: number of units that have a rank without it.
    """

    shift: float
    farthest: float
    score: float
    ranked: int


@dataclass(frozen=True, slots=True)
class QuestionedIndex:
    """An index whose choices are questioned.

    Attributes:
        score: from a run to the scores of units, (units,), NaN where there is none; called by several threads at once.
        reference: (units,) scores of the index itself.
        codes: number of codes of its structure.
        indicators: number of its indicators.
        sizes: (units,) how many units alike each stands for; None: one each.
    """

    score: Score
    reference: NDArray[np.float64]
    codes: int
    indicators: int
    sizes: NDArray[np.int64] | None = None


def rank_intervals(problem: QuestionedIndex, choices: Choices, runs: int, seed: int) -> RankIntervals:
    """Draw choices at random, and return where each unit stands over the runs.

    Args:
        problem: the index.
        choices: what runs draw from.
        runs: number of runs.
        seed: of NumPy's default generator: the same seed gives the same runs.

    Raises:
        BarometreError: ranks do not fit in the temporary folder (4 bytes for each unit and run).
    """
    inputs = sum(choices.sizes(problem.codes, problem.indicators).values())
    rng = np.random.default_rng(seed)
    reference = ranks(problem.reference, problem.sizes)
    units = len(reference)
    try:
        with tempfile.TemporaryFile() as file:
            # A row of the file for each run, whichever thread ends first.
            def draw(row: int, uniform: NDArray[np.float64]) -> None:
                found = ranks(problem.score(choices.run(uniform, problem.codes, problem.indicators)), problem.sizes)
                os.pwrite(file.fileno(), found.astype(np.float32).tobytes(), 4 * units * row)

            _in_threads(draw, rng.random((runs, inputs)))
            step = max(1, _BLOCK // runs)
            blocks = [
                _summary(_read(file.fileno(), runs, units, start, stop), reference[start:stop])
                for start in range(0, units, step)
                for stop in (min(start + step, units),)
            ]
    except OSError as error:
        raise BarometreError(
            f"Cannot keep the ranks of runs in {tempfile.gettempdir()}: {error.strerror}; free some room there, or set "
            "TMPDIR to another folder"
        ) from None
    median, mean, low, high, shift, ranked = (np.concatenate(column) for column in zip(*blocks, strict=True))
    return RankIntervals(reference, median, mean, low, high, shift, ranked.astype(np.int64))


def sobol(
    problem: QuestionedIndex, choices: Choices, draws: int, seed: int, units: Sequence[int] = ()
) -> tuple[tuple[Factor, ...], list[SobolIndices | None]]:
    """Return what each choice explains of the ranks, in `draws` × (factors + 2) runs.

    Args:
        problem: the index.
        choices: what runs draw from.
        draws: of each of the two samples, best a power of two.
        seed: of the design and of the bootstrap.
        units: places of those whose rank is asked about.

    Returns:
        The factors, in order; and the indices of the mean absolute shift of ranks, then of the rank of each unit asked
        about, None for a unit without rank in some run.
    """
    sizes = choices.sizes(problem.codes, problem.indicators)
    design = saltelli_design(draws, list(sizes.values()), seed)
    reference = ranks(problem.reference, problem.sizes)
    asked = list(units)
    outputs = np.full((len(design), 1 + len(asked)), np.nan)

    def evaluate(row: int, uniform: NDArray[np.float64]) -> None:
        found = ranks(problem.score(choices.run(uniform, problem.codes, problem.indicators)), problem.sizes)
        outputs[row, 0] = mean_shift(found, reference, problem.sizes)
        outputs[row, 1:] = found[asked]

    _in_threads(evaluate, design)
    indices = [
        None if np.isnan(column).any() else sobol_indices(column, len(sizes), np.random.default_rng([seed, place]))
        for place, column in enumerate(outputs.T)
    ]
    return tuple(sizes), indices


def leave_each_out(problem: QuestionedIndex, choices: Choices) -> list[LeftOut]:
    """Return what leaving out each indicator does, all else being the first options of the choices."""
    plain = choices.plain(problem.codes)
    reference = ranks(problem.reference, problem.sizes)
    found = []
    for place in range(problem.indicators):
        score = problem.score(plain._replace(left_out=place))
        without = ranks(score, problem.sizes)
        ranked = ~np.isnan(without)
        found.append(
            LeftOut(
                mean_shift(without, reference, problem.sizes),
                float(np.fmax.reduce(np.abs(without - reference), initial=np.nan)),
                mean_shift(score, problem.reference, problem.sizes),
                int(ranked.sum() if problem.sizes is None else problem.sizes[ranked].sum()),
            )
        )
    return found


def mean_shift(
    found: NDArray[np.float64], reference: NDArray[np.float64], sizes: NDArray[np.int64] | None = None
) -> float:
    """Return the mean distance between two ranks, or scores, of the units that have both; NaN when none has."""
    shifts = np.abs(found - reference)
    both = ~np.isnan(shifts)
    return float(np.average(shifts[both], weights=None if sizes is None else sizes[both])) if both.any() else np.nan


def _in_threads(act: Callable[[int, NDArray[np.float64]], None], rows: NDArray[np.float64]) -> None:
    """Call `act` for each row and its place, on every processor: NumPy works outside the lock of Python."""
    workers = os.cpu_count() or 1
    stopped = threading.Event()

    def take(first: int) -> None:
        for row in range(first, len(rows), workers):
            if stopped.is_set():
                return
            act(row, rows[row])

    with ThreadPoolExecutor(workers) as pool:
        try:
            list(pool.map(take, range(workers)))
        except BaseException:  # an interruption too: the other threads would go on to their last row
            stopped.set()
            raise


def _read(file: int, runs: int, units: int, start: int, stop: int) -> NDArray[np.float32]:
    """Read the ranks of some units in all runs. A map of the file would hold all of it in memory, page after page."""
    found = np.empty((runs, stop - start), dtype=np.float32)
    for row in range(runs):
        found[row] = np.frombuffer(os.pread(file, 4 * (stop - start), 4 * (units * row + start)), np.float32)
    return found


def _summary(found: NDArray[np.float32], reference: NDArray[np.float64]) -> tuple[NDArray[np.float64], ...]:
    """Return median, mean, low, high, shift and number of the ranks of some units, (runs, units)."""
    ordered = np.sort(found.astype(np.float64), axis=0)  # those without rank (NaN) last
    counts = (~np.isnan(ordered)).sum(axis=0)
    shifts = np.sort(np.abs(ordered - reference), axis=0)
    known = counts > 0
    mean = np.divide(np.nansum(ordered, axis=0), counts, out=np.full(len(counts), np.nan), where=known)
    median, low, high = (_percentile(ordered, counts, share) for share in (0.5, LOW, HIGH))
    return median, mean, low, high, _percentile(shifts, counts, 0.9), counts.astype(np.float64)


def _percentile(ordered: NDArray[np.float64], counts: NDArray[np.int64], share: float) -> NDArray[np.float64]:
    """Return a percentile of the first `counts` numbers of each column (type 7, as in NumPy and R)."""
    place = np.maximum(counts - 1, 0) * share
    below = place.astype(np.intp)
    above = np.minimum(below + 1, np.maximum(counts - 1, 0))
    columns = np.arange(ordered.shape[1])
    low, high = ordered[below, columns], ordered[above, columns]
    found: NDArray[np.float64] = low + (high - low) * (place - below)
    return found
