"""Do indicators go together? Correlations of each pair, and Cronbach's alpha of those that one aggregate joins."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# Fewest units from which a correlation is told: through two points there is always a line.
FEWEST = 3


@dataclass(frozen=True)
class Correlations:
    """Correlations of indicators, (indicators, indicators) each.

    Attributes:
        known: number of units known of both.
        pearson: NaN where one of the two does not vary among these units, or they are fewer than three.
        spearman: the same, of mean ranks among these units.
    """

    known: NDArray[np.int64]
    pearson: NDArray[np.float64]
    spearman: NDArray[np.float64]


@dataclass(frozen=True)
class Alpha:
    """Cronbach's alpha of some items.

    Attributes:
        raw: from variances; NaN when fewer than two items vary among fewer than three complete cases.
        standardised: from the mean correlation, as if all items had the same variance.
        items: number of items that vary among the complete cases: the others are left out.
        cases: number of complete cases.
    """

    raw: float
    standardised: float
    items: int
    cases: int


def correlations(values: NDArray[np.float64]) -> Correlations:
    """Correlate indicators two by two, on the units known of both (R: `cor(use = "pairwise.complete.obs")`).

    Args:
        values: (units, indicators), NaN where not known or not concerned.
    """
    # Columns side by side in memory: each is read for many pairs.
    known = np.asfortranarray(~np.isnan(values))
    counts = known.T.astype(np.float64) @ known
    coded = [_coded(values[:, one]) for one in range(values.shape[1])]
    spearman = np.full(counts.shape, np.nan)
    varies = np.zeros(counts.shape, dtype=bool)
    # Ranks among all the units known of an indicator: good for each pair of which the other is not less known.
    whole = np.zeros(values.shape, order="F")
    for one, codes in enumerate(coded):
        whole[known[:, one], one] = _centred_ranks(codes[known[:, one]])
    for one in range(values.shape[1]):
        for other in range(one, values.shape[1]):
            both = known[:, one] & known[:, other]
            pair = []
            for column in (one, other):
                complete = counts[one, other] == counts[column, column]
                pair.append(whole[both, column] if complete else _centred_ranks(coded[column][both]))
            # Not `@`: on vectors of this size, what BLAS does to share the work costs more than the work.
            squares = [float(np.sum(ranked * ranked)) for ranked in pair]
            varies[one, other] = varies[other, one] = counts[one, other] >= FEWEST and min(squares) > 0
            if varies[one, other]:
                spearman[one, other] = spearman[other, one] = np.sum(pair[0] * pair[1]) / np.sqrt(
                    squares[0] * squares[1]
                )
    return Correlations(counts.astype(np.int64), np.where(varies, _pearson(values, known, counts), np.nan), spearman)


def cronbach_alpha(items: NDArray[np.float64]) -> Alpha:
    """Compute Cronbach's alpha on complete cases, with variances of denominator n - 1 (R: `psych::alpha`).

    Args:
        items: (units, items), all in the same direction, NaN where not known or not concerned; one that is known of
            nobody is left out.
    """
    asked = items[:, ~np.isnan(items).all(axis=0)]
    complete = asked[~np.isnan(asked).any(axis=1)]
    cases = len(complete) if asked.shape[1] else 0
    complete = complete[:, np.ptp(complete, axis=0) > 0] if cases else complete[:, :0]
    count = complete.shape[1]
    if cases < FEWEST or count < 2:
        return Alpha(np.nan, np.nan, count, cases)
    covariances = np.cov(complete, rowvar=False)
    raw = count / (count - 1) * (1 - np.trace(covariances) / covariances.sum())
    mean = (np.corrcoef(complete, rowvar=False).sum() - count) / (count * (count - 1))
    return Alpha(float(raw), float(count * mean / (1 + (count - 1) * mean)), count, cases)


def _coded(column: NDArray[np.float64]) -> NDArray[np.intp]:
    """Return the place of each value among the different ones, -1 where it is not known."""
    codes = np.full(len(column), -1, dtype=np.intp)
    known = ~np.isnan(column)
    codes[known] = np.unique(column[known], return_inverse=True)[1]
    return codes


def _centred_ranks(codes: NDArray[np.intp]) -> NDArray[np.float64]:
    """Return mean ranks of coded values, less their mean."""
    counts = np.bincount(codes)
    mean_ranks = np.cumsum(counts) - (counts - 1) / 2
    return mean_ranks[codes] - (len(codes) + 1) / 2


def _pearson(values: NDArray[np.float64], known: NDArray[np.bool_], counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return correlations of pairs from sums, values centred and scaled first so that the sums lose no digit."""
    with np.errstate(divide="ignore", invalid="ignore"):
        centred = values - np.nansum(values, axis=0) / known.sum(axis=0)
        centred = np.where(known, centred / np.fmax.reduce(np.abs(centred), axis=0), 0.0)
        mask = known.astype(np.float64)
        sums, squares = centred.T @ mask, (centred**2).T @ mask
        covariances = centred.T @ centred - sums * sums.T / counts
        variances = squares - sums**2 / counts
        found: NDArray[np.float64] = covariances / np.sqrt(variances * variances.T)
    return found
