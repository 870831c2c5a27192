"""What a composite index is made with: one choice for each step of the OECD/JRC Handbook (2008)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from math import isfinite

from barometre.errors import BarometreError


class Normalisation(StrEnum):
    """How indicators of different units are brought to one scale (Handbook, step 5)."""

    MINMAX = "minmax"
    ZSCORE = "zscore"
    RANK = "rank"
    GOALPOSTS = "goalposts"
    TARGET = "target"
    CATEGORIES = "categories"
    NONE = "none"


class Outliers(StrEnum):
    """How an indicator of which a few values are far from all others is treated."""

    NONE = "none"
    WINSORISE = "winsorise"
    LOG = "log"
    BOXCOX = "boxcox"


class Imputation(StrEnum):
    """What stands for an unknown value (Handbook, step 3)."""

    NONE = "none"
    MEAN = "mean"
    MEDIAN = "median"
    GROUP_MEAN = "group-mean"
    GROUP_MEDIAN = "group-median"


class Weighting(StrEnum):
    """Where the weights of the children of one parent come from (Handbook, step 6)."""

    GIVEN = "given"
    EQUAL = "equal"
    PCA = "pca"
    BUDGET = "budget"


class Aggregation(StrEnum):
    """How the children of one parent become its score (Handbook, step 6)."""

    ARITHMETIC = "arithmetic"
    GEOMETRIC = "geometric"
    HARMONIC = "harmonic"
    MEDIAN = "median"
    COPELAND = "copeland"


# Methods whose scale is given in the unit of each indicator.
_OWN_UNIT = (Normalisation.GOALPOSTS, Normalisation.TARGET, Normalisation.CATEGORIES)


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexOptions:
    """Choices of one computation.

    Attributes:
        range: worst and best score that normalisation gives, for all methods but z-scores.
        coverage: share (0-1) of what concerns a unit, by weight, that must be known for an aggregate to have a score.
        winsorised: number of values of one indicator that may be brought in, at most.

    Raises:
        BarometreError: the range or the coverage is not one.
    """

    normalisation: Normalisation = Normalisation.MINMAX
    aggregation: Aggregation = Aggregation.ARITHMETIC
    outliers: Outliers = Outliers.NONE
    imputation: Imputation = Imputation.NONE
    weighting: Weighting = Weighting.GIVEN
    range: tuple[float, float] = (0.0, 100.0)
    coverage: float = 0.5
    winsorised: int = 5

    def __post_init__(self) -> None:
        low, high = self.range
        if not (isfinite(high - low) and low < high):
            raise BarometreError(f"Range {low:g},{high:g}: give the worst score, then a greater best one, like 0,100")
        if not 0 <= self.coverage <= 1:
            raise BarometreError(f"Coverage {self.coverage:g}: give a share between 0 and 1, like 0.5")
        if self.winsorised < 1:
            raise BarometreError(f"Winsorised {self.winsorised}: let one value at least be brought in")
        if self.outliers is not Outliers.NONE and self.normalisation in _OWN_UNIT:
            raise BarometreError(
                f"Outliers by {self.outliers} and normalisation by {self.normalisation}: what is given in the unit of "
                "an indicator says nothing of treated values; leave outliers, which the ends of the scale hold"
            )
        if self.imputation is not Imputation.NONE and self.normalisation is Normalisation.CATEGORIES:
            raise BarometreError(f"Missing values by {self.imputation}: categories have none; leave them missing")

    @property
    def reads_categories(self) -> bool:
        """Whether values are names of categories, not numbers."""
        return self.normalisation is Normalisation.CATEGORIES


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexTables:
    """Tables that some options need, beside values and structure.

    Attributes:
        goalposts: code of an indicator -> lowest and highest value of its scale, in its own unit.
        targets: code of an indicator -> value to reach.
        categories: code of an indicator -> score of each of its categories, which values name by its place (0, 1, 2 …).
        groups: group of each unit, in the order of the values.
        budget: code -> points that experts gave it among the children of its parent.
    """

    goalposts: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    targets: Mapping[str, float] = field(default_factory=dict)
    categories: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    groups: Sequence[str] | None = None
    budget: Mapping[str, float] = field(default_factory=dict)
