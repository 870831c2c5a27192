"""Those of whom the answer to a question is known, in a domain: how many they are, and what their answers are worth."""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from barometre.survey.estimation.design import Design, Floats, Mask
from barometre.survey.estimation.outcomes import Outcome
from barometre.survey.estimation.ratios import Ratios
from barometre.survey.estimation.replicates import Replicates

# To what part of itself a margin is met by replicates: variation under it is that of their iterations, not of answers.
MET = 1e-8


@dataclass(frozen=True)
class Known:
    """Respondents of whom an outcome is known, within the whole design.

    Attributes:
        design: the whole survey.
        outcome: their answers.
        rows: who they are (n).
        concerned: whom the question concerns in the domain, answer known or not (n).
        replicates: where errors come from; None: linearisation.
    """

    design: Design
    outcome: Outcome
    rows: Mask
    concerned: Mask
    replicates: Replicates | None

    @cached_property
    def n(self) -> int:
        """Their number."""
        return int(self.rows.sum())

    @cached_property
    def left(self) -> Floats:
        """Part of the stratum of each respondent of which the answer is not known (n)."""
        return self.design.left(self.outcome.concerned & ~self.outcome.known)

    @property
    def is_full_count(self) -> bool:
        """Whether the answers of all their strata are known: figures are counted, not estimated."""
        return self.n > 0 and bool((self.left[self.rows] == 0).all())

    @cached_property
    def spreads(self) -> Floats:
        """Weighted variance of each column, with n - 1 in the denominator; 0 when they all say the same."""
        weights, values = self.design.weights[self.rows], self.outcome.values[self.rows]
        mean = np.average(values, axis=0, weights=weights)
        found = np.average((values - mean) ** 2, axis=0, weights=weights) * self.n / max(self.n - 1, 1)
        return np.where((values == values[0]).all(axis=0), 0.0, found)

    @property
    def degrees(self) -> int:
        """Degrees of freedom: their number less that of the strata they are in."""
        return self.n - len(np.unique(self.design.strata.codes[self.rows]))

    def mean(self) -> Ratios:
        """Return what gives the mean of each column."""
        return Ratios(self.outcome.values * self.rows[:, None], self.rows.astype(np.float64))

    def total(self) -> Ratios:
        """Return what gives the total of each column over all who are concerned."""
        mean = self.mean()
        return Ratios(mean.top, mean.bottom, self.concerned.astype(np.float64))

    def size(self) -> Ratios:
        """Return what gives the number of bodies that are concerned."""
        concerned = self.concerned.astype(np.float64)
        return Ratios(concerned[:, None], concerned, concerned)

    def variances(self, ratios: Ratios) -> Floats:
        """Return the variances of estimates (columns).

        Replicates count as known what a respondent left without an answer: they are put right by the mean of the finite
        corrections. Where they do not vary, since all responded or each is alone in the group it is drawn in, the
        variance is that of linearisation: no variation is no certainty.
        """
        if self.replicates is None:
            return self._linearised(ratios)
        squares = self.design.weights**2 * self.rows
        usual = float(squares @ self.design.left())
        correction = float(squares @ self.left) / usual if usual else 0.0
        found = self.replicates.variances(ratios.of(self.replicates.weights)) * correction
        varies = found > (MET * ratios.of(self.design.weights)) ** 2
        return found if varies.all() else np.where(varies, found, self._linearised(ratios))

    def _linearised(self, ratios: Ratios) -> Floats:
        deviations = self.design.deviations(ratios.influences(self.design.weights))
        return self.left @ deviations**2

    def effective(self, deff: float) -> float:
        """Return how many drawn at random would tell as much: n over the design effect, Kish's when there is none."""
        if not math.isnan(deff):
            return self.n / deff if deff > 0 else math.inf
        weights = self.design.weights[self.rows]
        spread = float((weights**2) @ self.left[self.rows])
        return float(weights.sum()) ** 2 / spread if spread > 0 else math.inf

    @property
    def carried(self) -> float:
        """How many respondents of equal weights carry as much: (Σw)²/Σw², Kish's; 1 when one outweighs all others."""
        shares = self.design.weights[self.rows] / self.design.weights[self.rows].max()
        return float(shares.sum() ** 2 / (shares**2).sum())


def known(design: Design, outcome: Outcome, domain: Mask | None, replicates: Replicates | None) -> Known:
    """Return those of whom an outcome is known, in a domain (n), everybody when it is None."""
    inside = np.ones(len(design.weights), dtype=np.bool_) if domain is None else domain
    return Known(design, outcome, outcome.known & inside, outcome.concerned & inside, replicates)
