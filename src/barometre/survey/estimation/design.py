"""Who answered, with what weights, and what is known of how they came; variance by linearisation.

A respondent stands for others: its answer counts as many times as its weight says. Every error of this package is that
of a weighted sum of influences, one number for each respondent; what calibration already fixes is taken out of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from barometre.errors import BarometreError
from barometre.survey.weighting.calibrate import CalibrationOptions
from barometre.survey.weighting.margins import CalibrationFrame

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]

# Below this share of the largest influence, what calibration leaves is the rounding of floats, not an error.
ROUNDING = 1e-12


@dataclass(frozen=True)
class Strata:
    """Groups in which respondents are taken to have been drawn apart, of known sizes or not.

    Attributes:
        labels: one for each stratum, sorted.
        codes: the stratum of each respondent, as its place in `labels` (n).
        populations: how many bodies each stratum has, respondents included; None: not known, no finite correction.
    """

    labels: Sequence[str]
    codes: Integers
    populations: Floats | None = None


@dataclass(frozen=True)
class Design:
    """Respondents of a survey, one a row, sorted by id.

    Attributes:
        ids: who answered (n).
        weights: how many bodies each stands for (n).
        strata: where they were drawn apart; `one_stratum` when they were not.
        frame: what the weights were calibrated to; None: they are taken as given, which overstates errors as a rule.
        options: how they were calibrated; replicates are calibrated again in the same way.
    """

    ids: Sequence[str]
    weights: Floats
    strata: Strata
    frame: CalibrationFrame | None = None
    options: CalibrationOptions | None = None

    def __post_init__(self) -> None:
        """Refuse what no error can be seen of.

        Raises:
            BarometreError: more respondents than bodies in a stratum; one respondent in a stratum of several bodies, of
                several strata (where it is alone, figures have no interval).
            ValueError: the frame is not of the same respondents in the same order.
        """
        if self.frame is not None and list(self.frame.ids) != list(self.ids):
            raise ValueError("the frame of a design is of its respondents, in their order")
        for place, label in enumerate(self.strata.labels):
            answered = int(self.counts[place])
            among = np.inf if self.strata.populations is None else float(self.strata.populations[place])
            if answered > among:
                raise BarometreError(
                    f"Stratum {label}: {answered} respondents for a population of {among:g}; correct its total"
                )
            if answered == 1 and among > 1 and len(self.strata.labels) > 1:
                raise BarometreError(
                    f"Stratum {label} has one respondent: no error can be seen in it; merge it with another stratum"
                )

    @cached_property
    def counts(self) -> Integers:
        """Respondents in each stratum."""
        return np.bincount(self.strata.codes, minlength=len(self.strata.labels))

    def left(self, unknown: Mask | None = None) -> Floats:
        """Return the part of the stratum of each respondent of which nothing is known (n).

        It is 1 when the size of the stratum is not known, and 0 for a full count.

        Args:
            unknown: who left this question without an answer (n): they tell no more than who did not respond.
        """
        if self.strata.populations is None:
            return np.ones(len(self.weights))
        silent = 0 if unknown is None else np.bincount(self.strata.codes[unknown], minlength=len(self.counts))
        left: Floats = (1 - (self.counts - silent) / self.strata.populations)[self.strata.codes]
        return left

    @cached_property
    def _regression(self) -> tuple[csr_array, Floats]:
        """Calibration categories, 1 for who is in each (n, categories), and the inverse of their weighted squares."""
        assert self.frame is not None, "held by residuals"
        n, variables = self.frame.codes.shape
        firsts = np.cumsum([0, *map(len, self.frame.totals)])
        places = (self.frame.codes + firsts[:-1]).reshape(-1)
        # Sparse: a respondent is in one category of each variable, of a hundred and more.
        x = csr_array((np.ones(n * variables), places, np.arange(n + 1) * variables), shape=(n, int(firsts[-1])))
        squares = (x.T @ (x * self.frame.base[:, None])).toarray()
        # The columns of each variable add up to 1: the inverse is a generalised one.
        return x, np.linalg.pinv(squares, rcond=1e-12, hermitian=True)

    def residuals(self, influences: Floats) -> Floats:
        """Return what calibration does not fix of influences (n, columns): what their regression on margins leaves.

        The regression is weighted by the base weights, as for `calibrate` of the R package survey, whatever the method:
        all calibrated estimators have the asymptotic variance of the linear one.

        Source: Deville and Särndal, Calibration Estimators in Survey Sampling, JASA 87 (1992), section 3.
        """
        if self.frame is None:
            return influences
        x, inverse = self._regression
        left = influences - x @ (inverse @ (x.T @ (influences * self.frame.base[:, None])))
        return np.where(np.abs(left) > ROUNDING * np.abs(influences).max(axis=0, initial=0.0), left, 0.0)

    def deviations(self, influences: Floats) -> Floats:
        """Return weighted residuals less their mean in the stratum (n, columns), of which variances sum the squares.

        The finite correction, `left`, is for the caller. Respondents are taken as drawn one by one within strata.

        Source: Särndal, Swensson and Wretman, Model Assisted Survey Sampling (1992), sections 3.7 and 5.5.
        """
        weighted = self.residuals(influences) * self.weights[:, None]
        sums = [np.bincount(self.strata.codes, column, len(self.counts)) for column in weighted.T]
        means = np.stack(sums, axis=1) / np.maximum(self.counts, 1)[:, None]
        scale = np.sqrt(self.counts / np.maximum(self.counts - 1, 1))
        return (weighted - means[self.strata.codes]) * scale[self.strata.codes][:, None]


def one_stratum(number: int, population: float | None = None) -> Strata:
    """Return the strata of a survey without any: one whole, of known size or not."""
    populations = None if population is None else np.array([population])
    return Strata(("whole",), np.zeros(number, dtype=np.int64), populations)
