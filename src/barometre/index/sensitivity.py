"""Sobol' indices: the share of the variance of a result that each choice explains, alone and with the others.

Runs follow the design of Saltelli et al. (2010), « Variance based sensitivity analysis of model output », Computer
Physics Communications 181: two samples A and B of the choices, and A with one choice at a time taken from B.
First-order indices are estimated by equation (b) of their table 2, total ones by (f), which is Jansen's (1999). Results
are centred on the mean of all runs first, as SALib does. `scipy.stats.sobol_indices` has the same total indices and
centres on A and B, which moves first-order ones a little; its intervals cannot be drawn again from a seed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

from barometre.errors import BarometreError

CONFIDENCE = 0.95
RESAMPLES = 1000


@dataclass(frozen=True)
class SobolIndices:
    """Indices of one result, (factors,) each, with the bounds of their 95 % intervals.

    Nothing is cut to 0 or 1: an index outside says that draws are too few. All are NaN when the result never changes.
    """

    first: NDArray[np.float64]
    first_low: NDArray[np.float64]
    first_high: NDArray[np.float64]
    total: NDArray[np.float64]
    total_low: NDArray[np.float64]
    total_high: NDArray[np.float64]

    @property
    def first_too_few(self) -> NDArray[np.bool_]:
        """Return where the interval of the first-order index is wider than the index: too few draws."""
        return self.first_high - self.first_low > self.first

    @property
    def total_too_few(self) -> NDArray[np.bool_]:
        """Return where the interval of the total index is wider than the index: too few draws."""
        return self.total_high - self.total_low > self.total


def saltelli_design(draws: int, sizes: Sequence[int], seed: int) -> NDArray[np.float64]:
    """Return the runs from which Sobol' indices are estimated.

    The two samples are halves of one scrambled Sobol' sequence.

    Args:
        draws: number of draws N of each of the two samples.
        sizes: number of inputs of each factor: those of one factor are drawn, and taken from B, together.
        seed: of the scrambling.

    Returns:
        (N × (factors + 2), inputs), uniform on [0, 1). For each draw in turn: A, then A with the inputs of each factor
        taken from B in the order of `sizes`, then B.

    Raises:
        BarometreError: the number of draws is not a power of two: the sequence is balanced for no other.
    """
    if draws < 1 or draws & (draws - 1):
        raise BarometreError(f"{draws} draws: Sobol' indices take a power of two, like 256 or 1024")
    inputs = sum(sizes)
    sample = scipy.stats.qmc.Sobol(2 * inputs, scramble=True, rng=np.random.default_rng(seed)).random(draws)
    first, second = sample[:, :inputs], sample[:, inputs:]
    runs = np.repeat(first[:, None, :], len(sizes) + 2, axis=1)
    ends = np.cumsum(sizes)
    for factor, (end, size) in enumerate(zip(ends, sizes, strict=True)):
        runs[:, factor + 1, end - size : end] = second[:, end - size : end]
    runs[:, -1] = second
    return runs.reshape(-1, inputs)


def pick(uniform: NDArray[np.float64], options: int) -> NDArray[np.intp]:
    """Return the option, from 0, of each uniform number: [0, 1) cut in equal parts."""
    return np.minimum((uniform * options).astype(np.intp), options - 1)


def sobol_indices(
    outputs: NDArray[np.float64], factors: int, rng: np.random.Generator, resamples: int = RESAMPLES
) -> SobolIndices:
    """Estimate Sobol' indices from the results of the runs of `saltelli_design`.

    Args:
        outputs: (N × (factors + 2),), in the order of the design, all known.
        factors: number of factors.
        rng: of the bootstrap, which draws again whole draws (A, its variants and B together).
        resamples: of the bootstrap; intervals are between its percentiles 2.5 and 97.5.
    """
    draws = len(outputs) // (factors + 2)
    if np.ptp(outputs) == 0:
        return SobolIndices(*(np.full(factors, np.nan) for _ in range(6)))
    centred = (outputs - outputs.mean()).reshape(draws, factors + 2)
    first, mixed, second = centred[:, :1], centred[:, 1:-1], centred[:, -1:]
    # One row a draw: what the means of the estimators are taken of.
    terms = np.hstack([second * (mixed - first), (first - mixed) ** 2 / 2, first + second, (first**2 + second**2)])
    found = _from_means(terms.mean(axis=0), factors)
    again = rng.multinomial(draws, np.full(draws, 1 / draws), size=resamples) / draws
    with np.errstate(divide="ignore", invalid="ignore"):  # a resample without variance has no index
        replicates = _from_means(again @ terms, factors)
    tail = 50 * (1 - CONFIDENCE)
    low, high = np.nanpercentile(replicates, [tail, 100 - tail], axis=0)
    return SobolIndices(*(part[kind] for kind in (slice(factors), slice(factors, None)) for part in (found, low, high)))


def _from_means(means: NDArray[np.float64], factors: int) -> NDArray[np.float64]:
    """Return first-order indices, then total ones, from the means of the terms; the variance is that of A and B."""
    total, squares = means[..., -2:-1] / 2, means[..., -1:] / 2
    indices: NDArray[np.float64] = means[..., : 2 * factors] / (squares - total**2)
    return indices
