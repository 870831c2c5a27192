"""What a computation learnt from one table, kept so that others are scored by the same scale."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
# First field of a file of parameters; its number changes with the meaning of what follows.
FORMAT = "barometre-index-parameters-1"


@dataclass(frozen=True, slots=True)
class IndexParameters:
    """Figures of each indicator, in the order of `indicators`, and weights; a newcomer does not move them.

    Attributes:
        indicators: codes of the columns.
        minimum: of the known values, imputed and treated for outliers as options said; NaN when nothing is known.
        maximum: likewise.
        mean: likewise.
        sd: standard deviation of these, with n - 1.
        weights: code of an indicator or aggregate -> its share of its parent (0-1); they sum to 1 below each parent.
    """

    indicators: tuple[str, ...]
    minimum: Vector
    maximum: Vector
    mean: Vector
    sd: Vector
    weights: Mapping[str, float]

    @property
    def constant(self) -> NDArray[np.bool_]:
        """Indicators of which all known values are the same."""
        return self.minimum == self.maximum
