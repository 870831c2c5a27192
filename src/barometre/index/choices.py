"""What an index could have been: the options of each choice, and the run that a row of uniform numbers stands for."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from barometre.errors import BarometreError
from barometre.index.options import Aggregation, Normalisation
from barometre.index.sensitivity import pick


class Factor(StrEnum):
    """A choice that another team could have made otherwise."""

    NORMALISATION = "normalisation"
    AGGREGATION = "aggregation"
    WEIGHTS = "weights"
    INCLUSION = "inclusion"


class IndexRun(NamedTuple):
    """One index among those that could have been.

    Attributes:
        normalisation: of its indicators.
        aggregation: of its aggregates.
        multipliers: (codes of the structure,) of the weights, before those of one parent are scaled.
        left_out: place of the indicator left out, among indicators; None when all are in.
    """

    normalisation: Normalisation
    aggregation: Aggregation
    multipliers: NDArray[np.float64]
    left_out: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """Options between which runs draw, all of one choice as likely.

    Attributes:
        normalisations: one or more.
        aggregations: one or more.
        spread: each weight is multiplied by a number between 1 - spread and 1 + spread, all as likely; 0: as they are.
        leave_out: leave out one indicator or none, all as likely.

    Raises:
        BarometreError: a list is empty or names one option twice, or the spread is not between 0 and 1.
    """

    normalisations: tuple[Normalisation, ...]
    aggregations: tuple[Aggregation, ...]
    spread: float = 0.25
    leave_out: bool = True

    def __post_init__(self) -> None:
        for name, options in (("normalisations", self.normalisations), ("aggregations", self.aggregations)):
            if not options or len(set(options)) < len(options):
                raise BarometreError(
                    f"Choices, {name}: give one or more, each once, not {', '.join(options) or 'none'}"
                )
        if not 0 <= self.spread < 1:
            raise BarometreError(f"Choices, spread {self.spread:g}: give a share from 0 to less than 1, like 0.25")

    def sizes(self, codes: int, indicators: int) -> dict[Factor, int]:
        """Return the number of uniform numbers that each factor takes, in their order; none for what cannot vary."""
        found = {
            Factor.NORMALISATION: int(len(self.normalisations) > 1),
            Factor.AGGREGATION: int(len(self.aggregations) > 1),
            Factor.WEIGHTS: codes if self.spread else 0,
            Factor.INCLUSION: int(self.leave_out and indicators > 1),
        }
        return {factor: size for factor, size in found.items() if size}

    def plain(self, codes: int) -> IndexRun:
        """Return the run of the first normalisation and aggregation, weights as they are, nothing left out."""
        return IndexRun(self.normalisations[0], self.aggregations[0], np.ones(codes), None)

    def run(self, uniform: NDArray[np.float64], codes: int, indicators: int) -> IndexRun:
        """Return the run that uniform numbers stand for, as many as `sizes` adds up to."""
        sizes = self.sizes(codes, indicators)
        parts = dict(zip(sizes, np.split(uniform, np.cumsum(list(sizes.values()))[:-1]), strict=True)) if sizes else {}

        def option(factor: Factor, options: int) -> int:
            return int(pick(parts[factor], options)[0]) if factor in parts else 0

        weights = parts.get(Factor.WEIGHTS, np.full(codes, 0.5))
        # The first option is none: each of the others leaves out one indicator.
        out = option(Factor.INCLUSION, indicators + 1)
        return IndexRun(
            self.normalisations[option(Factor.NORMALISATION, len(self.normalisations))],
            self.aggregations[option(Factor.AGGREGATION, len(self.aggregations))],
            1 + self.spread * (2 * weights - 1),
            out - 1 if out else None,
        )
