"""Ratios of weighted sums: what means, shares and totals are, with their influences and their replicates."""

from dataclasses import dataclass

import numpy as np

from barometre.survey.estimation.design import Floats


@dataclass(frozen=True)
class Ratios:
    """Estimates (columns): the weighted sum of `top` over that of `bottom`, times that of `scale` when it is given.

    Attributes:
        top: value of those of whom it is known, 0 for others (n, columns).
        bottom: 1 for those of whom it is known (n).
        scale: 1 for those of whom a total speaks (n): those of whom it is not known count as the others do.
    """

    top: Floats
    bottom: Floats
    scale: Floats | None = None

    def of(self, weights: Floats) -> Floats:
        """Return the estimates by weights (n), or by each line of weights (replicates, n)."""
        scales = () if self.scale is None else (self.scale,)
        columns = np.column_stack((self.top, self.bottom, *scales))
        # A domain is few of all: the others are not read.
        rows = columns.any(axis=1)
        sums = weights @ columns if rows.all() else weights[..., rows] @ columns[rows]
        width = self.top.shape[1]
        with np.errstate(invalid="ignore", divide="ignore"):
            ratios: Floats = sums[..., :width] / sums[..., width : width + 1]
        if scales:
            ratios *= sums[..., width + 1 :]
        return ratios

    def influences(self, weights: Floats) -> Floats:
        """Return how much one more of each respondent would move the estimates (n, columns)."""
        known = weights @ self.bottom
        ratios = (weights @ self.top) / known
        moved = (self.top - self.bottom[:, None] * ratios) / known
        return moved if self.scale is None else moved * (weights @ self.scale) + self.scale[:, None] * ratios
