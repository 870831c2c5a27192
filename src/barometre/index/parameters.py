"""What a computation learnt from one table, kept so that others are scored by the same scale."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]


class Treatment(NamedTuple):
    """How the outliers of one indicator are treated (`outliers`).

    Attributes:
        method: what is done with values held within the limits.
        low: least value; those below are held at it.
        high: greatest value.
        shift: added before a logarithm or a power.
        power: of Box and Cox (lambda).
    """

    method: Literal["winsorise", "log", "log-reversed", "boxcox"]
    low: float
    high: float
    shift: float = 0.0
    power: float = 1.0


@dataclass(frozen=True, slots=True)
class IndexParameters:
    """Figures of each indicator, in the order of `indicators`, and weights; a newcomer does not move them.

    Attributes:
        indicators: codes of the columns.
        usual: group (empty: everyone) -> value that stands for an unknown one, of each indicator; none without
            imputation.
        treatments: how the outliers of each indicator are treated; None: it has none, or they are left.
        minimum: of the values, imputed and treated; NaN when nothing is known.
        maximum: likewise.
        mean: likewise.
        sd: standard deviation, with n - 1.
        ranked: values of each indicator, sorted; none but for ranks.
        goalposts: lowest and highest value of the scale of each (indicators × 2); none but for goalposts.
        targets: value to reach of each; none but for targets.
        categories: code -> score of each of its categories, in the order of their places; none but for categories.
        weights: code of an indicator or aggregate -> its share of its parent (0-1); they sum to 1 below each parent.
    """

    indicators: tuple[str, ...]
    usual: Mapping[str, Vector]
    treatments: tuple[Treatment | None, ...]
    minimum: Vector
    maximum: Vector
    mean: Vector
    sd: Vector
    ranked: tuple[Vector, ...] = ()
    goalposts: Matrix | None = None
    targets: Vector | None = None
    categories: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    weights: Mapping[str, float] = field(default_factory=dict)

    @property
    def constant(self) -> NDArray[np.bool_]:
        """Indicators of which all known values are the same."""
        return np.asarray(self.minimum == self.maximum)
